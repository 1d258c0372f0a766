//! Where a function with computed gotos polls.
//!
//! A computed goto that may jump backward closes a cycle, so a poll before each
//! is enough. An interpreter, though, has one at the end of every instruction
//!
//! ```c
//! L_add: ...; i = *pc++; goto *table[i & 63];
//! L_jump: pc += offset(i); i = *pc++; goto *table[i & 63];
//! ```
//!
//! and a load and a test per instruction can be felt. What the instructions are
//! fetched with is a *cursor*: an automatic variable that every backward goto
//! advances just before it. Advancing alone ends where the array ends
//! (C11 6.5.6p8), so a cycle that goes on must set the cursor in some other way,
//! and it is enough to poll there: at the jumps of the interpreted program, not at
//! each of its instructions.

use super::computed::Computed;
use super::walk;
use crate::hir::*;
use std::collections::{HashMap, HashSet};

/// Statements that a poll must precede.
pub fn polls(
    unit: &Unit,
    function: &Function,
    computed: &Computed,
    memory: &HashSet<DeclId>,
) -> HashSet<StmtId> {
    let gotos = backward(unit, function, computed);
    if gotos.is_empty() {
        return HashSet::new();
    }
    let parents = parents(unit, function);
    let candidates = function.locals.iter().filter(|d| !memory.contains(d));
    let mut best: Option<HashSet<StmtId>> = None;
    for &decl in candidates {
        let advanced = |&goto: &StmtId| advances_before(unit, &parents, goto, decl);
        if !is_cursor_type(unit, decl) || !gotos.iter().all(advanced) {
            continue;
        }
        let Some(resets) = resets(unit, function, decl) else {
            continue;
        };
        if best.as_ref().is_none_or(|b| resets.len() < b.len()) {
            best = Some(resets);
        }
    }
    best.unwrap_or_else(|| gotos.into_iter().collect())
}

/// Computed gotos that may jump to a label that stands before them.
fn backward(unit: &Unit, function: &Function, computed: &Computed) -> Vec<StmtId> {
    let first = computed.targets.iter().map(|&l| unit.labels[l].span.start);
    let first = first.min().unwrap_or(u32::MAX);
    let mut found = Vec::new();
    walk::each_stmt(unit, function.body, &mut |s| {
        let jumps = matches!(unit.stmts[s].kind, StmtKind::ComputedGoto(_));
        if jumps && first < unit.stmts[s].span.start {
            found.push(s);
        }
    });
    found
}

/// Pointers, and integers wide enough not to wrap within an array.
fn is_cursor_type(unit: &Unit, decl: DeclId) -> bool {
    let quals = unit.decls[decl].ty.quals;
    let ty = unit.decls[decl].ty.ty;
    let wide = matches!(
        unit.kind(ty),
        TypeKind::Int { .. } | TypeKind::Long { .. } | TypeKind::LongLong { .. }
    );
    !quals.is_volatile && !quals.is_atomic && (wide || unit.is_pointer(ty))
}

fn parents(unit: &Unit, function: &Function) -> HashMap<StmtId, StmtId> {
    let mut found = HashMap::new();
    walk::each_stmt(unit, function.body, &mut |s| {
        found.extend(walk::children(unit, s).into_iter().map(|child| (child, s)));
    });
    found
}

/// Every path to the end of `goto` advances the cursor just before.
fn advances_before(
    unit: &Unit,
    parents: &HashMap<StmtId, StmtId>,
    goto: StmtId,
    cursor: DeclId,
) -> bool {
    if surely_advances(unit, goto, cursor) {
        return true;
    }
    let mut at = goto;
    while let Some(&parent) = parents.get(&at) {
        match &unit.stmts[parent].kind {
            StmtKind::Block(all) => {
                let before = all.iter().take_while(|&&s| s != at);
                for &s in before.collect::<Vec<_>>().into_iter().rev() {
                    if surely_advances(unit, s, cursor) {
                        return true;
                    }
                    if is_entered(unit, s) {
                        return false;
                    }
                }
            }
            _ => return false,
        }
        at = parent;
    }
    false
}

/// Reached otherwise than from the statement before it, at some point inside.
fn is_entered(unit: &Unit, stmt: StmtId) -> bool {
    let mut found = false;
    walk::each_stmt(unit, stmt, &mut |s| {
        found |= matches!(
            unit.stmts[s].kind,
            StmtKind::Label { .. } | StmtKind::Case { .. } | StmtKind::Default { .. }
        );
    });
    found
}

