use crate::flow::{walk, Treatment};
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;
use std::collections::HashSet;

/// Signal handler that does more than a handler may
///
/// - code: MIG031
/// - name: signal-handler
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that are installed by `signal` or in a `struct sigaction`, and that
/// reach a poll or, themselves or through functions of this unit, call a library
/// function that is not safe in a handler (POSIX, 2.4.3): `malloc`, `printf`,
/// `exit` and others. One finding for each handler, where it is first installed. A
/// handler that sets a flag, calls `write` or `_exit` or
/// jumps out by `siglongjmp` is not reported.
///
/// ## Why migration breaks
/// A handler may interrupt the runtime itself, in its heap or in its lists of open
/// files, just as it may interrupt the C library. And while it runs, captures
/// wait: the frame below it is the system's.
///
/// ## Example
/// ```c,expect
/// #include <signal.h>
/// #include <stdio.h>
/// static void stop(int number)
/// {
///     printf("signal %d\n", number);
/// }
/// void install(void)
/// {
///     signal(SIGINT, stop);
/// }
/// ```
///
/// ## Use instead
/// Set a flag and look at it in the program's own loop.
/// ```c,ok
/// #include <signal.h>
/// static volatile sig_atomic_t stopped;
/// static void stop(int number)
/// {
///     stopped = number;
/// }
/// void install(void)
/// {
///     signal(SIGINT, stop);
/// }
/// ```
#[derive(Documented)]
pub struct SignalHandler;

/// Library functions a handler must not call; what is not here may be.
#[rustfmt::skip]
const UNSAFE: [&str; 66] = [
    "malloc", "calloc", "realloc", "reallocarray", "free", "aligned_alloc", "posix_memalign",
    "strdup", "strndup", "asprintf", "vasprintf", "getline", "getdelim",
    "printf", "fprintf", "vprintf", "vfprintf", "sprintf", "snprintf", "vsprintf", "vsnprintf",
    "puts", "fputs", "putchar", "putc", "fputc", "perror", "fwrite", "fread", "fflush",
    "fopen", "fclose", "freopen", "fgets", "getc", "fgetc", "getchar", "scanf", "fscanf",
    "exit", "atexit", "quick_exit", "syslog", "openlog", "closelog", "vsyslog",
    "getenv", "setenv", "putenv", "unsetenv", "localtime", "gmtime", "ctime", "asctime",
    "strtok", "strerror", "setlocale", "rand", "srand", "random", "srandom",
    "pthread_mutex_lock", "pthread_mutex_unlock", "pthread_cond_signal", "popen", "system",
];

impl Rule for SignalHandler {
    fn unit(&self, cx: &Context, report: &mut Report) {
        let mut judged = HashSet::new();
        for &(handler, at) in cx.signal_handlers() {
            if judged.insert(handler) {
                judge(cx, handler, at, report);
            }
        }
    }
}

fn judge(cx: &Context, handler: DeclId, at: Span, report: &mut Report) {
    let name = &cx.unit.decls[handler].name;
    let found = |what: String| report.found(at, what).label("installed here");
    let flow = cx.flow.functions.get(&handler);
    let finding = if let Some((called, span)) = unsafe_call(cx, handler, &mut HashSet::new()) {
        let message = format!("the signal handler `{name}` calls `{called}`");
        found(message).related(span, "not safe in a handler")
    } else if let Some(flow) = flow.filter(|flow| flow.treatment != Treatment::Verbatim) {
        let message = format!("the signal handler `{name}` reaches a poll: captures wait for it");
        match &flow.why {
            Some((why, span)) => found(message).related(*span, why.clone()),
            None => found(message),
        }
    } else {
        return;
    };
    let help = "set a flag of type volatile sig_atomic_t, and look at it outside of the handler";
    report.add(finding.help(help));
}

/// A call a handler must not make, in the function or in what it calls here.
fn unsafe_call(cx: &Context, of: DeclId, seen: &mut HashSet<DeclId>) -> Option<(String, Span)> {
    let unit = cx.unit;
    let body = unit.functions[unit.decls[of].function?].body;
    if !seen.insert(of) {
        return None;
    }
    let (mut found, mut inner) = (None, Vec::new());
    walk::each_stmt_expr(unit, body, &mut |expr| {
        let mention = cx.library_mention_of(expr, &UNSAFE);
        let call = mention.filter(|mention| mention.call.is_some());
        found = found
            .take()
            .or(call.map(|call| (call.name.to_string(), call.span)));
        if let ExprKind::Name(decl) = unit.exprs[expr].kind {
            inner.extend(unit.decls[decl].function.map(|_| decl));
        }
    });
    found.or_else(|| {
        inner
            .into_iter()
            .find_map(|decl| unsafe_call(cx, decl, seen))
    })
}
