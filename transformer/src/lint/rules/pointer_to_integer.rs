use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Pointer converted to an integer
///
/// - code: MIG001
/// - name: pointer-to-integer
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Casts of a pointer to an integer type whose result is kept or computed with.
/// A cast that is only compared with zero, or that yields the low bits for a
/// test of alignment, is not reported.
///
/// ## Why migration breaks
/// A capture saves integers as numbers and pointers as places. On a machine
/// with other addresses the number no longer says where the object is, and
/// nothing tells the runtime to change it (C11 6.3.2.3p6 leaves its meaning to
/// the implementation).
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// uintptr_t kept;
/// void keep(int *p)
/// {
///     kept = (uintptr_t)p;
/// }
/// ```
///
/// ## Use instead
/// Keep the pointer.
/// ```c,ok
/// int *kept;
/// void keep(int *p)
/// {
///     kept = p;
/// }
/// ```
#[derive(Documented)]
pub struct PointerToInteger;

impl Rule for PointerToInteger {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let ExprKind::Cast { to, operand } = unit.exprs[expr].kind else {
            return;
        };
        let is_pointer = unit.is_pointer(cx.value_type(operand));
        let is_number = unit.is_integer(to.ty) && *unit.kind(to.ty) != TypeKind::Bool;
        if !is_pointer || !is_number || unit.is_null_constant(operand) {
            return;
        }
        if is_null(cx, operand) || tests_low_bits(cx, expr) {
            return;
        }
        let message = format!(
            "the pointer `{}` becomes a number of type `{}`",
            cx.words(operand),
            unit.spell(to)
        );
        report.add(
            report
                .found(unit.exprs[expr].span, message)
                .label("converted here")
                .help("keep the pointer itself, or an index into the array it points into"),
        );
    }
}

fn is_null(cx: &Context, operand: ExprId) -> bool {
    cx.unit.constant(cx.without_casts(operand)) == Some(0)
}

/// An operand of `& N` with a small `N`, or of `% N`: alignment is the same
/// wherever a block goes.
fn tests_low_bits(cx: &Context, expr: ExprId) -> bool {
    let Some(parent) = cx.parent(expr) else {
        return false;
    };
    let ExprKind::Binary { op, left, right } = cx.unit.exprs[parent].kind else {
        return false;
    };
    let other = if left == expr { right } else { left };
    let small = matches!(cx.unit.constant(other), Some(0..=15));
    matches!(op, BinaryOp::And | BinaryOp::Rem) && small
}
