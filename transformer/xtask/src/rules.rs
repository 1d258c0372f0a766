//! `cargo xtask rules`: the pages of `docs/rules/`, from the doc comments of the
//! rules. `tests/lint_docs.rs` fails while they differ.

use crate::workspace::{cargo, Workspace};
use anyhow::{Context, Result};

/// Returns whether the pages were written.
pub fn run() -> Result<bool> {
    let workspace = Workspace::find()?;
    let example = [
        "run",
        "--quiet",
        "--package",
        "migcc",
        "--example",
        "rule_pages",
        "--",
    ];
    let status = cargo()
        .args(example)
        .arg(workspace.root.join("docs/rules"))
        .current_dir(&workspace.root)
        .status()
        .context("cargo run")?;
    Ok(status.success())
}
