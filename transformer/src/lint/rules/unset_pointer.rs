use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use migcc_macros::Documented;

/// Pointer that may have no value where a capture can happen
///
/// - code: MIG044
/// - name: unset-pointer
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Pointers in local variables that get a value on some ways only to a call or a
/// loop where a capture can happen, and are read afterwards.
///
/// ## Why migration breaks
/// A capture saves such a variable, whatever is in it. What was left on the
/// stack may be the address of something it has nothing to do with, which then
/// keeps that alive and gives it a type; otherwise the pointer becomes invalid,
/// with a warning in the log for each.
///
/// ## Example
/// ```c,expect
/// int poll_input(void);
/// int read_all(int *first)
/// {
///     int *current, n = 0;
///     if (first)
///         current = first;
///     while (poll_input())
///         n++;
///     return first ? *current + n : n;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// int poll_input(void);
/// int read_all(int *first)
/// {
///     int *current = 0, n = 0;
///     if (first)
///         current = first;
///     while (poll_input())
///         n++;
///     return first ? *current + n : n;
/// }
/// ```
#[derive(Documented)]
pub struct UnsetPointer;

impl Rule for UnsetPointer {
    fn decl(&self, cx: &Context, decl: DeclId, report: &mut Report) {
        let of = &cx.unit.decls[decl];
        // Asked last: what has a value from the start need not be followed.
        let may_be_unset = of.kind == DeclKind::Object && of.init.is_none();
        if !may_be_unset || !cx.unit.contains_pointer(of.ty.ty) || of.is_transient() {
            return;
        }
        let Some(site) = cx.alive().unset_site(decl) else {
            return;
        };
        let message = format!("`{}` may have no value where a capture saves it", of.name);
        let finding = report.found(of.name_span, message);
        report.add(
            finding
                .label("declared without a value")
                .related(site, "a capture here saves it")
                .help(format!(
                    "give `{}` a null pointer where it is declared",
                    of.name
                )),
        );
    }
}
