use crate::hir::*;
use crate::lint::{At, Carried, Context, Keeper, Report, Rule};
use migcc_macros::Documented;

/// Number of the system's that is kept
///
/// - code: MIG059
/// - name: system-number
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Values of `errno`, flags from `fcntl(fd, F_GETFL)`, and the parameter of a
/// signal handler, that are kept in an object or are still in a variable when a poll
/// is passed. `errno` that is compared, printed, returned or put back before a poll is
/// not reported, nor `errno` itself: it is saved by name.
///
/// ## Why migration breaks
/// The numbers of errors, signals and flags differ between systems and
/// architectures (`EAGAIN` is 11 or 35, `SIGUSR1` is 10, 16 or 30). In an integer of
/// the program's such a number keeps its value and changes its meaning.
///
/// ## Example
/// ```c,expect
/// #include <errno.h>
/// struct request { int error; };
/// void failed(struct request *request)
/// {
///     request->error = errno;
/// }
/// ```
///
/// ## Use instead
/// A number of the program's own.
/// ```c,ok
/// #include <errno.h>
/// enum error { NONE, AGAIN, OTHER };
/// struct request { enum error error; };
/// void failed(struct request *request)
/// {
///     request->error = errno == EAGAIN ? AGAIN : OTHER;
/// }
/// ```
#[derive(Documented)]
pub struct SystemNumber;

const GET_FLAGS: i128 = 3;

impl Rule for SystemNumber {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(what) = number(cx, at, expr) else {
            return;
        };
        let keeper = cx.keeper_of_value(at, expr, Carried::Number);
        let Some(keeper) = keeper.filter(|keeper| !matches!(keeper, Keeper::Caller(_))) else {
            return;
        };
        if is_errno_itself(cx, keeper) {
            return;
        }
        let message = format!("{what} {}", cx.keeper_words(keeper));
        report.add(
            report
                .found(cx.unit.exprs[expr].span, message)
                .label("another number elsewhere")
                .help("keep a number of the program's own"),
        );
    }
}

/// What of the system's the expression is a number of.
fn number(cx: &Context, at: At, expr: ExprId) -> Option<&'static str> {
    match &cx.unit.exprs[expr].kind {
        _ if is_errno(cx, expr) => Some("a value of errno"),
        ExprKind::Call { .. } => {
            let (name, args) = cx.library_call(expr)?;
            let request = args.get(1).and_then(|&arg| cx.unit.constant(arg));
            (name == "fcntl" && request == Some(GET_FLAGS)).then_some("the answer of F_GETFL")
        }
        ExprKind::Name(decl) => {
            let function = &cx.unit.functions[at.function?];
            let first = function.params.first() == Some(decl);
            (first && cx.is_signal_handler(function.decl)).then_some("the number of a signal")
        }
        _ => None,
    }
}

/// `*__errno_location()`, which the macro stands for.
fn is_errno(cx: &Context, expr: ExprId) -> bool {
    let ExprKind::Unary {
        op: UnaryOp::Deref,
        operand,
    } = cx.unit.exprs[expr].kind
    else {
        return false;
    };
    let called = cx.library_call(operand).map(|(name, _)| name);
    matches!(
        called,
        Some("__errno_location" | "___errno_location" | "__error")
    )
}

/// `errno = errno`, and what is put back.
fn is_errno_itself(cx: &Context, keeper: Keeper) -> bool {
    matches!(keeper, Keeper::Place(place) if is_errno(cx, place))
}