/// Whoever reaches the end of `stmt` has advanced the cursor in it.
fn surely_advances(unit: &Unit, stmt: StmtId, cursor: DeclId) -> bool {
    match &unit.stmts[stmt].kind {
        StmtKind::Expr(e) | StmtKind::ComputedGoto(e) => evaluates_advance(unit, *e, cursor),
        StmtKind::Declaration(_) => walk::own_exprs(unit, stmt)
            .into_iter()
            .any(|e| evaluates_advance(unit, e, cursor)),
        StmtKind::Label { body, .. } | StmtKind::Case { body, .. } | StmtKind::Default { body } => {
            surely_advances(unit, *body, cursor)
        }
        StmtKind::Block(all) => {
            for &s in all.iter().rev() {
                if surely_advances(unit, s, cursor) {
                    return true;
                }
                if is_entered(unit, s) {
                    return false;
                }
            }
            false
        }
        StmtKind::If {
            then,
            otherwise: Some(otherwise),
            ..
        } => surely_advances(unit, *then, cursor) && surely_advances(unit, *otherwise, cursor),
        StmtKind::DoWhile { body, cond } if unit.constant(*cond) == Some(0) => {
            !leaves_early(unit, *body) && surely_advances(unit, *body, cursor)
        }
        _ => false,
    }
}

fn leaves_early(unit: &Unit, body: StmtId) -> bool {
    let mut found = false;
    walk::each_stmt(unit, body, &mut |s| {
        found |= matches!(unit.stmts[s].kind, StmtKind::Break | StmtKind::Continue);
    });
    found
}

/// An advance that is evaluated whenever `e` is. Of an integer: only as it
/// indexes an array, which bounds it.
fn evaluates_advance(unit: &Unit, e: ExprId, cursor: DeclId) -> bool {
    let pointer = unit.is_pointer(unit.decls[cursor].ty.ty);
    match &unit.exprs[e].kind {
        _ if pointer && is_advance(unit, e, cursor) => true,
        ExprKind::Index { base, index } => {
            is_advance(unit, *index, cursor)
                || evaluates_advance(unit, *base, cursor)
                || evaluates_advance(unit, *index, cursor)
        }
        ExprKind::Logical { left, .. } => evaluates_advance(unit, *left, cursor),
        ExprKind::Conditional { cond, .. } => evaluates_advance(unit, *cond, cursor),
        ExprKind::StatementExpression(_) => false,
        _ => walk::operands(unit, e)
            .into_iter()
            .any(|operand| evaluates_advance(unit, operand, cursor)),
    }
}

/// `cursor++`, `++cursor` or `cursor += 2`.
fn is_advance(unit: &Unit, e: ExprId, cursor: DeclId) -> bool {
    let is_cursor = |e: ExprId| matches!(unit.exprs[e].kind, ExprKind::Name(d) if d == cursor);
    match unit.exprs[e].kind {
        ExprKind::Unary {
            op: UnaryOp::PreIncrement | UnaryOp::PostIncrement,
            operand,
        } => is_cursor(operand),
        ExprKind::Assign {
            op: Some(BinaryOp::Add),
            left,
            right,
        } => is_cursor(left) && unit.constant(right).is_some_and(|n| n > 0 && n < 4096),
        _ => false,
    }
}

/// Statements that set the cursor otherwise; `None` if one of them is nothing a
/// poll can be put before.
fn resets(unit: &Unit, function: &Function, cursor: DeclId) -> Option<HashSet<StmtId>> {
    let mut found = HashSet::new();
    let mut odd = false;
    walk::each_stmt(unit, function.body, &mut |s| {
        let mut sets = false;
        for e in walk::own_exprs(unit, s) {
            walk::each_expr(unit, e, &mut |e| sets |= is_reset(unit, e, cursor));
        }
        let plain = match &unit.stmts[s].kind {
            StmtKind::Expr(_) | StmtKind::ComputedGoto(_) => true,
            StmtKind::Declaration(d) => {
                sets |= d
                    .declarators
                    .iter()
                    .any(|d| d.decl == cursor && d.init.is_some());
                true
            }
            _ => false,
        };
        let written_by_asm = matches!(&unit.stmts[s].kind, StmtKind::Asm { outputs, .. }
            if outputs.iter().any(|(_, e)| walk::root_object(unit, *e) == Some(cursor)));
        odd |= written_by_asm || sets && !plain;
        if sets {
            found.insert(s);
        }
    });
    (!odd).then_some(found)
}

fn is_reset(unit: &Unit, e: ExprId, cursor: DeclId) -> bool {
    let target = match unit.exprs[e].kind {
        ExprKind::Assign { left, .. } => left,
        ExprKind::Unary {
            op: UnaryOp::PreDecrement | UnaryOp::PostDecrement,
            operand,
        } => operand,
        _ => return false,
    };
    walk::root_object(unit, target) == Some(cursor) && !is_advance(unit, e, cursor)
}
