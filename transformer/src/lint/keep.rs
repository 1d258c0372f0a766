//! Who still has a value when a capture comes.
//!
//! A value that is used where it stands cannot be wrong after a restore. One that
//! lies in an object can, if the object is there at a capture: it has static
//! storage, is reached through a pointer, or is an automatic variable that is
//! read again behind a poll. That last question is answered by the order of the
//! text and by loops; where it is not certain the answer is yes.

use super::{At, Context};
use crate::flow::walk;
use crate::hir::*;
use crate::source::Span;

/// What keeps a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// A variable with static storage.
    Object(DeclId),
    /// A place that is reached through a pointer.
    Place(ExprId),
    /// An automatic variable that is used again behind a poll.
    Local(DeclId),
    /// Whoever calls this function.
    Caller(DeclId),
}

/// Where the value of an expression that is not an operand goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home {
    Object(DeclId),
    Returned,
}

/// What of an expression's result carries the value on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// Pointers into what it points to.
    Pointer,
    /// What is computed from it.
    Number,
}

/// How many variables and calls a value is followed through.
const STEPS: u32 = 3;

impl<'a> Context<'a> {
    /// What keeps the value of `expr`, if anything does.
    pub fn keeper(&self, at: At, expr: ExprId, carried: Carried) -> Option<Keeper> {
        let unit = self.unit;
        let mut child = expr;
        while let Some(parent) = self.parent(child) {
            match &unit.exprs[parent].kind {
                ExprKind::Assign {
                    op: None,
                    left,
                    right,
                } if *right == child => {
                    return self
                        .keeper_of_place(at, *left)
                        .or_else(|| self.keeper(at, parent, carried));
                }
                kind if carries(kind, child, carried) => child = parent,
                ExprKind::Member { .. } | ExprKind::Index { .. }
                    if carried == Carried::Pointer && self.is_address(parent) =>
                {
                    child = parent;
                }
                _ => return None,
            }
        }
        match *self.tree.homes.get(&child)? {
            Home::Object(decl) => self.keeper_of_variable(at, decl, unit.exprs[child].span),
            Home::Returned => Some(Keeper::Caller(unit.functions[at.function?].decl)),
        }
    }

    /// As `keeper`, and also what keeps it by way of a variable, and where it is
    /// returned, what keeps it in a caller of this unit.
    pub fn keeper_of_value(&self, at: At, expr: ExprId, carried: Carried) -> Option<Keeper> {
        self.keeper_within(at, expr, carried, STEPS)
    }

    fn keeper_within(&self, at: At, expr: ExprId, carried: Carried, depth: u32) -> Option<Keeper> {
        let keeper = self.keeper(at, expr, carried);
        match keeper {
            None if depth > 0 => self.keeper_of_copies(at, expr, carried, depth - 1),
            Some(Keeper::Caller(decl)) if depth > 0 => {
                self.keeper_in_callers(decl, carried, depth - 1).or(keeper)
            }
            _ => keeper,
        }
    }

    /// What keeps the result of a function of this unit.
    fn keeper_in_callers(&self, callee: DeclId, carried: Carried, depth: u32) -> Option<Keeper> {
        let unit = self.unit;
        let is_it =
            |expr: ExprId| matches!(unit.exprs[expr].kind, ExprKind::Name(decl) if decl == callee);
        let calls = unit.exprs.iter().filter(|(_, expr)| match expr.kind {
            ExprKind::Call { callee, .. } => is_it(callee),
            _ => false,
        });
        let mut keepers = calls.filter_map(|(call, expr)| {
            let function = self.function_around(expr.span);
            self.keeper_within(At { function }, call, carried, depth)
        });
        keepers.find(|keeper| !matches!(keeper, Keeper::Caller(_)))
    }

    /// What keeps the value of `expr` by way of the variable it is given to.
    fn keeper_of_copies(
        &self,
        at: At,
        expr: ExprId,
        carried: Carried,
        depth: u32,
    ) -> Option<Keeper> {
        let written = self.unit.exprs[expr].span;
        let variable = self.variable_given(expr)?;
        self.keeper_of_uses(at, variable, written, carried, depth)
    }

