//! One program captured and restored again and again, on random ABIs: whether it
//! still ends with the right result, and whether images or processes grow.
//!
//! The program (`tests/long-run/main.c`) keeps a heap that grows and shrinks
//! around the same size, so that whatever grows is ours.

mod growth;
mod hops;
mod record;
mod report;
mod slice;

pub use slice::check as slice;

use crate::abi::ABIS;
use crate::compile::Builder;
use crate::matrix;
use crate::workspace::Workspace;
use anyhow::{ensure, Result};
use record::Record;
use report::Report;
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// How often the program is captured and restored
    #[arg(long, default_value_t = 10_000)]
    hops: usize,
    /// Chooses the ABIs and the polls
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write what was measured of each hop to this file, as CSV
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

/// Hops whose quarters can be compared.
const LEAST: usize = 20;

/// One run: what the command and the slice of the tests have in common.
struct Plan<'a> {
    builder: &'a Builder,
    /// Folder of the program.
    program: PathBuf,
    /// ABIs that can be used here.
    abis: Vec<usize>,
    hops: usize,
    seed: u64,
    record: Record,
    /// Images and the program's files; left there when something fails.
    dir: &'a Path,
}

/// Returns whether nothing failed.
pub fn run(options: &Options) -> Result<bool> {
    ensure!(
        options.hops >= LEAST,
        "--hops {}: growth cannot be told from fewer than {LEAST}",
        options.hops
    );
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    workspace.build_tools()?;
    let dir = workspace.fresh("long-run")?;
    let plan = Plan {
        builder: &Builder::new(&workspace)?,
        program: folder(&workspace.root),
        abis: usable(&matrix::probe()),
        hops: options.hops,
        seed: options.seed,
        record: Record::begin(options.record.as_deref())?,
        dir: &dir,
    };
    let outcome = hops::run(&plan)?;
    let report = Report::of(&outcome);
    println!("{report}");
    Ok(report.is_good())
}

fn folder(root: &Path) -> PathBuf {
    root.join("tests/long-run")
}

fn usable(unusable: &[Option<String>]) -> Vec<usize> {
    (0..ABIS.len())
        .filter(|abi| unusable[*abi].is_none())
        .collect()
}
