//! Values of a type the function does not know, in an array of characters.
//!
//! ```c
//! char tmp[v->width];
//! memcpy(tmp, element, v->width);
//! ```
//!
//! is how generic containers swap elements. What lies in `tmp` is a struct that
//! no type in sight tells of, so captures wait. What gives it away is that exactly
//! as much is copied as the array has, for text is copied with room for its end;
//! or, where its length is a constant, that what is copied in is copied out again.

use super::features::Obstacle;
use super::walk;
use crate::hir::*;
use crate::source::Span;

const COPIES: [&str; 3] = ["memcpy", "memmove", "mempcpy"];

pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut copies = Vec::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        copies.extend(copy(unit, e).map(|operands| (operands, unit.exprs[e].span)));
    });
    copies.sort_by_key(|(_, at)| *at);
    let comes_out = |array: DeclId, size: ExprId| {
        copies.iter().any(|&([_, from, other], _)| {
            variable(unit, from) == Some(array) && same(unit, size, other)
        })
    };
    let found = copies.iter().find(|&&([to, from, size], _)| {
        let sides = [variable(unit, to), variable(unit, from)];
        let fills = |&decl: &DeclId| length(unit, decl).is_some_and(|n| same(unit, n, size));
        sides.iter().flatten().any(fills) || sides[0].is_some_and(|decl| comes_out(decl, size))
    });
    found.map(|&(_, at)| (Obstacle::BytesOfValues, at))
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

/// The local array of characters that `e` is the beginning of.
fn variable(unit: &Unit, e: ExprId) -> Option<DeclId> {
    let ExprKind::Name(decl) = unit.exprs[plain(unit, e)].kind else {
        return None;
    };
    let bytes = match *unit.kind(unit.decls[decl].ty.ty) {
        TypeKind::Array { elem, .. } => is_byte(unit, elem.ty),
        _ => false,
    };
    (bytes && !walk::is_static(unit, decl)).then_some(decl)
}

fn length(unit: &Unit, array: DeclId) -> Option<ExprId> {
    match *unit.kind(unit.decls[array].ty.ty) {
        TypeKind::Array {
            len: ArrayLen::Variable(length),
            ..
        } => length,
        _ => None,
    }
}

fn measured(unit: &Unit, e: ExprId) -> Option<TypeId> {
    match unit.exprs[e].kind {
        ExprKind::SizeofType(q) => Some(unit.canonical(q.ty)),
        ExprKind::SizeofExpr(operand) => Some(unit.canonical(unit.exprs[operand].ty.ty)),
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

/// The same variable, or the same member of the same thing, or the same size.
fn same(unit: &Unit, a: ExprId, b: ExprId) -> bool {
    let (a, b) = (plain(unit, a), plain(unit, b));
    if let (Some(x), Some(y)) = (measured(unit, a), measured(unit, b)) {
        return x == y;
    }
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
