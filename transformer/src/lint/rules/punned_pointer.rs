use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Number read through a pointer of another width
///
/// - code: MIG017
/// - name: punned-pointer
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Numbers used through a cast of a pointer to numbers of another width:
/// `*(short *)&n`, `((int *)&d)[1]`, `*(long *)&i`.
///
/// ## Why migration breaks
/// Which part of the number this is depends on the byte order, and where one of
/// the two types is `long`, on its width: with 64 bits the access goes beyond the
/// object.
///
/// ## Example
/// ```c,expect
/// unsigned high(double d)
/// {
///     return ((unsigned *)&d)[1];
/// }
/// ```
///
/// ## Use instead
/// A number of the same width, and shifts.
/// ```c,ok
/// #include <stdint.h>
/// #include <string.h>
/// unsigned high(double d)
/// {
///     uint64_t bits;
///     memcpy(&bits, &d, sizeof bits);
///     return (unsigned)(bits >> 32);
/// }
/// ```
#[derive(Documented)]
pub struct PunnedPointer;

impl Rule for PunnedPointer {
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
        let ExprKind::Cast { to, operand } = unit.exprs[pointer].kind else {
            return;
        };
        let object = cx.without_casts(operand);
        let pointees = (unit.pointee(to.ty), cx.points_to(object));
        let (Some(to), Some(from)) = pointees else {
            return;
        };
        let from = unit.innermost_element(from.ty);
        if !differ(unit, from, to.ty) {
            return;
        }
        let message = format!(
            "a `{}` is used as `{}`, which has another width",
            unit.spell(from),
            unit.spell(to.ty)
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("which part this is depends on the machine")
                .help("copy to a number of the same width and use shifts"),
        );
    }
}

/// Numbers of more than a byte, and not of one width everywhere.
fn differ(unit: &Unit, a: TypeId, b: TypeId) -> bool {
    let number = |ty: TypeId| {
        unit.is_arithmetic(ty) && !shape::is_character(unit, ty) && *unit.kind(ty) != TypeKind::Bool
    };
    number(a) && number(b) && shape::of(unit, a) != shape::of(unit, b)
}
