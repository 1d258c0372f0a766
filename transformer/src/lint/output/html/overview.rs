//! The numbers at the top: by severity, by rule, by file.

use super::{escaped, grouped};
use crate::lint::output::{Counts, FileSummary, RuleSummary, Summary};
use std::fmt::Write;

/// Bars that are shown at once; the rest unfolds.
const FIRST: usize = 12;

pub fn overview(summary: &Summary) -> String {
    let tiles = tiles(summary);
    if summary.all.all() == 0 {
        return tiles;
    }
    let rules = panel("By rule", rules(&summary.rules));
    let files = panel("By file", files(&summary.files));
    format!("{tiles}\n<div class=panels>\n{rules}\n{files}\n</div>")
}

fn tiles(summary: &Summary) -> String {
    let Counts {
        errors,
        warnings,
        notes,
    } = summary.all;
    let density = match summary.lines {
        0 => 0.0,
        lines => summary.all.all() as f64 * 1000.0 / lines as f64,
    };
    let tile = |class: &str, number: String, what: &str, meaning: &str| {
        format!(
            "<div class=\"tile {class}\"><b>{number}</b><span>{what}</span><small>{meaning}</small></div>"
        )
    };
    [
        "<div class=tiles>".to_string(),
        tile("e", grouped(errors), "errors", "cannot migrate"),
        tile(
            "w",
            grouped(warnings),
            "warnings",
            "migrates under a condition",
        ),
        tile(
            "n",
            grouped(notes),
            "notes",
            "means something else elsewhere",
        ),
        tile(
            "d",
            format!("{density:.1}"),
            "per 1,000 lines",
            "density of findings",
        ),
        "</div>".to_string(),
    ]
    .concat()
}

fn panel(title: &str, rows: Vec<String>) -> String {
    let (first, rest) = rows.split_at(rows.len().min(FIRST));
    let mut out = format!(
        "<section class=panel><h2>{title}</h2><div class=bars>{}</div>",
        first.concat()
    );
    if !rest.is_empty() {
        let _ = write!(
            out,
            "<details><summary>{} more</summary><div class=bars>{}</div></details>",
            rest.len(),
            rest.concat()
        );
    }
    out + "</section>"
}

fn rules(rules: &[RuleSummary]) -> Vec<String> {
    let most = rules.iter().map(|rule| rule.count).max().unwrap_or(1);
    let row = |rule: &RuleSummary| {
        let (code, name) = (escaped(&rule.code), escaped(&rule.name));
        let key = &rule.severity.text()[..1];
        let bar = bar(key, rule.count, most);
        format!(
            "<a href=\"#{code}\" data-rule=\"{code}\"><span>{code} {name}</span>\
             <span class=bar>{bar}</span><b>{}</b></a>",
            grouped(rule.count)
        )
    };
    rules.iter().map(row).collect()
}

fn files(files: &[FileSummary]) -> Vec<String> {
    let with: Vec<&FileSummary> = files.iter().filter(|file| file.counts.all() > 0).collect();
    let most = with.first().map_or(1, |file| file.counts.all());
    let row = |file: &&FileSummary| {
        let path = escaped(&file.path);
        let Counts {
            errors,
            warnings,
            notes,
        } = file.counts;
        let bars = [("e", errors), ("w", warnings), ("n", notes)];
        let bars: String = bars.map(|(key, count)| bar(key, count, most)).concat();
        let density = file.density().map(|density| format!("{density:.1}"));
        format!(
            "<a href=\"#findings\" data-file=\"{path}\" title=\"{errors} errors, {warnings} warnings, {notes} notes\">\
             <span>{path}</span><span class=bar>{bars}</span><b>{}</b><small>{}</small></a>",
            grouped(file.counts.all()),
            density.map_or(String::new(), |density| format!("{density}/k"))
        )
    };
    with.iter().map(row).collect()
}

fn bar(key: &str, count: usize, most: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let percent = count as f64 * 100.0 / most.max(1) as f64;
    format!("<i class={key} style=\"width:{percent:.1}%\"></i>")
}
