//! Invocations of the real compiler: which words go into which pass, and how
//! the process is run.

use crate::cli::cc_options::Role;
use crate::cli::command_line::{Arg, CommandLine, Mode, OptionArg};
use crate::cli::response_file;
use crate::driver::compiler::Family;
use crate::driver::error::Stop;
use crate::driver::scratch::ChildGuard;
use crate::driver::session::Session;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;

/// A run of the real compiler within one invocation of migcc.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// The user's source under the user's options, for the messages and the
    /// dependency files.
    Check,
    Preprocess,
    /// The emitted text.
    Emitted,
    /// The user's source, its messages printed already.
    Original,
}

/// The words of `line`'s options that belong into `pass`.
pub fn options(line: &CommandLine, pass: Pass, family: Family) -> Vec<OsString> {
    let mode = line.mode();
    let kept = line.options().filter(|option| keeps(option, pass, mode));
    let mut words: Vec<OsString> = kept.flat_map(|option| option.words.clone()).collect();
    let quiet = pass != Pass::Check;
    if quiet {
        words.push("-w".into());
    }
    // In one step cc uses all options somewhere; clang would complain of those
    // that a single pass leaves unused.
    if family == Family::Clang && (quiet || mode == Mode::Link) {
        words.push("-Qunused-arguments".into());
    }
    words
}

/// The options that decide dialect, target and code, alone.
pub fn code_options(line: &CommandLine) -> Vec<OsString> {
    let kept = line.options().filter(|option| option.role == Role::Code);
    kept.flat_map(|option| option.words.clone()).collect()
}

fn keeps(option: &OptionArg, pass: Pass, mode: Mode) -> bool {
    match option.role {
        Role::Code => true,
        Role::Preprocess => pass != Pass::Emitted,
        Role::Depend | Role::Warning => pass == Pass::Check,
        Role::Assemble | Role::Extra => matches!(pass, Pass::Emitted | Pass::Original),
        // Not used, but clang says so, and that is the user's to see.
        Role::Link => pass == Pass::Check && mode != Mode::Link,
        Role::Mode | Role::Output | Role::Language | Role::Query | Role::Freestanding => false,
    }
}

/// A compiled unit that takes the place of an input when linking.
pub struct Replacement<'a> {
    /// Position of the input among the arguments.
    pub position: usize,
    pub object: &'a Path,
}

/// The words of the link: everything as written, C inputs replaced by objects.
pub fn link_words(line: &CommandLine, replaced: &[Replacement]) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut language: Option<OsString> = None;
    for (position, arg) in line.args.iter().enumerate() {
        match arg {
            Arg::Option(option) if option.role == Role::Language => {}
            Arg::Option(option) => words.extend(option.words.clone()),
            Arg::Input(input) => {
                let object = replaced
                    .iter()
                    .find(|r| r.position == position)
                    .map(|r| r.object);
                let wanted = if object.is_some() {
                    None
                } else {
                    input.explicit.clone()
                };
                switch_language(&mut words, &mut language, wanted);
                words.push(object.map_or_else(|| file_word(&input.path), OsString::from));
            }
        }
    }
    switch_language(&mut words, &mut language, None);
    words
}

fn switch_language(
    words: &mut Vec<OsString>,
    current: &mut Option<OsString>,
    wanted: Option<OsString>,
) {
    if *current != wanted {
        words.push("-x".into());
        words.push(wanted.clone().unwrap_or_else(|| "none".into()));
        *current = wanted;
    }
}

/// A file name that no compiler takes for an option.
pub fn file_word(path: &OsStr) -> OsString {
    let mut word = OsString::new();
    if path.as_bytes().starts_with(b"-") && path != "-" {
        word.push("./");
    }
    word.push(path);
    word
}

/// What becomes of the output of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Goes where migcc's own goes.
    Inherited,
    /// Is kept, for use on failure.
    Captured,
}

pub struct Running {
    child: Child,
    guard: ChildGuard,
}

#[derive(Debug, Default)]
pub struct Finished {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Longer command lines go through a response file: a single `@file` of the
/// user's may have expanded to more than the system allows.
const LONGEST_COMMAND_LINE: usize = 64 << 10;

/// Starts the real compiler with `words`, reading `input` if given.
pub fn start(
    session: &Session,
    words: &[OsString],
    input: Option<Arc<[u8]>>,
    output: Output,
) -> Result<Running, Stop> {
    let mut command = session.command();
    if words.iter().map(|word| word.len() + 1).sum::<usize>() > LONGEST_COMMAND_LINE {
        command.arg(response_argument(session, words)?);
    } else {
        command.args(words);
    }
    run(command, input, output)
}

fn response_argument(session: &Session, words: &[OsString]) -> Result<OsString, Stop> {
    let text = response_file::join(words);
    let name = format!("{}.rsp", &blake3::hash(&text).to_hex()[..16]);
    let path = session.scratch.path().join(name);
    fs::write(&path, text).map_err(|error| Stop::io("write response file", &path, error))?;
    let mut argument = OsString::from("@");
    argument.push(path);
    Ok(argument)
}

/// Starts `command`; it is stopped when a signal ends migcc.
pub fn run(
    mut command: Command,
    input: Option<Arc<[u8]>>,
    output: Output,
) -> Result<Running, Stop> {
    command.stdin(if input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    });
    if output == Output::Captured {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let mut child = command
        .spawn()
        .map_err(|error| Stop::io("run the compiler", Path::new(command.get_program()), error))?;
    let guard = ChildGuard::new(child.id());
    if let (Some(text), Some(mut pipe)) = (input, child.stdin.take()) {
        // A compiler that stops reading has said why.
        thread::spawn(move || pipe.write_all(&text));
    }
    Ok(Running { child, guard })
}

impl Running {
    pub fn wait(self) -> Result<Finished, Stop> {
        let output = self
            .child
            .wait_with_output()
            .map_err(|error| Stop::error(format!("cannot wait for the compiler: {error}")))?;
        drop(self.guard);
        Ok(Finished {
            status: exit_status(output.status),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}

/// As a shell would say it: 128 + signal for a killed process.
pub fn exit_status(status: ExitStatus) -> i32 {
    status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(1)
}
