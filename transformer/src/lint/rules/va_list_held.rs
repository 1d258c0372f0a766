use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// va_list used in a way that keeps captures out
///
/// - code: MIG023
/// - name: va-list-held
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that poll and that take the address of a `va_list`, have one in a
/// struct or an array, choose between two in an expression, or use one of another
/// calling convention. A `va_list` that is a variable or a parameter is not
/// reported, nor one that is passed on: it migrates.
///
/// ## Why migration breaks
/// A `va_list` is a place in the registers and the stack of one machine. migcc
/// moves it as "argument n of that call", which it can do for a variable that
/// only this function changes. Otherwise captures wait until the function has
/// returned.
///
/// ## Example
/// ```c,expect
/// #include <stdarg.h>
/// int next(va_list *list);
/// int sum(int n, ...)
/// {
///     va_list list;
///     int total = 0;
///     va_start(list, n);
///     for (int i = 0; i < n; i++)
///         total += next(&list);
///     va_end(list);
///     return total;
/// }
/// ```
///
/// ## Use instead
/// Take the arguments where the list is, or pass the list itself.
/// ```c,ok
/// #include <stdarg.h>
/// int sum(int n, ...)
/// {
///     va_list list;
///     int total = 0;
///     va_start(list, n);
///     for (int i = 0; i < n; i++)
///         total += va_arg(list, int);
///     va_end(list);
///     return total;
/// }
/// ```
#[derive(Documented)]
pub struct VaListHeld;

const KINDS: [Obstacle; 4] = [
    Obstacle::VaListAddress,
    Obstacle::VaListInObject,
    Obstacle::VaListValue,
    Obstacle::VaListForeign,
];

impl Rule for VaListHeld {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help =
            "take the arguments in the function that has the list, or pass the list by value";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
