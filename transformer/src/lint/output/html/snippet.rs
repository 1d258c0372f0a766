//! The lines a finding is about, with some around them.

use super::{escaped, worded};
use crate::lint::output::texts::{byte_of, Text, Texts};
use crate::lint::Located;

/// Lines before and behind.
const AROUND: usize = 2;

/// Lines of a long place that are shown.
const MAX_MARKED: usize = 8;

/// Longer lines are shown as far as the finding keeps them.
const MAX_LINE: usize = 400;

pub fn snippet(finding: &Located, texts: &Texts) -> String {
    let text = texts.get(&finding.file);
    let readable = text
        .filter(|text| finding.line <= text.lines() && text.line(finding.line).len() <= MAX_LINE);
    match readable {
        Some(text) => of_file(finding, &text),
        None => kept(finding),
    }
}

fn of_file(finding: &Located, text: &Text) -> String {
    let first = finding.line.saturating_sub(AROUND).max(1);
    let end = finding.end_line.max(finding.line);
    let shown_end = end.min(finding.line + MAX_MARKED - 1);
    let last = match shown_end < end {
        true => shown_end,
        false => (end + AROUND).min(text.lines()),
    };
    let lines = (first..=last).map(|number| {
        let line = cut(text.line(number));
        match (finding.line..=shown_end).contains(&number) {
            true => marked(finding, number, line),
            false => format!("<i>{}</i>", escaped(line)),
        }
    });
    let more = match end - shown_end {
        0 => String::new(),
        more => format!("<s>{more} more lines</s>"),
    };
    block(first, &(lines.collect::<String>() + &more))
}

fn kept(finding: &Located) -> String {
    let label = label(finding);
    let line = escaped(&finding.snippet);
    block(finding.line, &format!("<i class=h>{line}{label}</i>"))
}

fn block(first: usize, lines: &str) -> String {
    let before = first.saturating_sub(1);
    format!("<pre style=\"counter-reset:l {before}\">{lines}</pre>\n")
}

fn marked(finding: &Located, number: usize, line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let start = match number == finding.line {
        true => byte_of(line, finding.column),
        false => indent,
    };
    let end = match number == finding.end_line {
        true => byte_of(line, finding.end_column),
        false => line.len(),
    };
    let end = end.max(start);
    let label = match number == finding.line {
        true => label(finding),
        false => String::new(),
    };
    let [before, inside, behind] = [&line[..start], &line[start..end], &line[end..]].map(escaped);
    format!("<i class=h>{before}<mark>{inside}</mark>{behind}{label}</i>")
}

fn label(finding: &Located) -> String {
    match finding.label.as_str() {
        "" => String::new(),
        label => format!("<em>{}</em>", worded(label)),
    }
}

fn cut(line: &str) -> &str {
    match line.char_indices().nth(MAX_LINE) {
        Some((at, _)) => &line[..at],
        None => line,
    }
}
