//! Everything a person does around a program built with migcc.

use std::process::ExitCode;

fn main() -> ExitCode {
    let status = migcc::cli::migctl::run(std::env::args_os(), migcc::driver::lint::run);
    ExitCode::from((status & 0xff) as u8)
}
