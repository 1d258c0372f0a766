//! `migctl`: one module per command. Adding one is a module and two lines here.

pub mod checkpoint;
pub mod explain;
mod generations;
pub mod inspect;
mod key;
pub mod launch;
pub mod lint;
mod mark;
mod process;
pub mod sign;
pub mod verify;

use clap::{Parser, Subcommand};
use std::ffi::OsString;

#[derive(Debug, Parser)]
#[command(
    name = "migctl",
    version,
    about = "Runs, captures and restores programs built with migcc, and lints their sources"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(launch::Run),
    Checkpoint(checkpoint::Checkpoint),
    Restore(launch::Restore),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
    Sign(sign::Sign),
    Lint(lint::Lint),
    Explain(explain::Explain),
}

/// What a command cannot do and why; becomes the message and the exit status.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub status: i32,
}

/// Exit status: a capture was refused (as the runtime says it).
pub const CAPTURE_REFUSED: i32 = 86;
/// Exit status: an image was refused, nothing was run.
pub const IMAGE_REFUSED: i32 = 87;

impl Failure {
    pub fn new(status: i32, message: impl Into<String>) -> Failure {
        Failure {
            message: message.into(),
            status,
        }
    }
}

/// Does what `argv` (program name first) says; returns the exit status. `lint`
/// is the command that needs the compiler, which no other one knows of.
pub fn run(argv: impl IntoIterator<Item = OsString>, lint: fn(&lint::Lint) -> i32) -> i32 {
    let cli = match Cli::try_parse_from(argv) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return error.exit_code();
        }
    };
    let result = match cli.command {
        Command::Run(args) => launch::run(args),
        Command::Checkpoint(args) => checkpoint::checkpoint(args),
        Command::Restore(args) => launch::restore(args),
        Command::Inspect(args) => inspect::inspect(args),
        Command::Verify(args) => verify::verify(args),
        Command::Sign(args) => sign::sign(args),
        Command::Lint(args) => Ok(lint(&args)),
        Command::Explain(args) => explain::explain(args),
    };
    result.unwrap_or_else(|failure| {
        eprintln!("migctl: error: {}", failure.message);
        failure.status
    })
}
