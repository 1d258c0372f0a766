//! `MIGCC_LOG`: one line of JSON per invocation.

use super::error::Stop;
use crate::diagnostic::locate;
use crate::transform::Note;
use serde::Serialize;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

#[derive(Debug, Default, Serialize)]
pub struct Record {
    pub argv: Vec<String>,
    pub directory: String,
    pub compiler: String,
    /// Why the whole invocation went to the compiler as it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    pub inputs: Vec<InputRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkRecord>,
    pub status: i32,
    pub milliseconds: f64,
}

#[derive(Debug, Default, Serialize)]
pub struct InputRecord {
    pub input: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<NoteRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<Times>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    #[default]
    PassedThrough,
    Transformed,
    /// migcc cannot or must not transform it.
    Refused,
    /// The user's own error.
    Failed,
}

#[derive(Debug, Default, Serialize)]
pub struct NoteRecord {
    pub function: String,
    pub what: String,
    pub why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

#[derive(Debug, Default, Serialize)]
pub struct LinkRecord {
    /// The runtime object that was linked in.
    pub runtime: Option<String>,
    pub why: String,
}

/// Wall time of the stages of one unit.
#[derive(Debug, Default, Serialize)]
pub struct Times {
    pub preprocess: f64,
    pub transform: f64,
    pub check: f64,
    pub compile: f64,
}

impl Record {
    pub fn new(argv: &[OsString]) -> Record {
        Record {
            argv: argv
                .iter()
                .map(|arg| arg.to_string_lossy().into_owned())
                .collect(),
            directory: std::env::current_dir()
                .unwrap_or_default()
                .display()
                .to_string(),
            ..Record::default()
        }
    }

    /// Appends the record in one write, so that parallel builds share a file.
    pub fn append(&self, path: &Path) -> Result<(), Stop> {
        let mut line = serde_json::to_vec(self)
            .map_err(|error| Stop::io("write MIGCC_LOG file", path, error))?;
        line.push(b'\n');
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .and_then(|mut file| file.write_all(&line))
            .map_err(|error| Stop::io("write MIGCC_LOG file", path, error))
    }
}

/// Notes with their places as `file:line:column`.
pub fn note_records(notes: &[Note], text: &[u8]) -> Vec<NoteRecord> {
    notes.iter().map(|note| note_record(note, text)).collect()
}

fn note_record(note: &Note, text: &[u8]) -> NoteRecord {
    let place = note.place.map(|span| locate(text, span.start as usize));
    NoteRecord {
        function: note.function.clone(),
        what: note.what.clone(),
        why: note.why.clone(),
        place: place.map(|p| format!("{}:{}:{}", p.file, p.line, p.column)),
    }
}

pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
