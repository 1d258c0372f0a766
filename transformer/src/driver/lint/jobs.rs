//! Which files are linted, each with its compiler command line.

use super::database;
use crate::cli::cc_options::Role;
use crate::cli::command_line::{self, Arg, CommandLine, Input, Language};
use crate::cli::migctl::lint::Lint;
use crate::cli::response_file;
use crate::driver::error::Stop;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// One file to lint.
#[derive(Debug, Clone)]
pub struct Job {
    /// The options of the compiler.
    pub line: CommandLine,
    pub input: Input,
    /// Where the compiler runs; `None`: in the current folder.
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Default)]
pub struct Jobs {
    pub jobs: Vec<Job>,
    /// Why other files are not linted.
    pub troubles: Vec<Stop>,
}

pub fn jobs(options: &Lint) -> Result<Jobs, Stop> {
    let flags = flags(options)?;
    match &options.database {
        Some(path) => database::jobs(path, &options.files, &flags),
        None => Ok(plain(&options.files, &flags)),
    }
}

/// The words after `--`.
fn flags(options: &Lint) -> Result<CommandLine, Stop> {
    let words = response_file::expand(options.flags.clone()).map_err(Stop::error)?;
    let line = command_line::parse(words);
    if let Some(input) = line.inputs().next() {
        return Err(Stop::error(format!(
            "`{}` after `--` is no option of a compiler; name files before it",
            input.path.to_string_lossy()
        )));
    }
    match &line.incomplete {
        Some(option) => Err(Stop::error(format!("{option} after `--` lacks its value"))),
        None => Ok(line),
    }
}

fn plain(files: &[PathBuf], flags: &CommandLine) -> Jobs {
    let explicit = explicit(flags);
    let mut jobs = Jobs::default();
    for file in files {
        let input = Input::new(file.into(), explicit.clone());
        if input.language == Language::Other {
            jobs.troubles.push(not_c(file));
            continue;
        }
        jobs.jobs.push(Job {
            line: options_only(flags),
            input,
            folder: None,
        });
    }
    jobs
}

pub fn not_c(file: &Path) -> Stop {
    Stop::error(format!(
        "{}: this is no C source by its name (.c or .i); `-- -x c` reads it as one",
        file.display()
    ))
}

/// The last `-x`, if any and not `none`.
pub fn explicit(line: &CommandLine) -> Option<OsString> {
    let last = line
        .options()
        .filter(|option| option.role == Role::Language)
        .last();
    let value = last.and_then(|option| option.value.clone());
    value.filter(|language| language != "none")
}

/// The options of a command line, without its files.
pub fn options_only(line: &CommandLine) -> CommandLine {
    let options = line.options().cloned().map(Arg::Option);
    CommandLine {
        args: options.collect(),
        incomplete: None,
    }
}
