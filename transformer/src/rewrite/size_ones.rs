//! `(size_t)-1`, however it is written.

use crate::hir::*;

/// A constant that is the greatest value of `unsigned long` for the compiler
/// in use, however it is written: `(size_t)-1`, `~0UL`, `ULONG_MAX`.
pub fn is_all_ones(unit: &Unit, e: ExprId) -> bool {
    let ty = unit.exprs[e].converted;
    let unsigned_long = matches!(unit.kind(ty), TypeKind::Long { signed: false });
    unsigned_long && here(unit, e).and_then(|v| wrapped(unit, ty, v)) == greatest(unit)
}

fn greatest(unit: &Unit) -> Option<i128> {
    Some((1i128 << unit.target.long_bits) - 1)
}

/// The value of a constant on this very target.
fn here(unit: &Unit, e: ExprId) -> Option<i128> {
    if let Some(value) = unit.constant(e) {
        return Some(value);
    }
    let expr = &unit.exprs[e];
    let operand = |e: ExprId| wrapped(unit, unit.exprs[e].converted, here(unit, e)?);
    let value = match expr.kind {
        ExprKind::Integer { value } => i128::try_from(value?).ok()?,
        ExprKind::Cast { operand, .. } => here(unit, operand)?,
        ExprKind::Unary { op, operand: inner } => match op {
            UnaryOp::Plus | UnaryOp::Extension => operand(inner)?,
            UnaryOp::Minus => operand(inner)?.checked_neg()?,
            UnaryOp::BitNot => !operand(inner)?,
            _ => return None,
        },
        ExprKind::Binary { op, left, right } => {
            let (left, right) = (operand(left)?, operand(right)?);
            match op {
                BinaryOp::Add => left.checked_add(right)?,
                BinaryOp::Sub => left.checked_sub(right)?,
                BinaryOp::Mul => left.checked_mul(right)?,
                _ => return None,
            }
        }
        _ => return None,
    };
    wrapped(unit, expr.ty.ty, value)
}

/// Converted to an integer type (C11 6.3.1.3).
fn wrapped(unit: &Unit, ty: TypeId, value: i128) -> Option<i128> {
    let (bits, signed) = match *unit.kind(ty) {
        TypeKind::Int { signed } => (32, signed),
        TypeKind::Long { signed } => (unit.target.long_bits, signed),
        TypeKind::LongLong { signed } => (64, signed),
        _ => return None,
    };
    let low = value & ((1i128 << bits) - 1);
    let negative = signed && low >> (bits - 1) & 1 == 1;
    Some(if negative { low - (1i128 << bits) } else { low })
}
