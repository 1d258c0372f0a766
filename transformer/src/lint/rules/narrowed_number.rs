use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// 64-bit value in a long
///
/// - code: MIG019
/// - name: narrowed-number
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Values of `long long`, `int64_t`, `uint64_t` and their like that are assigned to a
/// `long`, a `size_t` or another type of 32 bits on some machines, without a
/// cast that says it is meant.
///
/// ## Why migration breaks
/// Where `long` has 32 bits the upper half is lost, silently: the program
/// computes something else there.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// long total;
/// void add(int64_t bytes)
/// {
///     total = bytes;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// #include <stdint.h>
/// int64_t total;
/// void add(int64_t bytes)
/// {
///     total = bytes;
/// }
/// ```
#[derive(Documented)]
pub struct NarrowedNumber;

impl Rule for NarrowedNumber {
    fn decl(&self, cx: &Context, decl: DeclId, report: &mut Report) {
        let Some(init) = cx.unit.decls[decl].init else {
            return;
        };
        if let Init::Expr(value) = cx.unit.inits[init] {
            check(cx, cx.unit.decls[decl].ty.ty, value, report);
        }
    }

    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let ExprKind::Assign {
            op: None,
            left,
            right,
        } = cx.unit.exprs[expr].kind
        else {
            return;
        };
        check(cx, cx.unit.exprs[left].ty.ty, right, report);
    }
}

fn check(cx: &Context, to: TypeId, value: ExprId, report: &mut Report) {
    let unit = cx.unit;
    let cast = matches!(unit.exprs[value].kind, ExprKind::Cast { .. });
    if cast || !cx.is_long(to) || !cx.is_wide_value(value) || unit.constant(value).is_some() {
        return;
    }
    let message = format!(
        "`{}` has 64 bits and goes to a `{}`",
        cx.words(value),
        unit.spell(to)
    );
    let finding = report.found(unit.exprs[value].span, message);
    report.add(
        finding
            .label("cut to 32 bits on some machines")
            .help("keep it in an int64_t or uint64_t, or cast it where that is meant"),
    );
}
