use crate::flow::walk;
use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Child process
///
/// - code: MIG035
/// - name: child-process
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// `fork`, `vfork`, `posix_spawn` and their like, unless the function also waits
/// for the child and cannot be captured in between; and `exec` without one of
/// those in the same function. `system`, which waits itself, is not reported.
///
/// ## Why migration breaks
/// A child is a process of its own, and stays where it is: a capture is refused
/// while there are children that have not been waited for. A program that `exec`
/// starts in place of this one was not built with migcc.
///
/// ## Example
/// ```c,expect
/// #include <unistd.h>
/// int begin(void)
/// {
///     return fork();
/// }
/// ```
///
/// ## Use instead
/// Wait for the child before anything that polls.
/// ```c,ok
/// #include <sys/wait.h>
/// #include <unistd.h>
/// int run(const char *program)
/// {
///     int status = 0;
///     pid_t child = fork();
///     if (child == 0)
///         _exit(execl(program, program, (char *)0));
///     waitpid(child, &status, 0);
///     return status;
/// }
/// ```
#[derive(Documented)]
pub struct ChildProcess;

const STARTS: [&str; 6] = [
    "fork",
    "vfork",
    "_Fork",
    "posix_spawn",
    "posix_spawnp",
    "forkpty",
];

const WAITS: [&str; 5] = ["wait", "waitpid", "wait3", "wait4", "waitid"];

#[rustfmt::skip]
const EXECS: [&str; 9] = [
    "execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe", "fexecve", "execveat",
];

impl Rule for ChildProcess {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention(expr) else {
            return;
        };
        let name = mention.name;
        let message = if STARTS.contains(&name) {
            if cx.is_released(at, &mention, &WAITS) {
                return;
            }
            format!("`{name}` starts a child, and no capture is possible until it was waited for")
        } else if EXECS.contains(&name) && !forks(cx, at) {
            format!("`{name}` makes the process another program, which is not captured")
        } else {
            return;
        };
        report.add(
            report
                .found(mention.span, message)
                .label("stays on this machine")
                .help("wait for the child in the same function, without loops in between"),
        );
    }
}

/// The function starts a child, too, which is what runs the other program.
fn forks(cx: &Context, at: At) -> bool {
    let mut found = false;
    if let Some(function) = at.function {
        let body = cx.unit.functions[function].body;
        walk::each_stmt_expr(cx.unit, body, &mut |expr| {
            found |= cx.library_mention_of(expr, &STARTS).is_some();
        });
    }
    found
}
