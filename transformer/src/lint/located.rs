//! Findings with places in the user's own files: what is printed, kept in caches
//! and compared with a baseline.

mod align;
mod fingerprint;
mod names;
mod places;
mod source_file;
mod sources;
mod tokens;

pub use names::Names;

use super::{Finding, Fix, Severity};
use crate::diagnostic::Label;
use crate::source::{SourceText, Span};
use places::{Place, Places};
use serde::{Deserialize, Serialize};
use sources::Sources;
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
    if findings.is_empty() {
        return Vec::new();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let sources = Sources::new(Names::new(folder, &here), source.lines(), read);
    let places = Places::new(source, sources);
    let mut located: Vec<Located> = findings
        .iter()
        .map(|finding| located(finding, &places))
        .collect();
    fingerprint::fill(&mut located);
    located
}

fn located(finding: &Finding, places: &Places) -> Located {
    let place = places.place(finding.span);
    let [line, column, end_line, end_column] = position(&place, finding.span, places);
    let mut related: Vec<Related> = finding
        .related
        .iter()
        .map(|label| related(label, places))
        .collect();
    related.extend(definition(&place, places));
    Located {
        rule: finding.rule.code.into(),
        name: finding.rule.name.into(),
        severity: finding.rule.severity,
        file: place.file.name.clone(),
        line,
        column,
        end_line,
        end_column,
        message: finding.message.clone(),
        label: finding.label.clone(),
        related,
        help: finding.help.clone(),
        function: finding.function.clone(),
        snippet: snippet(&place, finding.span, places),
        macro_name: place.macro_name,
        fingerprint: String::new(),
        fix: finding
            .fix
            .as_ref()
            .and_then(|fix| located_fix(fix, places)),
    }
}

/// Line and column of both ends. Of a file that cannot be read, those of the
/// preprocessed line.
fn position(place: &Place, span: Span, places: &Places) -> [usize; 4] {
    match (&place.file.file, &place.range) {
        (Some(file), Some(range)) => [
            file.line_of(range.start),
            file.column_of(range.start),
            file.line_of(range.end),
            file.column_of(range.end),
        ],
        _ => {
            let before = places.before(span.start as usize);
            let column = String::from_utf8_lossy(before).chars().count() + 1;
            [place.line, column, place.line, column]
        }
    }
}

fn snippet(place: &Place, span: Span, places: &Places) -> String {
    match (&place.file.file, &place.range) {
        (Some(file), Some(range)) => file.shown_line(range.start).to_string(),
        _ => {
            let line = places.line_around(span.start as usize);
            String::from_utf8_lossy(line).trim_end().to_string()
        }
    }
}

fn related(label: &Label, places: &Places) -> Related {
    let place = places.place(label.span);
    let [line, column, ..] = position(&place, label.span, places);
    Related {
        file: place.file.name.clone(),
        line,
        column,
        text: label.text.clone(),
    }
}

/// Where the macro that made the text is defined, if in a file of the user's.
fn definition(place: &Place, places: &Places) -> Option<Related> {
    let name = place.macro_name.as_ref()?;
    let (named, found) = places.sources.definition(&place.file, place.line, name)?;
    Some(Related {
        file: named.name.clone(),
        line: found.line,
        column: named.file.as_ref()?.column_of(found.at),
        text: format!("the macro `{name}` is defined here"),
    })
}

/// Only where the text stands in the file as it is.
fn located_fix(fix: &Fix, places: &Places) -> Option<LocatedFix> {
    let place = places.place(fix.span);
    let range = place.range.clone().filter(|_| place.exact)?;
    let [line, column, end_line, end_column] = position(&place, fix.span, places);
    Some(LocatedFix {
        file: place.file.name.clone(),
        start: range.start,
        end: range.end,
        line,
        column,
        end_line,
        end_column,
        original: place.file.file.as_ref()?.text[range].to_string(),
        replacement: fix.replacement.clone(),
    })
}
