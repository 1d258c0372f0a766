use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// Function that cannot be captured inside
///
/// - code: MIG028
/// - name: uncapturable-function
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that poll and that have a nested function, `asm goto`, a variable
/// bound to a register, a variable with a cleanup function, `__builtin_apply`, a
/// look at their own frame (`__builtin_frame_address`), an attribute a capture
/// would break (`pure`, `const`, `naked`, ...), or a second definition.
///
/// ## Why migration breaks
/// A capture leaves a function in its middle and enters it again on the other
/// machine, which these constructs forbid. Captures wait until the function has
/// returned: if it runs for long, a request for one is not heard for as long.
///
/// ## Example
/// ```c,expect
/// int step(int x);
/// int run(int n)
/// {
///     int twice(int x) { return 2 * x; }
///     for (int i = 0; i < n; i++)
///         n = step(twice(n));
///     return n;
/// }
/// ```
///
/// ## Use instead
/// A function of its own.
/// ```c,ok
/// int step(int x);
/// static int twice(int x) { return 2 * x; }
/// int run(int n)
/// {
///     for (int i = 0; i < n; i++)
///         n = step(twice(n));
///     return n;
/// }
/// ```
#[derive(Documented)]
pub struct UncapturableFunction;

const KINDS: [Obstacle; 8] = [
    Obstacle::NestedFunction,
    Obstacle::AsmGoto,
    Obstacle::FrameIntrospection,
    Obstacle::Cleanup,
    Obstacle::BuiltinApply,
    Obstacle::RegisterVariable,
    Obstacle::TwoDefinitions,
    Obstacle::Attribute,
];

impl Rule for UncapturableFunction {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help = "move the construct into a function that neither loops nor calls what does";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
