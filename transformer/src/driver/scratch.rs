//! Temporary files and child processes of this invocation, and their end when
//! a signal ends it.

use super::error::Stop;
use rustix::process::{kill_process, Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use tempfile::TempDir;

/// What a signal must clean up.
#[derive(Default)]
struct Active {
    directory: Option<PathBuf>,
    children: Vec<u32>,
}

static ACTIVE: Mutex<Active> = Mutex::new(Active {
    directory: None,
    children: Vec::new(),
});

fn active() -> MutexGuard<'static, Active> {
    ACTIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A directory that is removed when dropped, or when a signal arrives.
pub struct Scratch {
    directory: TempDir,
}

impl Scratch {
    pub fn new() -> Result<Scratch, Stop> {
        watch_signals()?;
        let directory = tempfile::Builder::new()
            .prefix("migcc-")
            .tempdir()
            .map_err(|error| {
                Stop::error(format!(
                "cannot create a directory for temporary files in {}: {error}; set TMPDIR to one \
                 that can be written to",
                std::env::temp_dir().display()
            ))
            })?;
        active().directory = Some(directory.path().to_path_buf());
        Ok(Scratch { directory })
    }

    /// Its own subdirectory for each unit, so that file names can be the
    /// user's.
    pub fn subdirectory(&self, index: usize) -> Result<PathBuf, Stop> {
        let path = self.directory.path().join(index.to_string());
        fs::create_dir_all(&path).map_err(|error| Stop::io("create directory", &path, error))?;
        Ok(path)
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        active().directory = None;
    }
}

/// Registers a child for as long as the guard lives.
pub struct ChildGuard {
    id: u32,
}

impl ChildGuard {
    pub fn new(id: u32) -> ChildGuard {
        active().children.push(id);
        ChildGuard { id }
    }
}

impl Drop for ChildGuard {
    fn drop(&mut self) {
        active().children.retain(|&id| id != self.id);
    }
}

/// On a signal: stop the children, remove the directory, die of the signal.
fn watch_signals() -> Result<(), Stop> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])
        .map_err(|error| Stop::error(format!("cannot watch for signals: {error}")))?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let state = active();
            for id in &state.children {
                if let Some(pid) = i32::try_from(*id).ok().and_then(Pid::from_raw) {
                    let _ = kill_process(pid, Signal::TERM);
                }
            }
            if let Some(directory) = &state.directory {
                let _ = fs::remove_dir_all(directory);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
    Ok(())
}
