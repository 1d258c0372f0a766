//! `cargo xtask fuzz-front`: mutated real C through the front end.
//!
//! A mutant is good if migcc neither panics nor takes long, and agrees with the
//! compiler: what the compiler takes is rewritten into text that it takes too, or
//! passed through. `docs/fuzzing-front-end.md` has what came of it.

mod check;
mod mutate;
mod seeds;
mod tokens;

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use check::{Checker, Verdict};
use rayon::prelude::*;
use seeds::Seed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Mutants to try
    #[arg(long, default_value_t = 1000)]
    count: u64,
    /// Chooses the mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stop after so many seconds
    #[arg(long)]
    time: Option<u64>,
    /// Only programs of corpus/, without the sources of crates
    #[arg(long)]
    corpus_only: bool,
    /// Every n-th mutant goes through the migcc binary, too
    #[arg(long, default_value_t = 50)]
    binary: u64,
}

/// Returns whether nothing was found.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    workspace.build_tools()?;
    let seeds = match options.corpus_only {
        true => seeds::corpus(&workspace.corpus())?,
        false => seeds::all(&workspace)?,
    };
    println!("{} seeds", seeds.len());
    let kept = workspace.fresh("fuzz-front")?;
    let checker = Checker::new(&kept, Some(workspace.migcc()))?;
    let tally = fuzz(&checker, &seeds, options, &kept)?;
    print!("{}", tally.text());
    println!("findings are kept in {}", kept.display());
    Ok(tally.findings.is_empty())
}

/// What became of all mutants.
#[derive(Default)]
struct Tally {
    verdicts: BTreeMap<&'static str, u64>,
    findings: Vec<String>,
}

impl Tally {
    fn add(mut self, other: Tally) -> Tally {
        for (name, count) in other.verdicts {
            *self.verdicts.entry(name).or_default() += count;
        }
        self.findings.extend(other.findings);
        self
    }

    fn text(&self) -> String {
        let counts = self.verdicts.iter();
        let counts = counts.map(|(name, count)| format!("{count:>8} {name}\n"));
        let findings = self.findings.iter().map(|line| format!("{line}\n"));
        counts.chain(findings).collect()
    }
}

fn fuzz(checker: &Checker, seeds: &[Seed], options: &Options, kept: &Path) -> Result<Tally> {
    let limit = options.time.map(Duration::from_secs);
    let start = Instant::now();
    let goes_on = || limit.is_none_or(|limit| start.elapsed() < limit);
    (0..options.count)
        .into_par_iter()
        .map(|number| match goes_on() {
            true => one(checker, seeds, options, number, kept),
            false => Ok(Tally::default()),
        })
        .try_reduce(Tally::default, |a, b| Ok(a.add(b)))
}

fn one(
    checker: &Checker,
    seeds: &[Seed],
    options: &Options,
    number: u64,
    kept: &Path,
) -> Result<Tally> {
    let (name, text) = mutant(seeds, options.seed, number);
    // What kills the whole process is found in this file.
    let running = kept.join(format!("running-{number}.i"));
    write(&running, &text)?;
    let binary = number.checked_rem(options.binary) == Some(0);
    let verdict = checker.check(&text, &running, binary);
    let mut tally = Tally::default();
    tally.verdicts.insert(verdict.name(), 1);
    if let Verdict::Finding(what) = verdict {
        let path = kept.join(format!("{}-{number}.i", options.seed));
        std::fs::rename(&running, &path).with_context(|| path.display().to_string())?;
        let first = what.lines().next().unwrap_or("").to_string();
        let line = format!("{} ({name}): {first}", path.display());
        println!("{line}");
        write(&path.with_extension("txt"), what.as_bytes())?;
        tally.findings.push(line);
    } else {
        let _ = std::fs::remove_file(&running);
    }
    Ok(tally)
}

/// The mutant of that number: its origin and its text.
fn mutant(seeds: &[Seed], seed: u64, number: u64) -> (String, Vec<u8>) {
    let mut rng = fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
    let pick = |rng: &mut fastrand::Rng| &seeds[rng.usize(0..seeds.len())];
    let (one, other) = (pick(&mut rng), pick(&mut rng));
    let (what, text) = mutate::mutate(one, other, &mut rng);
    (format!("{}: {what}", one.name), text)
}

fn write(path: &PathBuf, text: &[u8]) -> Result<()> {
    std::fs::write(path, text).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slice of what `cargo xtask fuzz-front` does, without the binary.
    #[test]
    fn mutants_of_the_corpus_are_refused_or_rewritten() {
        let workspace = Workspace::find().expect("a workspace");
        let seeds = seeds::corpus(&workspace.corpus()).expect("programs");
        let dir = tempfile::tempdir().expect("a folder");
        let checker = Checker::new(dir.path(), None).expect("a compiler");
        let options = Options {
            count: 200,
            seed: 7,
            time: None,
            corpus_only: true,
            binary: 0,
        };
        let tally = fuzz(&checker, &seeds, &options, dir.path()).expect("mutants");
        assert!(tally.findings.is_empty(), "{}", tally.text());
        let rewritten = tally.verdicts.get(Verdict::Rewritten.name()).copied();
        let refused = tally.verdicts.get(Verdict::Refused.name()).copied();
        assert!(
            rewritten >= Some(20) && refused >= Some(20),
            "{}",
            tally.text()
        );
    }
}
