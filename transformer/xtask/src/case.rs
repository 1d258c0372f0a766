//! The cases of the corpus: one folder each, described by `case.toml`
//! (corpus/README.md says what its keys mean).

use crate::abi::Abi;
use crate::compile::Recipe;
use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A program of the matrix.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub recipe: Recipe,
    pub args: Vec<String>,
    pub stdin: Option<PathBuf>,
    pub refuse: Option<Refusal>,
    /// What of C it captures inside or across, for the table of constructs.
    pub constructs: Vec<String>,
    /// Stack it needs, in MB.
    pub stack_mb: Option<u32>,
    /// Standard output it must have; none: what the untransformed program has.
    pub expected: Option<Vec<u8>>,
    /// Files it finds in its folder.
    pub fixture: Option<PathBuf>,
}

/// `case.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    #[serde(rename = "description")]
    _description: String,
    #[serde(default = "main_c")]
    sources: Vec<String>,
    #[serde(default)]
    cflags: Vec<String>,
    #[serde(default)]
    libs: Vec<String>,
    #[serde(default)]
    args: Vec<String>,
    stdin: Option<String>,
    stack_mb: Option<u32>,
    refuse: Option<Refusal>,
    #[serde(default)]
    constructs: Vec<String>,
}

fn main_c() -> Vec<String> {
    vec!["main.c".into()]
}

/// Targets that must refuse the program's image, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    pub to_bits: u32,
    /// Part of what they must say.
    pub message: String,
}

impl Case {
    /// The case in the folder `dir`.
    pub fn load(dir: &Path) -> Result<Case> {
        let name = dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy();
        let spec: Spec = toml::from_str(&read(&dir.join("case.toml"))?)
            .with_context(|| format!("{name}/case.toml"))?;
        let mut recipe = Recipe::of_folder(&name, dir);
        recipe.sources = spec.sources;
        recipe.flags.extend(spec.cflags);
        recipe.libs = spec.libs;
        Ok(Case {
            name: name.into_owned(),
            recipe,
            args: spec.args,
            stdin: spec.stdin.map(|file| dir.join(file)),
            stack_mb: spec.stack_mb,
            refuse: spec.refuse,
            constructs: spec.constructs,
            expected: Some(read(&dir.join("expected.txt"))?.into_bytes()),
            fixture: None,
        })
    }

    /// The refusal an image of this program must meet on `target`.
    pub fn refusal_on(&self, target: &Abi) -> Option<&Refusal> {
        let refusal = self.refuse.as_ref();
        refusal.filter(|refusal| refusal.to_bits == target.word_bits)
    }
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The cases below `root`, sorted by name; with `only`, the ones it names.
pub fn load_all(root: &Path, only: &[String]) -> Result<Vec<Case>> {
    let entries = std::fs::read_dir(root).with_context(|| root.display().to_string())?;
    let mut dirs = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.join("case.toml").is_file() {
            dirs.push(path);
        }
    }
    if dirs.is_empty() {
        bail!("no case below {}", root.display());
    }
    dirs.sort();
    let cases: Vec<_> = dirs
        .iter()
        .map(|dir| Case::load(dir))
        .collect::<Result<_>>()?;
    if let Some(unknown) = only
        .iter()
        .find(|name| cases.iter().all(|c| c.name != **name))
    {
        bail!("no case {unknown} below {}", root.display());
    }
    let wanted = |case: &Case| only.is_empty() || only.contains(&case.name);
    Ok(cases.into_iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::by_name;

    fn case_with(toml: &str) -> Result<Case> {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("case.toml"), toml)?;
        std::fs::write(dir.path().join("expected.txt"), "out\n")?;
        Case::load(dir.path())
    }

    #[test]
    fn the_defaults_are_those_of_the_readme() {
        let case = case_with("description = 'x'").unwrap();
        assert_eq!(case.recipe.sources, ["main.c"]);
        assert!(case.args.is_empty() && case.stdin.is_none());
        assert_eq!(case.expected.unwrap(), b"out\n");
    }

    #[test]
    fn a_refusal_concerns_targets_of_its_width_only() {
        let toml = "description = 'x'\nrefuse = { to_bits = 32, message = 'total' }";
        let case = case_with(toml).unwrap();
        assert!(case.refusal_on(by_name("mips").unwrap()).is_some());
        assert!(case.refusal_on(by_name("s390x").unwrap()).is_none());
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        assert!(case_with("description = 'x'\nsource = ['a.c']").is_err());
    }
}
