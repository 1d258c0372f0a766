use crate::hir::*;
use crate::lint::shape::is_character;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Pointer stored as bytes
///
/// - code: MIG006
/// - name: pointer-bytes
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Pointers, or structs with pointers in them, that are copied into characters or
/// into a number (`memcpy(buffer, &p, sizeof p)`), and pointers that are assigned
/// through a cast of an array of characters (`*(void **)buffer = p`).
///
/// ## Why migration breaks
/// Characters are saved as characters. That some of them are an address is
/// nowhere said, so they are the same after a restore, when the object may be
/// elsewhere and an address may have another width.
///
/// ## Example
/// ```c,expect
/// #include <string.h>
/// unsigned char message[64];
/// void put(void *p)
/// {
///     memcpy(message, &p, sizeof p);
/// }
/// ```
///
/// ## Use instead
/// A struct with the pointer in it.
/// ```c,ok
/// struct message { void *p; unsigned char rest[56]; } message;
/// void put(void *p)
/// {
///     message.p = p;
/// }
/// ```
#[derive(Documented)]
pub struct PointerBytes;

impl Rule for PointerBytes {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some((place, what)) = copied(cx, expr).or_else(|| assigned(cx, expr)) else {
            return;
        };
        let message = format!(
            "`{}` is stored as bytes in `{}`",
            cx.words(what),
            cx.words(place)
        );
        let finding = report.found(cx.unit.exprs[expr].span, message);
        report.add(
            finding
                .label("the address in it is saved as it is")
                .help("give the pointer a place of a pointer type"),
        );
    }
}

/// `memcpy(characters, &pointer, n)`.
fn copied(cx: &Context, expr: ExprId) -> Option<(ExprId, ExprId)> {
    let (name, args) = cx.library_call(expr)?;
    let [to, from, ..] = args else { return None };
    if !["memcpy", "memmove", "mempcpy"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return None;
    }
    let object = pointed_object(cx, *from)?;
    let holds = cx.unit.contains_pointer(cx.unit.exprs[object].ty.ty);
    (holds && is_bytes(cx, *to)).then_some((*to, object))
}

/// The object whose address is given, or the array.
fn pointed_object(cx: &Context, e: ExprId) -> Option<ExprId> {
    let bare = cx.without_casts(e);
    match cx.unit.exprs[bare].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => Some(operand),
        _ => cx.unit.is_array(cx.unit.exprs[bare].ty.ty).then_some(bare),
    }
}

/// An array of characters, or the address of a number, that is saved.
fn is_bytes(cx: &Context, to: ExprId) -> bool {
    let unit = cx.unit;
    let Some(object) = into(cx, to) else {
        return false;
    };
    let ty = unit.exprs[object].ty;
    let element = unit.element(ty).map_or(ty.ty, |q| q.ty);
    unit.is_integer(element) && cx.kept(object).is_some()
}

/// The object that is written to, also as `buffer + n` and `&buffer[n]`.
fn into(cx: &Context, to: ExprId) -> Option<ExprId> {
    let bare = cx.without_casts(to);
    match cx.unit.exprs[bare].kind {
        ExprKind::Binary {
            op: BinaryOp::Add,
            left,
            ..
        } => into(cx, left),
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => match cx.unit.exprs[operand].kind {
            ExprKind::Index { base, .. } => into(cx, base),
            _ => Some(operand),
        },
        _ => cx.unit.is_array(cx.unit.exprs[bare].ty.ty).then_some(bare),
    }
}

/// `*(T **)(buffer + n) = p`.
fn assigned(cx: &Context, expr: ExprId) -> Option<(ExprId, ExprId)> {
    let unit = cx.unit;
    let ExprKind::Assign {
        op: None,
        left,
        right,
    } = unit.exprs[expr].kind
    else {
        return None;
    };
    if !unit.contains_pointer(unit.exprs[left].ty.ty) || unit.is_null_constant(right) {
        return None;
    }
    let pointer = match unit.exprs[left].kind {
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => operand,
        ExprKind::Index { base, .. } => base,
        _ => return None,
    };
    let ExprKind::Cast { .. } = unit.exprs[pointer].kind else {
        return None;
    };
    let object = into(cx, pointer)?;
    let element = unit.element(unit.exprs[object].ty)?;
    let bytes = is_character(unit, element.ty) && cx.kept(object).is_some();
    bytes.then_some((object, right))
}
