//! The element type of an allocation, from how its size and its result are
//! written.

use crate::hir::*;
use std::collections::HashMap;

/// What is known about one allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    pub ty: Option<TypeId>,
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As many elements as fit.
    Array,
    /// `sizeof(type) + n`: one element, then a tail.
    Header,
    /// Bytes, whatever pointers refer to them.
    Raw,
    /// As many elements as fit, by the user's word.
    Typed,
    /// Bytes where no pointer tells otherwise.
    Bytes,
    /// As many elements as fit, by what the result is converted to.
    Hinted,
}

/// Types that expressions are cast to, by operand.
pub fn casts(unit: &Unit) -> HashMap<ExprId, TypeId> {
    unit.exprs
        .iter()
        .filter_map(|(_, e)| match &e.kind {
            ExprKind::Cast { to, operand } => Some((*operand, to.ty)),
            _ => None,
        })
        .collect()
}

/// Infers what `call`, a call of an allocation function, allocates.
pub fn infer(unit: &Unit, call: ExprId, name: &str, casts: &HashMap<ExprId, TypeId>) -> Allocation {
    let ExprKind::Call { args, .. } = &unit.exprs[call].kind else {
        return Allocation {
            ty: None,
            shape: Shape::Array,
        };
    };
    let sizes: &[usize] = match name {
        "malloc" => &[0],
        "calloc" => &[0, 1],
        "realloc" | "aligned_alloc" | "memalign" => &[1],
        "reallocarray" => &[1, 2],
        "posix_memalign" => &[2],
        _ => &[],
    };
    let mut measured = Vec::new();
    for &e in sizes.iter().filter_map(|&i| args.get(i)) {
        sizeof_types(unit, e, &mut measured);
    }
    let converted = casts
        .get(&call)
        .copied()
        .unwrap_or(unit.exprs[call].converted);
    let target = unit.pointee(converted).map(|q| unit.canonical(q.ty));
    let pointee = target.filter(|&t| is_telling(unit, t));
    let bytes = target.filter(|&t| unit.is_integer(t));
    let header = sizes.len() == 1
        && sizes
            .first()
            .and_then(|&i| args.get(i))
            .is_some_and(|&e| is_header(unit, e));
    Allocation {
        ty: choose(unit, pointee, &measured).or(bytes),
        shape: if header { Shape::Header } else { Shape::Array },
    }
}

/// The type the size is made of wins over the pointer's: `struct base *p =
/// malloc(sizeof(struct derived))`. Several sizes together say less than the
/// pointer.
fn choose(unit: &Unit, pointee: Option<TypeId>, measured: &[TypeId]) -> Option<TypeId> {
    let first = measured.first().copied().filter(|&t| unit.is_complete(t));
    let unanimous = measured.windows(2).all(|pair| pair[0] == pair[1]);
    match (pointee.filter(|&t| unit.is_complete(t)), first) {
        (Some(pointee), Some(_)) if !unanimous => Some(pointee),
        (Some(pointee), Some(size)) if !is_telling(unit, size) => Some(pointee),
        (_, Some(size)) => Some(size),
        (pointee, None) => pointee,
    }
}

/// `void` and character types say nothing about what a block will hold.
fn is_telling(unit: &Unit, ty: TypeId) -> bool {
    !matches!(
        unit.kind(ty),
        TypeKind::Void | TypeKind::Char | TypeKind::SChar | TypeKind::UChar | TypeKind::Function(_)
    )
}

fn sizeof_types(unit: &Unit, e: ExprId, found: &mut Vec<TypeId>) {
    match &unit.exprs[e].kind {
        ExprKind::SizeofType(q) => found.push(unit.canonical(q.ty)),
        ExprKind::SizeofExpr(operand) => found.push(unit.canonical(unit.exprs[*operand].ty.ty)),
        ExprKind::Binary { left, right, .. } => {
            sizeof_types(unit, *left, found);
            sizeof_types(unit, *right, found);
        }
        ExprKind::Cast { operand, .. } => sizeof_types(unit, *operand, found),
        ExprKind::Conditional {
            then, otherwise, ..
        } => {
            then.iter().for_each(|&e| sizeof_types(unit, e, found));
            sizeof_types(unit, *otherwise, found);
        }
        _ => {}
    }
}

/// `sizeof(type) + n`.
pub fn is_header(unit: &Unit, e: ExprId) -> bool {
    let ExprKind::Binary {
        op: BinaryOp::Add,
        left,
        right,
    } = unit.exprs[e].kind
    else {
        return false;
    };
    let is_sizeof = |e: ExprId| {
        matches!(
            unit.exprs[e].kind,
            ExprKind::SizeofType(_) | ExprKind::SizeofExpr(_)
        )
    };
    is_sizeof(left) != is_sizeof(right)
}
