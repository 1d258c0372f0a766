//! The sources of a real program, as a crate carries them: which files of the
//! crate are compiled, and where its headers lie.

use crate::crate_sources::crate_dir;
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};

/// What a `case.toml` says of upstream sources.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// A dependency of `tests/support/sources`.
    pub name: String,
    /// Folder inside the crate that the rest is relative to.
    pub folder: String,
    /// Patterns of the files to compile.
    pub files: Vec<String>,
    /// Patterns of those not to compile after all.
    pub exclude: Vec<String>,
    /// Folders of headers.
    pub include: Vec<String>,
}

/// The same, found on this machine.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Absolute names, sorted.
    pub sources: Vec<String>,
    /// `-I` for each folder of headers.
    pub flags: Vec<String>,
}

impl Upstream {
    /// Finds the files; downloads the crate on first use.
    pub fn find(&self) -> Result<Found> {
        let dir = crate_dir(&self.name).map_err(anyhow::Error::msg)?;
        self.find_below(&dir.join(&self.folder))
    }

    fn find_below(&self, dir: &Path) -> Result<Found> {
        let excluded = matches_of(dir, &self.exclude)?;
        let mut files = matches_of(dir, &self.files)?;
        files.retain(|file| !excluded.contains(file));
        files.sort();
        files.dedup();
        if files.is_empty() {
            bail!("no file of {} is left to compile", dir.display());
        }
        let include = self.include.iter().map(|name| dir.join(name));
        Ok(Found {
            sources: files
                .iter()
                .map(|path| path.display().to_string())
                .collect(),
            flags: include.map(|dir| format!("-I{}", dir.display())).collect(),
        })
    }
}

/// All files below `dir` that a pattern names; each pattern must name one.
fn matches_of(dir: &Path, patterns: &[String]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for pattern in patterns {
        let of_pattern = matching(dir, pattern)?;
        if of_pattern.is_empty() {
            bail!("{pattern} names no file of {}", dir.display());
        }
        found.extend(of_pattern);
    }
    Ok(found)
}

/// Files `dir/PATTERN`; `*` stands for any part of the last component.
fn matching(dir: &Path, pattern: &str) -> Result<Vec<PathBuf>> {
    let (below, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let dir = dir.join(below);
    let entries = std::fs::read_dir(&dir).with_context(|| dir.display().to_string())?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if wildcard(last, &entry.file_name().to_string_lossy()) && entry.path().is_file() {
            found.push(dir.join(entry.file_name()));
        }
    }
    Ok(found)
}

/// Whether `name` is `pattern`, in which `*` stands for anything.
fn wildcard(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(head) else {
        return false;
    };
    let tails = name.char_indices().map(|(at, _)| &name[at..]);
    tails.chain([""]).any(|tail| wildcard(rest, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        assert!(wildcard("*.c", "a.c") && wildcard("a*.c", "a.c") && wildcard("a.c", "a.c"));
        assert!(wildcard("*_x*.c", "a_xb.c") && wildcard("*", ""));
        assert!(!wildcard("*.c", "a.cc") && !wildcard("b*.c", "a.c") && !wildcard("a", "ab"));
    }

    fn upstream(files: &[&str], exclude: &[&str]) -> Upstream {
        let strings = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        Upstream {
            name: "x".into(),
            folder: String::new(),
            files: strings(files),
            exclude: strings(exclude),
            include: vec!["inc".into()],
        }
    }

    #[test]
    fn files_are_those_of_the_patterns_without_the_excluded_ones() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("src")).unwrap();
        for name in ["b.c", "a.c", "gen.c", "a.h"] {
            std::fs::write(dir.path().join("src").join(name), "").unwrap();
        }
        let found = upstream(&["src/*.c"], &["src/gen*"])
            .find_below(dir.path())
            .unwrap();
        let names: Vec<_> = found
            .sources
            .iter()
            .map(|s| s.rsplit('/').next().unwrap())
            .collect();
        assert_eq!(names, ["a.c", "b.c"]);
        assert_eq!(
            found.flags,
            [format!("-I{}", dir.path().join("inc").display())]
        );
    }

    #[test]
    fn a_pattern_that_names_nothing_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.c"), "").unwrap();
        assert!(upstream(&["*.c"], &["b.c"]).find_below(dir.path()).is_err());
        assert!(upstream(&["*.c", "*.cpp"], &[])
            .find_below(dir.path())
            .is_err());
        assert!(upstream(&["*.c"], &["a.c"]).find_below(dir.path()).is_err());
    }
}
