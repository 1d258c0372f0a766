//! `cargo xtask test`: the Rust tests, then the programs.

use crate::abi::ABIS;
use crate::case::{self, Case};
use crate::compile::Builder;
use crate::matrix::{self, Check, Extent};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{bad_input, cargo_tests, real_input};
use anyhow::{bail, Context, Result};
use std::path::PathBuf;
use std::time::Instant;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Everything: all 81 pairs at five polls each, real input, slow Rust tests
    #[arg(long)]
    full: bool,
    /// Only these programs of the corpus, "bzip2" or "bad-input"
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Only these pairs of the matrix ("x86_64:s390x"), at five polls each
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

/// Real input: bytes of text, and random polls on each ABI, quick and full.
/// Full is 27 polls, each restored on eight ABIs.
const REAL: [(u64, usize); 2] = [(1_000_000, 1), (11_000_000, 3)];

/// Parts of the tests that `--only` can name besides programs of the corpus.
const REAL_INPUT: &str = "bzip2";
const BAD_INPUT: &str = "bad-input";

/// Returns whether nothing failed.
pub fn run(options: &Options) -> Result<bool> {
    let start = Instant::now();
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .build_global()
        .context("starting workers")?;
    let session = Session::new(options, &workspace)?;
    let mut total = Tally::default();
    if options.only.is_empty() && options.pairs.is_empty() {
        total += part("Rust tests", || cargo_tests::run(&workspace, options.full))?;
    }
    if session.wants_corpus() {
        total += part("matrix", || session.corpus())?;
    }
    if session.wants(REAL_INPUT) {
        total += part("real input", || session.real_input())?;
    }
    if session.wants(BAD_INPUT) && options.pairs.is_empty() {
        total += part("bad input", || session.bad_input())?;
    }
    if total.failed > 0 {
        let kept = session.failures.display();
        println!("\nwhat failed in the matrix is kept in {kept}");
    }
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
    println!("\n== {name}");
    let tally = run().with_context(|| name.to_string())?;
    println!("== {name}: {tally} ({} s)", start.elapsed().as_secs());
    Ok(tally)
}

/// What the parts with compiled programs share.
struct Session<'a> {
    options: &'a Options,
    workspace: &'a Workspace,
    extent: Extent,
    cases: Vec<Case>,
    builder: Builder,
    scratch: PathBuf,
    failures: PathBuf,
    unusable: Vec<Option<String>>,
}

impl<'a> Session<'a> {
    fn new(options: &'a Options, workspace: &'a Workspace) -> Result<Session<'a>> {
        let is_part = |name: &&String| *name == REAL_INPUT || *name == BAD_INPUT;
        let programs = options.only.iter().filter(|name| !is_part(name));
        let cases = case::load_all(&workspace.corpus(), &programs.cloned().collect::<Vec<_>>())?;
        workspace.build_tools()?;
        let session = Session {
            options,
            workspace,
            extent: extent(options)?,
            cases,
            builder: Builder::new(workspace)?,
            scratch: workspace.fresh("matrix-scratch")?,
            failures: workspace.fresh("matrix-failures")?,
            unusable: matrix::probe(),
        };
        for (abi, why) in ABIS.iter().zip(&session.unusable) {
            if let Some(why) = why {
                println!("{} is skipped: {why}", abi.name);
            }
        }
        Ok(session)
    }

    fn wants(&self, part: &str) -> bool {
        let only = &self.options.only;
        only.is_empty() || only.iter().any(|name| name == part)
    }

    fn wants_corpus(&self) -> bool {
        let only = &self.options.only;
        only.is_empty()
            || only
                .iter()
                .any(|name| self.cases.iter().any(|c| c.name == *name))
    }

    fn corpus(&self) -> Result<Tally> {
        let chains = if self.options.full {
            CHAINS.1
        } else {
            CHAINS.0
        };
        self.programs(self.extent.clone(), chains, &self.cases)
    }

    fn real_input(&self) -> Result<Tally> {
        let (bytes, polls) = REAL[usize::from(self.options.full)];
        let case = real_input::bzip2(self.workspace, bytes)?;
        let extent = match &self.extent {
            Extent::Pairs(_) => self.extent.clone(),
            _ => Extent::Others(polls),
        };
        self.programs(extent, CHAINS.0, &[case])
    }

    fn programs(&self, extent: Extent, chains: usize, cases: &[Case]) -> Result<Tally> {
        let config = matrix::Config {
            builder: &self.builder,
            extent,
            seed: self.options.seed,
            chains,
            scratch: self.scratch.clone(),
            failures: self.failures.clone(),
            unusable: self.unusable.clone(),
        };
        let checks = matrix::run(&config, cases)?;
        matrix::print(&checks);
        Ok(tally(&checks))
    }

    fn bad_input(&self) -> Result<Tally> {
        let checks = bad_input::run(&bad_input::Config {
            builder: &self.builder,
            programs: self.workspace.root.join("tests/bad-input"),
            scratch: self.scratch.clone(),
            full: self.options.full,
            seed: self.options.seed,
            unusable: self.unusable.clone(),
        });
        matrix::print_exceptions(&checks);
        Ok(tally(&checks))
    }
}

fn tally(checks: &[Check]) -> Tally {
    Tally::of(checks.iter().map(|check| &check.verdict))
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
            let names: Vec<_> = ABIS.iter().map(|abi| abi.name).collect();
            bail!(
                "--pairs {text}: two of {} with a colon between them",
                names.join(", ")
            )
        }
    }
}
