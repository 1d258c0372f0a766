use crate::hir::*;
use crate::lint::{At, Context, Mention, Report, Rule};
use migcc_macros::Documented;

/// State that a library keeps for itself
///
/// - code: MIG055
/// - name: hidden-library-state
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Calls of functions that go on from where the last call left off, in variables of
/// the library's that an image does not have: `getopt`, `mbrtowc` and its like
/// without a state of the program's own, `hcreate`, `getpwent`,
/// `pthread_setspecific`, `openlog`, `textdomain`. `strtok`, `rand`, `drand48`
/// and `localtime` are not reported: what those keep is saved.
///
/// ## Why migration breaks
/// After a restore the library is in its first state: `getopt` begins with the
/// first argument again, a half read character is forgotten, values of
/// `pthread_setspecific` are null.
///
/// ## Example
/// ```c,expect
/// #include <wchar.h>
/// int take(wchar_t *to, char byte)
/// {
///     return mbrtowc(to, &byte, 1, 0);
/// }
/// ```
///
/// ## Use instead
/// The form of the function whose state is an object of the program's.
/// ```c,ok
/// #include <wchar.h>
/// static mbstate_t state;
/// int take(wchar_t *to, char byte)
/// {
///     return mbrtowc(to, &byte, 1, &state);
/// }
/// ```
#[derive(Documented)]
pub struct HiddenLibraryState;

#[rustfmt::skip]
const NAMES: [&str; 25] = [
    "getopt", "getopt_long", "getopt_long_only", "argp_parse",
    "hcreate", "hsearch", "getpwent", "getgrent", "gethostent", "getservent", "getprotoent",
    "getutent", "getutxent", "getusershell", "re_comp", "pthread_key_create",
    "pthread_setspecific", "tss_create", "tss_set", "textdomain", "bindtextdomain", "openlog",
    "setlogmask", "initscr", "newterm",
];

/// With a null pointer as their last argument they use a state of the library's.
#[rustfmt::skip]
const CONVERSIONS: [&str; 10] = [
    "mbrtowc", "mbrlen", "wcrtomb", "mbsrtowcs", "wcsrtombs", "mbsnrtowcs", "wcsnrtombs",
    "mbrtoc16", "mbrtoc32", "c16rtomb",
];

impl Rule for HiddenLibraryState {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention(expr) else {
            return;
        };
        if !NAMES.contains(&mention.name) && !converts(cx, &mention) {
            return;
        }
        let message = format!("what `{}` remembers is not saved", mention.name);
        report.add(
            report
                .found(mention.span, message)
                .label("forgotten by a restore")
                .help("use a form that keeps its state in an object of the program's, or have no capture until it is done"),
        );
    }
}

fn converts(cx: &Context, mention: &Mention) -> bool {
    let state = mention.args.last();
    let null = state.is_some_and(|&arg| cx.unit.is_null_constant(arg));
    CONVERSIONS.contains(&mention.name) && null
}
