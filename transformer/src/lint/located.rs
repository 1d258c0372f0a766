//! Findings with places in the user's own files: what is printed, kept in caches
//! and compared with a baseline.

mod fingerprint;
mod names;

pub use names::Names;

use super::{Finding, Severity};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One finding, with everything that is said of it. Lines and columns count from
/// 1, columns in characters; an end is the column behind the last character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// `MIG012`.
    pub rule: String,
    pub name: String,
    pub severity: Severity,
    /// Relative to the current folder where it lies below it.
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// In one line, without a full stop.
    pub message: String,
    /// A few words at the place.
    pub label: String,
    pub related: Vec<Related>,
    pub help: Vec<String>,
    /// The function it is in.
    pub function: Option<String>,
    /// The line of the source that `line` names.
    pub snippet: String,
    /// The macro that made the text the finding is about; the place is then the
    /// use of the macro.
    pub macro_name: Option<String>,
    /// The same for the same finding after edits elsewhere in the file.
    pub fingerprint: String,
    pub fix: Option<LocatedFix>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub text: String,
}

/// A change that can be made in the user's file as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocatedFix {
    pub file: String,
    /// Bytes of the file, as it was read.
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// What stands there.
    pub original: String,
    pub replacement: String,
}

/// The places of the findings of one unit, which was preprocessed in the current
/// folder. `read` gives the text of a file by the name it has in
/// [`Located::file`].
pub fn locate(
    findings: &[Finding],
    source: &SourceText,
    read: &dyn Fn(&str) -> Option<String>,
) -> Vec<Located> {
    let here = std::env::current_dir().unwrap_or_default();
    locate_in(findings, source, &here, read)
}

/// [`locate`] for a unit that was preprocessed in `folder`.
pub fn locate_in(
    findings: &[Finding],
    source: &SourceText,
    folder: &Path,
    read: &dyn Fn(&str) -> Option<String>,
) -> Vec<Located> {
    let here = std::env::current_dir().unwrap_or_default();
    let mut located: Vec<Located> = findings
        .iter()
        .map(|finding| at_line(finding, source, &names::Names::new(folder, &here), read))
        .collect();
    fingerprint::fill(&mut located);
    located
}

fn at_line(
    finding: &Finding,
    source: &SourceText,
    names: &names::Names,
    read: &dyn Fn(&str) -> Option<String>,
) -> Located {
    let place = source.lines().start(finding.span);
    let file = names.shown(place.file);
    let line = place.line as usize;
    let text = read(&file).unwrap_or_default();
    let snippet = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
    Located {
        rule: finding.rule.code.into(),
        name: finding.rule.name.into(),
        severity: finding.rule.severity,
        file,
        line,
        column: 1,
        end_line: line,
        end_column: snippet.chars().count() + 1,
        message: finding.message.clone(),
        label: finding.label.clone(),
        related: Vec::new(),
        help: finding.help.clone(),
        function: finding.function.clone(),
        snippet: snippet.to_string(),
        macro_name: None,
        fingerprint: String::new(),
        fix: None,
    }
}
