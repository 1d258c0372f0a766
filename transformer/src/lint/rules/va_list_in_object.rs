use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use migcc_macros::Documented;

/// va_list in an object that outlives the call
///
/// - code: MIG024
/// - name: va-list-in-object
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// `va_list`s with static storage, and members of type `va_list` in structs that
/// are not only used for automatic variables. A pointer to a `va_list` is not
/// reported, nor a struct of which this unit only has automatic variables
/// (`va-list-held` tells of those).
///
/// ## Why migration breaks
/// A `va_list` points into the frame of one call. migcc makes it again for
/// variables of that frame; for one that lies in the heap or in a global it does
/// not know the call, and the words in it mean nothing on another machine.
///
/// ## Example
/// ```c,expect
/// #include <stdarg.h>
/// static va_list pending;
/// void begin(int n, ...)
/// {
///     va_start(pending, n);
/// }
/// ```
///
/// ## Use instead
/// A variable of the function that was called with the arguments.
/// ```c,ok
/// #include <stdarg.h>
/// int first(int n, ...)
/// {
///     va_list list;
///     va_start(list, n);
///     n = va_arg(list, int);
///     va_end(list);
///     return n;
/// }
/// ```
#[derive(Documented)]
pub struct VaListInObject;

const HELP: &str = "pass the list as a parameter, or read the arguments into an array first";

impl Rule for VaListInObject {
    fn decl(&self, cx: &Context, id: DeclId, report: &mut Report) {
        let decl = &cx.unit.decls[id];
        let is_object = decl.kind == DeclKind::Object && walk::is_static(cx.unit, id);
        if !is_object || !is_list(cx.unit, decl.ty.ty) {
            return;
        }
        let message = format!("the va_list `{}` has static storage", decl.name);
        report.add(
            report
                .found(decl.name_span, message)
                .label("still there when the call is over")
                .help(HELP),
        );
    }

    fn record(&self, cx: &Context, id: RecordId, report: &mut Report) {
        let record = &cx.unit.records[id];
        let mut lists = record.fields.iter();
        let Some(field) = lists.find(|field| is_list(cx.unit, field.ty.ty)) else {
            return;
        };
        if is_only_automatic(cx.unit, id) {
            return;
        }
        let message = format!(
            "a struct that may be on the heap or static has the va_list `{}`",
            field.name.as_deref().unwrap_or("")
        );
        report.add(
            report
                .found(field.span, message)
                .label("belongs to one call")
                .help(HELP),
        );
    }
}

/// A `va_list`, or an array of them.
fn is_list(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::VaList => true,
        TypeKind::Array { elem, .. } => is_list(unit, elem.ty),
        _ => false,
    }
}

/// There are automatic variables of this type, none with static storage, and
/// nothing asks for its size.
fn is_only_automatic(unit: &Unit, record: RecordId) -> bool {
    let of_it = |ty: TypeId| unit.record_of(unit.innermost_element(ty)) == Some(record);
    let mut automatic = false;
    for (id, decl) in unit.decls.iter() {
        if decl.kind == DeclKind::Object && of_it(decl.ty.ty) {
            if walk::is_static(unit, id) {
                return false;
            }
            automatic = true;
        }
    }
    let measured = |kind: &ExprKind| match kind {
        ExprKind::SizeofType(ty) => of_it(ty.ty),
        ExprKind::SizeofExpr(operand) => of_it(unit.exprs[*operand].ty.ty),
        _ => false,
    };
    automatic && !unit.exprs.iter().any(|(_, expr)| measured(&expr.kind))
}
