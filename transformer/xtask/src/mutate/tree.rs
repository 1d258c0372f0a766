//! The copy of the runtime that is broken.

use super::table::Mutant;
use crate::process::{Status, Task};
use crate::workspace::Workspace;
use anyhow::{bail, ensure, Context, Result};
use std::path::{Path, PathBuf};

pub struct Tree {
    pub runtime: PathBuf,
    pub objects: PathBuf,
}

/// A broken file, mended when this is dropped.
pub struct Broken {
    file: PathBuf,
    whole: String,
}

/// As the tests compile it: what they refuse is no mutant.
const WARNINGS: [&str; 6] = [
    "-std=c99",
    "-Wall",
    "-Wextra",
    "-Wconversion",
    "-Werror",
    "-c",
];

impl Tree {
    /// Files that are the same already keep their times, and so their objects.
    pub fn copy(workspace: &Workspace) -> Result<Tree> {
        let dir = workspace.target.join("mutate");
        let tree = Tree {
            runtime: dir.join("runtime-c"),
            objects: dir.join("objects"),
        };
        std::fs::create_dir_all(&tree.objects).context("target/mutate")?;
        renew(&workspace.root.join("runtime-c"), &tree.runtime)?;
        Ok(tree)
    }

    /// The break must fit, in one place only, and be C that compiles.
    pub fn check(&self, mutant: &Mutant) -> Result<()> {
        let _broken = self.breaking(mutant)?;
        let file = self.file(mutant);
        let task = Task::new("cc", &self.runtime).args(WARNINGS).arg(&file);
        let task = task.args(["-o", "/dev/null"]);
        let outcome = task.run();
        if outcome.status != Status::Exited(0) {
            bail!(
                "mutant {} does not compile: {}",
                mutant.name,
                outcome.complaint()
            );
        }
        Ok(())
    }

    pub fn breaking(&self, mutant: &Mutant) -> Result<Broken> {
        let file = self.file(mutant);
        let whole = read(&file)?;
        let count = whole.matches(mutant.from).count();
        ensure!(
            count == 1,
            "mutant {}: its text stands {count} times in {}, not once: {:?}",
            mutant.name,
            mutant.file,
            mutant.from
        );
        write(&file, &whole.replace(mutant.from, mutant.to))?;
        Ok(Broken { file, whole })
    }

    fn file(&self, mutant: &Mutant) -> PathBuf {
        self.runtime.join("src").join(mutant.file)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        if let Err(error) = write(&self.file, &self.whole) {
            eprintln!("error: {error:#}");
        }
    }
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn write(file: &Path, text: &str) -> Result<()> {
    std::fs::write(file, text).with_context(|| file.display().to_string())
}

/// Makes `to` a copy of `from`; what `to` has besides is removed.
fn renew(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for entry in std::fs::read_dir(to)? {
        let entry = entry?;
        if !from.join(entry.file_name()).is_file() && entry.path().is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (path, there) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            renew(&path, &there)?;
        } else if std::fs::read(&path)? != std::fs::read(&there).unwrap_or_default() {
            std::fs::copy(&path, &there).with_context(|| there.display().to_string())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::table::{MUTANTS, NAMES_NEEDED};
    use super::*;

    #[test]
    fn every_break_fits_the_sources_in_one_place() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime-c/src");
        for mutant in &MUTANTS {
            let whole = read(&sources.join(mutant.file)).unwrap();
            assert_eq!(whole.matches(mutant.from).count(), 1, "{}", mutant.name);
            assert_ne!(mutant.from, mutant.to, "{}", mutant.name);
        }
        assert!(MUTANTS.len() >= NAMES_NEEDED);
    }

    #[test]
    fn a_copy_is_renewed_where_it_differs_only() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        std::fs::create_dir_all(from.join("sub")).unwrap();
        for name in ["same", "sub/changed"] {
            std::fs::write(from.join(name), name).unwrap();
        }
        renew(&from, &to).unwrap();
        let time = || {
            std::fs::metadata(to.join("same"))
                .unwrap()
                .modified()
                .unwrap()
        };
        let before = time();
        std::fs::write(to.join("sub/changed"), "broken").unwrap();
        std::fs::write(to.join("more"), "").unwrap();
        renew(&from, &to).unwrap();
        assert_eq!(read(&to.join("sub/changed")).unwrap(), "sub/changed");
        assert!(!to.join("more").exists());
        assert_eq!(time(), before);
    }
}
