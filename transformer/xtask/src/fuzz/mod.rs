//! `cargo xtask fuzz-programs`: random programs, each captured at random polls
//! and followed along random chains of ABIs. What they print must stay what the
//! plain compiler's program prints.
//!
//! `sample.rs` is a program, `csmith.rs` and `own/` make them, `setup.rs` draws
//! how one is built, `trial.rs` tries it, `journey.rs` is one chain.

mod csmith;
mod findings;
mod journey;
mod keep;
mod options;
mod own;
mod reduce;
mod report;
mod sample;
mod setup;
mod slice;
mod trial;
mod workers;

pub use options::Options;
pub use reduce::{interesting, Interesting};
pub use slice::{run as slice, Config as SliceConfig};

use crate::compile::Builder;
use crate::matrix;
use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use report::Report;
use sample::Generator;
use std::path::PathBuf;
use std::time::Instant;

/// What all trials share.
pub struct Bench {
    builder: Builder,
    scratch: PathBuf,
    keep: PathBuf,
    /// Numbers of the ABIs to use.
    abis: Vec<usize>,
    captures: usize,
    every_statement: bool,
    /// Shell words that repeat one program, before `--seed`.
    command: String,
}

/// Returns whether no difference was found.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    if let Some(dir) = &options.reduce {
        workspace.build_tools()?;
        return reduce::run(dir);
    }
    let generators = generators(options)?;
    workspace.build_tools()?;
    let bench = Bench::new(options, &workspace)?;
    let start = Instant::now();
    let report = workers::run(&bench, &options.wanted(), &generators);
    println!("{report}");
    println!("in {} s", start.elapsed().as_secs());
    Ok(report.is_clean())
}

fn generators(options: &Options) -> Result<Vec<Generator>> {
    match (options.only, csmith::is_there()) {
        (Some(Generator::Csmith), false) => bail!("{}", csmith::MISSING),
        (Some(only), _) => Ok(vec![only]),
        (None, true) => Ok(vec![Generator::Own, Generator::Csmith]),
        (None, false) => {
            println!("csmith is skipped: {}", csmith::MISSING);
            Ok(vec![Generator::Own])
        }
    }
}

impl Bench {
    fn new(options: &Options, workspace: &Workspace) -> Result<Bench> {
        let keep = match &options.keep {
            Some(dir) => dir.clone(),
            None => workspace.target.join("fuzz-failures"),
        };
        std::fs::create_dir_all(&keep).with_context(|| keep.display().to_string())?;
        let abis = options.abis(&matrix::probe())?;
        Ok(Bench {
            builder: Builder::new(workspace)?,
            scratch: workspace.fresh("fuzz-scratch")?,
            keep: keep.canonicalize()?,
            abis,
            captures: options.captures,
            every_statement: options.every_statement,
            command: options.command(),
        })
    }

    fn trial(&self, generator: Generator, seed: u64) -> Report {
        trial::run(self, generator, seed)
    }
}
