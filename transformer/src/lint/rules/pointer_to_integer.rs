use crate::hir::*;
use crate::lint::{At, Context, End, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Address kept as a number
///
/// - code: MIG001
/// - name: pointer-to-integer
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Pointers that become integers which are kept: stored in a member, a global or
/// through a pointer, alive in a local variable where a capture can happen, given
/// to functions of other units, or returned to them. Addresses are followed
/// through variables, parameters and results of functions of the unit.
///
/// Not reported is what is gone with its expression: comparisons, tests of
/// alignment, distances, a cast back to a pointer, small numbers that were put into a pointer.
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
        if !is_source(cx, expr) {
            return;
        }
        let journey = cx.journey(expr);
        if journey.mixed {
            return; // a hash, or links
        }
        let Some((what, site)) = fate(cx, journey.end) else {
            return;
        };
        let message = format!("the address `{}` {what}", cx.words(expr));
        let mut finding = report
            .found(cx.unit.exprs[expr].span, message)
            .label("this number is an address")
            .help("keep the pointer itself, or an index into the array it points into");
        if let Some(site) = site {
            finding = finding.related(site, "a capture here saves it as a number");
        }
        report.add(finding);
    }
}

/// Where an address comes from in its expression.
fn is_source(cx: &Context, expr: ExprId) -> bool {
    let unit = cx.unit;
    let addresses = cx.addresses();
    addresses.converts(unit, expr)
        || matches!(
            unit.exprs[expr].kind,
            ExprKind::Name(_) | ExprKind::Call { .. }
        ) && addresses.is_address(unit, expr)
}

/// What makes it part of a capture.
fn fate(cx: &Context, end: End) -> Option<(String, Option<Span>)> {
    let unit = cx.unit;
    let variable = |decl: DeclId| {
        let site = cx.kept_variable(decl)?;
        let name = &unit.decls[decl].name;
        Some((format!("is kept as a number in `{name}`"), site))
    };
    match end {
        End::Initialises(decl) => variable(decl),
        End::Assigned(place) => {
            let site = cx.kept(place)?;
            if is_transient(cx, place) {
                return None;
            }
            let place = cx.words(place);
            Some((format!("is kept as a number in `{place}`"), site))
        }
        End::Returned(function) => {
            let decl = &unit.decls[function];
            let leaves = decl.linkage == Linkage::External;
            let what = format!(
                "is what `{}` returns to other units, as a number",
                decl.name
            );
            leaves.then_some((what, None))
        }
        End::Argument { call, index } => argument(cx, call, index),
        _ => None,
    }
}

fn is_transient(cx: &Context, place: ExprId) -> bool {
    cx.member(place)
        .is_some_and(|at| cx.unit.records[at.record].fields[at.index].transient)
}

/// Functions of this unit are looked into; those of the library keep nothing.
fn argument(cx: &Context, call: ExprId, index: usize) -> Option<(String, Option<Span>)> {
    let unit = cx.unit;
    if cx.library_call(call).is_some() {
        return None;
    }
    let ExprKind::Call { callee, .. } = unit.exprs[call].kind else {
        return None;
    };
    let called = match unit.exprs[callee].kind {
        ExprKind::Name(decl) => unit.decls[decl].function,
        _ => None,
    };
    let words = cx.words(callee);
    match called {
        Some(function) => {
            let param = *unit.functions[function].params.get(index)?;
            let site = cx.alive().site(param)?;
            Some((format!("is a number in `{words}`"), Some(site)))
        }
        None => Some((format!("goes to `{words}` as a number"), None)),
    }
}
