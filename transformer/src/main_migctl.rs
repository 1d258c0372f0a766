//! Everything a person does around a program built with migcc.

use std::process::ExitCode;

/// The typed tree is millions of small allocations; the C library's allocator
/// takes a quarter of the time a unit needs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let status = migcc::cli::migctl::run(std::env::args_os(), migcc::driver::lint::run);
    ExitCode::from((status & 0xff) as u8)
}
