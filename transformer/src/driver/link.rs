//! Linking, with the runtime where it belongs.

use super::compiler::Family;
use super::error::Stop;
use super::log::{LinkRecord, Record};
use super::session::Session;
use crate::cli::cc_options::Role;
use crate::cli::command_line::CommandLine;
use crate::driver::build::{self, Output, Replacement};
use crate::driver::runtime;
use std::ffi::OsString;
use std::path::PathBuf;

/// Links the inputs, those at the positions of `objects` replaced.
pub fn link(
    session: &Session,
    objects: &[(usize, PathBuf)],
    record: &mut Record,
) -> Result<i32, Stop> {
    let replaced: Vec<Replacement> = objects
        .iter()
        .map(|(position, object)| Replacement {
            position: *position,
            object,
        })
        .collect();
    let mut words = build::link_words(&session.line, &replaced);
    match without_runtime(&session.line) {
        Some(why) => {
            words.extend(undefined_allowed(&session.line));
            record.link = Some(LinkRecord { runtime: None, why });
        }
        None => {
            let object = runtime::object(session)?;
            words.extend(runtime_words(session, &object));
            record.link = Some(LinkRecord {
                runtime: Some(object.display().to_string()),
                why: "an executable".into(),
            });
        }
    }
    if session.identity.family == Family::Clang {
        words.push("-Qunused-arguments".into());
    }
    Ok(build::start(session, &words, None, Output::Inherited)?
        .wait()?
        .status)
}

/// Why the result gets no runtime, if it gets none.
fn without_runtime(line: &CommandLine) -> Option<String> {
    if line.has("-shared") || line.has("--shared") {
        return Some("a shared object finds the runtime in the executable that loads it".into());
    }
    line.has("-r")
        .then(|| "the result of -r is linked again".into())
}

/// A shared object may refer to the runtime although it was told to have no
/// undefined symbols; the last word on the command line counts.
fn undefined_allowed(line: &CommandLine) -> Option<OsString> {
    let forbidden = line
        .options()
        .filter(|option| option.role == Role::Link)
        .any(|option| {
            let words: Vec<_> = option
                .words
                .iter()
                .map(|word| word.to_string_lossy())
                .collect();
            let text = words.join(",");
            text.contains("no-undefined") || text.contains("-z,defs") || text.contains("-zdefs")
        });
    forbidden.then(|| "-Wl,-z,undefs".into())
}

/// The object, and its symbols made visible to shared objects loaded later.
fn runtime_words(session: &Session, object: &std::path::Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec![object.into()];
    let fixed = ["-static", "--static", "-static-pie", "-rdynamic"];
    if fixed.iter().any(|name| session.line.has(name)) {
        return words;
    }
    match session.identity.family {
        Family::Gcc | Family::Clang => {
            let mut list = OsString::from("-Wl,--dynamic-list=");
            list.push(session.runtime.join("exports.ld"));
            words.push(list);
        }
        Family::Tcc => words.push("-rdynamic".into()),
        Family::Other => {}
    }
    words
}
