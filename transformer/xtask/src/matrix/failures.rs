//! Keeping what a failed check leaves, with the commands that repeat it.

use super::{sandbox, Config};
use crate::case::Case;
use crate::process::Task;
use crate::tally::Failure;
use std::path::{Path, PathBuf};

/// The folder of one failure.
pub struct Evidence {
    dir: PathBuf,
    /// Whatever went wrong while keeping; shown, since it must not be silent.
    trouble: Vec<String>,
}

impl Evidence {
    pub fn new(config: &Config, case: &Case, name: &str) -> Evidence {
        let dir = config.failures.join(format!("{}-{name}", case.name));
        let _ = std::fs::remove_dir_all(&dir);
        let mut evidence = Evidence {
            dir: dir.clone(),
            trouble: Vec::new(),
        };
        evidence.note(std::fs::create_dir_all(&dir));
        evidence
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Keeps a copy of all of `from`.
    pub fn keep(&mut self, from: &Path) {
        let result = sandbox::copy_into(from, &self.dir);
        self.note(result);
    }

    pub fn write(&mut self, name: &str, bytes: &[u8]) {
        let result = std::fs::write(self.dir.join(name), bytes);
        self.note(result);
    }

    /// The failure `what`, repeated by `tasks` one after the other.
    pub fn failure(mut self, what: String, tasks: Vec<Task>) -> Failure {
        let commands: Vec<_> = tasks.iter().map(Task::shell_line).collect();
        self.write("repeat.sh", format!("{}\n", commands.join("\n")).as_bytes());
        self.write("what", format!("{what}\n").as_bytes());
        let trouble: String = self.trouble.iter().map(|t| format!(" [{t}]")).collect();
        Failure {
            what: format!("{what}{trouble}"),
            commands,
        }
    }

    fn note(&mut self, result: std::io::Result<()>) {
        if let Err(error) = result {
            self.trouble
                .push(format!("{}: {error}", self.dir.display()));
        }
    }
}
