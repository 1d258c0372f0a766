//! Loops: which are counted, how often they run, and where a poll belongs.

use super::walk;
use crate::hir::*;
use std::collections::HashSet;

/// A `for` loop whose trip count is known when it is entered:
/// `for (var = init; var op bound; var += step)`.
#[derive(Debug, Clone)]
pub struct Counted {
    pub var: DeclId,
    /// Value the variable starts from; `None`: the value it has on entry.
    pub init: Option<ExprId>,
    pub bound: ExprId,
    /// `Lt`, `Le`, `Gt`, `Ge` or `Ne`, with the variable on the left.
    pub op: BinaryOp,
    pub step: i64,
    /// The bound is unchanged by the loop and free of memory accesses, so it
    /// may be evaluated outside of the loop.
    pub bound_is_plain: bool,
}

impl Counted {
    /// Iterations, when both ends are constants.
    pub fn constant_trips(&self, unit: &Unit) -> Option<u64> {
        let low = unit.constant(self.init?)?;
        let high = unit.constant(self.bound)?;
        let distance = match self.op {
            BinaryOp::Lt => high - low,
            BinaryOp::Le => high - low + 1,
            BinaryOp::Gt => low - high,
            BinaryOp::Ge => low - high + 1,
            BinaryOp::Ne if self.step.unsigned_abs() == 1 => (high - low) * i128::from(self.step),
            _ => return None,
        };
        let step = i128::from(self.step.unsigned_abs());
        u64::try_from(distance.max(0).div_ceil_by(step)).ok()
    }
}

trait DivCeil {
    fn div_ceil_by(self, by: Self) -> Self;
}

impl DivCeil for i128 {
    fn div_ceil_by(self, by: i128) -> i128 {
        (self + by - 1) / by
    }
}

/// Recognises a counted loop. `memory` are the objects whose address matters.
pub fn counted(unit: &Unit, stmt: StmtId, memory: &HashSet<DeclId>) -> Option<Counted> {
    let StmtKind::For {
        init,
        cond: Some(cond),
        step: Some(step),
        body,
    } = &unit.stmts[stmt].kind
    else {
        return None;
    };
    let (var, step) = stepping(unit, *step)?;
    if !is_countable(unit, var, memory) {
        return None;
    }
    let (op, bound) = comparison(unit, *cond, var)?;
    let upward = step > 0;
    let fits = match op {
        BinaryOp::Lt | BinaryOp::Le => upward,
        BinaryOp::Gt | BinaryOp::Ge => !upward,
        _ => step.abs() == 1,
    };
    let changed = assigned(unit, *body);
    if !fits || changed.contains(&var) || has_effect(unit, bound) {
        return None;
    }
    let bound_is_plain = is_plain(unit, bound, &changed, memory, var);
    let init = init.and_then(|init| start_value(unit, init, var));
    Some(Counted {
        var,
        init,
        bound,
        op,
        step,
        bound_is_plain,
    })
}

fn is_countable(unit: &Unit, var: DeclId, memory: &HashSet<DeclId>) -> bool {
    let decl = &unit.decls[var];
    !walk::is_static(unit, var)
        && !memory.contains(&var)
        && !decl.ty.quals.is_volatile
        && !decl.ty.quals.is_atomic
        && (unit.is_integer(decl.ty.ty) || unit.is_pointer(decl.ty.ty))
}

