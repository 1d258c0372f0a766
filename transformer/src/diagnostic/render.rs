//! Diagnostics as text, over the user's own source lines.

use super::{locate, Diagnostic, Label, Place, Severity};
use codespan_reporting::diagnostic as cs;
use codespan_reporting::files::SimpleFiles;
use codespan_reporting::term::{self, Config};
use std::collections::BTreeMap;
use std::ops::Range;

/// Renders `diagnostics` about the preprocessed `text`. `read` gives the text
/// of a source file by the name a line marker carries; where it gives none, the
/// preprocessed line is shown.
pub fn render(
    diagnostics: &[Diagnostic],
    text: &[u8],
    read: &dyn Fn(&str) -> Option<String>,
) -> String {
    diagnostics
        .iter()
        .map(|d| render_one(d, text, read))
        .collect()
}

fn render_one(
    diagnostic: &Diagnostic,
    text: &[u8],
    read: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut files = SimpleFiles::new();
    let mut known = BTreeMap::new();
    let mut labels = Vec::new();
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let place = locate(text, label.span.start as usize);
        let (id, source) = known.entry(place.file.clone()).or_insert_with(|| {
            let source = read(&place.file).unwrap_or_else(|| stand_in(text, label, &place));
            (files.add(place.file.clone(), source.clone()), source)
        });
        let range = range_in(source, &place, text, label);
        let style = if index == 0 {
            cs::LabelStyle::Primary
        } else {
            cs::LabelStyle::Secondary
        };
        labels.push(cs::Label::new(style, *id, range).with_message(&label.text));
    }
    let shown = cs::Diagnostic::new(severity(diagnostic.severity))
        .with_message(&diagnostic.message)
        .with_labels(labels)
        .with_notes(diagnostic.notes.clone());
    let mut out = String::new();
    if term::emit_to_string(&mut out, &Config::default(), &files, &shown).is_err() {
        return format!("error: {}\n", diagnostic.message);
    }
    out
}

fn severity(severity: Severity) -> cs::Severity {
    match severity {
        Severity::Error => cs::Severity::Error,
        Severity::Warning => cs::Severity::Warning,
        Severity::Note => cs::Severity::Note,
    }
}

/// Stands in for a file that cannot be read (standard input, a deleted file):
/// the preprocessed line under its own number.
fn stand_in(text: &[u8], label: &Label, place: &Place) -> String {
    let line = line_around(text, label.span.start as usize);
    "\n".repeat(place.line.saturating_sub(1)) + &String::from_utf8_lossy(&text[line]) + "\n"
}

fn line_around(text: &[u8], offset: usize) -> Range<usize> {
    let offset = offset.min(text.len());
    let start = text[..offset]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let end = text[offset..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(text.len(), |at| offset + at);
    start..end
}

/// The label's range in the user's file. Columns of the preprocessed line are
/// those of the source line only where no macro was expanded before, so the
/// labelled text itself is looked for; else the whole line is meant.
fn range_in(source: &str, place: &Place, text: &[u8], label: &Label) -> Range<usize> {
    let line_start: usize = source
        .split_inclusive('\n')
        .take(place.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = source.get(line_start..).unwrap_or("");
    let line = rest.split('\n').next().unwrap_or("");
    let wanted = labelled(text, label);
    let column = place.column.saturating_sub(1);
    let found = match line.get(column..) {
        Some(tail) if !wanted.is_empty() && tail.starts_with(&wanted) => Some(column),
        _ if wanted.is_empty() => None,
        _ => line.find(&wanted),
    };
    match found {
        Some(at) => line_start + at..line_start + at + wanted.len(),
        None => {
            let indent = line.len() - line.trim_start().len();
            line_start + indent..line_start + line.trim_end().len().max(indent)
        }
    }
}

/// The first line of the text under the label.
fn labelled(text: &[u8], label: &Label) -> String {
    let bytes = text.get(label.span.range()).unwrap_or(b"");
    let first = bytes.split(|&b| b == b'\n').next().unwrap_or(b"");
    String::from_utf8_lossy(first).trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    const TEXT: &str = "# 1 \"a.c\"\nint f(int n)\n{\n  return (n) + oops(n * 2);\n}\n";

    fn rendered(wanted: &str, source: Option<&str>) -> String {
        let start = TEXT.find(wanted).unwrap();
        let diagnostic = Diagnostic::error("`oops` cannot be rewritten")
            .at(Span::new(start, start + wanted.len()), "called here")
            .note("why: it is a test")
            .note("to go on, do nothing");
        render(&[diagnostic], TEXT.as_bytes(), &|_| {
            source.map(str::to_string)
        })
    }

    #[test]
    fn label_found_behind_a_macro() {
        let source = "int f(int n)\n{\n  return PLUS(n) oops(n * 2);\n}\n";
        insta::assert_snapshot!(rendered("oops(n * 2)", Some(source)));
    }

    #[test]
    fn whole_line_when_a_macro_made_the_text() {
        let source = "int f(int n)\n{\n  return MACRO;\n}\n";
        insta::assert_snapshot!(rendered("oops(n * 2)", Some(source)));
    }

    #[test]
    fn preprocessed_line_when_there_is_no_file() {
        insta::assert_snapshot!(rendered("oops(n * 2)", None));
    }

    #[test]
    fn a_place_past_the_end_of_the_file_is_harmless() {
        assert!(rendered("oops(n * 2)", Some("")).contains("cannot be rewritten"));
        assert!(rendered("oops(n * 2)", Some("x\n")).contains("cannot be rewritten"));
    }
}
