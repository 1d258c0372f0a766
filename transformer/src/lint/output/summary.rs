//! How much was found, by rule and by file.

use super::FileReport;
use crate::lint::{Located, Severity};
use std::collections::{BTreeMap, HashSet};

/// Counts of findings; one in a header that several units include counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub all: Counts,
    /// Most findings first.
    pub rules: Vec<RuleSummary>,
    /// Most findings first; all linted files and the headers with findings.
    pub files: Vec<FileSummary>,
    /// Lines of all linted files.
    pub lines: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSummary {
    pub code: String,
    pub name: String,
    pub severity: Severity,
    pub count: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSummary {
    pub path: String,
    pub counts: Counts,
    /// 0 for a header, which no unit is.
    pub lines: usize,
}

impl Counts {
    pub fn all(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }
}

impl FileSummary {
    /// Findings in a thousand lines.
    pub fn density(&self) -> Option<f64> {
        (self.lines > 0).then(|| self.counts.all() as f64 * 1000.0 / self.lines as f64)
    }
}

impl Summary {
    pub fn of(files: &[FileReport]) -> Summary {
        Summary::of_findings(files, &distinct(files))
    }

    pub(super) fn of_findings(files: &[FileReport], findings: &[&Located]) -> Summary {
        let mut summary = Summary::default();
        let mut rules: BTreeMap<&str, RuleSummary> = BTreeMap::new();
        let mut by_file: BTreeMap<&str, FileSummary> = BTreeMap::new();
        for file in files {
            let entry = by_file.entry(&file.path);
            let entry = entry.or_insert_with(|| FileSummary::new(&file.path));
            entry.lines = file.lines;
        }
        for finding in findings {
            summary.all.add(finding.severity);
            let file = by_file.entry(&finding.file);
            let file = file.or_insert_with(|| FileSummary::new(&finding.file));
            file.counts.add(finding.severity);
            let rule = rules.entry(&finding.rule);
            rule.or_insert_with(|| RuleSummary::new(finding)).count += 1;
        }
        summary.rules = rules.into_values().collect();
        summary
            .rules
            .sort_by_key(|rule| std::cmp::Reverse(rule.count));
        summary.files = by_file.into_values().collect();
        summary
            .files
            .sort_by_key(|file| std::cmp::Reverse(file.counts.all()));
        summary.lines = summary.files.iter().map(|file| file.lines).sum();
        summary
    }
}

impl RuleSummary {
    fn new(finding: &Located) -> RuleSummary {
        RuleSummary {
            code: finding.rule.clone(),
            name: finding.name.clone(),
            severity: finding.severity,
            count: 0,
        }
    }
}

impl FileSummary {
    fn new(path: &str) -> FileSummary {
        FileSummary {
            path: path.into(),
            counts: Counts::default(),
            lines: 0,
        }
    }
}

/// The findings of all units, without those that an earlier unit has had from the
/// same header.
pub fn distinct(files: &[FileReport]) -> Vec<&Located> {
    let mut seen = HashSet::new();
    files
        .iter()
        .flat_map(|file| &file.findings)
        .filter(|finding| {
            let place = (
                finding.line,
                finding.column,
                finding.end_line,
                finding.end_column,
            );
            seen.insert((&finding.file, &finding.fingerprint, place))
        })
        .collect()
}