/// `var++`, `var += c` and the like: the variable and the step.
fn stepping(unit: &Unit, e: ExprId) -> Option<(DeclId, i64)> {
    match &unit.exprs[e].kind {
        ExprKind::Unary { op, operand } => {
            let step = match op {
                UnaryOp::PreIncrement | UnaryOp::PostIncrement => 1,
                UnaryOp::PreDecrement | UnaryOp::PostDecrement => -1,
                _ => return None,
            };
            Some((name(unit, *operand)?, step))
        }
        ExprKind::Assign {
            op: Some(op),
            left,
            right,
        } => {
            let step = i64::try_from(unit.constant(*right)?)
                .ok()
                .filter(|s| (1..=4096).contains(s))?;
            match op {
                BinaryOp::Add => Some((name(unit, *left)?, step)),
                BinaryOp::Sub => Some((name(unit, *left)?, -step)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `var op bound` or `bound op var`, with the variable on the left.
fn comparison(unit: &Unit, e: ExprId, var: DeclId) -> Option<(BinaryOp, ExprId)> {
    let ExprKind::Binary { op, left, right } = unit.exprs[e].kind else {
        return None;
    };
    let mirrored = match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Ge => BinaryOp::Le,
        BinaryOp::Ne => BinaryOp::Ne,
        _ => return None,
    };
    if name(unit, left) == Some(var) {
        Some((op, right))
    } else if name(unit, right) == Some(var) {
        Some((mirrored, left))
    } else {
        None
    }
}

fn name(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match unit.exprs[e].kind {
        ExprKind::Name(decl) => Some(decl),
        _ => None,
    }
}

fn start_value(unit: &Unit, init: StmtId, var: DeclId) -> Option<ExprId> {
    match &unit.stmts[init].kind {
        StmtKind::Declaration(declaration) => {
            let declarator = declaration.declarators.iter().find(|d| d.decl == var)?;
            match unit.inits[declarator.init?] {
                Init::Expr(e) => Some(e).filter(|&e| !has_effect(unit, e)),
                Init::List { .. } => None,
            }
        }
        StmtKind::Expr(e) => last_assignment(unit, *e, var).filter(|&e| !has_effect(unit, e)),
        _ => None,
    }
}

fn last_assignment(unit: &Unit, e: ExprId, var: DeclId) -> Option<ExprId> {
    match &unit.exprs[e].kind {
        ExprKind::Assign {
            op: None,
            left,
            right,
        } if name(unit, *left) == Some(var) => Some(*right),
        ExprKind::Comma { left, right } => {
            last_assignment(unit, *right, var).or_else(|| last_assignment(unit, *left, var))
        }
        _ => None,
    }
}

/// Objects assigned anywhere in a statement.
pub fn assigned(unit: &Unit, stmt: StmtId) -> HashSet<DeclId> {
    let mut found = HashSet::new();
    walk::each_stmt_expr(unit, stmt, &mut |e| found.extend(target(unit, e)));
    walk::each_stmt(unit, stmt, &mut |s| match &unit.stmts[s].kind {
        StmtKind::Declaration(declaration) => {
            found.extend(declaration.declarators.iter().map(|d| d.decl));
        }
        StmtKind::Asm { outputs, .. } => {
            found.extend(
                outputs
                    .iter()
                    .filter_map(|(_, e)| walk::root_object(unit, *e)),
            );
        }
        _ => {}
    });
    found
}

fn target(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match &unit.exprs[e].kind {
        ExprKind::Assign { left, .. } => walk::root_object(unit, *left),
        ExprKind::Unary {
            op:
                UnaryOp::PreIncrement
                | UnaryOp::PreDecrement
                | UnaryOp::PostIncrement
                | UnaryOp::PostDecrement,
            operand,
        } => walk::root_object(unit, *operand),
        _ => None,
    }
}

/// Writes something or calls something.
pub fn has_effect(unit: &Unit, e: ExprId) -> bool {
    let mut found = false;
    walk::each_expr(unit, e, &mut |e| {
        found |= unit.exprs[e].ty.quals.is_volatile;
        found |= matches!(
            unit.exprs[e].kind,
            ExprKind::Assign { .. }
                | ExprKind::Call { .. }
                | ExprKind::VaArg { .. }
                | ExprKind::StatementExpression(_)
                | ExprKind::Opaque(_)
                | ExprKind::Unary {
                    op: UnaryOp::PreIncrement
                        | UnaryOp::PreDecrement
                        | UnaryOp::PostIncrement
                        | UnaryOp::PostDecrement,
                    ..
                }
        );
    });
    found
}

/// Made of constants and of automatic objects that nothing in the loop changes.
fn is_plain(
    unit: &Unit,
    e: ExprId,
    changed: &HashSet<DeclId>,
    memory: &HashSet<DeclId>,
    var: DeclId,
) -> bool {
    let mut plain = true;
    walk::each_expr(unit, e, &mut |e| {
        plain &= match &unit.exprs[e].kind {
            ExprKind::Name(decl) => {
                !walk::is_static(unit, *decl)
                    && *decl != var
                    && !changed.contains(decl)
                    && !memory.contains(decl)
            }
            ExprKind::Integer { .. }
            | ExprKind::Char { .. }
            | ExprKind::EnumConstant(_)
            | ExprKind::SizeofExpr(_)
            | ExprKind::SizeofType(_)
            | ExprKind::Cast { .. }
            | ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::Minus,
                ..
            } => true,
            ExprKind::Binary { op, .. } => matches!(
                op,
                BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Shr
            ),
            _ => false,
        };
    });
    plain
}

/// A loop statement.
pub fn is_loop(unit: &Unit, stmt: StmtId) -> bool {
    matches!(
        unit.stmts[stmt].kind,
        StmtKind::For { .. } | StmtKind::While { .. } | StmtKind::DoWhile { .. }
    )
}

/// A `do` loop whose condition is constant zero runs once: no loop at all.
pub fn runs_once(unit: &Unit, stmt: StmtId) -> bool {
    match unit.stmts[stmt].kind {
        StmtKind::DoWhile { cond, .. } => unit.constant(cond) == Some(0),
        _ => false,
    }
}
