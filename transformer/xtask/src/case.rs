//! The cases of the corpus: one folder each, described by `case.toml`
//! (corpus/README.md says what its keys mean).

use crate::abi::Abi;
use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub dir: PathBuf,
    pub spec: Spec,
    /// Standard output the program must have.
    pub expected: Vec<u8>,
}

/// `case.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    pub description: String,
    #[serde(default = "main_c")]
    pub sources: Vec<String>,
    #[serde(default)]
    pub cflags: Vec<String>,
    #[serde(default)]
    pub libs: Vec<String>,
    #[serde(default)]
    pub args: Vec<String>,
    pub stdin: Option<String>,
    pub refuse: Option<Refusal>,
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
    pub fn load(dir: &Path) -> Result<Case> {
        let file = dir.join("case.toml");
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let spec = toml::from_str(&text).with_context(|| file.display().to_string())?;
        let file = dir.join("expected.txt");
        let expected = std::fs::read(&file).with_context(|| file.display().to_string())?;
        let name = dir.file_name().unwrap_or(dir.as_os_str());
        Ok(Case {
            name: name.to_string_lossy().into_owned(),
            dir: dir.to_path_buf(),
            spec,
            expected,
        })
    }

    /// The refusal an image of this program must meet on `target`.
    pub fn refusal_on(&self, target: &Abi) -> Option<&Refusal> {
        let refusal = self.spec.refuse.as_ref();
        refusal.filter(|refusal| refusal.to_bits == target.word_bits)
    }

    pub fn stdin(&self) -> Option<PathBuf> {
        self.spec.stdin.as_ref().map(|file| self.dir.join(file))
    }
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
        assert_eq!(case.spec.sources, ["main.c"]);
        assert!(case.spec.args.is_empty() && case.stdin().is_none());
        assert_eq!(case.expected, b"out\n");
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
