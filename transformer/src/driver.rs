//! `migcc` from its command line to its exit status.

mod aux_files;
pub mod build;
pub mod cache;
pub mod compiler;
pub mod dependencies;
pub mod environment;
pub mod error;
pub mod fingerprint;
mod forward;
mod link;
pub mod lint;
pub mod log;
pub mod preprocess;
pub mod runtime;
pub mod scratch;
pub mod session;
mod tcc;
pub mod unit;
mod unit_passes;

use crate::cli::command_line::{self, Arg, CommandLine, Input, Language, Mode};
use crate::cli::response_file;
use compiler::Compiler;
use environment::Environment;
use error::Stop;
use lint::InBuild;
use log::{milliseconds, InputRecord, Outcome, Record};
use session::Session;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;
use unit::Unit;

/// Does what `cc argv...` does; returns the exit status.
pub fn run(argv: Vec<OsString>) -> i32 {
    let start = Instant::now();
    let environment = Environment::read();
    let mut record = Record::new(&argv);
    let mut status = report(compile(&environment, argv, &mut record));
    record.status = status;
    record.milliseconds = milliseconds(start.elapsed());
    if let Some(path) = &environment.log {
        let logged = report(record.append(path).map(|()| 0));
        status = if status == 0 { logged } else { status };
    }
    status
}

/// Prints what stopped the work, if something is left to say.
fn report(result: Result<i32, Stop>) -> i32 {
    result.unwrap_or_else(|stop| {
        if let Some(text) = stop.text() {
            eprint!("{text}");
        }
        stop.status()
    })
}

fn compile(
    environment: &Environment,
    argv: Vec<OsString>,
    record: &mut Record,
) -> Result<i32, Stop> {
    let (lint, argv) = InBuild::read(environment.lint.as_ref(), argv)?;
    let compiler = Compiler::find(environment)?;
    record.compiler = compiler.describe();
    let line = command_line::parse(response_file::expand(argv.clone()).map_err(Stop::error)?);
    if let Some(why) = forward::reason(environment, &line) {
        record.pass_through(&line, &why);
        return forward::forward(environment, &compiler, argv);
    }
    if matches!(line.mode(), Mode::Preprocess | Mode::SyntaxOnly) {
        record.pass_through(&line, "nothing is compiled");
        return forward::forward_as_migcc(environment, &compiler, argv);
    }
    let mut session = Session::open(environment, compiler, line)?;
    session.lint = lint;
    match session.line.mode() {
        Mode::Link => compile_and_link(&session, record),
        _ => compile_each(&session, record),
    }
}

/// `-c` and `-S`: like cc, goes on after an input that fails.
fn compile_each(session: &Session, record: &mut Record) -> Result<i32, Stop> {
    let mut worst = 0;
    for (position, input) in inputs(&session.line) {
        let status = if input.language == Language::Other {
            record.inputs.push(not_c(input));
            forward::compile_other(session, input)?
        } else {
            let unit = Unit::new(session, input, position)?;
            report(compile_unit(session, &unit, record).map(|()| 0))
        };
        worst = worst.max(status);
    }
    Ok(worst)
}

fn compile_and_link(session: &Session, record: &mut Record) -> Result<i32, Stop> {
    let mut objects: Vec<(usize, PathBuf)> = Vec::new();
    let mut worst = 0;
    for (position, input) in inputs(&session.line) {
        if input.language == Language::Other {
            record.inputs.push(not_c(input));
            continue;
        }
        let unit = Unit::new(session, input, position)?;
        worst = worst.max(report(compile_unit(session, &unit, record).map(|()| 0)));
        objects.push((position, unit.temporary("o")));
    }
    if worst != 0 {
        return Ok(worst);
    }
    link::link(session, &objects, record)
}

fn compile_unit(session: &Session, unit: &Unit, record: &mut Record) -> Result<(), Stop> {
    let mut entry = InputRecord {
        input: unit.input.path.to_string_lossy().into_owned(),
        unit: unit.name.clone(),
        ..InputRecord::default()
    };
    let result = unit_passes::compile(session, unit, &mut entry);
    match &result {
        Ok(()) => {}
        Err(Stop::Diagnostics(text)) => {
            entry.outcome = Outcome::Refused;
            entry.why = text.clone();
        }
        Err(_) => entry.outcome = Outcome::Failed,
    }
    record.inputs.push(entry);
    result
}

fn inputs(line: &CommandLine) -> impl Iterator<Item = (usize, &Input)> {
    line.args
        .iter()
        .enumerate()
        .filter_map(|(position, arg)| match arg {
            Arg::Input(input) => Some((position, input)),
            Arg::Option(_) => None,
        })
}

fn not_c(input: &Input) -> InputRecord {
    InputRecord {
        input: input.path.to_string_lossy().into_owned(),
        why: "not a C source file".into(),
        ..InputRecord::default()
    }
}
