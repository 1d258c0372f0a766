//! tcc has no option for the target in a dependency file: it is put there
//! afterwards.

use super::cache::write_atomically;
use super::dependencies::Dependencies;
use super::error::Stop;
use super::unit::Unit;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Sends the file to a temporary place; the last `-MF` counts.
pub fn dependency_words(unit: &Unit) -> Vec<OsString> {
    vec!["-MF".into(), unit.temporary("d").into()]
}

/// Moves it to `names`, with the target cc would have written.
pub fn finish_dependencies(unit: &Unit, names: &Dependencies) -> Result<(), Stop> {
    let written = unit.temporary("d");
    let text = fs::read(&written).map_err(|error| Stop::io("read", &written, error))?;
    let colon = text.iter().position(|&byte| byte == b':').unwrap_or(0);
    let mut out = names
        .target
        .as_deref()
        .map_or(Vec::new(), |t| t.as_bytes().to_vec());
    out.extend_from_slice(text.get(colon..).unwrap_or(b""));
    let file: &Path = &names.file;
    write_atomically(file, &out).map_err(|error| Stop::io("write", file, error))
}
