use crate::hir::*;
use crate::lint::{At, Context, Mention, Report, Rule};
use migcc_macros::Documented;

/// Call that waits without hearing of a capture
///
/// - code: MIG056
/// - name: blocking-call
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Calls that may wait for long inside the library: `recv`, `accept`, `connect`,
/// `wait`, `scanf`, `epoll_wait`, `sigwait`, `sem_wait`, `pthread_join`, `system` and
/// others. `read`, `fgets`, `getc`, `poll`, `select`, `sleep`, `nanosleep`, `pause`
/// and their like are not reported: the runtime stands in for them. `waitpid` with
/// `WNOHANG` does not wait.
///
/// ## Why migration breaks
/// A request for a capture is heard at polls. While the call waits none is passed:
/// the capture waits with it, perhaps for ever.
///
/// ## Example
/// ```c,expect
/// #include <sys/wait.h>
/// int result(pid_t child)
/// {
///     int status;
///     waitpid(child, &status, 0);
///     return status;
/// }
/// ```
///
/// ## Use instead
/// Wait by `poll`, or by short sleeps, and then call what does not have to wait.
/// ```c,ok
/// #include <sys/wait.h>
/// #include <unistd.h>
/// int result(pid_t child)
/// {
///     int status;
///     while (waitpid(child, &status, WNOHANG) == 0)
///         usleep(10000);
///     return status;
/// }
/// ```
#[derive(Documented)]
pub struct BlockingCall;

#[rustfmt::skip]
const NAMES: [&str; 47] = [
    "recv", "recvfrom", "recvmsg", "recvmmsg", "accept", "accept4", "connect",
    "wait", "wait3", "system", "pclose", "scanf", "vscanf", "wscanf", "gets", "getwchar",
    "getchar_unlocked", "getpass", "readline", "pselect", "ppoll", "epoll_wait", "epoll_pwait",
    "sem_wait", "sem_timedwait", "sem_clockwait", "pthread_join", "pthread_cond_wait",
    "pthread_cond_timedwait", "pthread_barrier_wait", "thrd_join", "thrd_sleep", "cnd_wait",
    "cnd_timedwait", "msgrcv", "mq_receive", "mq_timedreceive", "semop", "semtimedop", "sigwait",
    "sigwaitinfo", "sigtimedwait", "sigsuspend", "tcdrain", "gethostbyname", "getaddrinfo",
    "__isoc99_scanf",
];

/// They wait where the stream is standard input.
#[rustfmt::skip]
const STREAMS: [&str; 9] = [
    "fscanf", "vfscanf", "fwscanf", "getwc", "fgetwc", "getc_unlocked", "fgetc_unlocked",
    "__getc_unlocked", "fread_unlocked",
];

/// Flags that keep a call from waiting: its name, the argument, the bit.
const UNLESS: [(&str, usize, i128); 5] = [
    ("waitpid", 2, 1),
    ("wait4", 2, 1),
    ("waitid", 3, 1),
    ("recv", 3, 0x40),
    ("recvfrom", 3, 0x40),
];

impl Rule for BlockingCall {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let called = cx.library_mention(expr).filter(|m| m.call.is_some());
        let Some(mention) = called.filter(|mention| waits(cx, mention)) else {
            return;
        };
        let message = format!("no capture can be taken while `{}` waits", mention.name);
        report.add(
            report
                .found(mention.span, message)
                .label("waits inside the library")
                .help("wait by poll or short sleeps first, where requests for a capture are heard"),
        );
    }
}

fn waits(cx: &Context, mention: &Mention) -> bool {
    let argument = |n: usize| mention.args.get(n).and_then(|&arg| cx.unit.constant(arg));
    let unless = UNLESS.iter().find(|(name, ..)| *name == mention.name);
    if unless.is_some_and(|&(_, n, bit)| argument(n).is_some_and(|flags| flags & bit != 0)) {
        return false;
    }
    NAMES.contains(&mention.name)
        || unless.is_some()
        || STREAMS.contains(&mention.name) && mention.args.iter().any(|&arg| is_input(cx, arg))
}

fn is_input(cx: &Context, arg: ExprId) -> bool {
    let ExprKind::Name(decl) = cx.unit.exprs[arg].kind else {
        return false;
    };
    let decl = &cx.unit.decls[decl];
    decl.system && decl.name == "stdin"
}
