//! One run of libFuzzer, and what it says of itself.

use super::Folder;
use crate::process::Task;
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub struct Stats {
    name: String,
    seeds: usize,
    pub executions: u64,
    per_second: u64,
    edges: u64,
    corpus: usize,
    pub findings: Vec<PathBuf>,
}

impl Stats {
    pub fn cells(&self) -> [String; 7] {
        [
            self.name.clone(),
            self.seeds.to_string(),
            self.executions.to_string(),
            self.per_second.to_string(),
            self.edges.to_string(),
            self.corpus.to_string(),
            self.findings.len().to_string(),
        ]
    }
}

/// Twice what the largest seed has, so that records can be added.
fn longest(folder: &Folder) -> Result<u64> {
    let sizes = files(&folder.seeds)?.into_iter().map(|path| {
        let about = std::fs::metadata(&path);
        about.map_or(0, |about| about.len())
    });
    Ok(2 * sizes.max().unwrap_or(1 << 16))
}

pub fn run(fuzzer: &Path, folder: &Folder, time: Duration) -> Result<Stats> {
    let mut prefix = folder.findings.clone().into_os_string();
    prefix.push("/");
    let mut artifacts = std::ffi::OsString::from("-artifact_prefix=");
    artifacts.push(prefix);
    let outcome = Task::new(fuzzer, &folder.findings)
        .env("ASAN_OPTIONS", "quarantine_size_mb=8")
        .args(["-print_final_stats=1", "-timeout=20", "-rss_limit_mb=2048"])
        .arg(format!("-max_len={}", longest(folder)?))
        .arg(format!("-max_total_time={}", time.as_secs()))
        .arg(artifacts)
        .args([&folder.corpus, &folder.seeds])
        .timeout(time + Duration::from_secs(300))
        .run();
    let said = String::from_utf8_lossy(&outcome.stderr);
    let stat = |name: &str| said.lines().rev().find_map(|line| number_after(line, name));
    let Some(executions) = stat("stat::number_of_executed_units:") else {
        bail!("{}: {}", outcome.status, outcome.complaint());
    };
    Ok(Stats {
        name: folder.name.clone(),
        seeds: files(&folder.seeds)?.len(),
        executions,
        per_second: stat("stat::average_exec_per_sec:").unwrap_or(0),
        edges: stat("cov:").unwrap_or(0),
        corpus: files(&folder.corpus)?.len(),
        findings: files(&folder.findings)?,
    })
}

fn number_after(line: &str, name: &str) -> Option<u64> {
    let (_, rest) = line.split_once(name)?;
    rest.split_whitespace().next()?.parse().ok()
}

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(dir).with_context(|| dir.display().to_string())?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says() {
        let line = "#4957\tDONE   cov: 1677 ft: 3874 corp: 298/6590Kb exec/s: 61";
        assert_eq!(number_after(line, "cov:"), Some(1677));
        let line = "stat::number_of_executed_units: 4957";
        assert_eq!(
            number_after(line, "stat::number_of_executed_units:"),
            Some(4957)
        );
        assert_eq!(number_after(line, "cov:"), None);
    }
}
