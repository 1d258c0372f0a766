//! The options of migcc itself. They begin with `--migcc-`, which no compiler
//! uses, and stand alone.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;

/// Answers `--migcc-...` if that is the first argument; returns the exit status.
pub fn answer(args: &[OsString]) -> Option<i32> {
    let first = args.first()?.to_str()?;
    if !first.starts_with("--migcc-") {
        return None;
    }
    match command().no_binary_name(true).try_get_matches_from(args) {
        Ok(matches) if matches.get_flag("migcc-version") => {
            println!("migcc {}", env!("CARGO_PKG_VERSION"));
            Some(0)
        }
        Ok(_) => {
            print!("{}", command().render_help());
            Some(0)
        }
        Err(error) => {
            let _ = error.print();
            Some(if error.kind() == ErrorKind::DisplayHelp {
                0
            } else {
                1
            })
        }
    }
}

pub fn command() -> Command {
    Command::new("migcc")
        .about("A drop-in for cc whose programs can be moved between machines while they run")
        .override_usage("migcc [--lint[=error]] [OPTIONS OF cc] FILE...\n       make CC=migcc")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("migcc-help", "Print this"))
        .arg(flag(
            "migcc-version",
            "Print migcc's version (--version prints the compiler's)",
        ))
        .after_help(ENVIRONMENT)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .help(help)
        .action(ArgAction::SetTrue)
}

const ENVIRONMENT: &str = "\
Environment:
  MIGCC_CC      the real compiler: a program, a command with arguments, or a
                triple such as s390x-linux-gnu [default: cc]
  MIGCC_OFF     1: be just that compiler
  MIGCC_CONFIG  path of a migcc.toml
  MIGCC_LOG     file to which each run appends a line of JSON: what was
                transformed, passed through or refused, and why
  MIGCC_ROOT    directory that names of source files are relative to, so that
                builds in different places make the same program
  MIGCC_CACHE   directory for the compiled runtime [default: the user's cache]
  MIGCC_KEEP    directory in which the rewritten C is kept
  MIGCC_LINT    1: tell what keeps each C file from migrating, as --lint does;
                error: what is an error of the lint fails, as --lint=error";
