use crate::hir::*;
use crate::lint::{At, Context, Mention, Report, Rule};
use migcc_macros::Documented;

/// State of the process that an image does not have
///
/// - code: MIG054
/// - name: lost-process-state
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Calls that change what the system keeps of the process and the runtime does not
/// save: limits, priorities, user and group, terminal settings, locks on files,
/// flags of descriptors set by `fcntl`, protection of pages, the mode of rounding, an
/// alternate stack for signals, handlers installed by `sysv_signal` or `sigset`.
/// `signal`, `sigaction`, `sigprocmask`, `setitimer`, `umask`, `chdir`, `setenv` and
/// `setlocale` are not reported: those are saved.
///
/// ## Why migration breaks
/// A restored program runs in a new process that has them as it was started,
/// and nothing tells the program that they changed.
///
/// ## Example
/// ```c,expect
/// #include <fenv.h>
/// void upward(void)
/// {
///     fesetround(FE_UPWARD);
/// }
/// ```
///
/// ## Use instead
/// Set it again after a restore.
/// ```c,ok
/// #include <migrt.h>
/// static int limit;
/// int limit_process(int);
/// static void again(void)
/// {
///     limit_process(limit);
/// }
/// MIGRT_ON_RESTORE(again);
/// ```
#[derive(Documented)]
pub struct LostProcessState;

#[rustfmt::skip]
const NAMES: [(&str, &str); 57] = [
    ("setrlimit", "a limit"), ("setrlimit64", "a limit"), ("prlimit", "a limit"),
    ("prlimit64", "a limit"), ("nice", "the priority"), ("setpriority", "the priority"),
    ("sched_setscheduler", "the scheduling"), ("sched_setparam", "the scheduling"),
    ("sched_setaffinity", "the processors to run on"),
    ("setuid", "the user"), ("seteuid", "the user"), ("setreuid", "the user"),
    ("setresuid", "the user"), ("setgid", "the group"), ("setegid", "the group"),
    ("setregid", "the group"), ("setresgid", "the group"), ("setgroups", "the groups"),
    ("initgroups", "the groups"), ("setsid", "the session"), ("setpgid", "the process group"),
    ("setpgrp", "the process group"), ("tcsetpgrp", "the foreground process group"),
    ("chroot", "the root directory"), ("unshare", "the namespaces"), ("setns", "the namespaces"),
    ("prctl", "a property of the process"), ("personality", "the personality"),
    ("tcsetattr", "the settings of a terminal"),
    ("flock", "a lock on a file"), ("lockf", "a lock on a file"), ("lockf64", "a lock on a file"),
    ("mlock", "locked pages"), ("mlockall", "locked pages"), ("mlock2", "locked pages"),
    ("mprotect", "the protection of pages"), ("pkey_mprotect", "the protection of pages"),
    ("fesetround", "the mode of rounding"), ("fesetenv", "the floating point environment"),
    ("feenableexcept", "the floating point traps"),
    ("fedisableexcept", "the floating point traps"),
    ("feupdateenv", "the floating point environment"),
    ("fesetexceptflag", "the floating point flags"),
    ("sigaltstack", "the stack for signals"),
    ("sysv_signal", "a signal handler"), ("__sysv_signal", "a signal handler"),
    ("bsd_signal", "a signal handler"), ("sigset", "a signal handler"),
    ("ssignal", "a signal handler"), ("sigvec", "a signal handler"),
    ("sigignore", "a signal handler"), ("uselocale", "the locale of the thread"),
    ("settimeofday", "the clock"), ("adjtimex", "the clock"), ("clock_settime", "the clock"),
    ("ioperm", "access to ports"), ("iopl", "access to ports"),
];

/// Requests of `fcntl` on Linux that change something: F_SETFD, F_SETFL; locks of
/// both word sizes; F_SETOWN, F_SETSIG and others from 1024 on.
const FCNTL: [i128; 13] = [2, 4, 6, 7, 8, 10, 13, 14, 37, 38, 1024, 1026, 1031];

impl Rule for LostProcessState {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention(expr) else {
            return;
        };
        let Some(what) = changed(cx, &mention) else {
            return;
        };
        let message = format!("{what}, which `{}` changes, is not saved", mention.name);
        report.add(
            report
                .found(mention.span, message)
                .label("lost by a restore")
                .help("do it again in a function for MIGRT_ON_RESTORE"),
        );
    }
}

fn changed(cx: &Context, mention: &Mention) -> Option<&'static str> {
    let argument = |n: usize| mention.args.get(n).and_then(|&arg| cx.unit.constant(arg));
    let is_null = |n: usize| {
        mention
            .args
            .get(n)
            .is_some_and(|&arg| cx.unit.is_null_constant(arg))
    };
    match mention.name {
        "fcntl" | "fcntl64" => {
            let request = argument(1)?;
            let known = FCNTL.contains(&request);
            known.then_some("a flag of a descriptor or a lock on a file")
        }
        "ioctl" if mention.call.is_some() && !asks(argument(1)) => {
            Some("the state of a device (if this request sets any)")
        }
        // They only ask.
        "sigaltstack" if is_null(0) => None,
        "prlimit" | "prlimit64" if is_null(2) => None,
        "uselocale" if is_null(0) => None,
        name => {
            let mut known = NAMES.iter();
            known
                .find(|(known, _)| *known == name)
                .map(|(_, what)| *what)
        }
    }
}

/// Requests of `ioctl` that set nothing: TCGETS, FIONREAD, TIOCGWINSZ, and all
/// whose number says that they read only (Linux, `_IOR`).
fn asks(request: Option<i128>) -> bool {
    let Some(request) = request else {
        return false;
    };
    matches!(request, 0x5401 | 0x541b | 0x5413 | 0x540f) || request >> 30 & 3 == 2
}
