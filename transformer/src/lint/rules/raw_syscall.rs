use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// System call past the library
///
/// - code: MIG053
/// - name: raw-syscall
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// The function `syscall`, called or used as a value.
///
/// ## Why migration breaks
/// The runtime stands in for functions of the library, so it is not told what a
/// system call of the program's own leaves behind: memory that is not saved, an
/// open descriptor (a capture is refused because of it), a signal handler that is
/// lost. And the numbers of calls differ between machines. A call that leaves
/// nothing behind does no harm.
///
/// ## Example
/// ```c,expect
/// #include <sys/syscall.h>
/// #include <unistd.h>
/// int own_number(void)
/// {
///     return syscall(SYS_gettid);
/// }
/// ```
///
/// ## Use instead
/// The function of the library.
/// ```c,ok
/// #include <unistd.h>
/// int own_number(void)
/// {
///     return getpid();
/// }
/// ```
#[derive(Documented)]
pub struct RawSyscall;

impl Rule for RawSyscall {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &["syscall"]) else {
            return;
        };
        report.add(
            report
                .found(mention.span, "the runtime is not told what this system call does")
                .label("goes past the library")
                .help("call the library's function, if the call leaves anything behind in the process"),
        );
    }
}
