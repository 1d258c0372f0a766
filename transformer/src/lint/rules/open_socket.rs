use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Socket
///
/// - code: MIG037
/// - name: open-socket
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Calls that make a socket: `socket`, `socketpair`, `accept`, `accept4`, unless
/// the function also closes it and cannot be captured in between. What is done
/// with a socket is not reported.
///
/// ## Why migration breaks
/// A connection is known to the machine it was made on and to the other end. It
/// cannot be made again from outside, so a capture is refused while a socket is
/// open.
///
/// ## Example
/// ```c,expect
/// #include <sys/socket.h>
/// int listener(void)
/// {
///     return socket(AF_INET, SOCK_STREAM, 0);
/// }
/// ```
///
/// ## Use instead
/// Connections in a process of their own, which hands the data over in files or
/// on standard input; or sockets that a function for `MIGRT_ON_CAPTURE` closes and
/// one for `MIGRT_ON_RESTORE` makes again.
/// ```c,ok
/// #include <stdio.h>
/// int next(void)
/// {
///     return getchar();
/// }
/// ```
#[derive(Documented)]
pub struct OpenSocket;

#[rustfmt::skip]
const NAMES: [&str; 4] = [
    "socket", "socketpair", "accept", "accept4",
];

const CLOSERS: [&str; 1] = ["close"];

impl Rule for OpenSocket {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &NAMES) else {
            return;
        };
        if cx.is_released(at, &mention, &CLOSERS) {
            return;
        }
        let message = format!(
            "a capture is refused while a socket from `{}` is open",
            mention.name
        );
        report.add(
            report
                .found(mention.span, message)
                .label("belongs to this machine")
                .help("close it in a function for MIGRT_ON_CAPTURE and make it again in one for MIGRT_ON_RESTORE"),
        );
    }
}