    /// What keeps the value that a variable has been given at `written`.
    fn keeper_of_uses(
        &self,
        at: At,
        variable: DeclId,
        written: Span,
        carried: Carried,
        depth: u32,
    ) -> Option<Keeper> {
        let unit = self.unit;
        let function = &unit.functions[at.function?];
        let mut uses = Vec::new();
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            let named = matches!(unit.exprs[e].kind, ExprKind::Name(decl) if decl == variable);
            if named && unit.exprs[e].span.start >= written.end {
                uses.push(e);
            }
        });
        uses.sort_by_key(|&e| unit.exprs[e].span);
        if carried == Carried::Number {
            let next = uses.iter().position(|&e| self.is_target(e));
            uses.truncate(next.unwrap_or(uses.len()));
        }
        let own = |keeper: &Keeper| *keeper != Keeper::Local(variable);
        uses.into_iter()
            .find_map(|e| self.keeper_within(at, e, carried, depth).filter(own))
    }

    /// What keeps what a function puts where its argument points, also by way of
    /// copies and of its caller.
    pub fn keeper_of_written(&self, at: At, argument: ExprId, carried: Carried) -> Option<Keeper> {
        self.keeper_of_target(at, argument).or_else(|| {
            let place = match self.unit.exprs[self.without_casts(argument)].kind {
                ExprKind::Unary { operand, .. } => operand,
                _ => argument,
            };
            let written = self.unit.exprs[argument].span;
            self.keeper_of_uses(at, self.variable_of(place)?, written, carried, STEPS)
        })
    }

    fn is_target(&self, expr: ExprId) -> bool {
        let parent = self
            .parent(expr)
            .map(|parent| &self.unit.exprs[parent].kind);
        matches!(parent, Some(ExprKind::Assign { op: None, left, .. }) if *left == expr)
    }

    fn function_around(&self, span: Span) -> Option<FunctionId> {
        let mut all = self.unit.functions.iter();
        all.find(|(_, function)| function.span.contains(span))
            .map(|(id, _)| id)
    }

    /// What keeps a value that is written to `place`.
    pub fn keeper_of_place(&self, at: At, place: ExprId) -> Option<Keeper> {
        let unit = self.unit;
        let end = unit.exprs[place].span;
        match self.variable_of(place) {
            Some(decl) => self.keeper_of_variable(at, decl, end),
            None => Some(Keeper::Place(place)),
        }
    }

    /// What keeps a value that a function puts where its argument points.
    pub fn keeper_of_target(&self, at: At, argument: ExprId) -> Option<Keeper> {
        let argument = self.without_casts(argument);
        match self.unit.exprs[argument].kind {
            _ if self.unit.is_null_constant(argument) => None,
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => self.keeper_of_place(at, operand),
            ExprKind::Name(decl) if !self.unit.is_array(self.unit.decls[decl].ty.ty) => {
                Some(Keeper::Place(argument))
            }
            _ => self.keeper_of_place(at, argument),
        }
    }

    /// The automatic variable that is given the value of `expr`.
    pub fn variable_given(&self, expr: ExprId) -> Option<DeclId> {
        let mut child = expr;
        while let Some(parent) = self.parent(child) {
            match self.unit.exprs[parent].kind {
                ExprKind::Cast { .. } => child = parent,
                ExprKind::Assign {
                    op: None,
                    left,
                    right,
                } if right == child => {
                    return self
                        .variable_of(left)
                        .filter(|&decl| !walk::is_static(self.unit, decl));
                }
                _ => return None,
            }
        }
        self.initialised(child)
            .filter(|&decl| !walk::is_static(self.unit, decl))
    }

    /// The variable that `expr`, which is no operand, is an initialiser of.
    pub fn initialised(&self, expr: ExprId) -> Option<DeclId> {
        match self.tree.homes.get(&expr) {
            Some(Home::Object(decl)) => Some(*decl),
            _ => None,
        }
    }

    /// `expr` is what a `return` gives back.
    pub fn is_returned(&self, expr: ExprId) -> bool {
        matches!(self.tree.homes.get(&expr), Some(Home::Returned))
    }

    /// In a sentence: "is kept in `x`".
    pub fn keeper_words(&self, keeper: Keeper) -> String {
        let name = |decl: DeclId| &self.unit.decls[decl].name;
        match keeper {
            Keeper::Object(decl) => format!("is kept in `{}`", name(decl)),
            Keeper::Place(place) => format!("is kept in `{}`", self.words(place)),
            Keeper::Local(decl) => format!("is still in `{}` at a poll", name(decl)),
            Keeper::Caller(decl) => format!("is returned by `{}`", name(decl)),
        }
    }

    /// The variable that `place` is, or is a part of.
    fn variable_of(&self, place: ExprId) -> Option<DeclId> {
        match self.unit.exprs[place].kind {
            ExprKind::Name(decl) => Some(decl),
            ExprKind::Member {
                base, arrow: false, ..
            } => self.variable_of(base),
            ExprKind::Index { base, .. } if self.unit.is_array(self.unit.exprs[base].ty.ty) => {
                self.variable_of(base)
            }
            _ => None,
        }
    }

    fn keeper_of_variable(&self, at: At, decl: DeclId, written: Span) -> Option<Keeper> {
        if walk::is_static(self.unit, decl) {
            return Some(Keeper::Object(decl));
        }
        let function = &self.unit.functions[at.function?];
        let kept = self.is_read_behind_a_poll(function, decl, written);
        kept.then_some(Keeper::Local(decl))
    }

    fn is_address(&self, expr: ExprId) -> bool {
        self.unit.is_pointer(self.value_type(expr))
    }
}

/// The result of `kind` is the value of its operand `child`, or has it in it.
fn carries(kind: &ExprKind, child: ExprId, carried: Carried) -> bool {
    match kind {
        ExprKind::Cast { .. } | ExprKind::CompoundLiteral { .. } => true,
        ExprKind::Conditional { cond, then, .. } => *cond != child || then.is_none(),
        ExprKind::Comma { right, .. } => *right == child,
        ExprKind::Member { arrow: false, .. } => carried == Carried::Number,
        ExprKind::Unary { op, .. } => match op {
            UnaryOp::Extension | UnaryOp::Plus => true,
            UnaryOp::Minus | UnaryOp::BitNot => carried == Carried::Number,
            _ => false,
        },
        ExprKind::Binary { op, .. } => match op {
            BinaryOp::Add | BinaryOp::Sub => true,
            BinaryOp::Mul | BinaryOp::Div => carried == Carried::Number,
            _ => false,
        },
        _ => false,
    }
}
