use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// setjmp that keeps captures out
///
/// - code: MIG025
/// - name: setjmp-held
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that poll and that call `setjmp` or its like with something other
/// than a `jmp_buf`, call another function that returns twice (`vfork`,
/// `getcontext`), or have both `setjmp` and a variable length array or `alloca`.
/// `setjmp`, `_setjmp` and `sigsetjmp` with a `jmp_buf` are not reported: they
/// migrate.
///
/// ## Why migration breaks
/// A buffer that was filled on one machine means nothing on another; migcc fills
/// it again, which it can do for the functions and the type of `<setjmp.h>`.
/// Memory of a frame that a `longjmp` gives back cannot be told from memory that
/// is still there. Captures wait until the function has returned.
///
/// ## Example
/// ```c,expect
/// #include <setjmp.h>
/// int work(char *text);
/// jmp_buf out;
/// int attempt(int n)
/// {
///     char text[n];
///     if (setjmp(out))
///         return -1;
///     return work(text);
/// }
/// ```
///
/// ## Use instead
/// Take the memory in a function of its own.
/// ```c,ok
/// #include <setjmp.h>
/// int work(int n);
/// jmp_buf out;
/// int attempt(int n)
/// {
///     if (setjmp(out))
///         return -1;
///     return work(n);
/// }
/// ```
#[derive(Documented)]
pub struct SetjmpHeld;

const KINDS: [Obstacle; 2] = [Obstacle::Setjmp, Obstacle::SetjmpAndMemory];

impl Rule for SetjmpHeld {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help = "give setjmp a jmp_buf, and take arrays and alloca in a function of their own";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
