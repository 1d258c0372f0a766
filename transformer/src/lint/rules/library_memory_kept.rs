use crate::hir::*;
use crate::lint::{At, Carried, Context, Keeper, Report, Rule};
use migcc_macros::Documented;

/// Pointer into the library's memory that is kept
///
/// - code: MIG051
/// - name: library-memory-kept
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Results of functions that answer with memory of the library's own (`getpwnam`,
/// `gethostbyname`, `readdir`, `localeconv`, `nl_langinfo`, `inet_ntoa`,
/// `getaddrinfo`, `gettext`, ...), where a pointer into them is kept in an object,
/// returned, or still in a variable when a poll is passed. Those the runtime stands in
/// for (`getenv`, `strerror`, `localtime`, `asctime`, `setlocale`, `strtok`) are
/// not reported.
///
/// ## Why migration breaks
/// The memory was not allocated by the program and is not in the image. After a
/// restore the pointer is invalid, and the program ends where it is used.
///
/// ## Example
/// ```c,expect
/// #include <pwd.h>
/// static const char *home;
/// void find_home(const char *user)
/// {
///     struct passwd *entry = getpwnam(user);
///     home = entry ? getpwnam(user)->pw_dir : "/";
/// }
/// ```
///
/// ## Use instead
/// A copy.
/// ```c,ok
/// #include <pwd.h>
/// #include <string.h>
/// static const char *home;
/// void find_home(const char *user)
/// {
///     struct passwd *entry = getpwnam(user);
///     home = entry ? strdup(entry->pw_dir) : "/";
/// }
/// ```
#[derive(Documented)]
pub struct LibraryMemoryKept;

/// They answer with a pointer.
#[rustfmt::skip]
const ANSWERS: [&str; 60] = [
    "getpwnam", "getpwuid", "getpwent", "fgetpwent", "getgrnam", "getgrgid", "getgrent",
    "fgetgrent", "getspnam", "getspent", "getlogin", "cuserid", "ctermid", "ttyname", "ptsname",
    "gethostbyname", "gethostbyname2", "gethostbyaddr", "gethostent", "getservbyname",
    "getservbyport", "getservent", "getprotobyname", "getprotobynumber", "getnetbyname",
    "inet_ntoa", "ether_ntoa", "gai_strerror", "hstrerror", "if_nameindex",
    "readdir", "readdir64", "fts_read", "fts_children", "getmntent", "getutent", "getutxent",
    "localeconv", "nl_langinfo", "nl_langinfo_l", "textdomain", "bindtextdomain", "strerror_l", "strerrorname_np",
    "strerrordesc_np", "sigabbrev_np", "sigdescr_np", "tmpnam", "tempnam", "crypt", "l64a",
    "ecvt", "fcvt", "dlerror", "hsearch", "getdate", "getpass", "backtrace_symbols",
    "gnu_get_libc_version", "__ctype_b_loc",
];

/// They answer with texts of a catalogue, if one is loaded.
#[rustfmt::skip]
const CATALOGUES: [&str; 7] = [
    "catgets", "gettext", "dgettext", "dcgettext", "ngettext", "dngettext", "dcngettext",
];

/// They put a pointer where an argument points.
const WRITERS: [(&str, usize); 5] = [
    ("getaddrinfo", 3),
    ("getifaddrs", 0),
    ("scandir", 1),
    ("scandir64", 1),
    ("tsearch", 1),
];

impl Rule for LibraryMemoryKept {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some((name, args)) = cx.library_call(expr) else {
            return;
        };
        let answers = ANSWERS.contains(&name) || CATALOGUES.contains(&name);
        let keeper = if answers {
            cx.keeper_of_value(at, expr, Carried::Pointer)
        } else {
            let writer = WRITERS.iter().find(|(writer, _)| *writer == name);
            let target = writer.and_then(|(_, n)| args.get(*n));
            target.and_then(|&arg| cx.keeper_of_written(at, arg, Carried::Pointer))
        };
        // Most who are given a translated text use it at once.
        let used_at_once =
            |keeper: &Keeper| CATALOGUES.contains(&name) && matches!(keeper, Keeper::Caller(_));
        let keeper = keeper.filter(|keeper| !used_at_once(keeper));
        if let Some(keeper) = keeper {
            let words = cx.keeper_words(keeper);
            let message = format!("a pointer into memory of the library's, from `{name}`, {words}");
            report.add(
                report
                    .found(cx.unit.exprs[expr].span, message)
                    .label("invalid after a restore")
                    .help("copy what it points to (strdup, or an assignment of the struct)"),
            );
        }
    }
}
