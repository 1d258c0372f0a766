//! The cases of the corpus: one folder each, described by `case.toml`
//! (corpus/README.md and corpus-real/README.md say what its keys mean).

mod spec;

pub use spec::Refusal;

use crate::abi::Abi;
use crate::compile::Recipe;
use crate::fixture::Input;
use anyhow::{bail, Context, Result};
use spec::Spec;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A program of the matrix.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    recipe: Recipe,
    /// More flags, for kinds of targets.
    cflags_for: BTreeMap<String, Vec<String>>,
    pub args: Vec<String>,
    pub stdin: Option<PathBuf>,
    pub refuse: Option<Refusal>,
    /// What of C it captures inside or across, for the table of constructs.
    pub constructs: Vec<String>,
    /// Stack it needs, in MB.
    pub stack_mb: Option<u32>,
    /// Standard output it must have; none: what the untransformed program has.
    pub expected: Option<Vec<u8>>,
    /// What it finds in its folder, to be made.
    pub files: Vec<PathBuf>,
    pub input: Input,
    /// The folder with that.
    pub fixture: Option<PathBuf>,
    /// Whether its sources come from upstream.
    pub real: bool,
    /// Random polls on each ABI in the full run of a real program.
    pub polls: usize,
}

impl Case {
    /// The case in the folder `dir`.
    pub fn load(dir: &Path) -> Result<Case> {
        let name = name_of(dir);
        let text = read(&dir.join("case.toml"))?;
        let spec = Spec::parse(&text).with_context(|| format!("{name}/case.toml"))?;
        let upstream = spec.upstream()?;
        let found = match &upstream {
            Some(upstream) => upstream.find().with_context(|| name.clone())?,
            None => Default::default(),
        };
        let mut recipe = Recipe::of_folder(&name, dir);
        recipe.sources = [spec.sources, found.sources].concat();
        recipe.flags.extend([spec.cflags, found.flags].concat());
        recipe.libs = spec.libs;
        if upstream.is_some() {
            share(&mut recipe, dir);
        }
        Ok(Case {
            name,
            recipe,
            cflags_for: spec.cflags_for,
            args: spec.args,
            stdin: spec.stdin.map(|file| dir.join(file)),
            stack_mb: spec.stack_mb,
            refuse: spec.refuse,
            constructs: spec.constructs,
            expected: expected(dir, upstream.is_some())?,
            files: spec.files.iter().map(|file| dir.join(file)).collect(),
            input: spec.input,
            fixture: None,
            real: upstream.is_some(),
            polls: spec.polls,
        })
    }

    /// How to build it for `abi`.
    pub fn recipe(&self, abi: &Abi) -> Recipe {
        let mut recipe = self.recipe.clone();
        let kinds = self.cflags_for.iter().filter(|(kind, _)| abi.is(kind));
        recipe
            .flags
            .extend(kinds.flat_map(|(_, flags)| flags.clone()));
        recipe
    }

    /// The refusal an image of this program must meet on `target`.
    pub fn refusal_on(&self, target: &Abi) -> Option<&Refusal> {
        let refusal = self.refuse.as_ref();
        refusal.filter(|refusal| refusal.to_bits == target.word_bits)
    }
}

fn name_of(dir: &Path) -> String {
    let name = dir.file_name().unwrap_or(dir.as_os_str());
    name.to_string_lossy().into_owned()
}

/// `support/` beside the folder has what drivers share.
fn share(recipe: &mut Recipe, dir: &Path) {
    let support = dir.with_file_name("support");
    if support.is_dir() {
        recipe.flags.push(format!("-I{}", support.display()));
        recipe.also.push(support);
    }
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// `expected.txt`, which a real program may lack.
fn expected(dir: &Path, real: bool) -> Result<Option<Vec<u8>>> {
    let file = dir.join("expected.txt");
    if real && !file.is_file() {
        return Ok(None);
    }
    Ok(Some(read(&file)?.into_bytes()))
}

/// Names of the cases below `root`, sorted.
pub fn names(root: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(root).with_context(|| root.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.join("case.toml").is_file() {
            names.push(name_of(&path));
        }
    }
    if names.is_empty() {
        bail!("no case below {}", root.display());
    }
    names.sort();
    Ok(names)
}

/// The cases below `root` that are wanted, sorted by name.
pub fn load_all(root: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<Case>> {
    let names = names(root)?;
    let wanted = names.iter().filter(|name| wanted(name));
    wanted.map(|name| Case::load(&root.join(name))).collect()
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
        let recipe = case.recipe(by_name("mips").unwrap());
        assert_eq!(recipe.sources, ["main.c"]);
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
    fn flags_for_a_kind_of_target_are_added_there_only() {
        let toml = "description = 'x'\ncflags_for = { big-endian = ['-DB'], i386 = ['-DI'] }";
        let case = case_with(toml).unwrap();
        let has = |abi: &str, flag: &str| {
            let recipe = case.recipe(by_name(abi).unwrap());
            recipe.flags.iter().any(|f| f == flag)
        };
        assert!(has("mips", "-DB") && !has("mips", "-DI"));
        assert!(has("i386", "-DI") && !has("i386", "-DB"));
    }

    #[test]
    fn a_kind_of_target_there_is_not_is_an_error() {
        assert!(case_with("description = 'x'\ncflags_for = { sparc = [] }").is_err());
    }

    #[test]
    fn upstream_sources_need_their_crate() {
        assert!(case_with("description = 'x'\nupstream = ['*.c']").is_err());
        assert!(case_with("description = 'x'\ncrate = 'lua-src'").is_err());
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        assert!(case_with("description = 'x'\nsource = ['a.c']").is_err());
    }
}
