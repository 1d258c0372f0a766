use crate::hir::*;
use crate::lint::{is_mixing, At, Context, End, Report, Rule};
use migcc_macros::Documented;

/// Address in a hash
///
/// - code: MIG003
/// - name: hashed-address
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Addresses that are shifted, multiplied, divided or mixed into a number which
/// is then stored, returned or used as an index, and pointers whose own bytes are
/// given to a function that hashes.
///
/// ## Why migration breaks
/// An object has another address on another machine, so its hash differs. A
/// table that was filled before the capture is searched in the wrong places
/// after it.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// unsigned bucket(const void *key)
/// {
///     return (unsigned)((uintptr_t)key >> 4) % 64;
/// }
/// ```
///
/// ## Use instead
/// A number that the object carries. Where the table must be keyed by
/// addresses, build it again after a restore (`MIGRT_ON_RESTORE`).
/// ```c,ok
/// struct object { unsigned id; };
/// unsigned bucket(const struct object *key)
/// {
///     return key->id % 64;
/// }
/// ```
#[derive(Documented)]
pub struct HashedAddress;

impl Rule for HashedAddress {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        if let Some(pointer) = bytes_hashed(cx, expr) {
            let message = format!(
                "the bytes of the pointer `{}` are hashed",
                cx.words(pointer)
            );
            return add(cx, expr, message, report);
        }
        if !is_hash(cx, expr) {
            return;
        }
        let journey = cx.mixed_journey(expr);
        let gone = matches!(journey.end, End::Gone | End::Pointer(_));
        let stores = matches!(cx.unit.exprs[expr].kind, ExprKind::Assign { .. });
        if gone && !stores || is_library(cx, journey.end) {
            return;
        }
        let message = format!("`{}` depends on an address", cx.words(journey.top));
        add(cx, journey.top, message, report);
    }
}

fn add(cx: &Context, at: ExprId, message: String, report: &mut Report) {
    let finding = report.found(cx.unit.exprs[at].span, message);
    report.add(
        finding
            .label("another number on another machine")
            .help("hash what the object holds, or a number given to it when it is made")
            .help("or build the table again in a function named by MIGRT_ON_RESTORE"),
    );
}

/// An operation on an address that leaves a number of another kind. Shifts by
/// half a word or more and links of two addresses are for other rules.
fn is_hash(cx: &Context, expr: ExprId) -> bool {
    let (op, left, right) = match cx.unit.exprs[expr].kind {
        ExprKind::Binary { op, left, right } => (op, left, right),
        ExprKind::Assign {
            op: Some(op),
            left,
            right,
        } => (op, left, right),
        _ => return false,
    };
    let address = |e: ExprId| cx.addresses().is_address(cx.unit, e);
    let shifts = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
    let far = shifts && matches!(cx.unit.constant(right), Some(32..));
    let both = address(left) && address(right);
    let links = op == BinaryOp::Xor && (both || cx.unlinks(expr));
    let low = op == BinaryOp::Rem && cx.is_alignment(right);
    is_mixing(op) && (address(left) || address(right)) && !far && !links && !low
}

fn is_library(cx: &Context, end: End) -> bool {
    matches!(end, End::Argument { call, .. } if cx.library_call(call).is_some())
}

/// `hash(&p, sizeof p)`.
fn bytes_hashed(cx: &Context, expr: ExprId) -> Option<ExprId> {
    let unit = cx.unit;
    let ExprKind::Call { args, .. } = &unit.exprs[expr].kind else {
        return None;
    };
    let name = cx.callee(expr)?.to_lowercase();
    let hashes = ["hash", "crc", "digest", "checksum"];
    if !hashes.iter().any(|part| name.contains(part)) {
        return None;
    }
    let is_bytes = |ty: TypeId| {
        unit.pointee(ty)
            .is_some_and(|to| unit.is_void(to.ty) || crate::lint::shape::is_character(unit, to.ty))
    };
    args.iter()
        .copied()
        .filter(|&arg| is_bytes(unit.exprs[arg].converted))
        .find_map(|arg| match unit.exprs[cx.without_casts(arg)].kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => unit
                .is_pointer(unit.exprs[operand].ty.ty)
                .then_some(operand),
            _ => None,
        })
}
