//! The corpus under sanitizers, valgrind, other compilers, other C libraries and
//! other levels of optimisation: built in each variant, run uncaptured, captured
//! at random polls and restored, by itself and by another variant.
//!
//! What a variant cannot do with the program as its plain compiler builds it, it
//! is not asked to do with migcc: that is skipped, and shown.

mod plan;
mod table;
mod trial;

use crate::abi::ABIS;
use crate::case::{self, Case};
use crate::compile::Builder;
use crate::matrix::{self, Check, Extent};
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::{ensure, Context, Result};
use rayon::prelude::*;
use std::path::PathBuf;
use table::{Variant, VARIANTS};

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Only these programs of corpus/
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Only these variants [default: all]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    variants: Vec<String>,
    /// Chooses the polls and the variants that restore
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Captures of each program on each variant
    #[arg(long, default_value_t = 2)]
    captures: usize,
    /// Commands run at the same time [default: as many as processors]
    #[arg(long)]
    jobs: Option<usize>,
}

/// What all trials share.
pub struct Bench<'a> {
    pub builder: &'a Builder,
    pub scratch: PathBuf,
    pub failures: PathBuf,
    pub seed: u64,
}

/// Programs each variant gets in the quick tier.
const QUICK: usize = 2;

/// Returns whether nothing failed.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .build_global()
        .context("starting workers")?;
    workspace.build_tools()?;
    let variants = chosen(&options.variants)?;
    let wanted = |name: &str| options.only.is_empty() || options.only.iter().any(|n| n == name);
    let cases = case::load_all(&workspace.corpus(), wanted)?;
    ensure!(!cases.is_empty(), "--only names no program of corpus/");
    let bench = Bench {
        builder: &Builder::new(&workspace)?,
        scratch: workspace.fresh("variants-scratch")?,
        failures: workspace.fresh("variants-failures")?,
        seed: options.seed,
    };
    let all = |_: &Variant, _: usize| true;
    let checks = bench.checks(&cases, &variants, options.captures, &all);
    Ok(show(&checks).failed == 0)
}

/// The part of `cargo xtask test`: in the quick tier each variant has some of the
/// programs, which depend on the seed.
pub fn slice(bench: &Bench, cases: &[Case], full: bool) -> Vec<Check> {
    let variants: Vec<_> = VARIANTS.iter().collect();
    let turns = plan::turns(bench.seed, cases.len(), variants.len(), QUICK);
    let wanted = |variant: &Variant, case: usize| {
        let number = VARIANTS.iter().position(|v| v.name == variant.name);
        full || number.is_some_and(|number| turns[number].contains(&case))
    };
    let captures = if full { 3 } else { 1 };
    let checks = bench.checks(cases, &variants, captures, &wanted);
    show(&checks);
    checks
}

fn show(checks: &[Check]) -> Tally {
    println!("{}", table::of(checks));
    matrix::print_exceptions(checks);
    let tally = Tally::of(checks.iter().map(|check| &check.verdict));
    println!("{tally}");
    tally
}

fn chosen(names: &[String]) -> Result<Vec<&'static Variant>> {
    let known = |name: &&String| VARIANTS.iter().any(|v| v.name == name.as_str());
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        let all: Vec<_> = VARIANTS.iter().map(|v| v.name).collect();
        anyhow::bail!("no variant {unknown}; there are {}", all.join(", "));
    }
    let wanted = |v: &&Variant| names.is_empty() || names.iter().any(|n| n == v.name);
    Ok(VARIANTS.iter().filter(wanted).collect())
}

impl Bench<'_> {
    fn checks(
        &self,
        cases: &[Case],
        variants: &[&'static Variant],
        captures: usize,
        wanted: &(dyn Fn(&Variant, usize) -> bool + Sync),
    ) -> Vec<Check> {
        let unusable: Vec<_> = variants
            .par_iter()
            .map(|v| v.probe(&self.scratch))
            .collect();
        let of_case = |(number, case): (usize, &Case)| {
            let wanted = |v: &&&Variant| wanted(v, number);
            let turn: Vec<_> = variants.iter().filter(wanted).copied().collect();
            match turn.is_empty() {
                true => Vec::new(),
                false => trial::run(self, case, &turn, captures, &|variant| {
                    let at = variants.iter().position(|v| v.name == variant.name);
                    at.and_then(|at| unusable[at].clone().err())
                }),
            }
        };
        cases
            .par_iter()
            .enumerate()
            .flat_map_iter(|(number, case)| of_case((number, case)))
            .collect()
    }

    /// The matrix's configuration, for the parts of it that are used here.
    fn config<'b>(&'b self, extent: &'b (dyn Fn(&Case) -> Extent + Sync)) -> matrix::Config<'b> {
        matrix::Config {
            builder: self.builder,
            extent,
            seed: self.seed,
            chains: 0,
            scratch: self.scratch.clone(),
            failures: self.failures.clone(),
            unusable: vec![None; ABIS.len()],
        }
    }
}
