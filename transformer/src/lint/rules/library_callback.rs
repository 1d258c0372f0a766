use crate::flow::{CallClass, Treatment};
use crate::hir::*;
use crate::lint::{At, Context, Finding, Report, Rule};
use migcc_macros::Documented;

/// Callback that polls below a library function
///
/// - code: MIG030
/// - name: library-callback
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Calls of library functions that are given a function of the program's that
/// reaches a poll, or one that is known only when the program runs. Callbacks
/// that never reach a poll are not reported, nor functions that are only noted
/// for later (`atexit`, `signal`).
///
/// ## Why migration breaks
/// Between the poll and the program's own frames lies one of the library's, which
/// was not built with migcc and can neither be left nor entered again. Captures
/// wait until the library function has returned.
///
/// ## Example
/// ```c,expect
/// #include <stdlib.h>
/// static int by_length(const void *a, const void *b)
/// {
///     const char *x = *(char *const *)a, *y = *(char *const *)b;
///     while (*x && *y)
///         x++, y++;
///     return !*y - !*x;
/// }
/// void sort(char **words, int n)
/// {
///     qsort(words, n, sizeof *words, by_length);
/// }
/// ```
///
/// ## Use instead
/// A callback without loops of unknown length, or a library built with migcc.
/// ```c,ok
/// #include <stdlib.h>
/// struct word { char *text; int length; };
/// static int by_length(const void *a, const void *b)
/// {
///     return ((struct word *)a)->length - ((struct word *)b)->length;
/// }
/// void sort(struct word *words, int n)
/// {
///     qsort(words, n, sizeof *words, by_length);
/// }
/// ```
#[derive(Documented)]
pub struct LibraryCallback;

impl Rule for LibraryCallback {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some((name, args)) = cx.library_call(expr) else {
            return;
        };
        if cx.flow.class(expr) != CallClass::Held {
            return;
        }
        let Some((why, place)) = args.iter().find_map(|&arg| callback(cx, arg)) else {
            return;
        };
        let message = format!("captures wait until `{name}` has returned: it calls {why}");
        let finding = report
            .found(cx.unit.exprs[expr].span, message)
            .label("runs the callback below the library");
        let finding = related(finding, place);
        report.add(finding.help("keep loops of unknown length out of the callback"));
    }
}

type Place = Option<(crate::source::Span, String)>;

fn related(finding: Finding, place: Place) -> Finding {
    match place {
        Some((span, text)) => finding.related(span, text),
        None => finding,
    }
}

/// What is called, and why that reaches a poll.
fn callback(cx: &Context, arg: ExprId) -> Option<(String, Place)> {
    let unit = cx.unit;
    let ty = unit.exprs[arg].converted;
    let is_function = unit.is_pointer(ty) && unit.function_type(ty).is_some();
    if !is_function || unit.is_null_constant(arg) {
        return None;
    }
    let Some(decl) = named(cx, arg) else {
        let what = format!("`{}`, which is known only at run time", cx.words(arg));
        return Some((what, None));
    };
    let name = &unit.decls[decl].name;
    if cx.is_library_function(decl) {
        return None;
    }
    match cx.flow.functions.get(&decl) {
        None => Some((format!("`{name}`, which another unit defines"), None)),
        Some(flow) if flow.treatment == Treatment::Verbatim => None,
        Some(flow) => {
            let place = flow.why.clone().map(|(why, span)| (span, why));
            Some((format!("`{name}`, which reaches a poll"), place))
        }
    }
}

/// The function an argument names.
fn named(cx: &Context, arg: ExprId) -> Option<DeclId> {
    match cx.unit.exprs[cx.without_casts(arg)].kind {
        ExprKind::Name(decl) => (cx.unit.decls[decl].kind == DeclKind::Function).then_some(decl),
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => named(cx, operand),
        _ => None,
    }
}
