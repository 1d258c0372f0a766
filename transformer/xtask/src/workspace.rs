//! Where things lie, and building the project's own binaries.

use anyhow::{bail, Context, Result};
use rustix::fs::{flock, FlockOperation};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug, Clone)]
pub struct Workspace {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Workspace> {
        let output = cargo()
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
            ])
            .arg("--manifest-path")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .output()
            .context("cargo metadata")?;
        let metadata: Metadata = serde_json::from_slice(&output.stdout)
            .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
        Ok(Workspace {
            root: metadata.workspace_root,
            target: metadata.target_directory,
        })
    }

    pub fn corpus(&self) -> PathBuf {
        self.root.join("corpus")
    }

    pub fn corpus_real(&self) -> PathBuf {
        self.root.join("corpus-real")
    }

    pub fn migcc(&self) -> PathBuf {
        self.target.join("release/migcc")
    }

    pub fn migctl(&self) -> PathBuf {
        self.target.join("release/migctl")
    }

    /// `migcc`'s cache of compiled runtimes during tests.
    pub fn migcc_cache(&self) -> PathBuf {
        self.target.join("migcc-cache")
    }

    /// Keeps other tasks out of the target folder until the result is dropped:
    /// they would build the same programs and empty the same folders.
    pub fn lock(&self) -> Result<File> {
        let path = self.target.join("xtask.lock");
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            eprintln!("waiting for another cargo xtask to end");
            flock(&file, FlockOperation::LockExclusive).context("xtask.lock")?;
        }
        Ok(file)
    }

    /// Builds `migcc` and `migctl` (release).
    pub fn build_tools(&self) -> Result<()> {
        let status = cargo()
            .args(["build", "--release", "--package", "migcc", "--bins"])
            .current_dir(&self.root)
            .status()
            .context("cargo build")?;
        if !status.success() {
            bail!("cargo build of migcc and migctl failed");
        }
        Ok(())
    }

    /// A fresh, empty folder `name` below the target folder.
    pub fn fresh(&self, name: &str) -> Result<PathBuf> {
        let dir = self.target.join(name);
        if dir.exists() {
            std::fs::remove_dir_all(&dir).with_context(|| dir.display().to_string())?;
        }
        std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
        Ok(dir)
    }
}

#[derive(serde::Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
