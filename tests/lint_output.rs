//! Findings in the user's own files, and the formats they are written in.

#[path = "lint_output/formats.rs"]
mod formats;
#[path = "lint_output/html.rs"]
mod html;
#[path = "lint_output/places.rs"]
mod places;
#[path = "lint_output/sarif.rs"]
mod sarif;
mod support;

use migcc::lint::output::{write, FileReport, Format, OutputOptions};
use migcc::lint::{locate, Finding, Located, RULES};
use migcc::source::{SourceText, Span};

/// A finding of the rule at this index of the list, about a piece of the text.
fn finding(text: &str, rule: usize, wanted: &str) -> Finding {
    let start = text
        .find(wanted)
        .unwrap_or_else(|| panic!("{wanted} in\n{text}"));
    Finding {
        rule: RULES[rule].documentation(),
        span: Span::new(start, start + wanted.len()),
        message: format!("`{wanted}` is wrong"),
        label: "here".into(),
        related: Vec::new(),
        help: Vec::new(),
        fix: None,
        function: Some("f".into()),
    }
}

fn source(text: &str) -> SourceText {
    SourceText::new(text.into(), "a.c").unwrap()
}

/// Places of findings in one file `a.c`.
fn in_file(text: &str, file: &str, findings: &[Finding]) -> Vec<Located> {
    locate(findings, &source(text), &|name| {
        (name == "a.c").then(|| file.to_string())
    })
}

fn written(
    format: Format,
    reports: &[FileReport],
    options: &OutputOptions,
    read: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut out = Vec::new();
    write(format, reports, options, read, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// As they might come from a large program: in `files` files, of all rules.
fn many(count: usize, files: usize) -> (Vec<FileReport>, impl Fn(&str) -> Option<String>) {
    let line = "    table[index] = (unsigned long)(entry->next) & ~MASK(3) | \"a<b\"[n];\n";
    let per_file = count.div_ceil(files);
    let text = line.repeat(per_file);
    let kept = text.clone();
    let reports = (0..files).map(|file| {
        let rule = |at: usize| RULES[at % RULES.len()].documentation();
        let findings = (0..per_file.min(count - (per_file * file).min(count))).map(|at| Located {
            rule: rule(at).code.into(),
            name: rule(at).name.into(),
            severity: rule(at).severity,
            file: format!("src/part/file_{file}.c"),
            line: at + 1,
            column: 20,
            end_line: at + 1,
            end_column: 48,
            message: "the pointer `entry->next` becomes a number of type `unsigned long`".into(),
            label: "converted here".into(),
            related: Vec::new(),
            help: vec!["keep the pointer itself, or an index into the array it points into".into()],
            function: Some(format!("function_{}", at / 10)),
            snippet: line.trim_end().into(),
            macro_name: None,
            fingerprint: format!("{file:016x}{at:016x}"),
            fix: None,
        });
        FileReport {
            path: format!("src/part/file_{file}.c"),
            lines: per_file,
            findings: findings.collect(),
        }
    });
    (reports.collect(), move |_: &str| Some(kept.clone()))
}
