//! The folders programs run in.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Files of a folder by relative name.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A fresh empty folder below `root`, removed when dropped.
pub fn empty(root: &Path) -> Result<TempDir, String> {
    tempfile::tempdir_in(root).map_err(|error| format!("{}: {error}", root.display()))
}

/// A copy of `dir` below `root`, removed when dropped.
pub fn copy_of(dir: &Path, root: &Path) -> Result<TempDir, String> {
    let copy = empty(root)?;
    copy_into(dir, copy.path()).map_err(|error| format!("{}: {error}", dir.display()))?;
    Ok(copy)
}

/// Copies all of `from` into the existing folder `to`; links stay links.
pub fn copy_into(from: &Path, to: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_into(&entry.path(), &target)?;
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(std::fs::read_link(entry.path())?, target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Everything a program left in its folder.
pub fn files(dir: &Path) -> Result<Files, String> {
    let mut found = Files::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(next) = dirs.pop() {
        let problem = |error: io::Error| format!("{}: {error}", next.display());
        for entry in std::fs::read_dir(&next).map_err(problem)? {
            let path = entry.map_err(problem)?.path();
            if path.is_dir() && !path.is_symlink() {
                dirs.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap_or(&path).to_path_buf();
                found.insert(name, std::fs::read(&path).map_err(problem)?);
            }
        }
    }
    Ok(found)
}

/// First difference between the files there are and those there should be.
pub fn difference(expected: &Files, actual: &Files) -> Option<String> {
    let names = expected.keys().chain(actual.keys());
    names
        .filter(|name| expected.get(*name) != actual.get(*name))
        .map(|name| match (expected.get(name), actual.get(name)) {
            (Some(_), None) => format!("file {} is missing", name.display()),
            (None, _) => format!("file {} should not be there", name.display()),
            _ => format!("file {} differs", name.display()),
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_same_files_and_differences_are_named() {
        let root = tempfile::tempdir().unwrap();
        let from = empty(root.path()).unwrap();
        std::fs::create_dir(from.path().join("sub")).unwrap();
        std::fs::write(from.path().join("sub/a"), "1").unwrap();
        let copy = copy_of(from.path(), root.path()).unwrap();
        let expected = files(from.path()).unwrap();
        assert_eq!(expected.len(), 1);
        assert_eq!(difference(&expected, &files(copy.path()).unwrap()), None);

        std::fs::write(copy.path().join("sub/a"), "2").unwrap();
        let changed = difference(&expected, &files(copy.path()).unwrap());
        assert_eq!(changed.unwrap(), "file sub/a differs");
        std::fs::remove_file(copy.path().join("sub/a")).unwrap();
        let gone = difference(&expected, &files(copy.path()).unwrap());
        assert_eq!(gone.unwrap(), "file sub/a is missing");
    }
}
