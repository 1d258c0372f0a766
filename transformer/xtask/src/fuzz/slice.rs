//! The part of `cargo xtask test`: the same programs at each run.

use super::report::Report;
use super::sample::Generator;
use super::workers::{self, Wanted};
use super::{csmith, Bench};
use crate::compile::Builder;
use crate::matrix::{Check, Hops};
use crate::tally::{Failure, Verdict};
use std::path::PathBuf;

pub struct Config {
    pub builder: Builder,
    pub scratch: PathBuf,
    pub failures: PathBuf,
    /// Why an ABI cannot be used here; none if it can.
    pub unusable: Vec<Option<String>>,
    pub full: bool,
    pub jobs: Option<usize>,
}

/// Programs of each generator, and captures of each: quick and full.
const QUICK: (usize, usize) = (30, 5);
const FULL: (usize, usize) = (300, 10);
const SEED: u64 = 1;

/// One check for each program; in the second part polls are at every statement.
pub fn run(config: Config) -> Vec<Check> {
    let (programs, captures) = if config.full { FULL } else { QUICK };
    let usable = |number: &usize| config.unusable[*number].is_none();
    let mut bench = Bench {
        abis: (0..config.unusable.len()).filter(usable).collect(),
        builder: config.builder,
        scratch: config.scratch,
        keep: config.failures,
        captures,
        every_statement: false,
        command: format!("cargo xtask fuzz-programs --captures {captures}"),
    };
    let mut checks = Vec::new();
    let mut generators = vec![Generator::Own];
    match csmith::is_there() {
        true => generators.push(Generator::Csmith),
        false => checks.extend((0..programs).map(|_| skipped(Generator::Csmith))),
    }
    let wanted = |programs| Wanted {
        programs,
        time: None,
        seed: SEED,
        jobs: config.jobs,
    };
    checks.extend(part(&bench, wanted(programs - programs / 3), &generators));
    bench.every_statement = true;
    bench.command += " --every-statement";
    checks.extend(part(&bench, wanted(programs / 3), &generators));
    checks
}

fn part(bench: &Bench, wanted: Wanted, generators: &[Generator]) -> Vec<Check> {
    let reports = workers::run(bench, &wanted, generators);
    println!("{reports}");
    let reports = reports.0.iter();
    reports
        .map(|((generator, seed), report)| check(bench, *generator, *seed, report))
        .collect()
}

fn check(bench: &Bench, generator: Generator, seed: u64, report: &Report) -> Check {
    let mode = if bench.every_statement {
        ", a poll at every statement"
    } else {
        ""
    };
    Check {
        case: format!("fuzz-{generator}"),
        pair: None,
        hops: Hops::default(),
        what: format!("seed {seed}{mode}"),
        verdict: verdict(bench, generator, seed, report),
    }
}

/// What was refused or could not be tried has not passed.
fn verdict(bench: &Bench, generator: Generator, seed: u64, report: &Report) -> Verdict {
    if let Some(fault) = report.findings.iter().find(|f| f.kind.is_fault()) {
        let again = format!(
            "{} --only {generator} --seed {seed} --count 1",
            bench.command
        );
        return Verdict::Failed(Failure {
            what: fault.to_string(),
            commands: vec![again],
        });
    }
    match report.findings.first() {
        Some(finding) => Verdict::Skipped(format!("{}: {}", finding.kind, finding.reason())),
        None if report.without_polls > 0 => Verdict::Skipped("executes no poll".into()),
        None => Verdict::Passed,
    }
}

fn skipped(generator: Generator) -> Check {
    Check {
        case: format!("fuzz-{generator}"),
        pair: None,
        hops: Hops::default(),
        what: "any seed".into(),
        verdict: Verdict::Skipped(csmith::MISSING.into()),
    }
}
