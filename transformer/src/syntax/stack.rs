use std::io;
use std::sync::Mutex;
use std::thread;

/// Sizes to try for the stack of the thread that parses, lowers and drops trees.
/// This is address space; memory is used only as deep as the nesting goes. The
/// deepest input that is accepted takes 120 MiB, 570 MiB in a debug build.
const STACK_BYTES: [usize; 2] = [1 << 30, 256 << 20];

/// Why a job did not run to its end.
#[derive(Debug)]
pub enum StackError {
    /// The system gave no thread.
    Spawn(io::Error),
    /// The job panicked, which is an error in this tool.
    Panicked,
}

impl std::fmt::Display for StackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StackError::Spawn(error) => write!(
                f,
                "cannot start a thread with {} MiB of stack: {error}; raise the limit on address space (ulimit -v)",
                STACK_BYTES[1] >> 20
            ),
            StackError::Panicked => write!(f, "internal error while parsing; please report it"),
        }
    }
}

impl std::error::Error for StackError {}

/// Runs `job` on a thread whose stack holds trees nested as deeply as
/// `normalise::MAX_DEPTH` allows. Trees must also be dropped there.
pub fn with_big_stack<R: Send>(job: impl FnOnce() -> R + Send) -> Result<R, StackError> {
    let job = Mutex::new(Some(job));
    let run = || {
        job.lock()
            .ok()
            .and_then(|mut job| job.take())
            .map(|job| job())
    };
    thread::scope(|scope| {
        let [large, small] = STACK_BYTES.map(|bytes| thread::Builder::new().stack_size(bytes));
        let thread = large
            .spawn_scoped(scope, run)
            .or_else(|_| small.spawn_scoped(scope, run))
            .map_err(StackError::Spawn)?;
        thread.join().ok().flatten().ok_or(StackError::Panicked)
    })
}
