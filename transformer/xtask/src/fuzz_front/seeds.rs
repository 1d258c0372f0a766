//! Real C to mutate: preprocessed units of the corpus and of crates, cut into
//! tokens.

use super::tokens::{tokens, Token};
use crate::case::Case;
use crate::crate_sources::crate_dir;
use crate::workspace::Workspace;
use anyhow::{bail, Result};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates of `tests/support/sources` whose C is taken.
const CRATES: [&str; 6] = [
    "bzip2-sys",
    "libz-sys",
    "lua-src",
    "lz4-sys",
    "wren-sys",
    "zstd-sys",
];

/// Units larger than this are left out: a mutant should take little time.
const MAX_BYTES: usize = 600_000;

pub struct Seed {
    pub name: String,
    pub text: Vec<u8>,
    /// Tokens of the user's own file: headers are seldom worth mutating.
    pub tokens: Vec<Token>,
}

/// The programs of the corpus.
pub fn corpus(corpus: &Path) -> Result<Vec<Seed>> {
    let cases = crate::case::load_all(corpus, |_| true)?;
    let seeds: Vec<Seed> = cases.par_iter().flat_map(of_case).collect();
    if seeds.is_empty() {
        bail!("no program of {} can be preprocessed", corpus.display());
    }
    Ok(seeds)
}

/// The corpus and the crates' sources that can be preprocessed here.
pub fn all(workspace: &Workspace) -> Result<Vec<Seed>> {
    let mut seeds = corpus(&workspace.corpus())?;
    for name in CRATES {
        let dir = crate_dir(name).map_err(anyhow::Error::msg)?;
        let files = crate::c_sources::c_files(&dir);
        let of_crate = |file: &PathBuf| Seed::of(&dir, file, &include_flags(file, &dir));
        let found: Vec<Seed> = files.par_iter().filter_map(of_crate).collect();
        println!("{name}: {} of {} files", found.len(), files.len());
        seeds.extend(found);
    }
    Ok(seeds)
}

fn of_case(case: &Case) -> Vec<Seed> {
    let host = crate::abi::by_name("x86_64");
    let Some(recipe) = host.map(|abi| case.recipe(abi)) else {
        return Vec::new();
    };
    let flags: Vec<String> = recipe
        .flags
        .into_iter()
        .filter(|f| f != "-static")
        .collect();
    let seed = |source: &String| Seed::of(&recipe.dir, &recipe.dir.join(source), &flags);
    recipe.sources.iter().filter_map(seed).collect()
}

/// Every folder between the file and its crate, and the usual ones beside it.
fn include_flags(file: &Path, root: &Path) -> Vec<String> {
    let above = file
        .ancestors()
        .skip(1)
        .take_while(|dir| dir.starts_with(root));
    let folders =
        above.flat_map(|dir| [dir.to_path_buf(), dir.join("include"), dir.join("common")]);
    folders.map(|dir| format!("-I{}", dir.display())).collect()
}

impl Seed {
    /// `None` if the compiler does not take the file as it is.
    fn of(dir: &Path, file: &Path, flags: &[String]) -> Option<Seed> {
        let run = |what: &str| {
            let mut command = Command::new("cc");
            command.arg("-w").arg(what).args(flags).arg(file);
            command.current_dir(dir).output().ok()
        };
        let output = run("-E").filter(|output| output.status.success())?;
        let checked = run("-fsyntax-only")?;
        if !checked.status.success() || output.stdout.len() > MAX_BYTES {
            return None;
        }
        Some(Seed::from_text(&file.display().to_string(), output.stdout))
    }

    pub fn from_text(name: &str, text: Vec<u8>) -> Seed {
        Seed {
            tokens: tokens(&text),
            name: name.to_string(),
            text,
        }
    }
}
