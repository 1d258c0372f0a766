//! `migctl explain`: what a rule finds, why, and what to write instead.

use super::Failure;
use crate::lint::{rule_or_suggestion, Documentation, RULES};
use clap::Args;
use std::fmt::Write;

/// Explain a rule of the lint, or list all of them
#[derive(Debug, Args)]
pub struct Explain {
    /// Its code or name: MIG001, pointer-to-integer
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

/// Exit status for a rule that does not exist.
const USAGE: i32 = 2;

pub fn explain(args: Explain) -> Result<i32, Failure> {
    let text = match &args.rule {
        None => list(),
        Some(name) => page(rule_or_suggestion(name).map_err(|why| Failure::new(USAGE, why))?),
    };
    // Colours are for terminals: anstream leaves them out elsewhere. A reader
    // that has seen enough is no failure.
    use std::io::Write as _;
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(0)
}

const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

fn list() -> String {
    let width = RULES.iter().map(|rule| rule.documentation().name.len());
    let width = width.max().unwrap_or(0);
    let mut text = String::new();
    for rule in RULES {
        let Documentation {
            code,
            name,
            severity,
            summary,
            ..
        } = rule.documentation();
        let severity = severity.text();
        let _ = writeln!(
            text,
            "{code}  {BOLD}{name:width$}{PLAIN}  {severity:7}  {summary}"
        );
    }
    text
}

fn page(rule: &Documentation) -> String {
    let mut text = format!(
        "{BOLD}{} {}{PLAIN}\n{}\n\nseverity {}, since migcc {}\n\n",
        rule.code,
        rule.name,
        rule.summary,
        rule.severity.text(),
        rule.since
    );
    let mut is_code = false;
    for line in rule.body.lines() {
        let _ = match (line.strip_prefix("## "), line.strip_prefix("```")) {
            (Some(heading), _) if !is_code => writeln!(text, "{BOLD}{heading}{PLAIN}"),
            (_, Some(_)) => {
                is_code = !is_code;
                writeln!(text)
            }
            _ if is_code => writeln!(text, "    {line}"),
            _ => writeln!(text, "{line}"),
        };
    }
    squeezed(&text)
}

/// With at most one empty line in a row, and none at the end.
fn squeezed(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    lines.join("\n").trim_end().to_string() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_and_a_line() {
        for rule in RULES {
            let rule = rule.documentation();
            let page = page(rule);
            assert!(page.contains("Why migration breaks"), "{page}");
            assert!(!page.contains("```"), "{page}");
            assert!(list().contains(rule.name));
        }
    }
}
