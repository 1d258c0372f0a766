//! One unit from preprocessed text to emitted text: the pure part of the
//! pipeline, without files or processes.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A preprocessed unit and what is known of it.
#[derive(Debug, Clone)]
pub struct TransformInput {
    /// The preprocessed text with its line markers; not always UTF-8.
    pub text: Vec<u8>,
    /// Path relative to `MIGCC_ROOT`, or as given on the command line.
    pub unit_name: String,
    /// The source file as given on the command line; `-` is standard input.
    pub file: PathBuf,
    /// Hash of the tokens of the source file, in lower-case hexadecimal.
    pub fingerprint: String,
    pub options: TransformOptions,
}

#[derive(Debug, Clone, Default)]
pub struct TransformOptions {
    /// Value of `-std=` (`c99`, `gnu17`, ...); `None`: the compiler's default.
    pub standard: Option<String>,
    pub config: Option<Config>,
    pub target: Target,
}

/// The file `MIGCC_CONFIG` names.
#[derive(Debug, Clone)]
pub struct Config {
    pub path: PathBuf,
    pub text: String,
}

/// What the real compiler says about the machine it compiles for.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// Object-like predefined macros, for the flags in use. Empty when the
    /// compiler cannot list them (tcc).
    pub macros: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub enum Transformed {
    Rewritten(Rewritten),
    /// The unit is compiled as it is, which is safe for the stated reason.
    PassThrough {
        reason: String,
    },
}

#[derive(Debug, Clone, Default)]
pub struct Rewritten {
    /// C text to compile. It begins with the unit's own first line marker, so
    /// that debug information names the user's file.
    pub text: Vec<u8>,
    /// Decisions worth a line in `MIGCC_LOG`.
    pub notes: Vec<Note>,
    /// Functions that were left as they are, and why.
    pub refused: Vec<Note>,
}

/// A decision about one function.
#[derive(Debug, Clone)]
pub struct Note {
    pub function: String,
    pub what: String,
    pub why: String,
    pub place: Option<Span>,
}

/// Rewrites one unit.
pub fn transform(_input: &TransformInput) -> Result<Transformed, Vec<Diagnostic>> {
    Ok(Transformed::PassThrough {
        reason: "this build of migcc has no rewriter".into(),
    })
}
