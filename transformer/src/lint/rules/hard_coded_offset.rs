use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Offset into a struct written as a number
///
/// - code: MIG011
/// - name: hard-coded-offset
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// A pointer to a struct that becomes a pointer to bytes or words and is moved on
/// by a constant (`(char *)s + 8`, `((int *)s)[3]`), where the members do not lie
/// at the same offsets on every machine.
///
/// ## Why migration breaks
/// Where pointers and `long` have another width, or 8-byte numbers another
/// alignment, the member is elsewhere.
///
/// ## Example
/// ```c,expect
/// struct item { char *name; int count; };
/// int count(struct item *s)
/// {
///     return *(int *)((char *)s + 8);
/// }
/// ```
///
/// ## Use instead
/// The member, or `offsetof`.
/// ```c,ok
/// #include <stddef.h>
/// struct item { char *name; int count; };
/// int count(struct item *s)
/// {
///     return *(int *)((char *)s + offsetof(struct item, count));
/// }
/// ```
#[derive(Documented)]
pub struct HardCodedOffset;

impl Rule for HardCodedOffset {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let (base, by) = match unit.exprs[expr].kind {
            ExprKind::Binary {
                op: BinaryOp::Add | BinaryOp::Sub,
                left,
                right,
            } => (left, right),
            ExprKind::Index { base, index } => (base, index),
            _ => return,
        };
        let Some(record) = cast_record(cx, base) else {
            return;
        };
        let literal = matches!(unit.exprs[by].kind, ExprKind::Integer { value: Some(1..) });
        let back = matches!(
            unit.exprs[expr].kind,
            ExprKind::Binary {
                op: BinaryOp::Sub,
                ..
            }
        );
        let cut = cx.is_beyond(base) || !back && is_behind(cx, base, by, record);
        if !literal || cut || shape::is_fixed(unit, record) {
            return;
        }
        let message = format!(
            "offset {} into `{}`, whose members lie elsewhere on other machines",
            cx.words(by),
            unit.spell(record)
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("the offset of one machine")
                .help("name the member, or use offsetof"),
        );
    }
}

/// The offset is that of what follows the object on every machine.
fn is_behind(cx: &Context, base: ExprId, by: ExprId, record: TypeId) -> bool {
    let unit = cx.unit;
    let Some((wide, narrow)) = shape::sizes(unit, record) else {
        return false;
    };
    let step = unit.pointee(unit.exprs[base].ty.ty).map(|to| to.ty);
    let step = step
        .and_then(|ty| shape::sizes(unit, ty))
        .map_or(1, |size| size.1);
    let offset = cx.unit.constant(by).unwrap_or(0) * i128::from(step);
    offset >= i128::from(wide.max(narrow))
}

/// The struct behind `(char *)s`, `(int *)&s`.
fn cast_record(cx: &Context, e: ExprId) -> Option<TypeId> {
    let unit = cx.unit;
    let ExprKind::Cast { to, .. } = unit.exprs[e].kind else {
        return None;
    };
    let to = unit.pointee(to.ty)?.ty;
    let bare = cx.without_casts(e);
    let from = unit.canonical(cx.points_to(bare)?.ty);
    let scalar = unit.is_scalar(to) || unit.is_void(to);
    let record = unit.record_of(from)?;
    (scalar && unit.records[record].complete).then_some(from)
}
