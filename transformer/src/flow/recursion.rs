//! Polls that recursion needs: every cycle of the call graph passes one.
//!
//! A depth-first search finds the back edges; every cycle has at least one, so
//! a poll before each call that is a back edge covers them all. Calls to
//! functions of other units may come back through any function that is visible
//! there: such functions poll before calling out, unless they poll anyway.

use super::walk;
use crate::hir::*;
use std::collections::{HashMap, HashSet};

/// A call inside a function and what it may enter.
#[derive(Debug, Clone)]
pub struct Edge {
    pub call: ExprId,
    /// Functions of this unit.
    pub targets: Vec<DeclId>,
    /// May leave the unit.
    pub outside: bool,
}

/// The calls a poll must precede. `edges` in textual order per function;
/// `visible` functions can be entered from other units; `polls` poll anyway.
pub fn recursion_polls(
    order: &[DeclId],
    edges: &HashMap<DeclId, Vec<Edge>>,
    visible: &HashSet<DeclId>,
    polls: &HashSet<DeclId>,
) -> HashSet<ExprId> {
    let mut found = back_edges(order, edges);
    for function in order {
        if visible.contains(function) && !polls.contains(function) {
            let calls = edges.get(function).map(Vec::as_slice).unwrap_or_default();
            if !calls.iter().any(|edge| found.contains(&edge.call)) {
                found.extend(calls.iter().find(|edge| edge.outside).map(|edge| edge.call));
            }
        }
    }
    found
}

/// The first call of each function that closes a cycle on a path. Iterative:
/// call chains are as deep as the program likes.
fn back_edges(order: &[DeclId], edges: &HashMap<DeclId, Vec<Edge>>) -> HashSet<ExprId> {
    let mut found = HashSet::new();
    let mut done = HashSet::new();
    for &root in order {
        let mut active = HashSet::from([root]);
        let mut stack = vec![(root, 0usize)];
        if !done.insert(root) {
            continue;
        }
        while let Some((function, next)) = stack.pop() {
            let Some((call, target)) = nth_target(edges, function, next) else {
                active.remove(&function);
                continue;
            };
            stack.push((function, next + 1));
            if active.contains(&target) {
                found.insert(call);
            } else if done.insert(target) {
                active.insert(target);
                stack.push((target, 0));
            }
        }
    }
    found
}

fn nth_target(
    edges: &HashMap<DeclId, Vec<Edge>>,
    function: DeclId,
    n: usize,
) -> Option<(ExprId, DeclId)> {
    edges
        .get(&function)?
        .iter()
        .flat_map(|edge| edge.targets.iter().map(move |&target| (edge.call, target)))
        .nth(n)
}

/// Keeps, of several polls one after the other in straight-line code, the
/// first: `fib(n - 1) + fib(n - 2)` needs one.
pub fn drop_dominated(unit: &Unit, body: StmtId, polls: &mut HashSet<ExprId>) {
    visit(unit, body, false, polls);
}

/// Walks a statement; `polled` says that a poll was passed on every path here.
/// Returns the same for its end.
fn visit(unit: &Unit, stmt: StmtId, polled: bool, polls: &mut HashSet<ExprId>) -> bool {
    match &unit.stmts[stmt].kind {
        StmtKind::Label { body, .. } | StmtKind::Case { body, .. } | StmtKind::Default { body } => {
            // Reached from elsewhere too.
            visit(unit, *body, false, polls)
        }
        StmtKind::If {
            cond,
            then,
            otherwise,
        } => {
            let polled = visit_expr(unit, *cond, polled, polls);
            let a = visit(unit, *then, polled, polls);
            let b = otherwise.map_or(polled, |stmt| visit(unit, stmt, polled, polls));
            a && b
        }
        StmtKind::While { .. }
        | StmtKind::For { .. }
        | StmtKind::DoWhile { .. }
        | StmtKind::Switch { .. } => {
            // A body may run never; what it polls says nothing about the end.
            for child in walk::children(unit, stmt) {
                visit(unit, child, polled, polls);
            }
            for e in walk::own_exprs(unit, stmt) {
                visit_expr(unit, e, polled, polls);
            }
            polled
        }
        _ => {
            let mut polled = polled;
            for e in walk::own_exprs(unit, stmt) {
                polled = visit_expr(unit, e, polled, polls);
            }
            for child in walk::children(unit, stmt) {
                polled = visit(unit, child, polled, polls);
            }
            polled
        }
    }
}

fn visit_expr(unit: &Unit, e: ExprId, polled: bool, polls: &mut HashSet<ExprId>) -> bool {
    match unit.exprs[e].kind.clone() {
        ExprKind::Logical { left, right, .. } => {
            let polled = visit_expr(unit, left, polled, polls);
            visit_expr(unit, right, polled, polls);
            polled
        }
        ExprKind::Conditional {
            cond,
            then,
            otherwise,
        } => {
            let polled = visit_expr(unit, cond, polled, polls);
            let a = then.map_or(polled, |e| visit_expr(unit, e, polled, polls));
            let b = visit_expr(unit, otherwise, polled, polls);
            a && b
        }
        ExprKind::StatementExpression(body) => visit(unit, body, polled, polls),
        _ => {
            let mut polled = polled;
            for operand in walk::operands(unit, e) {
                polled = visit_expr(unit, operand, polled, polls);
            }
            if polled {
                polls.remove(&e);
            }
            polled || polls.contains(&e)
        }
    }
}
