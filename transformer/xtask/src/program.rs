//! Running a program built with migcc: plainly, to a capture, from an image.

use crate::abi::Abi;
use crate::process::{Outcome, Status, Task};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Exit statuses of the runtime (DESIGN, contract).
pub const CAPTURED: i32 = 85;
pub const CAPTURE_REFUSED: i32 = 86;
pub const IMAGE_REFUSED: i32 = 87;

/// No program executes so many polls; asking for it makes the runtime count.
const NEVER: u64 = 1 << 62;

/// A built program and how to start it.
#[derive(Debug, Clone)]
pub struct Program {
    pub abi: &'static Abi,
    pub exe: PathBuf,
    pub args: Vec<String>,
    pub stdin: Option<PathBuf>,
    /// Stack it asks for, where the usual one does not do.
    pub stack_mb: Option<u32>,
    pub timeout: Duration,
}

/// What `MIGRT_STATS` tells.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Stats {
    pub polls: u64,
    pub captures: u64,
    pub capture_ns: u64,
    pub restore_ns: u64,
    pub convert_ns: u64,
    pub image_bytes: u64,
    pub pointers: u64,
    pub blocks: u64,
    /// The most memory the process had at once; 0 where the system does not tell.
    pub peak_bytes: u64,
}

impl Program {
    /// A task that runs the program from its beginning.
    pub fn start(&self, dir: &Path) -> Task {
        let mut task = self.abi.task(&self.exe, dir).args(&self.args);
        task.stdin.clone_from(&self.stdin);
        if let Some(megabytes) = self.stack_mb {
            let script = format!("ulimit -s {}; exec \"$@\"", megabytes * 1024);
            let words = ["sh", "-c", script.as_str(), "sh"].map(OsString::from);
            task.argv.splice(0..0, words);
        }
        task.timeout(self.timeout)
    }

    /// Runs to the end and counts polls into `stats`.
    pub fn counting(&self, dir: &Path, stats: &Path) -> Task {
        self.start(dir)
            .env("MIGRT_CHECKPOINT_AT", format!("poll:{NEVER}"))
            .env("MIGRT_STATS", stats)
    }

    /// Runs from the beginning to a capture at `poll` into `image`.
    pub fn capturing(&self, dir: &Path, poll: u64, image: &Path) -> Task {
        self.start(dir)
            .env("MIGRT_CHECKPOINT_AT", format!("poll:{poll}"))
            .env("MIGRT_IMAGE", image)
    }

    /// Continues from `image` to the end.
    pub fn restoring(&self, dir: &Path, image: &Path) -> Task {
        self.start(dir).env("MIGRT_RESTORE", image)
    }
}

/// Reads what a run left under `MIGRT_STATS`.
pub fn read_stats(path: &Path) -> Result<Stats, String> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| format!("MIGRT_STATS left no {}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("MIGRT_STATS: {error} in {text}"))
}

/// Checks that a run ended with `code`; the error shows what it said.
pub fn expect_exit(outcome: &Outcome, code: i32, what: &str) -> Result<(), String> {
    if outcome.status == Status::Exited(code) {
        return Ok(());
    }
    let (status, said) = (&outcome.status, outcome.complaint());
    Err(format!(
        "{what}: {status} instead of exit status {code}: {said}"
    ))
}
