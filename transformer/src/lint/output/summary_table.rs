//! The summary below the findings.

use super::{FileSummary, RuleSummary, Summary};
use comfy_table::{presets::NOTHING, CellAlignment, Table};

/// Files with findings that are listed; of the rest only how many.
const MAX_FILES: usize = 20;

pub fn table(summary: &Summary) -> String {
    let last = format!("{}\n", total(summary));
    if summary.all.all() == 0 {
        return last;
    }
    format!(
        "{}\n\n{}\n\n{last}",
        rules(&summary.rules),
        files(&summary.files)
    )
}

fn rules(rules: &[RuleSummary]) -> String {
    let mut table = headed(&["rule", "severity", "findings"], 2);
    for rule in rules {
        let name = format!("{} {}", rule.code, rule.name);
        table.add_row([name, rule.severity.text().into(), rule.count.to_string()]);
    }
    trimmed(&table)
}

fn files(files: &[FileSummary]) -> String {
    let heads = [
        "file",
        "errors",
        "warnings",
        "notes",
        "lines",
        "per 1,000 lines",
    ];
    let mut table = headed(&heads, 1);
    let with: Vec<_> = files.iter().filter(|file| file.counts.all() > 0).collect();
    for file in with.iter().take(MAX_FILES) {
        let counts = [file.counts.errors, file.counts.warnings, file.counts.notes];
        let density = file.density().map(|density| format!("{density:.1}"));
        let lines = (file.lines > 0).then(|| grouped(file.lines));
        let mut row = vec![file.path.clone()];
        row.extend(counts.map(grouped));
        row.extend([lines, density].map(|value| value.unwrap_or_else(|| "-".into())));
        table.add_row(row);
    }
    let more = with.len().saturating_sub(MAX_FILES);
    match more {
        0 => trimmed(&table),
        more => format!("{}\n and {more} more", trimmed(&table)),
    }
}

/// Columns from `numbers` on are set to the right.
fn headed(heads: &[&str], numbers: usize) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_header(heads.to_vec());
    for column in table.column_iter_mut().skip(numbers) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn trimmed(table: &Table) -> String {
    table.trim_fmt()
}

pub fn total(summary: &Summary) -> String {
    let units = summary.files.iter().filter(|file| file.lines > 0).count();
    let place = format!(
        "{} ({})",
        plural(units, "file"),
        plural(summary.lines, "line")
    );
    match summary.all.all() {
        0 => format!("no findings in {place}"),
        _ => format!(
            "{}, {}, {} in {place}",
            plural(summary.all.errors, "error"),
            plural(summary.all.warnings, "warning"),
            plural(summary.all.notes, "note"),
        ),
    }
}

fn plural(count: usize, what: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(count))
}

/// With commas between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
