//! Files a compiler writes besides its output (`.gcno`, `.su`, `.dwo`, dumps,
//! `-save-temps`), under the names they have without migcc.

use super::compiler::Family;
use super::dependencies::stem;
use super::error::Stop;
use super::session::Session;
use super::unit::Unit;
use crate::cli::cc_options::Role;
use crate::cli::command_line::Mode;
use crate::driver::preprocess::write_text;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Options that name the files of a unit whose object is a temporary one. With
/// `-c` and `-S` the compiler derives them from the output, which is the
/// user's, by itself.
pub fn name_words(session: &Session, unit: &Unit) -> Vec<OsString> {
    let gcc = session
        .identity
        .gcc_major()
        .is_some_and(|major| major >= 11);
    let linking = session.line.mode() == Mode::Link;
    if !gcc || !linking || !session.line.has_role(Role::Extra) {
        return Vec::new();
    }
    let source = Path::new(&unit.input.path);
    let name = source.file_name().unwrap_or(source.as_os_str());
    let mut words: Vec<OsString> = vec!["-dumpdir".into(), prefix(session)];
    words.extend(["-dumpbase".into(), name.to_os_string()]);
    if let Some(suffix) = source.extension() {
        let mut dotted = OsString::from(".");
        dotted.push(suffix);
        words.extend(["-dumpbase-ext".into(), dotted]);
    }
    words
}

/// Since gcc 11: the program's name and a dash.
fn prefix(session: &Session) -> OsString {
    let mut prefix = session.line.output().cloned().unwrap_or_else(|| "a".into());
    prefix.push("-");
    prefix
}

/// `-save-temps` keeps the text that was compiled; what the compiler itself
/// saves does not include it, since it was preprocessed already.
pub fn save_temps(session: &Session, unit: &Unit, text: &[u8]) -> Result<(), Stop> {
    let options = session.line.options();
    let Some(option) = options
        .filter(|option| option.name.ends_with("-save-temps"))
        .last()
    else {
        return Ok(());
    };
    let beside_output = option.value.as_deref().is_some_and(|value| value == "=obj");
    write_text(&saved_name(session, unit, beside_output), text)
}

fn saved_name(session: &Session, unit: &Unit, beside_output: bool) -> PathBuf {
    let output = session
        .line
        .output()
        .map(PathBuf::from)
        .filter(|_| beside_output);
    if session.line.mode() != Mode::Link {
        return output
            .unwrap_or_else(|| stem(&unit.input.path).into())
            .with_extension("i");
    }
    let mut name = OsString::new();
    if session.identity.family == Family::Gcc && session.identity.gcc_major() >= Some(11) {
        let prefix = PathBuf::from(prefix(session));
        let short = prefix.file_name().unwrap_or_default();
        name.push(if beside_output {
            prefix.as_os_str()
        } else {
            short
        });
    }
    name.push(stem(&unit.input.path));
    name.push(".i");
    name.into()
}
