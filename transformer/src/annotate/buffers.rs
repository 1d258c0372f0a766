//! Arrays of numbers into which the program puts bytes: `memcpy((char *)h->words +
//! n, input, len)`, as hash functions collect a block. Whether they hold numbers
//! or bytes at a capture, their type does not say; where the order of bytes
//! differs, one of them would come out wrong.
//!
//! An array is doubted when something is written at a byte of it (a pointer to
//! characters made from it and moved on, which is then assigned through or
//! passed to be written through), or when characters are copied into it and the
//! number of them is no multiple of a `sizeof`. Only members: a local array is
//! seldom live across a site half full, and a global has the same signs in units
//! that need not see each other.

use crate::hir::*;

/// Marks the members in doubt.
pub fn doubt(unit: &mut Unit) {
    let mut found = Vec::new();
    for (_, e) in unit.exprs.iter() {
        match &e.kind {
            ExprKind::Call { callee, args } => found.extend(passed(unit, *callee, args)),
            ExprKind::Assign { left, .. } => found.extend(written(unit, *left)),
            _ => {}
        }
    }
    for (record, index) in found {
        unit.records[record].fields[index].holds = Holds::Either;
    }
}

/// An integer of more than one byte, or an array of such.
pub fn is_numbers(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => is_numbers(unit, elem.ty),
        _ => unit.is_integer(ty) && !is_character(unit, ty),
    }
}

fn is_character(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        unit.kind(ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar
    )
}

type Found = (RecordId, usize);

/// Arguments through which a byte of an array can be written.
fn passed(unit: &Unit, callee: ExprId, args: &[ExprId]) -> Vec<Found> {
    if clears(unit, callee, args) {
        return Vec::new();
    }
    let mut found: Vec<Found> = args
        .iter()
        .filter(|&&arg| is_writable(unit, unit.exprs[arg].converted))
        .filter_map(|&arg| inside(unit, uncast(unit, arg)))
        .collect();
    found.extend(filled(unit, callee, args));
    found
}

/// `memset(.., 0, ..)`: zero is zero in any order.
fn clears(unit: &Unit, callee: ExprId, args: &[ExprId]) -> bool {
    name_of(unit, callee).is_some_and(|name| name.ends_with("memset"))
        && args.get(1).and_then(|&e| unit.constant(e)) == Some(0)
}

/// `memcpy(h->words, characters, n)`.
fn filled(unit: &Unit, callee: ExprId, args: &[ExprId]) -> Option<Found> {
    let name = name_of(unit, callee)?;
    let [to, from, size] = args[..] else {
        return None;
    };
    let copies = name.ends_with("memcpy") || name.ends_with("memmove");
    let from = unit.exprs[uncast(unit, from)].ty.ty;
    let characters = unit
        .pointee(from)
        .or_else(|| unit.element(unit.exprs[uncast(unit, args[1])].ty))
        .map(|q| q.ty)
        .is_some_and(|ty| is_character(unit, ty));
    if !copies || !characters || names_size(unit, size) {
        return None;
    }
    array(unit, uncast(unit, to))
}

fn names_size(unit: &Unit, e: ExprId) -> bool {
    let mut found = false;
    unit.walk_exprs(e, &mut |e| {
        found |= matches!(
            unit.exprs[e].kind,
            ExprKind::SizeofType(_) | ExprKind::SizeofExpr(_)
        );
    });
    found
}

fn name_of(unit: &Unit, callee: ExprId) -> Option<&str> {
    match &unit.exprs[callee].kind {
        ExprKind::Name(decl) => Some(&unit.decls[*decl].name),
        ExprKind::Builtin(name) => Some(name),
        _ => None,
    }
}

fn is_writable(unit: &Unit, ty: TypeId) -> bool {
    unit.pointee(ty).is_some_and(|to| !to.quals.is_const)
}

/// `((char *)h->words)[i]`, `*((char *)h->words + i)`.
fn written(unit: &Unit, left: ExprId) -> Option<Found> {
    match unit.exprs[left].kind {
        ExprKind::Index { base, .. } => bytes_of(unit, base),
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => inside(unit, operand),
        _ => None,
    }
}

/// `(char *)h->words + n`.
fn inside(unit: &Unit, e: ExprId) -> Option<Found> {
    match unit.exprs[e].kind {
        ExprKind::Binary {
            op: BinaryOp::Add,
            left,
            right,
        } => bytes_of(unit, left)
            .or_else(|| bytes_of(unit, right))
            .or_else(|| inside(unit, left)),
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => match unit.exprs[operand].kind {
            ExprKind::Index { base, .. } => bytes_of(unit, base),
            _ => None,
        },
        _ => None,
    }
}

/// A pointer to characters made from an array of numbers.
fn bytes_of(unit: &Unit, e: ExprId) -> Option<Found> {
    let ExprKind::Cast { to, operand } = unit.exprs[e].kind else {
        return None;
    };
    let pointed = unit.pointee(to.ty)?;
    if !is_character(unit, pointed.ty) || pointed.quals.is_const {
        return None;
    }
    array(unit, uncast(unit, operand))
}

/// The member `h->words`, also as `&h->words[0]`.
fn array(unit: &Unit, e: ExprId) -> Option<Found> {
    match &unit.exprs[e].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => array(unit, *operand),
        ExprKind::Index { base, .. } => array(unit, *base),
        ExprKind::Member {
            base, arrow, field, ..
        } => {
            let outer = &unit.exprs[*base];
            let ty = match arrow {
                true => unit.pointee(outer.converted)?.ty,
                false => outer.ty.ty,
            };
            let found = unit.find_field(unit.record_of(ty)?, field)?;
            let numbers = unit.is_array(found.ty.ty) && is_numbers(unit, found.ty.ty);
            numbers.then_some((found.record, found.index))
        }
        _ => None,
    }
}

fn uncast(unit: &Unit, mut e: ExprId) -> ExprId {
    while let ExprKind::Cast { operand, .. } = unit.exprs[e].kind {
        e = operand;
    }
    e
}
