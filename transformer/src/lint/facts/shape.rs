//! How objects of a type are represented: the scalars one finds in them, in
//! order. Types of one shape have one layout on every machine.

use crate::hir::*;

/// A scalar, by what an ABI and a capture make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Byte,
    Two,
    Four,
    /// `long`.
    Word,
    Eight,
    Pointer,
    /// Any other: comparable with itself only.
    Other(TypeId),
}

/// Runs of equal scalars.
pub type Shape = Vec<(Scalar, u64)>;

/// `None`: not complete, or of a length that is not known here.
pub fn of(unit: &Unit, ty: TypeId) -> Option<Shape> {
    let mut shape = Shape::new();
    push(unit, ty, &mut shape).then_some(shape)
}

/// Arrays in records are counted up to here, so that shapes stay small.
const RUNS: usize = 4096;

fn push(unit: &Unit, ty: TypeId, shape: &mut Shape) -> bool {
    if shape.len() > RUNS {
        return false;
    }
    let named = ty;
    let ty = unit.canonical(ty);
    match *unit.kind(ty) {
        TypeKind::Array {
            elem,
            len: ArrayLen::Known(count),
        } => array(unit, elem.ty, count, shape),
        TypeKind::Array {
            len: ArrayLen::Unknown,
            ..
        } => true,
        TypeKind::Record(id) => record(unit, ty, id, shape),
        TypeKind::Void | TypeKind::Function(_) | TypeKind::Array { .. } => false,
        _ => {
            add(shape, scalar(unit, named), 1);
            true
        }
    }
}

fn array(unit: &Unit, elem: TypeId, count: u64, shape: &mut Shape) -> bool {
    let Some(one) = of(unit, elem) else {
        return false;
    };
    if let [(scalar, n)] = one[..] {
        add(shape, scalar, n.saturating_mul(count));
        return true;
    }
    for _ in 0..count.min(RUNS as u64) {
        one.iter().for_each(|&(scalar, n)| add(shape, scalar, n));
        if shape.len() > RUNS {
            return false;
        }
    }
    true
}

fn record(unit: &Unit, ty: TypeId, id: RecordId, shape: &mut Shape) -> bool {
    let record = &unit.records[id];
    if !record.complete {
        return false;
    }
    let bits = record.fields.iter().any(|field| field.bit_width.is_some());
    if bits || record.packed {
        add(shape, Scalar::Other(ty), 1);
        return true;
    }
    if !record.is_union {
        return record
            .fields
            .iter()
            .all(|field| push(unit, field.ty.ty, shape));
    }
    match union(unit, id) {
        Some(whole) => whole.iter().for_each(|&(scalar, n)| add(shape, scalar, n)),
        None => add(shape, Scalar::Other(ty), 1),
    }
    true
}

/// The shape of the longest member, if all others are beginnings of it: bytes of
/// the union then mean the same whichever member is in use.
pub fn union(unit: &Unit, id: RecordId) -> Option<Shape> {
    let fields = &unit.records[id].fields;
    let shapes: Option<Vec<Shape>> = fields.iter().map(|field| of(unit, field.ty.ty)).collect();
    let shapes = shapes?;
    let longest = shapes.iter().max_by_key(|shape| count(shape))?;
    let fits = shapes.iter().all(|shape| begins(longest, shape));
    fits.then(|| longest.clone())
}

fn count(shape: &Shape) -> u64 {
    shape.iter().map(|(_, n)| n).sum()
}

fn add(shape: &mut Shape, scalar: Scalar, n: u64) {
    match shape.last_mut() {
        Some((last, count)) if *last == scalar => *count = count.saturating_add(n),
        _ => shape.push((scalar, n)),
    }
}

fn scalar(unit: &Unit, ty: TypeId) -> Scalar {
    match *unit.kind(ty) {
        TypeKind::Bool | TypeKind::Char | TypeKind::SChar | TypeKind::UChar => Scalar::Byte,
        TypeKind::Short { .. } => Scalar::Two,
        TypeKind::Int { .. } | TypeKind::Float(FloatKind::Float | FloatKind::Float32) => {
            Scalar::Four
        }
        TypeKind::Long { .. } if is_eight(unit, ty) => Scalar::Eight,
        TypeKind::Long { .. } => Scalar::Word,
        TypeKind::LongLong { .. } | TypeKind::Float(FloatKind::Double | FloatKind::Float64) => {
            Scalar::Eight
        }
        TypeKind::Pointer(_) => Scalar::Pointer,
        TypeKind::Enum(id) => match unit.enum_kind(id) {
            TypeKind::Int { .. } => Scalar::Four,
            _ => Scalar::Other(unit.canonical(ty)),
        },
        _ => Scalar::Other(unit.canonical(ty)),
    }
}

/// Whether an object of shape `whole` begins with one of shape `part`.
pub fn begins(whole: &Shape, part: &Shape) -> bool {
    let Some(((last, n), before)) = part.split_last() else {
        return true;
    };
    before.len() < whole.len()
        && whole[..before.len()] == *before
        && whole[before.len()].0 == *last
        && whole[before.len()].1 >= *n
}

/// Objects of the type have one size and one layout everywhere: no pointers, no
/// `long`, and nothing of 8 bytes that i386 would align to 4.
pub fn is_fixed(unit: &Unit, ty: TypeId) -> bool {
    let Some(shape) = of(unit, ty) else {
        return false;
    };
    let mut at = 0u64;
    let mut wide = false;
    for (scalar, n) in shape {
        let size = match scalar {
            Scalar::Byte => 1,
            Scalar::Two => 2,
            Scalar::Four => 4,
            Scalar::Eight => 8,
            Scalar::Word | Scalar::Pointer | Scalar::Other(_) => return false,
        };
        wide |= size == 8;
        if size == 8 && at % 8 != 0 {
            return false;
        }
        at = at
            .next_multiple_of(size)
            .saturating_add(n.saturating_mul(size));
    }
    !wide || at % 8 == 0
}

/// The sizes an object of the type has on machines of 64 and of 32 bits.
pub fn sizes(unit: &Unit, ty: TypeId) -> Option<(u64, u64)> {
    let shape = of(unit, ty)?;
    let size = |word: u64| {
        let (mut at, mut align) = (0u64, 1u64);
        for &(scalar, n) in &shape {
            let size = match scalar {
                Scalar::Byte => 1,
                Scalar::Two => 2,
                Scalar::Four => 4,
                Scalar::Eight => 8,
                Scalar::Word | Scalar::Pointer => word,
                Scalar::Other(_) => return None,
            };
            align = align.max(size);
            at = at
                .next_multiple_of(size)
                .checked_add(n.checked_mul(size)?)?;
        }
        Some(at.next_multiple_of(align))
    };
    Some((size(8)?, size(4)?))
}

/// `ty` says 64 bits in its name (`int64_t`), whatever the type is here.
pub fn is_eight(unit: &Unit, ty: TypeId) -> bool {
    let mut ty = ty;
    while let TypeKind::Typedef(decl) = *unit.types.kind(ty) {
        let decl = &unit.decls[decl];
        if decl.name.contains("64") || decl.name.contains("intmax") {
            return true;
        }
        if decl.ty.ty == ty {
            break;
        }
        ty = decl.ty.ty;
    }
    matches!(unit.kind(ty), TypeKind::LongLong { .. })
}

pub fn is_character(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        unit.kind(ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar
    )
}

/// A pointer to characters, or an array of them.
pub fn is_text(unit: &Unit, q: QualType) -> bool {
    let to = unit.pointee(q.ty).or_else(|| unit.element(q));
    to.is_some_and(|to| is_character(unit, to.ty))
}
