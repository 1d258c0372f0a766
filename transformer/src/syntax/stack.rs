use std::io;
use std::thread;

/// Stack of the thread that parses, lowers and drops trees. This is address
/// space; memory is used only as deep as the nesting goes.
const STACK_BYTES: usize = 1 << 30;

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
                STACK_BYTES >> 20
            ),
            StackError::Panicked => write!(f, "internal error while parsing; please report it"),
        }
    }
}

impl std::error::Error for StackError {}

/// Runs `job` on a thread whose stack holds trees nested as deeply as
/// `normalise::MAX_DEPTH` allows. Trees must also be dropped there.
pub fn with_big_stack<R: Send>(job: impl FnOnce() -> R + Send) -> Result<R, StackError> {
    thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, job)
            .map_err(StackError::Spawn)?
            .join()
            .map_err(|_| StackError::Panicked)
    })
}
