//! Invocations and inputs that go to the real compiler as they are.

use super::cache::Cache;
use super::compiler::Compiler;
use super::environment::Environment;
use super::error::Stop;
use super::log::{InputRecord, Record};
use super::session::{add_include, Session};
use crate::cli::cc_options::Role;
use crate::cli::command_line::{CommandLine, Input, Language, Mode};
use crate::driver::build::{self, exit_status, file_word, Output};
use crate::driver::preprocess::DEFINE;
use crate::driver::runtime;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Why the whole invocation is none of migcc's business, if it is not.
pub fn reason(environment: &Environment, line: &CommandLine) -> Option<String> {
    if environment.off {
        return Some("MIGCC_OFF is set".into());
    }
    if let Some(option) = line.options().find(|option| option.role == Role::Query) {
        return Some(format!("{} asks the compiler something", option.name));
    }
    if let Some(option) = &line.incomplete {
        return Some(format!("{option} lacks its value"));
    }
    let inputs = line.inputs().count();
    if inputs == 0 {
        return Some("there is no input".into());
    }
    if let Some(option) = freestanding(line) {
        return Some(format!("{option}: the program does not run on a C library"));
    }
    if line.mode() == Mode::Preprocess && line.has("-d") {
        return Some("-d asks for the compiler's own macros".into());
    }
    if line.mode() == Mode::Link && line.inputs().any(is_header) {
        return Some("a header is precompiled".into());
    }
    let c_inputs = line
        .inputs()
        .filter(|input| input.language != Language::Other)
        .count();
    if line.mode() != Mode::Link && c_inputs == 0 {
        return Some("no input is a C source file".into());
    }
    if line.mode() != Mode::Link && inputs > 1 && line.output().is_some() {
        return Some("-o with several inputs is an error of the command line".into());
    }
    None
}

fn is_header(input: &Input) -> bool {
    match &input.explicit {
        Some(language) => language.to_string_lossy().ends_with("-header"),
        None => Path::new(&input.path)
            .extension()
            .is_some_and(|suffix| suffix == "h"),
    }
}

/// The option that says so, if it is code without a hosted C library.
fn freestanding(line: &CommandLine) -> Option<String> {
    let kernel = line.options().any(|option| {
        option.name == "-D"
            && option
                .value
                .as_deref()
                .is_some_and(|v| v.to_string_lossy().starts_with("__KERNEL__"))
    });
    let option = line
        .options()
        .find(|option| option.role == Role::Freestanding);
    option
        .map(|option| option.name.clone())
        .or_else(|| kernel.then(|| "-D__KERNEL__".into()))
}

/// Runs the real compiler on the very same command line.
pub fn forward(
    environment: &Environment,
    compiler: &Compiler,
    argv: Vec<OsString>,
) -> Result<i32, Stop> {
    let mut command = compiler.command();
    command.args(argv);
    hand_over(environment, compiler, command)
}

/// The same, with what a program can see of migcc: its macro and `migrt.h`.
pub fn forward_as_migcc(
    environment: &Environment,
    compiler: &Compiler,
    argv: Vec<OsString>,
) -> Result<i32, Stop> {
    let mut command = compiler.command();
    command.arg(DEFINE).args(argv);
    add_include(&mut command, &runtime::unpack(&Cache::open(environment)?)?);
    hand_over(environment, compiler, command)
}

/// Becomes the compiler, unless its status is wanted for the log.
fn hand_over(
    environment: &Environment,
    compiler: &Compiler,
    mut command: Command,
) -> Result<i32, Stop> {
    let failed = |error| Stop::io("run the compiler", &compiler.path, error);
    if environment.log.is_none() {
        return Err(failed(command.exec()));
    }
    command.status().map(exit_status).map_err(failed)
}

/// Compiles an input that is not C (assembler, C++, ...) among others that are.
pub fn compile_other(session: &Session, input: &Input) -> Result<i32, Stop> {
    let options = session
        .line
        .options()
        .filter(|option| option.role != Role::Language);
    let mut words: Vec<OsString> = options.flat_map(|option| option.words.clone()).collect();
    if let Some(language) = &input.explicit {
        words.extend(["-x".into(), language.clone()]);
    }
    words.push(file_word(&input.path));
    Ok(build::start(session, &words, None, Output::Inherited)?
        .wait()?
        .status)
}

impl Record {
    pub fn pass_through(&mut self, line: &CommandLine, why: &str) {
        self.why = why.to_string();
        self.inputs.extend(line.inputs().map(|input| InputRecord {
            input: input.path.to_string_lossy().into_owned(),
            why: why.to_string(),
            ..InputRecord::default()
        }));
    }
}
