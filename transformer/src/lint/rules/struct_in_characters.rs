use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Characters used as a struct
///
/// - code: MIG049
/// - name: struct-in-characters
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// A pointer to a struct that is made from an array of characters (a variable, a
/// member) which a capture saves, where something in the struct is not the same
/// on every machine.
///
/// ## Why migration breaks
/// The array is saved as characters, which do not change. Where a number in
/// them has another byte order or a pointer another value, the restore is
/// refused, with the name of the variable and the type.
///
/// ## Example
/// ```c,expect
/// struct item { struct item *next; int value; };
/// static char storage[1024];
/// struct item *first(void)
/// {
///     return (struct item *)storage;
/// }
/// ```
///
/// ## Use instead
/// An array of the struct, or a union with one.
/// ```c,ok
/// struct item { struct item *next; int value; };
/// static struct item storage[64];
/// struct item *first(void)
/// {
///     return storage;
/// }
/// ```
#[derive(Documented)]
pub struct StructInCharacters;

impl Rule for StructInCharacters {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let ExprKind::Cast { to, operand } = unit.exprs[expr].kind else {
            return;
        };
        let Some(target) = unit.pointee(to.ty).map(|to| unit.canonical(to.ty)) else {
            return;
        };
        let Some(array) = characters(cx, operand) else {
            return;
        };
        if !is_struct(unit, target) || cx.kept(array).is_none() {
            return;
        }
        let message = format!(
            "the characters of `{}` are used as `{}`",
            cx.words(array),
            unit.spell(target)
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("saved as characters")
                .help("declare an array of the struct, or allocate it"),
        );
    }
}

/// Something of another byte order, width or place elsewhere.
fn is_struct(unit: &Unit, ty: TypeId) -> bool {
    let Some(record) = unit.record_of(ty).filter(|&id| unit.records[id].complete) else {
        return false;
    };
    let scalars = shape::of(unit, ty).unwrap_or_default();
    let bytes = scalars
        .iter()
        .all(|(scalar, _)| *scalar == shape::Scalar::Byte);
    !bytes && !unit.records[record].system
}

/// The array of characters whose beginning, or a place in it, is meant.
fn characters(cx: &Context, e: ExprId) -> Option<ExprId> {
    let unit = cx.unit;
    let bare = cx.without_casts(e);
    match unit.exprs[bare].kind {
        ExprKind::Binary {
            op: BinaryOp::Add,
            left,
            ..
        } => characters(cx, left),
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => match unit.exprs[operand].kind {
            ExprKind::Index { base, .. } => characters(cx, base),
            _ => array(cx, operand),
        },
        _ => array(cx, bare),
    }
}

fn array(cx: &Context, e: ExprId) -> Option<ExprId> {
    let elem = cx.unit.element(cx.unit.exprs[e].ty)?;
    let flexible = is_tail(cx, e);
    (shape::is_character(cx.unit, elem.ty) && !flexible).then_some(e)
}

/// A member without a length, or one of at most one element, stands for what
/// follows the struct.
fn is_tail(cx: &Context, e: ExprId) -> bool {
    let member = matches!(cx.unit.exprs[e].kind, ExprKind::Member { .. });
    let long = matches!(
        cx.unit.kind(cx.unit.exprs[e].ty.ty),
        TypeKind::Array {
            len: ArrayLen::Known(2..),
            ..
        }
    );
    member && !long
}
