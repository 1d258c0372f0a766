//! `migctl lint` of the SQLite amalgamation against compiling it without
//! optimisation: a lint that takes longer than a build is not run.

use super::report::{Bar, Report, Row};
use super::stats::ratio;
use super::Options;
use crate::crate_sources::crate_dir;
use crate::packages::on_path;
use crate::workspace::Workspace;
use anyhow::{ensure, Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const WHAT: &str = "lint sqlite3.c";
const CC: &str = "gcc";

/// The lint may take as long as the compiler.
const MOST: f64 = 1.0;

/// As the crate's build script compiles it, as far as it matters here.
const FLAGS: [&str; 5] = [
    "-DSQLITE_CORE",
    "-DSQLITE_ENABLE_FTS3",
    "-DSQLITE_ENABLE_FTS5",
    "-DSQLITE_ENABLE_RTREE",
    "-DSQLITE_THREADSAFE=1",
];

pub fn run(options: &Options, workspace: &Workspace, report: &mut Report) -> Result<()> {
    eprintln!("measuring {WHAT}");
    if !on_path(CC) {
        report.skip(WHAT, &format!("{CC} is not installed"));
        return Ok(());
    }
    let dir = workspace.fresh("bench-lint")?;
    match measure(options, workspace, &dir) {
        Ok(row) => report.add(row.named(WHAT)),
        Err(error) => report.fail(WHAT, &format!("{error:#}")),
    }
    Ok(())
}

fn measure(options: &Options, workspace: &Workspace, dir: &Path) -> Result<Row> {
    let folder = crate_dir("libsqlite3-sys").map_err(anyhow::Error::msg)?;
    let source = folder.join("sqlite3/sqlite3.c");
    let cost = ratio(
        options.pairs(),
        || lint(workspace, dir, &source),
        || compile(dir, &source),
    )?;
    let measure = format!("migctl lint / {CC} -O0 -c");
    Ok(Row::of_ratio(&measure, cost, Some(Bar::AtMost(MOST))))
}

/// Seconds of an uncached lint; that it finds something is no failure.
fn lint(workspace: &Workspace, dir: &Path, source: &PathBuf) -> Result<f64> {
    let mut command = Command::new(workspace.migctl());
    command
        .args(["lint", "--no-cache", "--format", "json"])
        .arg(source)
        .arg("--")
        .args(FLAGS)
        .env("MIGCC_CC", CC)
        .env("MIGCC_CACHE", workspace.migcc_cache());
    seconds(command.current_dir(dir), &[0, 1])
}

fn compile(dir: &Path, source: &PathBuf) -> Result<f64> {
    let mut command = Command::new(CC);
    command.args(["-O0", "-w", "-c", "-o", "sqlite3.o"]);
    seconds(command.args(FLAGS).arg(source).current_dir(dir), &[0])
}

fn seconds(command: &mut Command, good: &[i32]) -> Result<f64> {
    let start = Instant::now();
    let output = command
        .output()
        .with_context(|| format!("{:?}", command.get_program()))?;
    let taken = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    let status = output.status.code();
    ensure!(
        status.is_some_and(|status| good.contains(&status)),
        "{said}"
    );
    Ok(taken)
}
