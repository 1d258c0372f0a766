//! What is opened and closed again before a capture can come.

use super::{At, Context, Mention};
use crate::flow::{walk, Treatment};
use crate::hir::*;

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
    /// No capture can be taken in the function that `opening` stands in, which also
    /// calls one of `closers` and gives to nobody what it opened.
    pub fn is_released(&self, at: At, opening: &Mention, closers: &[&str]) -> bool {
        let (Some(call), Some(function)) = (opening.call, at.function) else {
            return false;
        };
        let function = &self.unit.functions[function];
        let mut closed = false;
        if self.treatment(function.decl) != Treatment::Instrument {
            walk::each_stmt_expr(self.unit, function.body, &mut |e| {
                closed |= self.library_mention_of(e, closers).is_some();
            });
        }
        let own = |place: &Place| match place {
            Place::Nowhere => true,
            Place::Variable(decl) => !self.is_handed_on(function, *decl),
            Place::Elsewhere => false,
        };
        closed && self.places(call, opening).iter().all(own)
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
