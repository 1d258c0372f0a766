//! `cargo xtask test`: the Rust tests, then the programs.

use crate::abi::{self, ABIS};
use crate::case;
use crate::compile::Builder;
use crate::matrix::{self, Check, Config, Extent};
use crate::tally::{Tally, Verdict};
use crate::workspace::Workspace;
use crate::{cargo_tests, case::Case};
use anyhow::{bail, Context, Result};
use std::time::Instant;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Everything: all 81 pairs at five polls each, real input, slow Rust tests
    #[arg(long)]
    full: bool,
    /// Only these programs of the corpus, and nothing else
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Only these pairs of the matrix ("x86_64:s390x"), and nothing else
    #[arg(long, value_name = "FROM:TO", value_delimiter = ',')]
    pairs: Vec<String>,
    /// Chooses the random polls
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Commands run at the same time [default: as many as processors]
    #[arg(long)]
    jobs: Option<usize>,
}

/// Chains of hops for each program: quick and full.
const CHAINS: (usize, usize) = (1, 4);

/// Returns whether nothing failed.
pub fn run(options: &Options) -> Result<bool> {
    let start = Instant::now();
    let workspace = Workspace::find()?;
    let extent = extent(options)?;
    let cases = case::load_all(&workspace.corpus(), &options.only)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .build_global()
        .context("starting workers")?;
    workspace.build_tools()?;
    let mut total = Tally::default();
    let everything = options.only.is_empty() && options.pairs.is_empty();
    if everything {
        total += part("Rust tests", || cargo_tests::run(&workspace, options.full))?;
    }
    total += part("matrix", || programs(options, &workspace, extent, &cases))?;
    println!(
        "\nin {} s, seed {}",
        start.elapsed().as_secs(),
        options.seed
    );
    println!("{total}");
    Ok(total.failed == 0)
}

fn part(name: &str, run: impl FnOnce() -> Result<Tally>) -> Result<Tally> {
    let start = Instant::now();
    println!("== {name}");
    let tally = run().with_context(|| name.to_string())?;
    println!("== {name}: {tally} ({} s)", start.elapsed().as_secs());
    Ok(tally)
}

fn programs(
    options: &Options,
    workspace: &Workspace,
    extent: Extent,
    cases: &[Case],
) -> Result<Tally> {
    let builder = Builder::new(workspace)?;
    let config = Config {
        builder: &builder,
        extent,
        seed: options.seed,
        chains: if options.full { CHAINS.1 } else { CHAINS.0 },
        scratch: workspace.fresh("matrix-scratch")?,
        failures: workspace.fresh("matrix-failures")?,
        unusable: matrix::probe(),
    };
    for (abi, why) in ABIS.iter().zip(&config.unusable) {
        if let Some(why) = why {
            println!("{} is skipped: {why}", abi.name);
        }
    }
    let checks: Vec<Check> = matrix::run(&config, cases)?;
    matrix::print(&checks);
    let verdicts = checks.iter().map(|check| &check.verdict);
    let tally = Tally::of(verdicts.collect::<Vec<&Verdict>>());
    if tally.failed > 0 {
        println!("\nwhat failed is kept in {}", config.failures.display());
    }
    Ok(tally)
}

fn extent(options: &Options) -> Result<Extent> {
    if options.pairs.is_empty() {
        return Ok(if options.full {
            Extent::Full
        } else {
            Extent::Sample
        });
    }
    let pairs = options.pairs.iter().map(|text| pair(text));
    Ok(Extent::Pairs(pairs.collect::<Result<_>>()?))
}

fn pair(text: &str) -> Result<(usize, usize)> {
    let number = |name: &str| ABIS.iter().position(|abi| abi.name == name);
    let ends = text
        .split_once(':')
        .map(|(from, to)| (number(from), number(to)));
    match ends {
        Some((Some(from), Some(to))) => Ok((from, to)),
        _ => {
            let names: Vec<_> = abi::ABIS.iter().map(|abi| abi.name).collect();
            bail!(
                "--pairs {text}: two of {} with a colon between them",
                names.join(", ")
            )
        }
    }
}
