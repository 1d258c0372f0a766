use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Memory from the system
///
/// - code: MIG036
/// - name: system-memory
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// `mmap`, `sbrk`, `shmat` and their like, called or used as values, unless the
/// function also releases the memory and cannot be captured in between. `sbrk(0)`,
/// which only asks, and `munmap`, `madvise` and others are not reported.
///
/// ## Why migration breaks
/// What lies in such memory (a file, what another process wrote, a heap of the
/// program's own) cannot be told, so it is not saved: a capture is refused while
/// there is memory from `mmap` or `sbrk`. Of `shmat`, `mremap` and `brk` the
/// runtime is not told: pointers into that memory are invalid after a restore.
///
/// ## Example
/// ```c,expect
/// #include <sys/mman.h>
/// void *reserve(unsigned long size)
/// {
///     return mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
/// }
/// ```
///
/// ## Use instead
/// `malloc`, and `fread` for files.
/// ```c,ok
/// #include <stdlib.h>
/// void *reserve(unsigned long size)
/// {
///     return malloc(size);
/// }
/// ```
#[derive(Documented)]
pub struct SystemMemory;

/// The runtime is told of these.
const NOTED: [&str; 3] = ["mmap", "mmap64", "sbrk"];
const UNNOTED: [&str; 4] = ["mremap", "brk", "shmat", "remap_file_pages"];
const RELEASES: [&str; 2] = ["munmap", "shmdt"];

impl Rule for SystemMemory {
    fn expr(&self, cx: &Context, at: At, expr: ExprId, report: &mut Report) {
        let Some(mention) = cx.library_mention(expr) else {
            return;
        };
        let name = mention.name;
        let message = if NOTED.contains(&name) && mention.call.is_some() {
            format!("a capture is refused while the program has memory from `{name}`")
        } else if NOTED.contains(&name) || UNNOTED.contains(&name) {
            format!("what lies in memory from `{name}` is not saved, and nothing tells of it")
        } else {
            return;
        };
        let asks = name == "sbrk"
            && mention
                .args
                .iter()
                .any(|&arg| cx.unit.constant(arg) == Some(0));
        if asks || cx.is_released(at, &mention, &RELEASES) {
            return;
        }
        report.add(
            report
                .found(mention.span, message)
                .label("memory the runtime does not manage")
                .help("take the memory from malloc, and read files with fread or read"),
        );
    }
}
