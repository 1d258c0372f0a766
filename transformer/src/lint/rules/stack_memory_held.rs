use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// Memory of a stack frame that keeps captures out
///
/// - code: MIG027
/// - name: stack-memory-held
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that poll and that have a variable length array or `alloca` in a
/// form that cannot be moved: such an array in a struct, with an alignment
/// attribute, as the target of a static pointer, in an array of pointers, chosen
/// by `?:`; a call in its length; both in one function; `__builtin_alloca` with
/// an alignment. Plain ones (`T a[n]`, `alloca(n)`) are not reported: they
/// migrate.
///
/// ## Why migration breaks
/// Their size and place in the frame are known to the compiler of one machine
/// only. migcc puts the plain forms on the heap when a capture comes; with the
/// others captures wait until the function has returned.
///
/// ## Example
/// ```c,expect
/// #include <alloca.h>
/// int use(char *a, char *b);
/// int both(int n)
/// {
///     char a[n];
///     char *b = alloca(n);
///     return use(a, b);
/// }
/// ```
///
/// ## Use instead
/// One of the two.
/// ```c,ok
/// int use(char *a, char *b);
/// int both(int n)
/// {
///     char a[n], b[n];
///     return use(a, b);
/// }
/// ```
#[derive(Documented)]
pub struct StackMemoryHeld;

const KINDS: [Obstacle; 11] = [
    Obstacle::Vla,
    Obstacle::VlaAligned,
    Obstacle::VlaParameter,
    Obstacle::VlaCall,
    Obstacle::VlaTransient,
    Obstacle::VlaPointers,
    Obstacle::VlaChoice,
    Obstacle::VlaStatic,
    Obstacle::VlaNamesItself,
    Obstacle::AllocaAndVla,
    Obstacle::Alloca,
];

impl Rule for StackMemoryHeld {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help = "use a plain array with a variable as its length, or malloc";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
