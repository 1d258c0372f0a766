//! Which numbers really are `long`: 64 bits here, 32 elsewhere. `int64_t` is a
//! `long` on many machines too, and is as wide on all of them.

use super::shape;
use crate::hir::*;
use crate::lint::Context;

impl Context<'_> {
    /// `long`, `size_t` and others that have 32 bits on some machine.
    pub fn is_long(&self, ty: TypeId) -> bool {
        matches!(self.unit.kind(ty), TypeKind::Long { .. }) && !shape::is_eight(self.unit, ty)
    }

    /// 64 bits wide on every machine.
    pub fn is_eight(&self, ty: TypeId) -> bool {
        shape::is_eight(self.unit, ty)
    }

    /// The value has 64 bits on every machine, by the types of what it is made of.
    pub fn is_wide_value(&self, e: ExprId) -> bool {
        let unit = self.unit;
        let wide = |e: ExprId| self.is_wide_value(e);
        match &unit.exprs[e].kind {
            ExprKind::Binary { op, left, right } => match op {
                BinaryOp::Shl | BinaryOp::Shr => wide(*left),
                BinaryOp::And => wide(*left) && wide(*right),
                BinaryOp::Rem => wide(*right) && wide(*left),
                BinaryOp::Add
                | BinaryOp::Sub
                | BinaryOp::Mul
                | BinaryOp::Div
                | BinaryOp::Or
                | BinaryOp::Xor => wide(*left) || wide(*right),
                _ => false,
            },
            ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Extension,
                operand,
            } => wide(*operand),
            ExprKind::Conditional {
                then, otherwise, ..
            } => then.iter().chain([otherwise]).any(|&arm| wide(arm)),
            ExprKind::Comma { right, .. } => wide(*right),
            ExprKind::Cast { to, .. } => self.is_eight(to.ty),
            ExprKind::Integer { .. } => false,
            _ => self.is_eight(unit.exprs[e].ty.ty),
        }
    }

    /// The value is a `long` by the types of what it is made of, not an `int64_t`.
    pub fn is_long_value(&self, e: ExprId) -> bool {
        self.is_long(self.unit.exprs[e].ty.ty) && !self.is_wide_value(e)
    }
}
