//! `migctl lint` and `migcc --lint` as a user meets them: what goes where, exit
//! statuses, choosing, allowing, baselines, databases, the cache.

#[path = "lint_cli/baseline.rs"]
mod baseline;
#[path = "lint_cli/build.rs"]
mod build;
#[path = "lint_cli/cache.rs"]
mod cache;
#[path = "lint_cli/comments.rs"]
mod comments;
#[path = "lint_cli/database.rs"]
mod database;
#[path = "lint_cli/explain.rs"]
mod explain;
#[path = "lint_cli/fixes.rs"]
mod fixes;
#[path = "lint_cli/output.rs"]
mod output;
#[path = "lint_cli/project.rs"]
mod project;
mod driver_support;

use driver_support::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

/// An error (line 4) and a warning (line 8).
const BAD: &str = "unsigned long kept;
void keep(int *p)
{
    kept = (unsigned long)p;
}
void stop(void)
{
    __asm__(\"hlt\");
}
";
const WARNING: &str = "void stop(void)\n{\n    __asm__(\"hlt\");\n}\n";
const CLEAN: &str = "int twice(int n)\n{\n    return 2 * n;\n}\n";

/// One line for each finding: `FILE:LINE RULE`.
fn found(ran: &Ran) -> Vec<String> {
    let line = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).ok()?;
        let file = finding["file"].as_str()?;
        let rule = finding["rule"].as_str()?;
        Some(format!("{file}:{} {rule}", finding["line"]))
    };
    ran.stdout.lines().filter_map(line).collect()
}

/// `migctl lint` of rules this test knows, findings as JSON.
fn lint(place: &Place, args: &[&str]) -> Ran {
    let mut all = vec!["lint", "--format", "json", "--no-cache"];
    if !args.contains(&"--select") {
        all.extend(["--select", "MIG001,MIG020"]);
    }
    all.extend(args);
    place.run(MIGCTL, &all)
}

/// The same without a choice, for what a project chooses.
fn lint_as_configured(place: &Place, args: &[&str]) -> Ran {
    let mut all = vec!["lint", "--format", "json", "--no-cache"];
    all.extend(args);
    place.run(MIGCTL, &all)
}

#[track_caller]
fn said(ran: &Ran, words: &str) {
    assert!(ran.stderr.contains(words), "no `{words}` in {ran:#?}");
}

const BOTH: [&str; 2] = ["bad.c:4 MIG001", "bad.c:8 MIG020"];
