//! The results: rows, bars, and which fall short of theirs.

use super::stats::Ratio;
use comfy_table::{presets::UTF8_FULL_CONDENSED, Cell, CellAlignment, Color, Table};
use serde::Serialize;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Bar {
    AtMost(f64),
    AtLeast(f64),
}

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub what: String,
    pub measure: String,
    pub value: f64,
    pub of_minima: Option<f64>,
    pub pairs: Option<usize>,
    pub bar: Option<Bar>,
}

#[derive(Debug, Default, Serialize)]
pub struct Report {
    rows: Vec<Row>,
    /// What could not be measured here, and why.
    skipped: Vec<(String, String)>,
    failed: Vec<(String, String)>,
}

impl Bar {
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Bar::AtMost(most) => value <= most,
            Bar::AtLeast(least) => value >= least,
        }
    }

    fn text(self) -> String {
        match self {
            Bar::AtMost(most) => format!("≤ {most:.2}"),
            Bar::AtLeast(least) => format!("≥ {least:.2}"),
        }
    }
}

impl Row {
    pub fn of_ratio(measure: &str, ratio: Ratio, bar: Option<Bar>) -> Row {
        Row {
            of_minima: Some(ratio.of_minima),
            pairs: Some(ratio.pairs),
            ..Row::of_value(measure, ratio.median, bar)
        }
    }

    pub fn of_value(measure: &str, value: f64, bar: Option<Bar>) -> Row {
        Row {
            what: String::new(),
            measure: measure.into(),
            value,
            of_minima: None,
            pairs: None,
            bar,
        }
    }

    pub fn named(self, what: &str) -> Row {
        Row {
            what: what.into(),
            ..self
        }
    }

    fn is_met(&self) -> bool {
        self.bar.is_none_or(|bar| bar.is_met(self.value))
    }

    fn cells(&self) -> Vec<Cell> {
        let (mark, color) = match (self.bar, self.is_met()) {
            (None, _) => ("", Color::Reset),
            (_, true) => ("✓", Color::Green),
            (_, false) => ("✗ falls short", Color::Red),
        };
        let number =
            |value: f64| Cell::new(format!("{value:.3}")).set_alignment(CellAlignment::Right);
        vec![
            Cell::new(&self.what),
            Cell::new(&self.measure),
            number(self.value),
            self.of_minima.map_or(Cell::new(""), number),
            Cell::new(self.bar.map_or(String::new(), Bar::text)),
            Cell::new(mark).fg(color),
        ]
    }
}

impl Report {
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub fn skip(&mut self, what: &str, why: &str) {
        self.skipped.push((what.into(), why.into()));
    }

    pub fn fail(&mut self, what: &str, why: &str) {
        self.failed.push((what.into(), why.into()));
    }

    pub fn all_met(&self) -> bool {
        self.failed.is_empty() && self.rows.iter().all(Row::is_met)
    }

    pub fn print(&self) {
        let mut table = Table::new();
        table.load_preset(UTF8_FULL_CONDENSED);
        table.set_header(["what", "measure", "median", "of minima", "bar", ""]);
        for row in &self.rows {
            table.add_row(row.cells());
        }
        println!("{table}");
        self.skipped
            .iter()
            .for_each(|(what, why)| println!("skipped: {what}: {why}"));
        self.failed
            .iter()
            .for_each(|(what, why)| println!("FAILED: {what}: {why}"));
        let short = self.rows.iter().filter(|row| !row.is_met()).count();
        let barred = self.rows.iter().filter(|row| row.bar.is_some()).count();
        println!(
            "{} of {barred} bars met, {} not measured",
            barred - short,
            self.failed.len()
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_is_missed_or_not_measured_is_not_met() {
        let mut report = Report::default();
        report.add(Row::of_value("x", 1.10, Some(Bar::AtMost(1.10))));
        report.add(Row::of_value("x", 5.0, None));
        assert!(report.all_met());
        report.add(Row::of_value("x", 0.9, Some(Bar::AtLeast(1.0))));
        assert!(!report.all_met());

        let mut report = Report::default();
        report.fail("capture", "it crashed");
        assert!(!report.all_met());
    }
}
