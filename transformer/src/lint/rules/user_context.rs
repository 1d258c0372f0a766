use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Stacks that the program switches itself
///
/// - code: MIG026
/// - name: user-context
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// `makecontext`, `swapcontext` and `setcontext`, called or used as values.
/// `getcontext` alone, which unwinders use, is not reported.
///
/// ## Why migration breaks
/// A capture goes down the stack of the process from the poll to `main` and saves
/// each frame. Frames of other stacks are not among them, and those of the
/// machine's own registers in a `ucontext_t` mean nothing elsewhere.
///
/// ## Example
/// ```c,expect
/// #include <ucontext.h>
/// static ucontext_t caller, task;
/// void resume(void)
/// {
///     swapcontext(&caller, &task);
/// }
/// ```
///
/// ## Use instead
/// Tasks as functions that keep what they need in an object and return.
/// ```c,ok
/// struct task { int step; long sum; };
/// int resume(struct task *task)
/// {
///     task->sum += task->step++;
///     return task->step < 10;
/// }
/// ```
#[derive(Documented)]
pub struct UserContext;

const NAMES: [&str; 3] = ["makecontext", "swapcontext", "setcontext"];

impl Rule for UserContext {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &NAMES) else {
            return;
        };
        let message = format!(
            "`{}` makes the program run on a stack that no capture sees",
            mention.name
        );
        report.add(
            report
                .found(mention.span, message)
                .label("switches stacks")
                .help(
                    "keep the state of each task in an object, and return to a loop between steps",
                ),
        );
    }
}
