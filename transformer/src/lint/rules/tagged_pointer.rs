use crate::hir::*;
use crate::lint::{At, Context, End, Report, Rule};
use migcc_macros::Documented;

/// Number packed into a pointer
///
/// - code: MIG048
/// - name: tagged-pointer
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Values put into an address beside the two low bits: constants above 3, tags
/// that are no constants, and anything shifted by half a word or more, whether
/// the result is stored as a number or made a pointer again.
///
/// ## Why migration breaks
/// A pointer is saved as an object and an offset into it. Flags in two low bits
/// are such an offset; more bits lead past small objects, and high bits make
/// it point to nothing at all.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// void *tag(void *p, unsigned kind)
/// {
///     return (void *)((uintptr_t)p | (uintptr_t)kind << 48);
/// }
/// ```
///
/// ## Use instead
/// A member for the tag.
/// ```c,ok
/// struct reference { void *p; unsigned kind; };
/// struct reference tag(void *p, unsigned kind)
/// {
///     struct reference made = {p, kind};
///     return made;
/// }
/// ```
#[derive(Documented)]
pub struct TaggedPointer;

/// Bits that an offset into any object of two words has room for.
const FLAGS: i128 = 3;

impl Rule for TaggedPointer {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(tag) = tag(cx, expr) else { return };
        let stores = matches!(cx.unit.exprs[expr].kind, ExprKind::Assign { .. });
        let kept = match cx.journey(expr).end {
            End::Gone | End::Index => stores,
            End::Assigned(_) | End::Initialises(_) | End::Returned(_) => true,
            End::Pointer(_) => true,
            End::Argument { call, .. } => cx.library_call(call).is_none(),
        };
        if !kept {
            return;
        }
        let message = format!("`{}` is packed into a pointer", cx.words(tag));
        let finding = report.found(cx.unit.exprs[expr].span, message);
        report.add(
            finding
                .label("more than flags in two low bits")
                .help("give the tag a member of its own"),
        );
    }
}

/// What is put in beside the address.
fn tag(cx: &Context, expr: ExprId) -> Option<ExprId> {
    let unit = cx.unit;
    let (op, left, right) = match unit.exprs[expr].kind {
        ExprKind::Binary { op, left, right } => (op, left, right),
        ExprKind::Assign {
            op: Some(op),
            left,
            right,
        } => (op, left, right),
        _ => return None,
    };
    let address = |e: ExprId| cx.addresses().is_address(unit, e);
    let other = match (address(left), address(right)) {
        (true, false) => right,
        (false, true) => left,
        _ => return None,
    };
    let flags = unit
        .constant(other)
        .is_some_and(|value| (0..=FLAGS).contains(&value));
    let high = matches!(unit.constant(right), Some(32..)) && left != other;
    let packs = match op {
        BinaryOp::Or => !flags,
        BinaryOp::Shl => high,
        BinaryOp::Add => is_high(cx, other),
        _ => false,
    };
    packs.then_some(other)
}

/// Something shifted beyond what addresses use.
fn is_high(cx: &Context, expr: ExprId) -> bool {
    match cx.unit.exprs[cx.without_casts(expr)].kind {
        ExprKind::Binary {
            op: BinaryOp::Shl,
            right,
            ..
        } => matches!(cx.unit.constant(right), Some(32..)),
        _ => false,
    }
}
