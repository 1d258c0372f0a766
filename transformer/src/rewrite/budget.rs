//! When a counted nest is short enough to run without a poll.

use super::emit::Emitter;
use crate::flow::{loops, walk, Counted, LoopPoll};
use crate::hir::*;
use crate::linear::Loop;
use crate::liveness::Var;
use std::collections::HashSet;

/// An expression for the number of iterations and the checks that keep its
/// evaluation from overflowing.
struct Cost {
    checks: Vec<String>,
    value: String,
}

/// The condition for running the nest untouched, evaluated after the loop's
/// init. `None` when the trip counts are not known there.
pub fn budget_condition(emitter: &Emitter, l: &Loop) -> Option<String> {
    let counted = l.budget.as_ref()?;
    let var = emitter.var(Var::Local(counted.var));
    let bound = emitter.expr(counted.bound);
    let trips = trips(emitter, counted, &var, &bound);
    let unit = emitter.cx.unit;
    let StmtKind::For { body, .. } = unit.stmts[l.stmt].kind else {
        return None;
    };
    let mut changed = loops::assigned(unit, body);
    changed.insert(counted.var);
    let cost = nest(emitter, body, trips, &changed)?;
    Some(cost.checks.join(" && "))
}

/// The cost of a loop with `trips` iterations of `body`.
fn nest(emitter: &Emitter, body: StmtId, trips: String, changed: &HashSet<DeclId>) -> Option<Cost> {
    let mut inner = Vec::new();
    inner_loops(emitter.cx.unit, body, &mut inner);
    let budget = emitter.cx.flow.limits.budget;
    let mut checks = Vec::new();
    let mut values = Vec::new();
    for stmt in inner {
        let cost = inner_cost(emitter, stmt, changed)?;
        checks.extend(cost.checks);
        values.push(cost.value);
    }
    checks.push(format!("{trips} <= {budget}"));
    if values.is_empty() {
        return Some(Cost {
            checks,
            value: trips,
        });
    }
    let value = format!("({trips} * ({}))", values.join(" + "));
    checks.push(format!("{value} <= {budget}"));
    Some(Cost { checks, value })
}

fn inner_cost(emitter: &Emitter, stmt: StmtId, changed: &HashSet<DeclId>) -> Option<Cost> {
    let unit = emitter.cx.unit;
    let StmtKind::For { body, .. } = unit.stmts[stmt].kind else {
        return loops::runs_once(unit, stmt).then(|| Cost {
            checks: Vec::new(),
            value: "1".into(),
        });
    };
    let memory = &emitter
        .cx
        .flow
        .functions
        .get(&emitter.plan.function.decl)?
        .memory;
    let counted = match emitter.cx.flow.loops.get(&stmt)? {
        LoopPoll::Budget(counted) => counted.clone(),
        LoopPoll::None => loops::counted(unit, stmt, memory)?,
        LoopPoll::BackEdge => return None,
    };
    let init = counted.init?;
    let fixed = counted.bound_is_plain
        && is_fixed(unit, init, changed)
        && is_fixed(unit, counted.bound, changed);
    if !fixed {
        return None;
    }
    let (from, to) = (emitter.expr(init), emitter.expr(counted.bound));
    nest(
        emitter,
        body,
        trips(emitter, &counted, &format!("({from})"), &to),
        changed,
    )
}

/// Only constants and automatic variables that nothing in the nest changes.
fn is_fixed(unit: &Unit, e: ExprId, changed: &HashSet<DeclId>) -> bool {
    let mut fixed = true;
    walk::each_expr(unit, e, &mut |e| {
        fixed &= match &unit.exprs[e].kind {
            ExprKind::Name(decl) => !walk::is_static(unit, *decl) && !changed.contains(decl),
            ExprKind::Index { .. } | ExprKind::Member { .. } => false,
            ExprKind::Unary {
                op: UnaryOp::Deref, ..
            } => false,
            ExprKind::Binary {
                op: BinaryOp::Div | BinaryOp::Rem,
                ..
            } => false,
            _ => true,
        };
    });
    fixed
}

fn inner_loops(unit: &Unit, stmt: StmtId, found: &mut Vec<StmtId>) {
    if loops::is_loop(unit, stmt) {
        found.push(stmt);
        return;
    }
    for child in walk::children(unit, stmt) {
        inner_loops(unit, child, found);
    }
}

/// Iterations left, as `long long`; negative when the loop does not run.
fn trips(emitter: &Emitter, counted: &Counted, from: &str, to: &str) -> String {
    let distance = distance(emitter, counted, from, to);
    match counted.step.unsigned_abs() {
        1 => distance,
        step => format!("({distance} / {step})"),
    }
}

/// How far the variable has to go, as `long long`.
pub fn distance(emitter: &Emitter, counted: &Counted, from: &str, to: &str) -> String {
    let unit = emitter.cx.unit;
    let (low, high) = if counted.step > 0 {
        (from, to)
    } else {
        (to, from)
    };
    if unit.is_pointer(unit.decls[counted.var].ty.ty) {
        format!("(long long)(({high}) - ({low}))")
    } else {
        format!("((long long)({high}) - (long long)({low}))")
    }
}
