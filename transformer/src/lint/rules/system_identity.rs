use crate::hir::*;
use crate::lint::{At, Carried, Context, Keeper, Report, Rule};
use migcc_macros::Documented;

/// Name or number of this process or machine that is kept
///
/// - code: MIG057
/// - name: system-identity
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Results of `getpid`, `gettid`, `pthread_self`, `getuid`, `gethostname`, `uname`,
/// `sysconf`, `getpagesize` and their like that are kept in an object, or are still in
/// a variable when a poll is passed; also where a function of this unit returns them.
/// What is used where it stands is not reported.
///
/// ## Why migration breaks
/// The restored program is another process, maybe of another user on another
/// machine, and its variables still tell of the first one.
///
/// ## Example
/// ```c,expect
/// #include <unistd.h>
/// static int self;
/// void start(void)
/// {
///     self = getpid();
/// }
/// ```
///
/// ## Use instead
/// Ask where it is needed.
/// ```c,ok
/// #include <stdio.h>
/// #include <unistd.h>
/// void report(void)
/// {
///     printf("%d\n", (int)getpid());
/// }
/// ```
#[derive(Documented)]
pub struct SystemIdentity;

#[rustfmt::skip]
const ANSWERS: [&str; 22] = [
    "getpid", "getppid", "gettid", "getpgrp", "getpgid", "getsid", "getuid", "geteuid", "getgid",
    "getegid", "gethostid", "pthread_self", "thrd_current", "sched_getcpu", "getpagesize",
    "sysconf", "get_nprocs", "get_nprocs_conf", "get_phys_pages", "get_avphys_pages", "getauxval",
    "__getpagesize",
];

/// They write to where an argument points.
const WRITERS: [(&str, usize); 8] = [
    ("gethostname", 0),
    ("getdomainname", 0),
    ("uname", 0),
    ("getlogin_r", 0),
    ("sysinfo", 0),
    ("getrlimit", 1),
    ("sched_getaffinity", 2),
    ("ttyname_r", 1),
];

impl Rule for SystemIdentity {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some((name, args)) = cx.library_call(expr) else {
            return;
        };
        let keeper = if ANSWERS.contains(&name) {
            cx.keeper_of_value(at, expr, Carried::Number)
        } else {
            let writer = WRITERS.iter().find(|(writer, _)| *writer == name);
            let target = writer.and_then(|(_, n)| args.get(*n));
            target.and_then(|&arg| cx.keeper_of_written(at, arg, Carried::Number))
        };
        let Some(keeper) = keeper.filter(|keeper| !matches!(keeper, Keeper::Caller(_))) else {
            return;
        };
        let words = cx.keeper_words(keeper);
        let message = format!("what `{name}` says of this process or machine {words}");
        report.add(
            report
                .found(cx.unit.exprs[expr].span, message)
                .label("another one after a restore")
                .help("ask again where it is needed, or in a function for MIGRT_ON_RESTORE"),
        );
    }
}
