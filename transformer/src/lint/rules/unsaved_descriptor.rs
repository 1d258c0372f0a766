use crate::hir::*;
use crate::lint::{At, Context, Mention, Report, Rule};
use migcc_macros::Documented;

/// Descriptor that cannot be opened again
///
/// - code: MIG038
/// - name: unsaved-descriptor
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Descriptors of other things than files by name (`pipe`, `epoll_create`,
/// `eventfd`, `memfd_create`, `inotify_init`, `shm_open`, ...), files opened by
/// functions that the runtime does not stand in for (`openat`, `mkstemp`,
/// `fcntl` with `F_DUPFD`), and timers from `timer_create`; unless the function
/// also closes them and cannot be captured in between. `open`, `creat`, `dup` and
/// `dup2` are not reported, nor `setitimer` and `alarm`: those migrate.
///
/// ## Why migration breaks
/// The runtime knows no name to open them by. A capture is refused while one of
/// them is open.
///
/// ## Example
/// ```c,expect
/// #include <sys/epoll.h>
/// int events(void)
/// {
///     return epoll_create1(0);
/// }
/// ```
///
/// ## Use instead
/// What the runtime can make again: files by name, `poll`, `setitimer`.
/// ```c,ok
/// #include <poll.h>
/// int wait_for(struct pollfd *list, int n)
/// {
///     return poll(list, n, 1000);
/// }
/// ```
#[derive(Documented)]
pub struct UnsavedDescriptor;

#[rustfmt::skip]
const NAMES: [&str; 31] = [
    "pipe", "pipe2", "epoll_create", "epoll_create1", "eventfd", "timerfd_create", "signalfd",
    "inotify_init", "inotify_init1", "fanotify_init", "memfd_create", "shm_open", "mq_open",
    "posix_openpt", "getpt", "openpty", "userfaultfd", "perf_event_open", "pidfd_open",
    "openat", "openat64", "openat2", "mkstemp", "mkstemp64", "mkostemp", "mkostemp64", "mkstemps",
    "mkstemps64", "mkostemps", "mkostemps64",
    "timer_create",
];

const CLOSERS: [&str; 3] = ["close", "timer_delete", "mq_close"];

/// F_DUPFD and F_DUPFD_CLOEXEC of Linux.
const COPIES: [i128; 2] = [0, 1030];

impl Rule for UnsavedDescriptor {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention(expr) else {
            return;
        };
        let known = NAMES.contains(&mention.name) || copies(cx, &mention);
        if !known || cx.is_released(at, &mention, &CLOSERS) {
            return;
        }
        let message = format!(
            "a capture is refused while what `{}` makes is open",
            mention.name
        );
        report.add(
            report
                .found(mention.span, message)
                .label("cannot be made again elsewhere")
                .help("use a file by name (open, fopen, dup), or close it before a capture"),
        );
    }
}

fn copies(cx: &Context, mention: &Mention) -> bool {
    let request = mention.args.get(1).and_then(|&arg| cx.unit.constant(arg));
    mention.name == "fcntl" && request.is_some_and(|request| COPIES.contains(&request))
}
