//! `cargo xtask lint-sources`: what the lint finds in C that nobody wrote for it,
//! by rule and for each 1,000 lines, and a sample to read by hand.

use crate::c_sources::{c_files, fetch, preprocess, CSources, CRATES};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Only these crates
    #[arg(long, value_name = "CRATE", value_delimiter = ',')]
    only: Vec<String>,
    /// Also print this many findings, chosen at random
    #[arg(long, value_name = "N", default_value_t = 0)]
    sample: usize,
    /// Chooses the sample
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Returns whether every crate could be linted.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    workspace.build_tools()?;
    let vendor = fetch(&workspace.target).map_err(anyhow::Error::msg)?;
    let wanted = |c: &&CSources| {
        options.only.is_empty() || options.only.iter().any(|name| name == c.package)
    };
    let mut all = Vec::new();
    println!("| crate | files | lines | errors | warnings | notes | findings in 1,000 lines |");
    println!("|---|---|---|---|---|---|---|");
    for sources in CRATES.iter().filter(wanted) {
        let linted = Linted::of(&workspace, &vendor, sources)?;
        println!("{}", linted.row());
        all.push(linted);
    }
    println!("{}", Linted::sum(&all).row());
    let findings: Vec<Finding> = all.into_iter().flat_map(|linted| linted.findings).collect();
    print_rules(&findings);
    for finding in sample(findings, options.sample, options.seed) {
        println!("{}", finding.line());
    }
    Ok(true)
}

struct Linted {
    name: String,
    files: usize,
    lines: usize,
    findings: Vec<Finding>,
}

#[derive(Debug, Clone)]
struct Finding(serde_json::Value);

impl Linted {
    fn of(workspace: &Workspace, vendor: &Path, sources: &CSources) -> Result<Linted> {
        let root = vendor.join(sources.package);
        let files = usable(&root, sources);
        let output = Command::new(workspace.migctl())
            .args(["lint", "--no-cache", "--format", "json"])
            .args(&files)
            .arg("--")
            .args(flags(&root, sources))
            .env("MIGCC_CACHE", workspace.migcc_cache())
            .current_dir(vendor)
            .output()
            .context("migctl lint")?;
        let lines = output.stdout.split(|&byte| byte == b'\n');
        let findings: Vec<Finding> = lines
            .filter(|line| !line.is_empty())
            .map(|line| Ok(Finding(serde_json::from_slice(line)?)))
            .collect::<Result<_>>()?;
        Ok(Linted {
            name: sources.package.into(),
            files: files.len(),
            lines: files.iter().map(|file| lines_of(file)).sum(),
            findings,
        })
    }

    fn sum(all: &[Linted]) -> Linted {
        Linted {
            name: "all".into(),
            files: all.iter().map(|l| l.files).sum(),
            lines: all.iter().map(|l| l.lines).sum(),
            findings: all.iter().flat_map(|l| l.findings.clone()).collect(),
        }
    }

    fn row(&self) -> String {
        let of = |severity: &str| {
            let same = self
                .findings
                .iter()
                .filter(|f| f.text("severity") == severity);
            same.count()
        };
        format!(
            "| {} | {} | {} | {} | {} | {} | {:.2} |",
            self.name,
            self.files,
            self.lines,
            of("error"),
            of("warning"),
            of("note"),
            self.findings.len() as f64 * 1000.0 / self.lines.max(1) as f64
        )
    }
}

impl Finding {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or("")
    }

    fn line(&self) -> String {
        format!(
            "{}:{}: {} [{} {}]\n    {}",
            self.text("file"),
            self.0["line"],
            self.text("message"),
            self.text("rule"),
            self.text("name"),
            self.text("snippet").trim()
        )
    }
}

/// Files that the compiler can preprocess here: some are for other systems, some
/// want a header that `configure` makes.
fn usable(root: &Path, sources: &CSources) -> Vec<PathBuf> {
    let can = |file: &PathBuf| preprocess("cc", sources, root, file).is_ok();
    c_files(root).into_iter().filter(can).collect()
}

fn flags(root: &Path, sources: &CSources) -> Vec<String> {
    let includes = sources.includes.iter();
    let includes = includes.map(|dir| format!("-I{}", root.join(dir).display()));
    let flags = sources.flags.iter().map(|flag| flag.to_string());
    flags.chain(includes).collect()
}

fn lines_of(file: &Path) -> usize {
    std::fs::read(file).map_or(0, |text| text.iter().filter(|&&b| b == b'\n').count())
}

fn print_rules(findings: &[Finding]) {
    let mut rules: BTreeMap<(String, String), usize> = BTreeMap::new();
    for finding in findings {
        let rule = (finding.text("rule").into(), finding.text("name").into());
        *rules.entry(rule).or_default() += 1;
    }
    println!("\n| rule | findings |\n|---|---|");
    for ((code, name), count) in rules {
        println!("| {code} {name} | {count} |");
    }
    println!();
}

/// Any finding is as likely as any other.
fn sample(mut findings: Vec<Finding>, count: usize, seed: u64) -> Vec<Finding> {
    let mut state = seed;
    let mut chosen = Vec::new();
    while chosen.len() < count && !findings.is_empty() {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        chosen.push(findings.swap_remove((state >> 33) as usize % findings.len()));
    }
    chosen
}
