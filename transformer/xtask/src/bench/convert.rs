//! The receiver's conversion, run natively (an emulator would hide its speed).
//!
//! `runtime-c/bench/image.c` is built with the runtime's sources; `image convert`
//! prints lines such as `double in the other byte order: 12.3 GB/s`.

use super::report::{Bar, Report, Row};
use super::stats::median;
use super::Options;
use crate::process::Task;
use crate::program::expect_exit;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

const WHAT: &str = "convert";

/// GB/s.
const LEAST: f64 = 1.0;

pub fn run(options: &Options, workspace: &Workspace, report: &mut Report) -> Result<()> {
    eprintln!("measuring conversion");
    match measure(options, workspace) {
        Ok(rates) if !rates.is_empty() => {
            for (what, rate) in rates {
                let measure = format!("{what}, GB/s");
                // The bar is for arrays of doubles; the rest is for interest.
                let bar = what.starts_with("double").then_some(Bar::AtLeast(LEAST));
                let row = Row::of_value(&measure, rate, bar);
                report.add(row.named(WHAT));
            }
        }
        Ok(_) => report.fail(WHAT, "the benchmark prints no rate"),
        Err(error) => report.fail(WHAT, &format!("{error:#}")),
    }
    Ok(())
}

/// Median rate of each thing that is measured.
fn measure(options: &Options, workspace: &Workspace) -> Result<BTreeMap<String, f64>> {
    let program = build(workspace)?;
    let mut rates: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..options.pairs() {
        let task = Task::new(&program, &workspace.target)
            .args(["convert", "256"])
            .timeout(Duration::from_secs(300));
        let outcome = task.run();
        expect_exit(&outcome, 0, "convert").map_err(anyhow::Error::msg)?;
        for line in String::from_utf8_lossy(&outcome.stdout).lines() {
            if let Some((what, rate)) = rate(line) {
                rates.entry(what.into()).or_default().push(rate);
            }
        }
    }
    Ok(rates
        .into_iter()
        .map(|(what, all)| (what, median(all)))
        .collect())
}

fn build(workspace: &Workspace) -> Result<PathBuf> {
    let runtime = workspace.root.join("runtime-c");
    let program = workspace.fresh("bench-convert")?.join("convert");
    let mut sources = vec![runtime.join("bench/image.c")];
    for dir in ["src", "src/prim"] {
        c_files(&runtime.join(dir), &mut sources)?;
    }
    let task = Task::new("cc", &runtime)
        .args(["-O2", "-Iinclude", "-Isrc", "-o"])
        .arg(&program)
        .args(&sources)
        .arg("-lm")
        .timeout(Duration::from_secs(300));
    expect_exit(&task.run(), 0, "building the benchmark").map_err(anyhow::Error::msg)?;
    Ok(program)
}

fn c_files(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "c") {
            files.push(path);
        }
    }
    Ok(())
}

/// "what: 12.3 GB/s".
fn rate(line: &str) -> Option<(&str, f64)> {
    let (what, rate) = line.strip_suffix("GB/s")?.rsplit_once(':')?;
    Some((what.trim(), rate.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rates_are_read() {
        let line = "doubles to big-endian: 12.3 GB/s";
        assert_eq!(rate(line), Some(("doubles to big-endian", 12.3)));
        assert_eq!(rate("built with cc 12"), None);
        assert_eq!(rate("doubles: fast GB/s"), None);
    }
}
