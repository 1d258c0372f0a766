//! Building C programs, with migcc or plainly, into a cache by content.

use crate::process::{Outcome, Status, Task};
use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The largest real programs are one unit of 250,000 lines.
const BUILD_TIMEOUT: Duration = Duration::from_secs(1200);

/// What compiles a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    Migcc,
    /// The real compiler alone: the reference.
    Plain,
}

/// A program to build.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Of the program; the file is called after it.
    pub name: String,
    /// The compiler runs here, and units are named relative to it.
    pub dir: PathBuf,
    /// Relative to `dir`, or absolute: then of a crate, whose version is in
    /// its folder's name, so that the name says what is in the file.
    pub sources: Vec<String>,
    pub flags: Vec<String>,
    pub libs: Vec<String>,
    /// Folders whose files take part besides `dir`.
    pub also: Vec<PathBuf>,
}

impl Recipe {
    /// `dir/main.c`, built as the matrix builds: `-static -O2`.
    pub fn of_folder(name: &str, dir: &Path) -> Recipe {
        Recipe {
            name: name.into(),
            dir: dir.to_path_buf(),
            sources: vec!["main.c".into()],
            flags: vec!["-static".into(), "-O2".into()],
            libs: Vec::new(),
            also: Vec::new(),
        }
    }
}

pub struct Builder {
    migcc: PathBuf,
    migcc_hash: Vec<u8>,
    migcc_cache: PathBuf,
    /// Where programs are kept.
    dir: PathBuf,
    /// One lock for each program, so that it is built once only.
    locks: Mutex<HashMap<PathBuf, Arc<Mutex<()>>>>,
}

impl Builder {
    /// `migcc` must have been built.
    pub fn new(workspace: &Workspace) -> Result<Builder> {
        let programs = workspace.target.join("programs");
        Builder::with_migcc(&workspace.migcc(), &workspace.migcc_cache(), programs)
    }

    /// Keeps programs in `dir`.
    pub fn with_migcc(migcc: &Path, migcc_cache: &Path, dir: PathBuf) -> Result<Builder> {
        let bytes = std::fs::read(migcc).with_context(|| migcc.display().to_string())?;
        std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
        Ok(Builder {
            migcc_hash: Sha256::digest(bytes).to_vec(),
            migcc_cache: migcc_cache.to_path_buf(),
            migcc: migcc.to_path_buf(),
            dir,
            locks: Mutex::default(),
        })
    }

    /// The program of `recipe` for the compiler `cc`; built unless an equal one
    /// is there. `label` tells programs for different targets apart.
    pub fn build(&self, recipe: &Recipe, with: With, cc: &str, label: &str) -> Result<PathBuf> {
        let kind = if with == With::Migcc { "mig" } else { "cc" };
        let stem = format!("{}.{label}.{kind}", recipe.name);
        let hash = self.hash(recipe, with, cc)?;
        let program = self.dir.join(format!("{stem}.{hash}"));
        let lock = self.lock_of(&program);
        let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if program.is_file() {
            return Ok(program);
        }
        self.forget(&format!("{stem}."));
        let unfinished = program.with_extension(format!("{hash}.part"));
        let task = self.task(recipe, with, cc, &unfinished);
        let outcome = task.run();
        if outcome.status != Status::Exited(0) {
            bail!("{}\n{}", outcome_text(&outcome), task.shell_line());
        }
        if !unfinished.is_file() {
            bail!(
                "the compiler says it succeeded but wrote nothing\n{}",
                task.shell_line()
            );
        }
        std::fs::rename(&unfinished, &program).with_context(|| program.display().to_string())?;
        Ok(program)
    }

    fn lock_of(&self, program: &Path) -> Arc<Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(locks.entry(program.to_path_buf()).or_default())
    }

    /// The command that builds `recipe` into `output`.
    pub fn task(&self, recipe: &Recipe, with: With, cc: &str, output: &Path) -> Task {
        let task = match with {
            With::Plain => Task::new(cc, &recipe.dir),
            With::Migcc => self.migcc_task(recipe).env("MIGCC_CC", cc),
        };
        task.args(&recipe.flags)
            .args(&recipe.sources)
            .arg("-o")
            .arg(output)
            .args(&recipe.libs)
            .timeout(BUILD_TIMEOUT)
    }

    fn migcc_task(&self, recipe: &Recipe) -> Task {
        let task = Task::new(&self.migcc, &recipe.dir)
            .env("MIGCC_ROOT", &recipe.dir)
            .env("MIGCC_CACHE", &self.migcc_cache);
        let config = recipe.dir.join("migcc.toml");
        match config.is_file() {
            true => task.env("MIGCC_CONFIG", config),
            false => task,
        }
    }

    fn hash(&self, recipe: &Recipe, with: With, cc: &str) -> Result<String> {
        let mut hash = Sha256::new();
        if with == With::Migcc {
            hash.update(&self.migcc_hash);
        }
        let version = Task::new(cc, &recipe.dir).arg("--version").run();
        hash.update(format!("{cc} {recipe:?}"));
        hash.update(&version.stdout);
        for dir in std::iter::once(&recipe.dir).chain(&recipe.also) {
            for file in inputs(dir)? {
                hash.update(std::fs::read(&file).with_context(|| file.display().to_string())?);
            }
        }
        let digest = hash.finalize();
        Ok(digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect())
    }

    /// Removes programs whose names begin with `stem`: they are out of date.
    fn forget(&self, stem: &str) {
        for entry in std::fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(stem) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Files of a folder that a compilation may read.
fn inputs(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        let extension = path.extension().and_then(|e| e.to_str());
        if matches!(extension, Some("c" | "h" | "inc" | "def" | "toml")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn outcome_text(outcome: &Outcome) -> String {
    format!("{}: {}", outcome.status, outcome.complaint())
}
