use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Pointers linked by exclusive or
///
/// - code: MIG047
/// - name: xor-linked-pointers
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// The exclusive or of two addresses, and that of an address with a stored number
/// where the result becomes a pointer.
///
/// ## Why migration breaks
/// The number that is stored belongs to two addresses at once. Neither can be
/// found in it, so nothing can be changed when the objects move: every link is
/// wrong after a restore at other addresses.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// struct node { uintptr_t link; };
/// void link(struct node *n, struct node *before, struct node *after)
/// {
///     n->link = (uintptr_t)before ^ (uintptr_t)after;
/// }
/// ```
///
/// ## Use instead
/// Two pointers.
/// ```c,ok
/// struct node { struct node *before, *after; };
/// void link(struct node *n, struct node *before, struct node *after)
/// {
///     n->before = before;
///     n->after = after;
/// }
/// ```
#[derive(Documented)]
pub struct XorLinkedPointers;

impl Rule for XorLinkedPointers {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let (left, right) = match unit.exprs[expr].kind {
            ExprKind::Binary {
                op: BinaryOp::Xor,
                left,
                right,
            }
            | ExprKind::Assign {
                op: Some(BinaryOp::Xor),
                left,
                right,
            } => (left, right),
            _ => return,
        };
        let address = |e: ExprId| cx.addresses().is_address(unit, e);
        if !(address(left) && address(right) || cx.unlinks(expr)) {
            return;
        }
        let finding = report.found(
            unit.exprs[expr].span,
            format!("`{}` hides two addresses in one number", cx.words(expr)),
        );
        report.add(
            finding
                .label("neither can be found in it")
                .help("store both pointers"),
        );
    }
}
