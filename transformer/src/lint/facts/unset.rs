//! Variables that are read on some way without having been given a value
//! (definite assignment, as languages that demand it work it out).
//!
//! A state is the set of variables that may have no value; a place that is not
//! reached has none. Back edges bring nothing new: what has a value before a loop
//! has one in it. A jump backwards is not followed either.

use crate::flow::{callee_noreturn, walk};
use crate::hir::*;
use std::collections::{BTreeSet, HashMap, HashSet};

type State = BTreeSet<DeclId>;

/// The first such read of each of the variables that are watched.
pub fn reads(
    unit: &Unit,
    function: &Function,
    watched: &dyn Fn(DeclId) -> bool,
) -> HashMap<DeclId, ExprId> {
    let mut walk = Walk {
        unit,
        watched,
        targets: Vec::new(),
        jumps: HashMap::new(),
        passed: HashSet::new(),
        found: HashMap::new(),
    };
    walk.stmt(function.body, State::new());
    walk.found
}

/// What leads out of the loops and switches around.
#[derive(Default)]
struct Target {
    breaks: State,
    continues: State,
    /// The state at the head of a switch.
    dispatch: Option<State>,
    has_default: bool,
}

struct Walk<'a> {
    unit: &'a Unit,
    watched: &'a dyn Fn(DeclId) -> bool,
    targets: Vec<Target>,
    /// States at jumps to labels further on.
    jumps: HashMap<LabelId, State>,
    passed: HashSet<LabelId>,
    found: HashMap<DeclId, ExprId>,
}

fn join(a: State, b: &State) -> State {
    a.union(b).copied().collect()
}

