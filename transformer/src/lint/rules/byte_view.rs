use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Bytes of a number looked at
///
/// - code: MIG015
/// - name: byte-view
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// One byte of a number, or of an array of numbers, taken or written through a
/// pointer to characters: `((unsigned char *)&n)[0]`, `*(char *)&n`.
///
/// ## Why migration breaks
/// The first byte of a number is its lowest one on some machines and its highest
/// on others. What was computed before a capture does not fit what is computed
/// after it. An array of numbers into which bytes are put is saved as numbers
/// unless `[[buffer]]` says otherwise.
///
/// ## Example
/// ```c,expect
/// unsigned low(unsigned n)
/// {
///     return ((unsigned char *)&n)[0];
/// }
/// ```
///
/// ## Use instead
/// Shifts.
/// ```c,ok
/// unsigned low(unsigned n)
/// {
///     return n & 0xff;
/// }
/// ```
#[derive(Documented)]
pub struct ByteView;

impl Rule for ByteView {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let pointer = match unit.exprs[expr].kind {
            ExprKind::Index { base, .. } => base,
            ExprKind::Unary {
                op: UnaryOp::Deref,
                operand,
            } => operand,
            _ => return,
        };
        let Some(numbers) = viewed(cx, pointer) else {
            return;
        };
        if is_address_only(cx, expr) {
            return;
        }
        let message = format!("one byte of `{}` is taken by its place", cx.words(numbers));
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("which byte this is depends on the machine")
                .help("use shifts and masks"),
        );
    }
}

/// `(char *)numbers`, moved on or not.
fn viewed(cx: &Context, pointer: ExprId) -> Option<ExprId> {
    let unit = cx.unit;
    match unit.exprs[pointer].kind {
        ExprKind::Binary {
            op: BinaryOp::Add | BinaryOp::Sub,
            left,
            ..
        } => viewed(cx, left),
        ExprKind::Cast { to, .. } => {
            let bytes = unit
                .pointee(to.ty)
                .is_some_and(|to| shape::is_character(unit, to.ty));
            let bare = cx.without_casts(pointer);
            let from = cx.points_to(bare)?;
            let number = unit.innermost_element(from.ty);
            let wide = unit.is_arithmetic(number) && !is_byte(unit, number);
            (bytes && wide).then_some(bare)
        }
        _ => None,
    }
}

fn is_byte(unit: &Unit, ty: TypeId) -> bool {
    shape::is_character(unit, ty) || *unit.kind(ty) == TypeKind::Bool
}

/// `&((char *)n)[i]`: where the byte is, not what.
fn is_address_only(cx: &Context, expr: ExprId) -> bool {
    let parent = cx.parent(expr);
    parent.is_some_and(|parent| {
        matches!(
            cx.unit.exprs[parent].kind,
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                ..
            }
        )
    })
}
