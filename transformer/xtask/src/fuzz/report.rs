//! Counting what the trials did and found.

use super::findings::{Finding, Kind};
use super::sample::Generator;
use comfy_table::{presets, Table};
use std::collections::BTreeMap;
use std::fmt;

/// Of any number of trials.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub programs: usize,
    pub without_polls: usize,
    pub captures: usize,
    pub hops: usize,
    pub polls: u64,
    pub findings: Vec<Finding>,
}

/// The reports by generator and seed.
#[derive(Debug, Default)]
pub struct Reports(pub BTreeMap<(Generator, u64), Report>);

impl Report {
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub fn with(mut self, finding: Finding) -> Report {
        self.add(finding);
        self
    }

    fn join(&mut self, other: &Report) {
        self.programs += other.programs;
        self.without_polls += other.without_polls;
        self.captures += other.captures;
        self.hops += other.hops;
        self.polls += other.polls;
        self.findings.extend(other.findings.iter().cloned());
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|f| f.kind == kind).count()
    }
}

impl Reports {
    pub fn add(&mut self, generator: Generator, seed: u64, report: Report) {
        self.0.insert((generator, seed), report);
    }

    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.0.values().flat_map(|report| &report.findings)
    }

    /// The sum for each generator, with its seeds.
    fn sums(&self) -> BTreeMap<Generator, (Report, Vec<u64>)> {
        let mut sums: BTreeMap<Generator, (Report, Vec<u64>)> = BTreeMap::new();
        for ((generator, seed), report) in &self.0 {
            let (sum, seeds) = sums.entry(*generator).or_default();
            sum.join(report);
            seeds.push(*seed);
        }
        sums
    }

    pub fn is_clean(&self) -> bool {
        !self.findings().any(|finding| finding.kind.is_fault())
    }

    /// Reasons of refusals, how often, and a seed of each.
    fn refusals(&self) -> BTreeMap<String, (usize, String)> {
        let mut reasons = BTreeMap::new();
        for finding in self.findings().filter(|f| f.kind == Kind::Refused) {
            let seed = format!("--only {} --seed {}", finding.generator, finding.seed);
            let entry = reasons.entry(finding.reason()).or_insert((0, seed));
            entry.0 += 1;
        }
        reasons
    }
}

const COLUMNS: [&str; 11] = [
    "generator",
    "seeds",
    "programs",
    "no poll",
    "captures",
    "hops",
    "polls",
    "DIFFERENCES",
    "refused",
    "generator's fault",
    "too long",
];

fn row(generator: Generator, report: &Report, seeds: &[u64]) -> [String; 11] {
    let first = seeds.iter().min().unwrap_or(&0);
    let last = seeds.iter().max().unwrap_or(&0);
    [
        generator.to_string(),
        format!("{first}..{last}"),
        report.programs.to_string(),
        report.without_polls.to_string(),
        report.captures.to_string(),
        report.hops.to_string(),
        report.polls.to_string(),
        (report.count(Kind::Difference) + report.count(Kind::Build)).to_string(),
        report.count(Kind::Refused).to_string(),
        report.count(Kind::Generator).to_string(),
        report.count(Kind::TooLong).to_string(),
    ]
}

impl fmt::Display for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table
            .load_preset(presets::ASCII_MARKDOWN)
            .set_header(COLUMNS);
        for (generator, (report, seeds)) in self.sums() {
            table.add_row(row(generator, &report, &seeds));
        }
        writeln!(f, "{table}")?;
        for (reason, (count, seed)) in self.refusals() {
            writeln!(f, "{count} x refused ({seed}): {reason}")?;
        }
        for finding in self.findings().filter(|f| f.kind != Kind::Refused) {
            if finding.kind != Kind::TooLong {
                writeln!(f, "{finding}")?;
            }
        }
        Ok(())
    }
}
