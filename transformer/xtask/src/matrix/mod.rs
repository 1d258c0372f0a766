//! The matrix: every program of the corpus, captured on each ABI and restored
//! on each, in one hop and in several.
//!
//! Programs are taken one after the other; the work of each is spread over all
//! workers. What a program must do is said by `expected.txt` and confirmed by
//! the untransformed program.

mod case_run;
mod failures;
mod hops;
mod plan;
pub mod prepare;
pub mod sandbox;
mod summary;
mod table;
#[cfg(test)]
mod tests;
pub mod verify;

pub use failures::Evidence;
pub use hops::Hops;
pub use plan::Extent;
pub use summary::{constructs, real_programs};
pub use table::{new_table, print, print_exceptions};
pub use verify::first_difference;

use crate::abi::ABIS;
use crate::case::Case;
use crate::compile::Builder;
use crate::tally::Verdict;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::path::PathBuf;

/// The result of one check on one program.
#[derive(Debug, Clone)]
pub struct Check {
    pub case: String,
    /// Numbers of the source and target ABI; none for checks that are not
    /// about a pair.
    pub pair: Option<(usize, usize)>,
    /// Of a chain.
    pub hops: Hops,
    /// "x86_64 -> s390x at poll 17".
    pub what: String,
    pub verdict: Verdict,
}

pub struct Config<'a> {
    pub builder: &'a Builder,
    /// How much is run of each case.
    pub extent: &'a (dyn Fn(&Case) -> Extent + Sync),
    pub seed: u64,
    /// Chains of several hops for each program.
    pub chains: usize,
    /// Programs run below this folder.
    pub scratch: PathBuf,
    /// What a failed check leaves goes here.
    pub failures: PathBuf,
    /// Why an ABI cannot be used here; none if it can.
    pub unusable: Vec<Option<String>>,
}

/// Tries each ABI of the table.
pub fn probe() -> Vec<Option<String>> {
    ABIS.par_iter().map(|abi| abi.probe().err()).collect()
}

pub fn run(config: &Config, cases: &[Case]) -> Result<Vec<Check>> {
    let bar = progress(cases.len());
    let mut checks = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        bar.set_message(case.name.clone());
        let of_case = case_run::run(config, number, case);
        for failed in of_case
            .iter()
            .filter(|c| matches!(c.verdict, Verdict::Failed(_)))
        {
            bar.suspend(|| eprintln!("failed: {}: {}", failed.case, failed.what));
        }
        checks.extend(of_case);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(checks)
}

/// A generator of its own for each program, so that a program meets the same
/// polls whichever others are run.
fn rng_for(seed: u64, case: &str) -> fastrand::Rng {
    let mixed = case.bytes().fold(seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    fastrand::Rng::with_seed(mixed)
}

fn progress(cases: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} [{elapsed}]");
    let bar = ProgressBar::new(cases as u64);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn pair_text(from: usize, to: usize) -> String {
    format!("{} -> {}", ABIS[from].name, ABIS[to].name)
}
