//! Running `cargo test` and counting its results.

use crate::tally::Tally;
use crate::workspace::{cargo, Workspace};
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// Runs all Rust tests, showing their output; ignored ones count as skipped.
pub fn run(workspace: &Workspace, full: bool) -> Result<Tally> {
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--release", "--no-fail-fast"])
        .current_dir(&workspace.root)
        .stdout(Stdio::piped());
    if full {
        command.env("MIGCC_FULL", "1");
    }
    let mut child = command.spawn().context("cargo test")?;
    let mut tally = Tally::default();
    for line in BufReader::new(child.stdout.take().context("cargo test")?).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        tally += counts_of(&line).unwrap_or_default();
        if is_of_interest(&line) {
            println!("{line}");
        }
    }
    let success = child.wait()?.success();
    // A test program that did not compile or crashed has no result line.
    if !success && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// One line for each passed test of hundreds says little.
fn is_of_interest(line: &str) -> bool {
    let passed = line.starts_with("test ") && line.ends_with("... ok");
    !passed && !line.trim().is_empty()
}

/// Counts of a line `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
fn counts_of(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| {
        let mut parts = counts.split("; ");
        let number = parts.find_map(|part| part.strip_suffix(what));
        number.and_then(|n| n.trim().parse().ok()).unwrap_or(0)
    };
    Some(Tally {
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("ignored"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_is_counted() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; \
                    4 filtered out; finished in 0.09s";
        let tally = counts_of(line).unwrap();
        assert_eq!(tally.to_string(), "12 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn other_lines_are_not() {
        assert_eq!(counts_of("test parse::line ... ok"), None);
        assert_eq!(counts_of("test result of mine: 3 passed"), None);
    }
}
