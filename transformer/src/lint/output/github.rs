//! Workflow commands that become annotations of a change on GitHub.

use super::OutputOptions;
use crate::lint::{Located, Severity};
use std::cmp::Reverse;
use std::io::{self, Write};

/// The worst first: GitHub shows ten of each severity for a step.
pub fn write(
    findings: &[&Located],
    options: &OutputOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    for finding in findings {
        writeln!(out, "{}", command(finding, options))?;
    }
    Ok(())
}

fn command(finding: &Located, options: &OutputOptions) -> String {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = vec![
        ("file", options.rooted(&finding.file)),
        ("line", finding.line.to_string()),
        ("endLine", finding.end_line.to_string()),
    ];
    // Columns are taken only where the place is on one line.
    if finding.line == finding.end_line {
        properties.push(("col", finding.column.to_string()));
        properties.push(("endColumn", finding.end_column.to_string()));
    }
    properties.push(("title", format!("{} {}", finding.rule, finding.name)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    format!(
        "::{kind} {}::{}",
        properties.join(","),
        data(&text(finding))
    )
}

fn text(finding: &Located) -> String {
    let mut lines = vec![finding.message.clone()];
    if let Some(name) = &finding.macro_name {
        lines.push(format!("made by the macro {name}"));
    }
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// As the runner reads it back.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
