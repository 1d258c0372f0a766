//! The compiler wrapper.

use migcc::{cli, driver};
use std::process::ExitCode;

/// The typed tree is millions of small allocations; the C library's allocator
/// takes a quarter of the time a unit needs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let status = match cli::own_options::answer(&args) {
        Some(status) => status,
        None => driver::run(args),
    };
    // Only the low eight bits reach the parent anyway.
    ExitCode::from((status & 0xff) as u8)
}
