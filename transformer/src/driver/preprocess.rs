//! The user's source as one preprocessed text.

use crate::config::Annotations;
use crate::driver::build::{self, file_word, Output, Pass};
use crate::driver::error::Stop;
use crate::driver::session::Session;
use crate::driver::unit::Unit;
use crate::transform::{Config, Expanded};
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Tells programs that they are compiled by migcc.
pub const DEFINE: &str = "-D__MIGCC__=1";

/// Tells `migrt.h` that what it writes for migcc alone will be read by migcc: no
/// compiler knows those attributes.
const FOR_MIGCC: &str = "-D__MIGCC_PREPROCESS__=1";

/// Runs the preprocessor over `unit`, or reads it if that was done already.
pub fn preprocess(session: &Session, unit: &Unit) -> Result<Vec<u8>, Stop> {
    if unit.preprocessed {
        return read_source(unit);
    }
    let mut words = vec![DEFINE.into(), FOR_MIGCC.into()];
    words.extend(build::options(
        &session.line,
        Pass::Preprocess,
        session.identity.family,
    ));
    words.push("-E".into());
    words.extend(input_words(unit));
    let finished = build::start(session, &words, unit.stdin.clone(), Output::Captured)?.wait()?;
    if finished.status != 0 {
        // The check of the same source says why, if it fails too; the driver
        // prints this only if it does not.
        let text = String::from_utf8_lossy(&finished.stderr).into_owned();
        return Err(Stop::Diagnostics(format!(
            "{text}migcc: error: `{} -E` failed on {} with status {}\n",
            session.compiler.describe(),
            unit.input.path.to_string_lossy(),
            finished.status
        )));
    }
    Ok(finished.stdout)
}

/// Replaces the macros in the expressions of the annotations: the unit's macros
/// are read once more (`-imacros`), without its text. What cannot be asked that
/// way (standard input, preprocessed text) has no macros to replace.
pub fn expand(session: &Session, unit: &Unit, config: Option<&Config>) -> Result<Expanded, Stop> {
    // What is wrong with the annotations is said when the unit is transformed.
    let annotations = config.and_then(|config| Annotations::parse(&config.text).ok());
    let expressions: Vec<String> = annotations
        .iter()
        .flat_map(Annotations::expressions)
        .map(str::to_string)
        .collect();
    if unit.preprocessed || unit.stdin.is_some() || expressions.is_empty() {
        return Ok(Expanded::new());
    }
    let probe = unit.temporary("expressions.c");
    let lines: Vec<String> = expressions.iter().map(|e| one_line(e)).collect();
    let text: String = lines.iter().map(|e| format!("{MARK}\n{e}\n")).collect();
    write_text(&probe, text.as_bytes())?;
    let mut words: Vec<OsString> = vec![DEFINE.into(), FOR_MIGCC.into()];
    words.extend(build::options(
        &session.line,
        Pass::Preprocess,
        session.identity.family,
    ));
    words.extend(["-E".into(), "-P".into(), "-imacros".into()]);
    words.extend([file_word(&unit.input.path), probe.into()]);
    let finished = build::start(session, &words, None, Output::Captured)?.wait()?;
    if finished.status != 0 {
        return Ok(Expanded::new());
    }
    let text = String::from_utf8_lossy(&finished.stdout).into_owned();
    let parts = text.split(MARK).skip(1).map(one_line);
    Ok(expressions.into_iter().zip(parts).collect())
}

/// Stands between expressions; no macro has such a name.
const MARK: &str = "migrt_next_expression_";

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The source as the user wrote it.
pub fn read_source(unit: &Unit) -> Result<Vec<u8>, Stop> {
    match &unit.stdin {
        Some(text) => Ok(text.to_vec()),
        None => {
            let path = Path::new(&unit.input.path);
            fs::read(path).map_err(|error| Stop::io("read", path, error))
        }
    }
}

/// The input on a command line, with its language where the name does not tell.
pub fn input_words(unit: &Unit) -> Vec<OsString> {
    let mut words = Vec::new();
    if let Some(language) = &unit.input.explicit {
        words.push("-x".into());
        words.push(language.clone());
    }
    words.push(file_word(&unit.input.path));
    words
}

/// Writes `text` for a later pass.
pub fn write_text(path: &Path, text: &[u8]) -> Result<(), Stop> {
    fs::File::create(path)
        .and_then(|mut file| file.write_all(text))
        .map_err(|error| Stop::io("write", path, error))
}
