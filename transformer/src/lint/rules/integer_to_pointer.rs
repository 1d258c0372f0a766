use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Pointer made of a number
///
/// - code: MIG002
/// - name: integer-to-pointer
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Integers that become pointers, unless they are constants that nobody takes
/// for addresses (0 to 4095, and -1 to -4095 as in `MAP_FAILED` and `SIG_ERR`),
/// values that are too narrow to be anything else, or an address that was made a
/// number in the same expression or in a variable no capture saves.
///
/// ## Why migration breaks
/// A capture replaces pointers by the places they point to. One that was made
/// of a number points to nothing the capture knows: after a restore it has the
/// value `0xDEADF00D`, with a warning. And if the number was an address, it is
/// one of the machine the program came from.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// struct node { uintptr_t next; };
/// struct node *next(struct node *n)
/// {
///     return (struct node *)n->next;
/// }
/// ```
///
/// ## Use instead
/// A pointer where a pointer is meant; a union with a tag for a number or a
/// pointer.
/// ```c,ok
/// struct node { struct node *next; };
/// struct node *next(struct node *n)
/// {
///     return n->next;
/// }
/// ```
#[derive(Documented)]
pub struct IntegerToPointer;

/// Numbers below are left as they are by a restore, and those as near to the
/// end of the address space.
const SMALL: i128 = 4096;

impl Rule for IntegerToPointer {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let number = match unit.exprs[expr].kind {
            ExprKind::Cast { to, operand } if unit.is_pointer(to.ty) => operand,
            _ if unit.is_pointer(unit.exprs[expr].converted) => expr,
            _ => return,
        };
        let from = unit.exprs[number].ty.ty;
        if !unit.is_integer(from) || is_small(cx, number) || is_given_back(cx, number) {
            return;
        }
        let message = format!(
            "the number `{}` becomes a pointer",
            cx.words(cx.without_casts(number))
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("made a pointer here")
                .help("keep a pointer from the beginning, or a number to the end"),
        );
    }
}

fn is_small(cx: &Context, number: ExprId) -> bool {
    let small = |value: i128| (1 - SMALL..SMALL).contains(&value);
    let near_end = |value: i128| [32, 64].iter().any(|bits| small(value - (1i128 << bits)));
    let bare = cx.without_casts(number);
    let value = cx.unit.constant(number).or_else(|| cx.unit.constant(bare));
    let arms = match cx.unit.exprs[bare].kind {
        ExprKind::Conditional {
            then: Some(then),
            otherwise,
            ..
        } => is_small(cx, then) && is_small(cx, otherwise),
        _ => false,
    };
    arms || value.is_some_and(|value| small(value) || near_end(value))
        || is_narrow(cx, cx.unit.exprs[bare].ty.ty)
        || is_truth(cx, bare)
}

/// No value of the type is an address.
fn is_narrow(cx: &Context, ty: TypeId) -> bool {
    let unit = cx.unit;
    if let TypeKind::Enum(id) = *unit.kind(ty) {
        let constants = &unit.enums[id].constants;
        let values = constants.iter().map(|&c| unit.decls[c].enum_value);
        return values
            .into_iter()
            .all(|value| value.is_some_and(|value| (0..SMALL).contains(&value)));
    }
    unit.integer_info(ty).is_some_and(|info| info.bits <= 8)
}

fn is_truth(cx: &Context, expr: ExprId) -> bool {
    use BinaryOp::*;
    matches!(
        cx.unit.exprs[expr].kind,
        ExprKind::Logical { .. }
            | ExprKind::Unary {
                op: UnaryOp::Not,
                ..
            }
            | ExprKind::Binary {
                op: Lt | Gt | Le | Ge | Eq | Ne,
                ..
            }
    )
}

/// The number is the address of an object, and was not saved in between.
fn is_given_back(cx: &Context, number: ExprId) -> bool {
    let unit = cx.unit;
    let mut lasting = false;
    unit.walk_exprs(number, &mut |e| {
        if let ExprKind::Name(decl) = unit.exprs[e].kind {
            let tracked = cx.addresses().is_address(unit, e);
            lasting |= tracked && cx.alive().site(decl).is_some();
        }
    });
    let mixed = links(cx, number);
    cx.addresses().is_address(unit, number) && !lasting && !mixed
}

/// `a ^ b`: that is for another rule.
fn links(cx: &Context, number: ExprId) -> bool {
    matches!(
        cx.unit.exprs[cx.without_casts(number)].kind,
        ExprKind::Binary {
            op: BinaryOp::Xor,
            ..
        }
    )
}
