use crate::hir::*;
use crate::lint::{At, Carried, Context, Keeper, Report, Rule};
use migcc_macros::Documented;

/// Time by a clock that does not travel
///
/// - code: MIG058
/// - name: clock-value
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Results of `clock`, `times`, `getrusage`, of `clock_gettime` with any clock but
/// `CLOCK_REALTIME`, and of counters of the processor, that are kept in an object, or
/// are still in a variable when a poll is passed; also where a function of this unit
/// returns them. `time` and `gettimeofday` are not reported.
///
/// ## Why migration breaks
/// Such clocks begin when the process or the machine does. The difference to a
/// value that was taken before a capture is no time that has passed: it may be
/// negative, or years.
///
/// ## Example
/// ```c,expect
/// #include <time.h>
/// static struct timespec began;
/// void start(void)
/// {
///     clock_gettime(CLOCK_MONOTONIC, &began);
/// }
/// ```
///
/// ## Use instead
/// The time of day; or take the value again in a function for `MIGRT_ON_RESTORE`.
/// ```c,ok
/// #include <time.h>
/// static struct timespec began;
/// void start(void)
/// {
///     clock_gettime(CLOCK_REALTIME, &began);
/// }
/// ```
#[derive(Documented)]
pub struct ClockValue;

const ANSWERS: [&str; 6] = [
    "clock",
    "times",
    "__rdtsc",
    "__builtin_ia32_rdtsc",
    "__builtin_ia32_rdtscp",
    "__builtin_readcyclecounter",
];

/// They write to where an argument points.
const WRITERS: [(&str, usize); 3] = [("clock_gettime", 1), ("getrusage", 1), ("times", 0)];

/// CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI.
const OF_DAY: [i128; 3] = [0, 5, 11];

impl Rule for ClockValue {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some((name, args)) = cx.library_call(expr) else {
            return;
        };
        if name == "clock_gettime" && is_time_of_day(cx, args) {
            return;
        }
        let answer = ANSWERS.contains(&name);
        let answer = answer.then(|| cx.keeper_of_value(at, expr, Carried::Number));
        let keeper = answer.flatten().or_else(|| {
            let (_, n) = WRITERS.iter().find(|(writer, _)| *writer == name)?;
            cx.keeper_of_written(at, *args.get(*n)?, Carried::Number)
        });
        let Some(keeper) = keeper.filter(|keeper| !matches!(keeper, Keeper::Caller(_))) else {
            return;
        };
        let message = format!("time by `{name}` {}", cx.keeper_words(keeper));
        report.add(
            report
                .found(cx.unit.exprs[expr].span, message)
                .label("this clock does not go on elsewhere")
                .help("use the time of day, or take it again in a function for MIGRT_ON_RESTORE"),
        );
    }
}

fn is_time_of_day(cx: &Context, args: &[ExprId]) -> bool {
    let clock = args.first().and_then(|&arg| cx.unit.constant(arg));
    clock.is_some_and(|clock| OF_DAY.contains(&clock))
}
