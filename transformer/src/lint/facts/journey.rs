//! What becomes of a number on its way out of the expression it stands in.

use super::addresses::is_low;
use super::Sink;
use crate::hir::*;
use crate::lint::Context;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Compared, tested, its low bits taken, subtracted from another address:
    /// gone when the expression is.
    Gone,
    /// Made a pointer again.
    Pointer(ExprId),
    /// Stored in this place.
    Assigned(ExprId),
    Initialises(DeclId),
    Returned(DeclId),
    Argument {
        call: ExprId,
        index: usize,
    },
    /// An index into an array.
    Index,
}

#[derive(Debug, Clone, Copy)]
pub struct Journey {
    pub end: End,
    /// The largest expression whose value is made of the number.
    pub top: ExprId,
    /// Something was done to it that leaves no address.
    pub mixed: bool,
}

enum Step {
    On { mixed: bool },
    End(End),
}

impl Context<'_> {
    pub fn journey(&self, expr: ExprId) -> Journey {
        self.journey_from(expr, false)
    }

    /// Of what is made of an address and is none.
    pub fn mixed_journey(&self, expr: ExprId) -> Journey {
        self.journey_from(expr, true)
    }

    fn journey_from(&self, expr: ExprId, mut mixed: bool) -> Journey {
        let mut top = expr;
        loop {
            let end = match self.parent(top) {
                None => self.sink(top),
                Some(parent) => match self.step(top, parent, mixed) {
                    Step::On { mixed: more } => {
                        mixed |= more;
                        top = parent;
                        continue;
                    }
                    Step::End(end) => end,
                },
            };
            let narrow = !mixed && self.narrows(top, self.unit.exprs[top].converted);
            let end = if narrow { End::Gone } else { end };
            return Journey { end, top, mixed };
        }
    }

    /// A divisor that asks for an alignment.
    pub fn is_alignment(&self, e: ExprId) -> bool {
        match self.unit.constant(e) {
            Some(value) => matches!(value, 1 | 2 | 4 | 8 | 16),
            None => is_low(self.unit, e),
        }
    }

    /// `address ^ number`, made a pointer: the other end of a link.
    pub fn unlinks(&self, xor: ExprId) -> bool {
        let ExprKind::Binary { left, right, .. } = self.unit.exprs[xor].kind else {
            return false;
        };
        let address = |e: ExprId| self.addresses().is_address(self.unit, e);
        let constant = |e: ExprId| self.unit.constant(e).is_some();
        let one = address(left) && !constant(right) || address(right) && !constant(left);
        one && matches!(self.journey(xor).end, End::Pointer(_))
    }

    /// From a number as wide as an address to a narrower one.
    fn narrows(&self, from: ExprId, to: TypeId) -> bool {
        let bits = |ty| self.unit.integer_info(ty).map(|info| info.bits);
        let long = self.unit.target.long_bits;
        let wide = bits(self.unit.exprs[from].ty.ty).is_some_and(|bits| bits >= long);
        wide && bits(to).is_some_and(|bits| bits < long)
    }

    fn sink(&self, top: ExprId) -> End {
        match self.sinks().of(top) {
            Sink::Initialises(decl) => End::Initialises(decl),
            Sink::Returned(function) => End::Returned(function),
            Sink::Tested | Sink::Dropped => End::Gone,
        }
    }

    fn step(&self, child: ExprId, parent: ExprId, mixed: bool) -> Step {
        let unit = self.unit;
        let on = Step::On { mixed: false };
        match &unit.exprs[parent].kind {
            ExprKind::Cast { to, .. } => self.cast(child, parent, to.ty, mixed),
            ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Extension,
                ..
            } => on,
            // `p - (number of p) % 16`.
            ExprKind::Binary { .. } if unit.is_pointer(unit.exprs[parent].ty.ty) => {
                Step::End(End::Pointer(parent))
            }
            ExprKind::Binary { op, left, right } => {
                let other = if *left == child { *right } else { *left };
                self.operator(*op, other, mixed)
            }
            ExprKind::Conditional { cond, .. } if *cond != child => on,
            ExprKind::Comma { right, .. } if *right == child => on,
            ExprKind::Assign { op, left, right } if *right == child => match op {
                Some(op) if is_mixing(*op) => Step::On { mixed: true },
                _ => Step::End(End::Assigned(*left)),
            },
            ExprKind::Call { args, .. } => match args.iter().position(|&arg| arg == child) {
                Some(index) => Step::End(End::Argument {
                    call: parent,
                    index,
                }),
                None => Step::End(End::Gone),
            },
            ExprKind::Index { index, .. } if *index == child => Step::End(End::Index),
            ExprKind::CompoundLiteral { .. } => on,
            _ => Step::End(End::Gone),
        }
    }

    fn cast(&self, child: ExprId, parent: ExprId, to: TypeId, mixed: bool) -> Step {
        let unit = self.unit;
        let from_pointer = unit.is_pointer(unit.exprs[child].ty.ty);
        match () {
            _ if unit.is_pointer(to) && !from_pointer => Step::End(End::Pointer(parent)),
            _ if *unit.kind(to) == TypeKind::Bool => Step::End(End::Gone),
            // A number that was carried in a pointer: an address does not fit.
            _ if !mixed && self.narrows(child, to) => Step::End(End::Gone),
            _ => Step::On { mixed: false },
        }
    }

    fn operator(&self, op: BinaryOp, other: ExprId, mixed: bool) -> Step {
        let unit = self.unit;
        match op {
            BinaryOp::Lt
            | BinaryOp::Gt
            | BinaryOp::Le
            | BinaryOp::Ge
            | BinaryOp::Eq
            | BinaryOp::Ne => Step::End(End::Gone),
            BinaryOp::And if !mixed && is_low(unit, other) => Step::End(End::Gone),
            BinaryOp::Rem if !mixed && self.is_alignment(other) => Step::End(End::Gone),
            BinaryOp::Sub if !mixed && self.addresses().is_address(unit, other) => {
                Step::End(End::Gone)
            }
            _ => Step::On {
                mixed: is_mixing(op),
            },
        }
    }
}

/// What comes out is no address.
pub fn is_mixing(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Shr
            | BinaryOp::Shl
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Rem
            | BinaryOp::Xor
    )
}
