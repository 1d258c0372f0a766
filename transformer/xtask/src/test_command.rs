//! `cargo xtask test`: the Rust tests, then the programs.

use crate::abi::ABIS;
use crate::case::{self, Case};
use crate::compile::Builder;
use crate::matrix::{self, Check, Extent};
use crate::tally::Tally;
use crate::workspace::Workspace;
use crate::{bad_input, cargo_tests, fixture, fuzz, long_run, variants};
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Everything: all 81 pairs at five polls each, more of the real programs, slow Rust tests
    #[arg(long)]
    full: bool,
    /// Only these programs of corpus/ and corpus-real/, "bad-input", "fuzz", "variant-builds" or "long-run"
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

/// Parts of the tests that `--only` can name besides programs.
const BAD_INPUT: &str = "bad-input";
const RANDOM: &str = "fuzz";
const VARIANTS: &str = "variant-builds";
const LONG_RUN: &str = "long-run";

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
    let mut checks = Vec::new();
    if !session.cases.is_empty() {
        total += part("matrix", || session.corpus(&mut checks))?;
    }
    if !session.real.is_empty() {
        total += part("real programs", || session.real_programs(&mut checks))?;
    }
    if options.full {
        session.print_constructs(&checks);
    }
    if session.wants(BAD_INPUT) && options.pairs.is_empty() {
        total += part("bad input", || session.bad_input())?;
    }
    if session.wants(RANDOM) && options.pairs.is_empty() {
        total += part("random programs", || session.random())?;
    }
    if session.wants(VARIANTS) && options.pairs.is_empty() {
        total += part("variants", || session.variants())?;
    }
    if session.wants(LONG_RUN) && options.pairs.is_empty() {
        total += part("long run", || session.long_run())?;
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
    /// Programs whose sources come from upstream.
    real: Vec<Case>,
    builder: Builder,
    scratch: PathBuf,
    failures: PathBuf,
    unusable: Vec<Option<String>>,
}

impl<'a> Session<'a> {
    fn new(options: &'a Options, workspace: &'a Workspace) -> Result<Session<'a>> {
        let (corpus, real) = (workspace.corpus(), workspace.corpus_real());
        check_names(options, &corpus, &real)?;
        let wanted = |name: &str| options.only.is_empty() || options.only.iter().any(|n| n == name);
        let cases = case::load_all(&corpus, wanted)?;
        let mut real = case::load_all(&real, wanted)?;
        for case in &mut real {
            let made = fixture::make(
                workspace,
                &case.name,
                &case.files,
                &case.input,
                options.full,
            );
            case.fixture = Some(made.with_context(|| case.name.clone())?);
        }
        workspace.build_tools()?;
        let session = Session {
            options,
            workspace,
            extent: extent(options)?,
            cases,
            real,
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

    fn chains(&self) -> usize {
        match self.options.full {
            true => CHAINS.1,
            false => CHAINS.0,
        }
    }

    fn corpus(&self, all: &mut Vec<Check>) -> Result<Tally> {
        let checks = self.programs(&|_| self.extent.clone(), &self.cases)?;
        let tally = tally(&checks);
        all.extend(checks);
        Ok(tally)
    }

    fn real_programs(&self, all: &mut Vec<Check>) -> Result<Tally> {
        let extent = |case: &Case| match &self.extent {
            Extent::Pairs(_) => self.extent.clone(),
            Extent::Full => Extent::Others(case.polls),
            _ => Extent::Few,
        };
        let checks = self.programs(&extent, &self.real)?;
        let table = matrix::real_programs(&self.real, &checks);
        println!("\nReal programs and the hops of their chains\n{table}");
        let tally = tally(&checks);
        all.extend(checks);
        Ok(tally)
    }

    fn print_constructs(&self, checks: &[Check]) {
        let cases = [self.cases.as_slice(), &self.real].concat();
        let table = matrix::constructs(&cases, checks);
        println!("\nConstructs and pairs (captured on, above; restored on, below)\n{table}");
    }

    fn programs(
        &self,
        extent: &(dyn Fn(&Case) -> Extent + Sync),
        cases: &[Case],
    ) -> Result<Vec<Check>> {
        let config = matrix::Config {
            builder: &self.builder,
            extent,
            seed: self.options.seed,
            chains: self.chains(),
            scratch: self.scratch.clone(),
            failures: self.failures.clone(),
            unusable: self.unusable.clone(),
        };
        let checks = matrix::run(&config, cases)?;
        matrix::print(&checks);
        Ok(checks)
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

    fn random(&self) -> Result<Tally> {
        let checks = fuzz::slice(fuzz::SliceConfig {
            builder: Builder::new(self.workspace)?,
            scratch: self.scratch.clone(),
            failures: self.failures.clone(),
            unusable: self.unusable.clone(),
            full: self.options.full,
            jobs: self.options.jobs,
        });
        matrix::print_exceptions(&checks);
        Ok(tally(&checks))
    }
}

impl Session<'_> {
    fn variants(&self) -> Result<Tally> {
        let cases = case::load_all(&self.workspace.corpus(), |_| true)?;
        let bench = variants::Bench {
            builder: &self.builder,
            scratch: self.scratch.clone(),
            failures: self.failures.clone(),
            seed: self.options.seed,
        };
        Ok(tally(&variants::slice(&bench, &cases, self.options.full)))
    }

    fn long_run(&self) -> Result<Tally> {
        let dir = self.workspace.fresh("long-run")?;
        let (root, full) = (&self.workspace.root, self.options.full);
        let checks = long_run::slice(&self.builder, root, &dir, &self.unusable, full);
        matrix::print_exceptions(&checks);
        Ok(tally(&checks))
    }
}

/// No two programs may share a name, and `--only` names what there is.
fn check_names(options: &Options, corpus: &Path, real: &Path) -> Result<()> {
    let mut names = [case::names(corpus)?, case::names(real)?].concat();
    names.sort();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("two programs are called {}", twice[0]);
    }
    let parts = [BAD_INPUT, RANDOM, VARIANTS, LONG_RUN];
    if let Some(clash) = parts.iter().find(|part| names.iter().any(|n| n == *part)) {
        bail!("a program is called {clash}, as a part of the tests");
    }
    let known = |name: &&String| parts.contains(&name.as_str()) || names.contains(name);
    match options.only.iter().find(|name| !known(name)) {
        Some(unknown) => bail!("no program {unknown} below corpus/ and corpus-real/"),
        None => Ok(()),
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
