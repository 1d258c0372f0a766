//! Polls that are passed in any case.
//!
//! A loop whose every iteration passes a poll elsewhere, in a function that
//! polls on every path or before a call that may recurse, needs none of its own:
//! the cycle has one already (`docs/emitted-code.md`). The answer may err on one
//! side only: "not always" costs a second poll, "always" would cost the only one.

use super::walk;
use crate::hir::*;

/// Whether every path through a function's body to its end passes a poll.
pub fn on_return(unit: &Unit, body: StmtId, sure: &dyn Fn(ExprId) -> bool) -> bool {
    let mut paths = Paths::new(unit, sure);
    let end = paths.stmt(body, false);
    end && paths.returns
}

/// Whether every way round a loop passes a poll.
pub fn on_iteration(unit: &Unit, stmt: StmtId, sure: &dyn Fn(ExprId) -> bool) -> bool {
    let mut paths = Paths::new(unit, sure);
    let (body, round) = match &unit.stmts[stmt].kind {
        StmtKind::For {
            cond, step, body, ..
        } => (*body, cond.iter().chain(step).copied().collect::<Vec<_>>()),
        StmtKind::While { cond, body } | StmtKind::DoWhile { cond, body } => (*body, vec![*cond]),
        _ => return false,
    };
    paths.targets.push(Targets::default());
    let end = paths.stmt(body, false);
    let next = paths.targets.pop().is_some_and(|t| t.continues);
    let polled = end && next;
    round.into_iter().fold(polled, |p, e| paths.expr(e, p))
}

/// Whether all jumps seen so far to a place had passed a poll.
struct Targets {
    breaks: bool,
    continues: bool,
    /// A switch: `continue` goes further out.
    only_breaks: bool,
}

impl Default for Targets {
    fn default() -> Self {
        Targets {
            breaks: true,
            continues: true,
            only_breaks: false,
        }
    }
}

struct Paths<'a> {
    unit: &'a Unit,
    sure: &'a dyn Fn(ExprId) -> bool,
    targets: Vec<Targets>,
    returns: bool,
}

/// What holds of a place that is not reached.
const UNREACHED: bool = true;

impl<'a> Paths<'a> {
    fn new(unit: &'a Unit, sure: &'a dyn Fn(ExprId) -> bool) -> Self {
        Paths {
            unit,
            sure,
            targets: Vec::new(),
            returns: true,
        }
    }

    /// From the state before a statement to the one after it.
    fn stmt(&mut self, stmt: StmtId, polled: bool) -> bool {
        let unit = self.unit;
        match &unit.stmts[stmt].kind {
            // Also reached by jumps from anywhere.
            StmtKind::Label { body, .. } => self.stmt(*body, false),
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => {
                let polled = self.expr(*cond, polled);
                let a = self.stmt(*then, polled);
                let b = otherwise.map_or(polled, |stmt| self.stmt(stmt, polled));
                a && b
            }
            StmtKind::Return(e) => {
                let polled = e.map_or(polled, |e| self.expr(e, polled));
                self.returns &= polled;
                UNREACHED
            }
            StmtKind::Goto(_) | StmtKind::ComputedGoto(_) => UNREACHED,
            StmtKind::Break => {
                if let Some(target) = self.targets.last_mut() {
                    target.breaks &= polled;
                }
                UNREACHED
            }
            StmtKind::Continue => {
                let target = self.targets.iter_mut().rev().find(|t| !t.only_breaks);
                if let Some(target) = target {
                    target.continues &= polled;
                }
                UNREACHED
            }
            StmtKind::For { .. } | StmtKind::While { .. } | StmtKind::DoWhile { .. } => {
                self.loop_(stmt, polled)
            }
            StmtKind::Switch { .. } => self.switch(stmt, polled),
            StmtKind::NestedFunction(_) => polled,
            // A case is reached from the head of its switch, where less may
            // have been polled than here.
            StmtKind::Case { .. } | StmtKind::Default { .. } => {
                let mut polled = false;
                for child in walk::children(unit, stmt) {
                    polled = self.stmt(child, polled);
                }
                polled
            }
            _ => {
                let mut polled = polled;
                for e in walk::own_exprs(unit, stmt) {
                    polled = self.expr(e, polled);
                }
                for child in walk::children(unit, stmt) {
                    polled = self.stmt(child, polled);
                }
                polled
            }
        }
    }

    /// The body may run never, unless the condition comes after it.
    fn loop_(&mut self, stmt: StmtId, polled: bool) -> bool {
        let unit = self.unit;
        self.targets.push(Targets::default());
        let after = match &unit.stmts[stmt].kind {
            StmtKind::DoWhile { cond, body } => {
                let end = self.stmt(*body, polled);
                let next = self.targets.last().is_none_or(|t| t.continues);
                self.expr(*cond, end && next)
            }
            StmtKind::While { cond, body } => {
                let entered = self.expr(*cond, polled);
                self.stmt(*body, entered);
                entered
            }
            StmtKind::For {
                init, cond, body, ..
            } => {
                let entered = init.map_or(polled, |init| self.stmt(init, polled));
                let entered = cond.map_or(entered, |cond| self.expr(cond, entered));
                self.stmt(*body, entered);
                entered
            }
            _ => polled,
        };
        let breaks = self.targets.pop().is_none_or(|t| t.breaks);
        after && breaks
    }

    fn switch(&mut self, stmt: StmtId, polled: bool) -> bool {
        let unit = self.unit;
        let StmtKind::Switch { cond, body } = &unit.stmts[stmt].kind else {
            return polled;
        };
        let head = self.expr(*cond, polled);
        self.targets.push(Targets {
            only_breaks: true,
            ..Targets::default()
        });
        let end = self.stmt(*body, UNREACHED);
        let breaks = self.targets.pop().is_none_or(|t| t.breaks);
        // Without a default the body may be passed by.
        let passed_by = has_default(unit, *body) || head;
        end && breaks && passed_by
    }

    fn expr(&mut self, e: ExprId, polled: bool) -> bool {
        match &self.unit.exprs[e].kind {
            ExprKind::Logical { left, right, .. } => {
                let polled = self.expr(*left, polled);
                self.expr(*right, polled);
                polled
            }
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                let polled = self.expr(*cond, polled);
                let a = then.map_or(polled, |e| self.expr(e, polled));
                let b = self.expr(*otherwise, polled);
                a && b
            }
            ExprKind::ChooseExpr { .. } | ExprKind::Generic { .. } => polled,
            ExprKind::StatementExpression(body) => self.stmt(*body, polled),
            _ => {
                let operands = walk::operands(self.unit, e).into_iter();
                let polled = operands.fold(polled, |p, operand| self.expr(operand, p));
                polled || (self.sure)(e)
            }
        }
    }
}

fn has_default(unit: &Unit, stmt: StmtId) -> bool {
    match unit.stmts[stmt].kind {
        StmtKind::Default { .. } => true,
        StmtKind::Switch { .. } => false,
        _ => walk::children(unit, stmt)
            .into_iter()
            .any(|child| has_default(unit, child)),
    }
}
