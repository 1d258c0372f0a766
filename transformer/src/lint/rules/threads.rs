use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Thread started
///
/// - code: MIG033
/// - name: threads
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// `pthread_create`, `thrd_create` and `clone`, called or used as values, and
/// `#pragma omp` directives that run code in several threads (where OpenMP is not
/// switched on, those are harmless). Locks and thread-local variables are not
/// reported here.
///
/// ## Why migration breaks
/// An image holds one stack. Once a program has started a thread, every capture
/// is refused, also after the thread has ended.
///
/// ## Example
/// ```c,expect
/// #include <pthread.h>
/// void *work(void *part);
/// int start(pthread_t *thread, void *part)
/// {
///     return pthread_create(thread, 0, work, part);
/// }
/// ```
///
/// ## Use instead
/// One thread, by a switch of the program's if it has one.
/// ```c,ok
/// void *work(void *part);
/// int start(void *part)
/// {
///     return work(part) != 0;
/// }
/// ```
#[derive(Documented)]
pub struct Threads;

const NAMES: [&str; 3] = ["pthread_create", "thrd_create", "clone"];

/// Words of an OpenMP directive that starts threads.
const DIRECTIVES: [&str; 4] = ["parallel", "task", "taskloop", "teams"];

const HELP: &str = "run the work in the program's one thread, or capture before threads start";

impl Rule for Threads {
    fn unit(&self, cx: &Context, report: &mut Report) {
        for pragma in &cx.unit.pragmas {
            let mut words = pragma.text.split(|c: char| !c.is_ascii_alphanumeric());
            if words.next() == Some("omp") && words.any(|word| DIRECTIVES.contains(&word)) {
                let message = "this directive starts threads where OpenMP is switched on";
                let finding = report.found(pragma.span, message).label("several threads");
                report.add(finding.help("build without -fopenmp"));
            }
        }
    }

    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &NAMES) else {
            return;
        };
        let name = mention.name;
        let message = format!("`{name}` starts a thread, after which no capture is possible");
        let finding = report.found(mention.span, message).label("here");
        report.add(finding.help(HELP));
    }
}
