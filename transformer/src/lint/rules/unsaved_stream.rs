use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Stream or directory that cannot be opened again
///
/// - code: MIG039
/// - name: unsaved-stream
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// `popen`, `tmpfile`, `fmemopen`, `open_memstream`, `opendir` and their like,
/// unless the function also closes the stream and cannot be captured in between.
/// Files by name (`fopen`, `freopen`, `fdopen`) are not reported: they are opened
/// again.
///
/// ## Why migration breaks
/// There is no name to open them by, or no place to go on from. A capture is
/// refused while one of them is open.
///
/// ## Example
/// ```c,expect
/// #include <stdio.h>
/// FILE *scratch(void)
/// {
///     return tmpfile();
/// }
/// ```
///
/// ## Use instead
/// A file with a name.
/// ```c,ok
/// #include <stdio.h>
/// FILE *scratch(void)
/// {
///     return fopen("scratch.tmp", "w+");
/// }
/// ```
#[derive(Documented)]
pub struct UnsavedStream;

#[rustfmt::skip]
const NAMES: [&str; 12] = [
    "popen", "tmpfile", "tmpfile64", "fmemopen", "open_memstream", "open_wmemstream",
    "fopencookie", "funopen", "opendir", "fdopendir", "setmntent", "fts_open",
];

const CLOSERS: [&str; 5] = ["fclose", "pclose", "closedir", "endmntent", "fts_close"];

impl Rule for UnsavedStream {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention_of(expr, &NAMES) else {
            return;
        };
        if cx.is_released(at, &mention, &CLOSERS) {
            return;
        }
        let message = format!(
            "a capture is refused while what `{}` opens is open",
            mention.name
        );
        report.add(
            report
                .found(mention.span, message)
                .label("cannot be opened again elsewhere")
                .help("use a file with a name, or close it before a capture"),
        );
    }
}
