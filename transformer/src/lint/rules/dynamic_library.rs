use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Library loaded while the program runs
///
/// - code: MIG052
/// - name: dynamic-library
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// `dlopen`, `dlmopen`, `dlsym` and `dlvsym`, called or used as values. `dlerror`,
/// `dlclose` and `dladdr` are not reported, nor pointers to functions of libraries
/// that the program is linked with: those migrate by name.
///
/// ## Why migration breaks
/// A handle is an address in the loader of one process, and an address from
/// `dlsym` has no name the other program knows. After a restore nothing is loaded
/// and both are invalid.
///
/// ## Example
/// ```c,expect
/// #include <dlfcn.h>
/// void *find(void *library)
/// {
///     return dlsym(library, "run");
/// }
/// ```
///
/// ## Use instead
/// Link the library, compiled with migcc if it is to be captured inside; or keep
/// handles and pointers in variables marked `MIGRT_TRANSIENT`, suppress this
/// finding, and load again in a function for `MIGRT_ON_RESTORE`.
/// ```c,ok
/// int run(int);
/// int (*find(void))(int)
/// {
///     return run;
/// }
/// ```
#[derive(Documented)]
pub struct DynamicLibrary;

const NAMES: [&str; 4] = ["dlopen", "dlmopen", "dlsym", "dlvsym"];

impl Rule for DynamicLibrary {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &NAMES) else {
            return;
        };
        let message = format!("what `{}` answers is invalid after a restore", mention.name);
        report.add(
            report
                .found(mention.span, message)
                .label("an address in this process")
                .help("link the library, or load it again in a function for MIGRT_ON_RESTORE"),
        );
    }
}
