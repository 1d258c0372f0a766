//! What runs on one kind of machine only.
//!
//! ```c
//! if (is_little_endian()) return update(state, p, n, LITTLE);
//! else                    return update(state, p, n, BIG);
//! ```
//!
//! A capture inside `update` would go on in the wrong arm elsewhere, with the
//! wrong constant in its parameter. So captures wait while an *arm* runs: what
//! an `if`, `switch`, loop, `?:`, `&&` or `||` does because of an answer about
//! the machine (`answers.rs`). Where the arm without `else` calls a function of
//! the program and then leaves, the statements that follow are its other arm.

use super::answers::Answers;
use super::walk;
use crate::hir::*;
use std::collections::HashSet;

/// The calls and statements in the arms of a unit.
#[derive(Debug, Default)]
pub struct Arms {
    pub calls: HashSet<ExprId>,
    pub stmts: HashSet<StmtId>,
}

/// What arms decide by constants.
#[derive(Debug, Default)]
pub struct Decided {
    /// An arm returns a constant, or two do `x` and `swap(x)`.
    pub returns: bool,
    /// All that an arm does is to set one of these to a constant.
    pub variables: Vec<DeclId>,
}

pub fn find(unit: &Unit, answers: &Answers) -> Arms {
    let mut search = Search::new(unit, answers);
    for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
        search.stmt(function.body, false);
    }
    search.arms
}

pub fn decided(unit: &Unit, answers: &Answers, function: &Function) -> Decided {
    let mut search = Search::new(unit, answers);
    search.stmt(function.body, false);
    search.decided
}

struct Search<'a> {
    unit: &'a Unit,
    answers: &'a Answers,
    arms: Arms,
    decided: Decided,
}

impl<'a> Search<'a> {
    fn new(unit: &'a Unit, answers: &'a Answers) -> Self {
        Search {
            unit,
            answers,
            arms: Arms::default(),
            decided: Decided::default(),
        }
    }

    fn stmt(&mut self, stmt: StmtId, inside: bool) {
        let unit = self.unit;
        if inside {
            self.arms.stmts.insert(stmt);
        }
        for e in walk::own_exprs(unit, stmt) {
            self.expr(e, inside);
        }
        match &unit.stmts[stmt].kind {
            StmtKind::Block(list) => self.block(list, inside),
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => self.choice(*cond, *then, *otherwise, inside),
            kind => {
                let inside = inside || condition(kind).is_some_and(|c| self.answers_to(c));
                for child in walk::children(unit, stmt) {
                    self.stmt(child, inside);
                }
            }
        }
    }

    fn block(&mut self, list: &[StmtId], mut inside: bool) {
        for &stmt in list {
            self.stmt(stmt, inside);
            inside |= self.is_first_of_two(stmt);
        }
    }

    fn choice(&mut self, cond: ExprId, then: StmtId, otherwise: Option<StmtId>, inside: bool) {
        let decides = self.answers_to(cond);
        for arm in [Some(then), otherwise].into_iter().flatten() {
            self.stmt(arm, inside || decides);
            if decides {
                self.settle(arm);
            }
        }
        if let (true, Some(one), Some(other)) = (
            decides,
            returned(self.unit, then),
            otherwise.and_then(|arm| returned(self.unit, arm)),
        ) {
            self.decided.returns |= self.answers.is_swap(self.unit, one, other);
        }
    }

    /// `if (answer) return f();`, followed by what other machines do.
    fn is_first_of_two(&self, stmt: StmtId) -> bool {
        let StmtKind::If {
            cond,
            then,
            otherwise: None,
        } = self.unit.stmts[stmt].kind
        else {
            return false;
        };
        self.answers_to(cond) && leaves(self.unit, then) && calls_program(self.unit, then)
    }

    /// Notes what the arm does if that is no more than to choose a constant.
    fn settle(&mut self, arm: StmtId) {
        let unit = self.unit;
        let constant = |e: ExprId| unit.constant(e).is_some();
        match &unit.stmts[arm].kind {
            StmtKind::Block(list) if list.len() == 1 => self.settle(list[0]),
            StmtKind::Return(Some(value)) => self.decided.returns |= constant(*value),
            StmtKind::Expr(e) => {
                if let ExprKind::Assign {
                    op: None,
                    left,
                    right,
                } = unit.exprs[*e].kind
                {
                    if let (ExprKind::Name(decl), true) = (&unit.exprs[left].kind, constant(right))
                    {
                        self.decided.variables.push(*decl);
                    }
                }
            }
            _ => {}
        }
    }

    fn expr(&mut self, e: ExprId, inside: bool) {
        let unit = self.unit;
        match &unit.exprs[e].kind {
            ExprKind::Call { .. } if inside => {
                self.arms.calls.insert(e);
            }
            ExprKind::StatementExpression(body) => return self.stmt(*body, inside),
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                self.expr(*cond, inside);
                let inside = inside || self.answers_to(*cond);
                for arm in then.iter().chain([otherwise]) {
                    self.expr(*arm, inside);
                }
                return;
            }
            ExprKind::Logical { left, right, .. } => {
                self.expr(*left, inside);
                return self.expr(*right, inside || self.answers_to(*left));
            }
            _ => {}
        }
        for operand in walk::operands(unit, e) {
            self.expr(operand, inside);
        }
    }

    fn answers_to(&self, cond: ExprId) -> bool {
        self.answers.is_answer(self.unit, cond)
    }
}

/// The condition of a loop or a switch.
fn condition(kind: &StmtKind) -> Option<ExprId> {
    match kind {
        StmtKind::While { cond, .. } | StmtKind::Switch { cond, .. } => Some(*cond),
        StmtKind::For { cond, .. } => *cond,
        _ => None,
    }
}

/// What a statement that does no more than return returns.
fn returned(unit: &Unit, stmt: StmtId) -> Option<ExprId> {
    match &unit.stmts[stmt].kind {
        StmtKind::Block(list) if list.len() == 1 => returned(unit, list[0]),
        StmtKind::Return(value) => *value,
        _ => None,
    }
}

/// The statement ends by jumping away.
fn leaves(unit: &Unit, stmt: StmtId) -> bool {
    match &unit.stmts[stmt].kind {
        StmtKind::Block(list) => list.last().is_some_and(|&last| leaves(unit, last)),
        StmtKind::Return(_) | StmtKind::Goto(_) | StmtKind::Break | StmtKind::Continue => true,
        _ => false,
    }
}

/// It calls a function of the program that comes back.
fn calls_program(unit: &Unit, stmt: StmtId) -> bool {
    let mut found = false;
    walk::each_stmt_expr(unit, stmt, &mut |e| {
        if let ExprKind::Call { callee, .. } = unit.exprs[e].kind {
            found |= match unit.exprs[callee].kind {
                ExprKind::Name(decl) => !unit.decls[decl].system && !unit.decls[decl].noreturn,
                ExprKind::Builtin(_) => false,
                _ => true,
            };
        }
    });
    found
}
