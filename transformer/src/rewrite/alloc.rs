//! The element type of an allocation, from how its size and its result are
//! written.

use crate::hir::*;
use std::collections::HashMap;

/// What is known about one allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    pub ty: Option<TypeId>,
    pub shape: Shape,
    /// What a header is followed by: as many of it as fit.
    pub tail: Option<TypeId>,
}

impl Allocation {
    pub fn new(ty: Option<TypeId>, shape: Shape) -> Allocation {
        Allocation {
            ty,
            shape,
            tail: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As many elements as fit.
    Array,
    /// `sizeof(type) + n`: one element, then a tail.
    Header,
    /// The same, and `n` is so many elements of the array the type ends in.
    Whole,
    /// Bytes, whatever pointers refer to them.
    Raw,
    /// As many elements as fit, by the user's word.
    Typed,
    /// Bytes where no pointer tells otherwise.
    Bytes,
    /// As many elements as fit, for all that is known: only the pointer the
    /// block goes to says so, and it may be to the beginning of a larger struct.
    Weak,
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
        return Allocation::new(None, Shape::Array);
    };
    let sizes: &[usize] = match name {
        "malloc" | "alloca" => &[0],
        "calloc" => &[0, 1],
        "realloc" | "aligned_alloc" | "memalign" => &[1],
        "reallocarray" => &[1, 2],
        "posix_memalign" => &[2],
        _ => &[],
    };
    let mut sizes: Vec<ExprId> = sizes.iter().filter_map(|&i| args.get(i)).copied().collect();
    if sizes.len() > 1 {
        sizes.retain(|&size| unit.constant(size) != Some(1));
    }
    let converted = casts
        .get(&call)
        .copied()
        .unwrap_or(unit.exprs[call].converted);
    let target = unit.pointee(converted).map(|q| unit.canonical(q.ty));
    let bytes = target.filter(|&t| unit.is_integer(t));
    let found = measure(unit, &sizes, target);
    Allocation {
        ty: found.ty.or(bytes),
        ..found
    }
}

/// What a block is whose size is made of `sizes` and which goes to a pointer to
/// `target`.
pub fn measure(unit: &Unit, sizes: &[ExprId], target: Option<TypeId>) -> Allocation {
    let mut measured = Vec::new();
    for &e in sizes {
        sizeof_types(unit, e, 0, &mut measured);
    }
    let pointee = target.filter(|&t| is_telling(unit, t));
    if let [size] = sizes {
        if let Some(record) = offset_record(unit, *size) {
            return Allocation::new(Some(record), Shape::Header);
        }
        match header_and_tail(unit, *size, pointee) {
            Some(Ok(found)) => return found,
            Some(Err(())) => measured.retain(|&t| !is_telling(unit, t)),
            None => {}
        }
        if is_mixed(unit, *size) {
            measured.retain(|&t| !is_telling(unit, t));
        }
    }
    let ty = choose(unit, pointee, &measured);
    let header = matches!(sizes, [size] if is_header(unit, *size));
    let is_measured = measured.iter().any(|&t| is_telling(unit, t));
    let shape = if header && is_measured {
        Shape::Header
    } else if !is_measured && ty.is_some_and(|t| unit.record_of(t).is_some()) {
        Shape::Weak
    } else {
        Shape::Array
    };
    Allocation::new(ty, shape)
}

/// `sizeof(header) + n * sizeof(element)`, or `sizeof(first) + sizeof(second)` for
/// a pointer to one of the two. An error: elements of several types, or elements
/// and bytes; nobody can tell where the ones end. `None`: no elements, or those of
/// the header's own last array and a pointer to something else.
fn header_and_tail(
    unit: &Unit,
    size: ExprId,
    pointee: Option<TypeId>,
) -> Option<Result<Allocation, ()>> {
    let mut terms = Vec::new();
    flatten(unit, size, &mut terms);
    let bare: Vec<TypeId> = terms.iter().filter_map(|&e| bare_size(unit, e)).collect();
    let header = match bare.as_slice() {
        [header] => *header,
        [one, other] if terms.len() == 2 => {
            *[one, other].into_iter().find(|t| pointee == Some(**t))?
        }
        _ => return None,
    };
    let is_header = |e: &ExprId| bare_size(unit, *e) == Some(header);
    let first = terms.iter().position(is_header)?;
    terms.remove(first);
    let types = terms.iter().map(|&e| element(unit, e));
    let types: Vec<Option<TypeId>> = types.collect();
    let tail = types.iter().flatten().next().copied()?;
    if !is_telling(unit, header) || !unit.is_complete(header) || !unit.is_complete(tail) {
        return None;
    }
    if types.iter().any(|&ty| ty != Some(tail)) {
        return Some(Err(()));
    }
    let own = last_element(unit, header) == Some(tail);
    if own && pointee.is_some_and(|pointee| pointee != header) {
        return None;
    }
    Some(Ok(Allocation {
        ty: Some(header),
        shape: if own { Shape::Whole } else { Shape::Header },
        tail: (!own).then_some(tail),
    }))
}

/// The type of `sizeof(type)` and nothing else.
fn bare_size(unit: &Unit, e: ExprId) -> Option<TypeId> {
    match unit.exprs[e].kind {
        ExprKind::SizeofType(q) => Some(unit.canonical(q.ty)),
        ExprKind::SizeofExpr(operand) => Some(unit.canonical(unit.exprs[operand].ty.ty)),
        _ => None,
    }
}

/// The type whose size a term is a multiple of, other than characters.
fn element(unit: &Unit, e: ExprId) -> Option<TypeId> {
    let mut found = Vec::new();
    sizeof_types(unit, e, 0, &mut found);
    found.retain(|&ty| is_telling(unit, ty));
    found.first().copied()
}

/// Elements of the array a struct ends in.
fn last_element(unit: &Unit, ty: TypeId) -> Option<TypeId> {
    let record = &unit.records[unit.record_of(ty)?];
    let last = unit.resolve(record.fields.last()?.ty);
    unit.element(last).map(|q| unit.canonical(q.ty))
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

/// Types whose sizes are part of `e`; through variables as far as `DEPTH`.
pub fn sizeof_types(unit: &Unit, e: ExprId, depth: usize, found: &mut Vec<TypeId>) {
    match &unit.exprs[e].kind {
        ExprKind::SizeofType(q) => found.push(unit.canonical(q.ty)),
        ExprKind::SizeofExpr(operand) => found.push(unit.canonical(unit.exprs[*operand].ty.ty)),
        ExprKind::Binary { left, right, .. } => {
            sizeof_types(unit, *left, depth, found);
            sizeof_types(unit, *right, depth, found);
        }
        ExprKind::Cast { operand, .. } => sizeof_types(unit, *operand, depth, found),
        ExprKind::Conditional {
            then, otherwise, ..
        } => {
            then.iter()
                .for_each(|&e| sizeof_types(unit, e, depth, found));
            sizeof_types(unit, *otherwise, depth, found);
        }
        ExprKind::Name(decl) if depth < DEPTH => {
            if let Some(Init::Expr(value)) = unit.decls[*decl].init.map(|init| &unit.inits[init]) {
                sizeof_types(unit, *value, depth + 1, found);
            }
        }
        _ => {}
    }
}

/// How many variables stand between a size and the `sizeof` it is made of.
const DEPTH: usize = 2;

/// `offsetof(record, member) + n * sizeof(element)`: the record, which goes on with
/// the elements of its last member.
fn offset_record(unit: &Unit, e: ExprId) -> Option<TypeId> {
    let mut terms = Vec::new();
    flatten(unit, e, &mut terms);
    let mut records = terms.iter().filter_map(|&e| match unit.exprs[e].kind {
        ExprKind::Offsetof { ty, .. } => Some(unit.canonical(ty.ty)),
        _ => None,
    });
    let first = records.next()?;
    (terms.len() > 1 && records.next().is_none()).then_some(first)
}

/// `k + n * sizeof(element)`: the elements do not begin the block, or do not fill
/// it, and what else is there is not said.
fn is_mixed(unit: &Unit, e: ExprId) -> bool {
    let mut terms = Vec::new();
    flatten(unit, e, &mut terms);
    let has_size = |e: &&ExprId| {
        let mut found = Vec::new();
        sizeof_types(unit, **e, 0, &mut found);
        !found.is_empty()
    };
    terms.len() > 1 && !is_header(unit, e) && terms.iter().filter(has_size).count() < terms.len()
}

/// `sizeof(type) + n`, however many terms `n` has: one bare `sizeof`.
fn is_header(unit: &Unit, e: ExprId) -> bool {
    let mut terms = Vec::new();
    flatten(unit, e, &mut terms);
    let is_sizeof = |e: &&ExprId| {
        matches!(
            unit.exprs[**e].kind,
            ExprKind::SizeofType(_) | ExprKind::SizeofExpr(_)
        )
    };
    terms.len() > 1 && terms.iter().filter(is_sizeof).count() == 1
}

fn flatten(unit: &Unit, e: ExprId, terms: &mut Vec<ExprId>) {
    match unit.exprs[e].kind {
        ExprKind::Binary {
            op: BinaryOp::Add,
            left,
            right,
        } => {
            flatten(unit, left, terms);
            flatten(unit, right, terms);
        }
        ExprKind::Binary {
            op: BinaryOp::Sub,
            left,
            right,
        } => {
            flatten(unit, left, terms);
            terms.push(right);
        }
        ExprKind::Cast { operand, .. } if unit.is_integer(unit.exprs[e].ty.ty) => {
            flatten(unit, operand, terms);
        }
        _ => terms.push(e),
    }
}
