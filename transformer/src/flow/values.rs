//! Values of a type the function does not know, in a variable length array of
//! characters.
//!
//! ```c
//! char tmp[v->width];
//! memcpy(tmp, element, v->width);
//! ```
//!
//! is how generic containers swap elements. What lies in `tmp` is a struct that
//! no type in sight tells of, so captures wait. What gives it away is that exactly
//! as much is copied as the array has: text is copied with room for its end.

use super::features::Obstacle;
use super::walk;
use crate::hir::*;
use crate::source::Span;

const COPIES: [&str; 3] = ["memcpy", "memmove", "mempcpy"];

pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut found = None;
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        let Some([to, from, size]) = copy(unit, e) else {
            return;
        };
        let array = [to, from].into_iter().find_map(|side| array(unit, side));
        let fills = array.is_some_and(|length| same(unit, length, size));
        if fills && found.is_none() {
            found = Some((Obstacle::VlaOfValues, unit.exprs[e].span));
        }
    });
    found
}

fn copy(unit: &Unit, e: ExprId) -> Option<[ExprId; 3]> {
    let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
        return None;
    };
    let name = match &unit.exprs[*callee].kind {
        ExprKind::Name(decl) => unit.decls[*decl].name.as_str(),
        ExprKind::Builtin(name) => name,
        _ => return None,
    };
    let plain = name.strip_prefix("__builtin_").unwrap_or(name);
    let three = <[ExprId; 3]>::try_from(args.get(..3)?).ok()?;
    COPIES.contains(&plain).then_some(three)
}

/// The length of the array of characters that `e` is the beginning of.
fn array(unit: &Unit, e: ExprId) -> Option<ExprId> {
    let e = plain(unit, e);
    let ExprKind::Name(decl) = unit.exprs[e].kind else {
        return None;
    };
    match *unit.kind(unit.decls[decl].ty.ty) {
        TypeKind::Array {
            elem,
            len: ArrayLen::Variable(length),
        } if is_byte(unit, elem.ty) => length,
        _ => None,
    }
}

fn is_byte(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        unit.kind(ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar
    )
}

/// Without casts and what stands for the same value.
fn plain(unit: &Unit, e: ExprId) -> ExprId {
    match unit.exprs[e].kind {
        ExprKind::Cast { operand, .. }
        | ExprKind::Unary {
            op: UnaryOp::AddressOf | UnaryOp::Plus | UnaryOp::Extension,
            operand,
        } => plain(unit, operand),
        _ => e,
    }
}

/// The same variable, or the same member of the same thing.
fn same(unit: &Unit, a: ExprId, b: ExprId) -> bool {
    let (a, b) = (plain(unit, a), plain(unit, b));
    match (&unit.exprs[a].kind, &unit.exprs[b].kind) {
        (ExprKind::Name(x), ExprKind::Name(y)) => x == y,
        (
            ExprKind::Member { base, field, .. },
            ExprKind::Member {
                base: other,
                field: own,
                ..
            },
        ) => field == own && same(unit, *base, *other),
        (
            ExprKind::Unary { op, operand },
            ExprKind::Unary {
                op: same_op,
                operand: other,
            },
        ) => op == same_op && !op.is_step() && same(unit, *operand, *other),
        _ => false,
    }
}
