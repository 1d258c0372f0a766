//! Blocks that come from the program's own allocation functions: their type is
//! known where the `void *` such a function returns becomes a `T *`.

use super::alloc::{self, Allocation, Shape};
use crate::annotate::type_named;
use crate::config::{Allocates, Annotations, MemoryKind, PointerNote};
use crate::flow::{library, walk, CallClass, Flow, Treatment};
use crate::hir::*;
use crate::source::Span;
use std::collections::HashMap;

/// A call whose result is a block of a known type.
#[derive(Debug, Clone, Copy)]
pub struct Hint {
    pub call: ExprId,
    pub allocation: Allocation,
    /// The call becomes a statement of its own.
    pub is_site: bool,
}

/// Finds the calls in user code, in textual order.
pub fn find(
    unit: &Unit,
    flow: &Flow,
    annotations: &Annotations,
    is_user: &dyn Fn(Span) -> bool,
) -> Vec<Hint> {
    let targets = targets(unit);
    let mut found: Vec<Hint> = unit
        .exprs
        .iter()
        .filter(|(_, e)| is_user(e.span))
        .filter_map(|(id, e)| match &e.kind {
            ExprKind::Call { callee, args } if returns_object(unit, e) => {
                let allocation = allocation(unit, id, *callee, args, &targets, annotations)?;
                Some(Hint {
                    call: id,
                    allocation,
                    is_site: is_site(unit, flow, id),
                })
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|hint| unit.exprs[hint.call].span);
    found
}

/// `void *`, or a pointer to a struct that others may begin with.
fn returns_object(unit: &Unit, e: &Expr) -> bool {
    unit.pointee(e.ty.ty)
        .is_some_and(|to| unit.is_void(to.ty) || unit.record_of(to.ty).is_some())
}

fn allocation(
    unit: &Unit,
    call: ExprId,
    callee: ExprId,
    args: &[ExprId],
    targets: &HashMap<ExprId, Target>,
    annotations: &Annotations,
) -> Option<Allocation> {
    let target = targets.get(&call);
    let annotated = target
        .and_then(|t| t.left)
        .and_then(|left| annotation(unit, left, annotations));
    if let Some(note) = annotated {
        return noted(unit, note);
    }
    let converted = target
        .and_then(|t| t.cast)
        .unwrap_or(unit.exprs[call].converted);
    let pointee = unit.canonical(unit.pointee(converted)?.ty);
    let told = is_told_size(unit, call, callee, pointee);
    let typed = is_typed_macro(unit, callee);
    match called(unit, callee).and_then(|name| annotations.allocates(name)) {
        Some(Allocates::Type(name)) => {
            return Some(Allocation::new(Some(type_named(unit, name)?), Shape::Typed))
        }
        Some(Allocates::Whatever(false)) => return None,
        Some(Allocates::Whatever(true)) => {}
        None if typed || allocates(unit, callee) || told => {}
        None => return None,
    }
    if typed {
        let typed = Allocation::new(Some(pointee), Shape::Typed);
        return is_telling(unit, pointee).then_some(typed);
    }
    let sizes = sizes(unit, args);
    let own = unit.pointee(unit.exprs[call].ty.ty)?.ty;
    if sizes.is_empty() && unit.canonical(own) == pointee {
        return None; // the callee knows as much
    }
    let found = alloc::measure(unit, &sizes, Some(pointee));
    // `char *s = xmalloc(n)` is text, as it is with malloc itself.
    let text = unit.is_complete(pointee) && unit.is_integer(pointee);
    let ty = found.ty.or(text.then_some(pointee))?;
    // Only that: what comes of it may say more.
    let shape = match found.ty {
        Some(_) => found.shape,
        None => Shape::Weak,
    };
    Some(Allocation {
        ty: Some(ty),
        shape,
        ..found
    })
}

/// What the user says of a pointer's block.
fn noted(unit: &Unit, note: &PointerNote) -> Option<Allocation> {
    if let Some(MemoryKind::Bytes) = note.memory {
        let char = unit.types.find(&TypeKind::Char)?;
        return Some(Allocation::new(Some(char), Shape::Raw));
    }
    let ty = type_named(unit, note.ty.as_deref()?)?;
    Some(Allocation::new(Some(ty), Shape::Typed))
}

/// The name of the function that is called.
fn called(unit: &Unit, callee: ExprId) -> Option<&str> {
    match &unit.exprs[callee].kind {
        ExprKind::Name(decl) => Some(&unit.decls[*decl].name),
        ExprKind::Member { field, .. } => Some(field),
        _ => None,
    }
}

/// Arguments that are made of the size of a type.
fn sizes(unit: &Unit, args: &[ExprId]) -> Vec<ExprId> {
    let is_size = |e: &ExprId| {
        let mut found = false;
        walk::each_expr_shallow(unit, *e, &mut |e| {
            found |= matches!(
                unit.exprs[e].kind,
                ExprKind::SizeofType(_) | ExprKind::SizeofExpr(_)
            );
        });
        found && unit.is_integer(unit.exprs[*e].converted)
    };
    args.iter().copied().filter(is_size).collect()
}

fn is_telling(unit: &Unit, ty: TypeId) -> bool {
    unit.is_complete(ty)
        && !matches!(
            unit.types.kind(ty),
            TypeKind::Char | TypeKind::SChar | TypeKind::UChar
        )
}

/// `MIGRT_TYPED` of `migrt.h`.
fn is_typed_macro(unit: &Unit, callee: ExprId) -> bool {
    matches!(unit.exprs[callee].kind, ExprKind::Name(decl) if unit.decls[decl].name == "migrt_typed")
}

/// Goes by the name: a wrong guess costs a look-up, a missed one leaves the
/// type to the pointers that reach the block.
fn allocates(unit: &Unit, callee: ExprId) -> bool {
    let name = match &unit.exprs[callee].kind {
        ExprKind::Name(decl) => {
            let decl = &unit.decls[*decl];
            if decl.system || library::wrap(&decl.name).is_some() && decl.function.is_none() {
                return false;
            }
            &decl.name
        }
        ExprKind::Member { field, .. } => field,
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => return allocates(unit, *operand),
        _ => return false,
    };
    let name = name.to_lowercase();
    ["alloc", "new", "create", "dup", "grow", "resize"]
        .iter()
        .any(|part| name.contains(part))
}

/// `(T *)f(.., sizeof(T), ..)`, whatever `f` is called: an allocator behind a
/// function pointer, as Lua's `(*frealloc)(ud, NULL, tag, sizeof(LG))`.
fn is_told_size(unit: &Unit, call: ExprId, callee: ExprId, pointee: TypeId) -> bool {
    let ExprKind::Call { args, .. } = &unit.exprs[call].kind else {
        return false;
    };
    // `alloca` too: what it gives is no block of the heap.
    let system = match unit.exprs[callee].kind {
        ExprKind::Name(decl) => unit.decls[decl].system,
        ExprKind::Builtin(_) => true,
        _ => false,
    };
    let mut sizes = Vec::new();
    args.iter()
        .for_each(|&arg| alloc::sizeof_types(unit, arg, 0, &mut sizes));
    !system && sizes.contains(&pointee)
}

/// Where the value of a call goes.
#[derive(Debug, Clone, Copy, Default)]
struct Target {
    cast: Option<TypeId>,
    left: Option<ExprId>,
}

fn targets(unit: &Unit) -> HashMap<ExprId, Target> {
    let mut found: HashMap<ExprId, Target> = HashMap::new();
    for (_, e) in unit.exprs.iter() {
        match &e.kind {
            ExprKind::Cast { to, operand } => {
                found.entry(*operand).or_default().cast = Some(to.ty);
            }
            ExprKind::Assign {
                op: None,
                left,
                right,
            } => {
                found.entry(under_casts(unit, *right)).or_default().left = Some(*left);
            }
            _ => {}
        }
    }
    found
}

fn under_casts(unit: &Unit, e: ExprId) -> ExprId {
    match unit.exprs[e].kind {
        ExprKind::Cast { operand, .. } => under_casts(unit, operand),
        _ => e,
    }
}

fn annotation<'a>(
    unit: &Unit,
    left: ExprId,
    annotations: &'a Annotations,
) -> Option<&'a PointerNote> {
    match &unit.exprs[left].kind {
        ExprKind::Name(decl) => annotations.variable(&unit.decls[*decl].name),
        ExprKind::Member {
            base, arrow, field, ..
        } => {
            let ty = unit.exprs[*base].ty.ty;
            let ty = if *arrow {
                unit.pointee(unit.exprs[*base].converted)?.ty
            } else {
                ty
            };
            annotations.member(&record_names(unit, ty), field)
        }
        _ => None,
    }
}

/// The tag of a record and every typedef name of it.
fn record_names(unit: &Unit, ty: TypeId) -> Vec<String> {
    let Some(record) = unit.record_of(ty) else {
        return Vec::new();
    };
    let typedefs = unit
        .decls
        .iter()
        .filter(|(_, d)| d.kind == DeclKind::Typedef && unit.record_of(d.ty.ty) == Some(record));
    let names = typedefs.map(|(_, d)| d.name.clone());
    unit.records[record]
        .tag
        .clone()
        .into_iter()
        .chain(names)
        .collect()
}

/// The call is hoisted into a statement by the linear form.
fn is_site(unit: &Unit, flow: &Flow, call: ExprId) -> bool {
    let span = unit.exprs[call].span;
    let owner = unit.functions.iter().find(|(_, f)| f.span.contains(span));
    let instrumented = owner
        .and_then(|(_, f)| flow.functions.get(&f.decl))
        .is_some_and(|f| f.treatment == Treatment::Instrument);
    instrumented && flow.class(call) == CallClass::Checked
}
