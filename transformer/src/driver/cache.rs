//! The directory that outlives an invocation: facts about compilers, the
//! runtime's files and its objects. Everything in it may be deleted any time.

use super::environment::Environment;
use super::error::Stop;
use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

#[derive(Debug, Clone)]
pub struct Cache {
    pub dir: PathBuf,
}

impl Cache {
    /// `MIGCC_CACHE`, else `migcc` in the XDG cache directory, else (builds
    /// often run without a home) a private directory among the temporary files.
    pub fn open(environment: &Environment) -> Result<Cache, Stop> {
        if let Some(dir) = &environment.cache {
            fs::create_dir_all(dir)
                .map_err(|error| Stop::io("create MIGCC_CACHE directory", dir, error))?;
            let dir = fs::canonicalize(dir)
                .map_err(|error| Stop::io("find MIGCC_CACHE directory", dir, error))?;
            return Ok(Cache { dir });
        }
        match user_directory() {
            Some(dir) => Ok(Cache { dir }),
            None => private_directory().map(|dir| Cache { dir }),
        }
    }

    pub fn path(&self, kind: &str, name: &str) -> PathBuf {
        self.dir.join(kind).join(name)
    }

    /// Stores a file so that a reader sees all of it or nothing. A cache that
    /// cannot be written costs time, not correctness, so failure is silent.
    pub fn store(&self, path: &Path, contents: &[u8]) {
        if let Some(parent) = path.parent() {
            if fs::create_dir_all(parent).is_ok() {
                let _ = write_atomically(path, contents);
            }
        }
    }
}

/// Writes beside `path` and renames.
pub fn write_atomically(path: &Path, contents: &[u8]) -> std::io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(parent)?;
    file.write_all(contents)?;
    file.persist(path)?;
    Ok(())
}

/// Holds other migcc processes off until the returned file is closed.
pub fn lock(path: &Path) -> std::io::Result<File> {
    let file = File::create(path)?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
    Ok(file)
}

fn user_directory() -> Option<PathBuf> {
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    let dir = base.join("migcc");
    fs::create_dir_all(&dir).ok()?;
    // A directory that exists may still refuse new files (another user's home).
    tempfile::NamedTempFile::new_in(&dir).ok()?;
    Some(dir)
}

fn private_directory() -> Result<PathBuf, Stop> {
    let user = rustix::process::getuid().as_raw();
    let dir = env::temp_dir().join(format!("migcc-cache-{user}"));
    // An existing directory is fine if it is ours, which is checked below.
    let _ = DirBuilder::new().mode(0o700).create(&dir);
    let found =
        fs::symlink_metadata(&dir).map_err(|error| Stop::io("create directory", &dir, error))?;
    if !found.is_dir() || found.uid() != user || found.mode() & 0o022 != 0 {
        return Err(Stop::error(format!(
            "{} is not a directory that only this user can write to, so objects in it cannot be \
             trusted; set MIGCC_CACHE to a directory of your own",
            dir.display()
        )));
    }
    Ok(dir)
}