impl Walk<'_> {
    fn stmt(&mut self, stmt: StmtId, state: State) -> State {
        let unit = self.unit;
        match &unit.stmts[stmt].kind {
            StmtKind::Block(items) => items.iter().fold(state, |state, &s| self.stmt(s, state)),
            StmtKind::Declaration(declaration) => self.declaration(declaration, state),
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => {
                let (yes, no) = self.condition(*cond, state);
                let yes = self.stmt(*then, yes);
                let no = match otherwise {
                    Some(stmt) => self.stmt(*stmt, no),
                    None => no,
                };
                join(yes, &no)
            }
            StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. } => {
                self.round(stmt, state)
            }
            StmtKind::Switch { cond, body } => self.switch(*cond, *body, state),
            StmtKind::Case { body, .. } | StmtKind::Default { body } => {
                let is_default = matches!(unit.stmts[stmt].kind, StmtKind::Default { .. });
                let target = self.targets.iter_mut().rev().find(|t| t.dispatch.is_some());
                let state = match target {
                    Some(target) => {
                        target.has_default |= is_default;
                        join(state, target.dispatch.as_ref().unwrap_or(&State::new()))
                    }
                    None => state,
                };
                self.stmt(*body, state)
            }
            StmtKind::Label { label, body } => {
                self.passed.insert(*label);
                let state = match self.jumps.remove(label) {
                    Some(jumped) => join(state, &jumped),
                    None => state,
                };
                self.stmt(*body, state)
            }
            StmtKind::Goto(label) => {
                if !self.passed.contains(label) {
                    self.jumps.entry(*label).or_default().extend(&state);
                }
                State::new()
            }
            StmtKind::Break => {
                let target = self.targets.last_mut();
                target.into_iter().for_each(|t| t.breaks.extend(&state));
                State::new()
            }
            StmtKind::Continue => {
                let target = self.targets.iter_mut().rev().find(|t| t.dispatch.is_none());
                target.into_iter().for_each(|t| t.continues.extend(&state));
                State::new()
            }
            StmtKind::Return(value) => {
                value.iter().fold(state, |state, &e| self.expr(e, state));
                State::new()
            }
            StmtKind::ComputedGoto(_) => State::new(),
            StmtKind::Asm {
                outputs, inputs, ..
            } => {
                let state = inputs.iter().fold(state, |s, (_, e)| self.expr(*e, s));
                outputs.iter().fold(state, |s, (_, e)| self.given(*e, s))
            }
            StmtKind::NestedFunction(_) => state,
            _ => walk::own_exprs(unit, stmt)
                .into_iter()
                .fold(state, |state, e| self.expr(e, state)),
        }
    }

    fn declaration(&mut self, declaration: &Declaration, mut state: State) -> State {
        for (n, declarator) in declaration.declarators.iter().enumerate() {
            for e in walk::declarator_exprs(self.unit, declaration, n) {
                state = self.expr(e, state);
            }
            let decl = declarator.decl;
            if declarator.init.is_none() && (self.watched)(decl) {
                state.insert(decl);
            } else {
                state.remove(&decl);
            }
        }
        state
    }

    fn round(&mut self, stmt: StmtId, state: State) -> State {
        self.targets.push(Target::default());
        let out = match self.unit.stmts[stmt].kind {
            StmtKind::DoWhile { body, cond } => {
                let end = self.stmt(body, state);
                let next = join(end, &self.continues());
                self.condition(cond, next).1
            }
            StmtKind::While { cond, body } => {
                let (inside, out) = self.condition(cond, state);
                self.stmt(body, inside);
                out
            }
            StmtKind::For {
                init,
                cond,
                step,
                body,
            } => {
                let state = match init {
                    Some(init) => self.stmt(init, state),
                    None => state,
                };
                let (inside, out) = match cond {
                    Some(cond) => self.condition(cond, state),
                    None => (state, State::new()),
                };
                let end = self.stmt(body, inside);
                let next = join(end, &self.continues());
                step.into_iter().fold(next, |state, e| self.expr(e, state));
                out
            }
            _ => state,
        };
        let breaks = self.targets.pop().unwrap_or_default().breaks;
        join(out, &breaks)
    }

    fn continues(&self) -> State {
        self.targets
            .last()
            .map_or_else(State::new, |target| target.continues.clone())
    }

    fn switch(&mut self, cond: ExprId, body: StmtId, state: State) -> State {
        let state = self.expr(cond, state);
        self.targets.push(Target {
            dispatch: Some(state.clone()),
            ..Target::default()
        });
        let end = self.stmt(body, State::new());
        let target = self.targets.pop().unwrap_or_default();
        let skipped = match target.has_default {
            true => State::new(),
            false => state,
        };
        join(join(end, &target.breaks), &skipped)
    }

    /// States where the condition holds and where it does not.
    fn condition(&mut self, e: ExprId, state: State) -> (State, State) {
        let unit = self.unit;
        if let Some(value) = unit.constant(e) {
            return match value != 0 {
                true => (state, State::new()),
                false => (State::new(), state),
            };
        }
        match unit.exprs[e].kind {
            ExprKind::Logical { and, left, right } => {
                let (yes, no) = self.condition(left, state);
                if and {
                    let (both, other) = self.condition(right, yes);
                    (both, join(no, &other))
                } else {
                    let (other, neither) = self.condition(right, no);
                    (join(yes, &other), neither)
                }
            }
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => {
                let (yes, no) = self.condition(operand, state);
                (no, yes)
            }
            _ => {
                let state = self.expr(e, state);
                (state.clone(), state)
            }
        }
    }

    fn expr(&mut self, e: ExprId, state: State) -> State {
        let unit = self.unit;
        match &unit.exprs[e].kind {
            ExprKind::Name(decl) => {
                if state.contains(decl) {
                    self.found.entry(*decl).or_insert(e);
                }
                state
            }
            ExprKind::Assign {
                op: None,
                left,
                right,
            } => {
                let state = self.expr(*right, state);
                self.given(*left, state)
            }
            ExprKind::Logical { .. } => {
                let (yes, no) = self.condition(e, state);
                join(yes, &no)
            }
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                let (yes, no) = self.condition(*cond, state);
                let yes = then.iter().fold(yes, |state, &e| self.expr(e, state));
                let no = self.expr(*otherwise, no);
                join(yes, &no)
            }
            ExprKind::StatementExpression(body) => self.stmt(*body, state),
            ExprKind::Call { .. } => {
                let state = self.operands(e, state);
                match callee_noreturn(unit, e) {
                    true => State::new(),
                    false => state,
                }
            }
            _ => self.operands(e, state),
        }
    }

    fn operands(&mut self, e: ExprId, state: State) -> State {
        walk::operands(self.unit, e)
            .into_iter()
            .fold(state, |state, e| self.expr(e, state))
    }

    /// `p` or a member of it gets a value.
    fn given(&mut self, left: ExprId, mut state: State) -> State {
        match walk::root_object(self.unit, left) {
            Some(decl) => {
                state.remove(&decl);
                state
            }
            None => self.operands(left, state),
        }
    }
}
