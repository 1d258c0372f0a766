//! `cargo xtask bench`: what being migratable costs, as ratios of two things
//! measured in turn in one run.

mod capture;
mod convert;
mod kernels;
mod lint;
mod report;
mod stats;

use crate::compile::Builder;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use report::Report;
use std::path::PathBuf;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Only these kernels, "capture", "convert" or "lint"
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Measurements of each of the two things compared, at least 7
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(7..))]
    pairs: u16,
    /// Doubles in the captured program
    #[arg(long, default_value_t = 1 << 27)]
    doubles: u64,
    /// Where the image of it is written [default: below the target folder]
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Also write the results to FILE
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    fn pairs(&self) -> usize {
        usize::from(self.pairs)
    }
}

/// Returns whether every bar was met.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    workspace.build_tools()?;
    let builder = Builder::new(&workspace)?;
    let mut report = Report::default();
    kernels::run(options, &workspace, &builder, &mut report)?;
    if options.wants("capture") {
        capture::run(options, &workspace, &builder, &mut report)?;
    }
    if options.wants("convert") {
        convert::run(options, &workspace, &mut report)?;
    }
    if options.wants("lint") {
        lint::run(options, &workspace, &mut report)?;
    }
    report.print();
    if let Some(path) = &options.json {
        let text = serde_json::to_string_pretty(&report)?;
        std::fs::write(path, text).with_context(|| path.display().to_string())?;
    }
    Ok(report.all_met())
}
