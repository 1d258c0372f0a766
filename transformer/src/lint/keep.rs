//! Who still has a value when a capture comes.
//!
//! A value that is used where it stands cannot be wrong after a restore. One that
//! lies in an object can, if the object is there at a capture: it has static
//! storage, is reached through a pointer, or is an automatic variable that is
//! read again behind a poll. That last question is answered by the order of the
//! text and by loops; where it is not certain the answer is yes.

use super::{At, Context};
use crate::flow::{walk, CallClass, LoopPoll, Treatment};
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

/// How many calls a value that is returned is followed through.
const CALLS: u32 = 2;

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

    /// As `keeper`, and where it is returned, what keeps it in a caller of this
    /// unit.
    pub fn keeper_through_calls(&self, at: At, expr: ExprId, carried: Carried) -> Option<Keeper> {
        self.keeper_within(at, expr, carried, CALLS)
    }

    fn keeper_within(&self, at: At, expr: ExprId, carried: Carried, depth: u32) -> Option<Keeper> {
        let keeper = self.keeper(at, expr, carried)?;
        let Keeper::Caller(decl) = keeper else {
            return Some(keeper);
        };
        let calls = self.unit.exprs.iter().filter(|(_, expr)| match expr.kind {
            ExprKind::Call { callee, .. } if depth > 0 => {
                matches!(self.unit.exprs[callee].kind, ExprKind::Name(name) if name == decl)
            }
            _ => false,
        });
        let mut keepers = calls.filter_map(|(call, expr)| {
            let function = self.function_around(expr.span);
            self.keeper_within(At { function }, call, carried, depth - 1)
        });
        keepers
            .find(|keeper| !matches!(keeper, Keeper::Caller(_)))
            .or(Some(keeper))
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

    /// `decl`, which has a value from `written` on, is read behind a poll.
    pub fn is_read_behind_a_poll(&self, function: &Function, decl: DeclId, written: Span) -> bool {
        if self.treatment(function.decl) != Treatment::Instrument {
            return false;
        }
        let uses = &self.unit.decls[decl].uses;
        let (polls, loops) = self.polls(function);
        let next_is_read = |after: u32| {
            let next = uses.iter().find(|span| span.start >= after);
            next.is_some_and(|span| !self.is_overwritten(function, *span))
        };
        let straight = |poll: &Span| poll.start >= written.end && next_is_read(poll.end);
        let declared = self.unit.decls[decl].name_span;
        let next_time = |around: &Span| {
            let first = uses.iter().find(|used| around.contains(**used));
            match around.contains(written) {
                true => !around.contains(declared) && next_is_read(around.start),
                false => around.start > written.start && first.is_some(),
            }
        };
        polls.iter().any(straight) || loops.iter().any(next_time)
    }

    /// Calls that poll, and loops with a poll.
    fn polls(&self, function: &Function) -> (Vec<Span>, Vec<Span>) {
        let unit = self.unit;
        let (mut polls, mut loops) = (Vec::new(), Vec::new());
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            if self.flow.class(e) == CallClass::Checked || self.flow.recursion_polls.contains(&e) {
                polls.push(unit.exprs[e].span);
            }
        });
        let calls = polls.clone();
        walk::each_stmt(unit, function.body, &mut |stmt| {
            let span = unit.stmts[stmt].span;
            let polls_itself = match self.flow.loops.get(&stmt) {
                Some(plan) => !matches!(plan, LoopPoll::None),
                None => return,
            };
            if polls_itself {
                polls.push(span);
            }
            if polls_itself || calls.iter().any(|call| span.contains(*call)) {
                loops.push(span);
            }
        });
        (polls, loops)
    }

    /// The name at `used` is what an assignment gives a new value.
    fn is_overwritten(&self, function: &Function, used: Span) -> bool {
        let unit = self.unit;
        let mut found = false;
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            if let ExprKind::Assign { op: None, left, .. } = unit.exprs[e].kind {
                found |= unit.exprs[left].span == used;
            }
        });
        found
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
