//! What is opened and closed again before a capture can come.

use super::{At, Context, Mention};
use crate::flow::{walk, Treatment};
use crate::hir::*;
use crate::source::Span;

/// These put what they open where their arguments point.
const WRITERS: [&str; 7] = [
    "pipe",
    "pipe2",
    "socketpair",
    "openpty",
    "posix_spawn",
    "posix_spawnp",
    "timer_create",
];

impl<'a> Context<'a> {
    /// What a function opens is closed again by one of `closers` in the same
    /// function, given to nobody, and no poll is passed in between.
    pub fn is_released(&self, at: At, opening: &Mention, closers: &[&str]) -> bool {
        let (Some(call), Some(function)) = (opening.call, at.function) else {
            return false;
        };
        let function = &self.unit.functions[function];
        let own = |place: &Place| match place {
            Place::Nowhere => true,
            Place::Variable(decl) => !self.is_handed_on(function, *decl),
            Place::Elsewhere => false,
        };
        self.places(call, opening).iter().all(own) && self.is_closed(function, opening, closers)
    }

    /// The last call of a closer is behind the opening, without a poll between.
    fn is_closed(&self, function: &Function, opening: &Mention, closers: &[&str]) -> bool {
        let mut last = None;
        walk::each_stmt_expr(self.unit, function.body, &mut |e| {
            let closer = self.library_mention_of(e, closers).map(|m| m.span.start);
            last = last.max(closer);
        });
        let opened = opening.span.end;
        let Some(closed) = last.filter(|closed| *closed > opened) else {
            return false;
        };
        let between = |poll: &Span| poll.start >= opened && poll.start < closed;
        self.treatment(function.decl) != Treatment::Instrument
            || !self.polls_of(function).all.iter().any(between)
    }

    fn places(&self, call: ExprId, opening: &Mention) -> Vec<Place> {
        if !WRITERS.contains(&opening.name) {
            return vec![self.place_of_value(call)];
        }
        let written = opening.args.iter().filter(|&&arg| self.is_address_of(arg));
        written.map(|&arg| self.place(arg)).collect()
    }

    /// Where the value of an expression goes.
    fn place_of_value(&self, expr: ExprId) -> Place {
        let unit = self.unit;
        let mut child = expr;
        while let Some(parent) = self.parent(child) {
            match &unit.exprs[parent].kind {
                ExprKind::Assign { left, right, .. } if *right == child => {
                    return self.place(*left);
                }
                ExprKind::Cast { .. }
                | ExprKind::Comma { .. }
                | ExprKind::Index { .. }
                | ExprKind::Member { .. } => child = parent,
                ExprKind::Conditional { cond, then, .. } if *cond != child || then.is_none() => {
                    child = parent;
                }
                _ => return Place::Nowhere,
            }
        }
        match (self.initialised(child), self.is_returned(child)) {
            (Some(decl), _) if walk::is_static(unit, decl) => Place::Elsewhere,
            (Some(decl), _) => Place::Variable(decl),
            (None, true) => Place::Elsewhere,
            (None, false) => Place::Nowhere,
        }
    }

    fn place(&self, expr: ExprId) -> Place {
        let expr = match self.unit.exprs[expr].kind {
            ExprKind::Unary { operand, .. } => operand,
            _ => expr,
        };
        match walk::root_object(self.unit, expr) {
            Some(decl) => Place::Variable(decl),
            None => Place::Elsewhere,
        }
    }

    fn is_address_of(&self, arg: ExprId) -> bool {
        let expr = &self.unit.exprs[arg];
        let address = matches!(
            expr.kind,
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                ..
            }
        );
        address || self.unit.is_array(expr.ty.ty)
    }

    /// The variable, or a part of it, is returned or assigned to something else.
    fn is_handed_on(&self, function: &Function, decl: DeclId) -> bool {
        let mut found = false;
        walk::each_stmt_expr(self.unit, function.body, &mut |e| {
            let named = matches!(self.unit.exprs[e].kind, ExprKind::Name(name) if name == decl);
            found |= named
                && match self.place_of_value(e) {
                    Place::Nowhere => false,
                    Place::Variable(other) => other != decl,
                    Place::Elsewhere => true,
                };
        });
        found
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Used where it stands.
    Nowhere,
    /// An automatic variable.
    Variable(DeclId),
    /// A place that outlives the function.
    Elsewhere,
}
