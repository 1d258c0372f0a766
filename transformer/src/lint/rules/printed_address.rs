use crate::hir::*;
use crate::lint::{At, Context, End, Report, Rule};
use migcc_macros::Documented;

/// Address printed or read
///
/// - code: MIG005
/// - name: printed-address
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// `%p` in the format of a function of the `printf` and `scanf` families, and
/// addresses that are printed as numbers.
///
/// ## Why migration breaks
/// An address that was printed before a capture is not that of the object
/// afterwards: names made of it do not match, and one that is read back
/// points to nothing.
///
/// ## Example
/// ```c,expect
/// #include <stdio.h>
/// void show(void *p)
/// {
///     printf("object %p\n", p);
/// }
/// ```
///
/// ## Use instead
/// A number or a name of the object's own.
/// ```c,ok
/// #include <stdio.h>
/// struct object { int id; };
/// void show(const struct object *p)
/// {
///     printf("object %d\n", p->id);
/// }
/// ```
#[derive(Documented)]
pub struct PrintedAddress;

impl Rule for PrintedAddress {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let found = match format(cx, expr) {
            Some(text) if has_pointer(text) => expr,
            _ if is_printed_number(cx, expr) => expr,
            _ => return,
        };
        let what = match cx.callee(found) {
            Some(name) => format!("`{name}` is given an address as text"),
            None => format!("the address `{}` is printed", cx.words(found)),
        };
        let finding = report.found(cx.unit.exprs[found].span, what);
        report.add(
            finding
                .label("differs between machines")
                .help("print a number or a name that the object carries"),
        );
    }
}

/// The text of the format of a call that has one.
fn format<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    let (name, args) = cx.library_call(call)?;
    let name = name.strip_prefix("__builtin_").unwrap_or(name);
    let family = ["printf", "scanf", "syslog", "printf_chk"];
    if !family.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    args.iter().find_map(|&arg| match &cx.unit.exprs[arg].kind {
        ExprKind::String { value, .. } => Some(value.as_str()),
        _ => None,
    })
}

/// A `%p`, with flags and a width perhaps.
fn has_pointer(format: &str) -> bool {
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        let flags = "-+ #0123456789.*";
        let kind = rest.trim_start_matches(|c: char| flags.contains(c));
        if kind.starts_with('p') {
            return true;
        }
        rest = match rest.strip_prefix('%') {
            Some(after) => after,
            None => rest,
        };
    }
    false
}

fn is_printed_number(cx: &Context, expr: ExprId) -> bool {
    if !cx.addresses().converts(cx.unit, expr) {
        return false;
    }
    match cx.journey(expr) {
        journey if journey.mixed => false,
        journey => matches!(journey.end, End::Argument { call, .. } if format(cx, call).is_some()),
    }
}
