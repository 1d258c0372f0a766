//! Captures that must be refused: the message names the thing, the program
//! goes on or ends with 86, and an older image stays what it was.

use super::{check, failed, failed_task, names_all, polls, Config, Finding};
use crate::compile::With;
use crate::matrix::Check;
use crate::process::{Outcome, Status, Task};
use crate::program::{Program, CAPTURE_REFUSED};
use crate::tally::Verdict;
use std::ffi::OsString;
use std::path::Path;

/// Runs its arguments unable to write files beyond 4 KiB, told by an error.
const SMALL_FILES: &str = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
/// The same, told by a signal that kills whoever is not prepared.
const SMALL_FILES_SIGNAL: &str = "ulimit -f 8; exec \"$@\"";
/// Runs its arguments with a full file system in the folder `full`, in which an
/// older image lies.
const FULL_DISK: &str = "mount -t tmpfs -o size=16k none full || exit 99
    printf old >full/image.mig
    \"$@\"; status=$?
    [ \"$(cat full/image.mig)\" = old ] || echo LOST
    [ \"$(ls -A full)\" = image.mig ] || echo LITTER $(ls -A full)
    exit $status";

pub fn run(config: &Config) -> Vec<Check> {
    vec![
        check("image into a folder that does not exist", no_folder(config)),
        check("image over a folder", over_folder(config)),
        check("file size limit", size_limit(config, SMALL_FILES)),
        check(
            "file size limit by signal",
            size_limit(config, SMALL_FILES_SIGNAL),
        ),
        check("full disk", full_disk(config)),
        check("memory from mmap in use", mapped(config)),
        check("program with threads", threads(config)),
        check(
            "program with threads, uncaptured",
            threads_uncaptured(config),
        ),
    ]
}

fn no_folder(config: &Config) -> Finding {
    let victim = Victim::new(config, "victim")?;
    let dir = config.dir()?;
    let image = dir.path().join("missing/image.mig");
    let task = victim.capturing(dir.path(), &image);
    victim.refused(&task, &["missing/image.mig"])
}

fn over_folder(config: &Config) -> Finding {
    let victim = Victim::new(config, "victim")?;
    let dir = config.dir()?;
    let image = dir.path().join("folder.mig");
    std::fs::create_dir(&image).map_err(|error| failed(error.to_string()))?;
    let task = victim.capturing(dir.path(), &image);
    victim.refused(&task, &["folder.mig"])?;
    only_file(dir.path(), "folder.mig")
}

fn size_limit(config: &Config, script: &str) -> Finding {
    let victim = Victim::new(config, "victim")?;
    let dir = config.dir()?;
    let image = dir.path().join("image.mig");
    std::fs::write(&image, "old").map_err(|error| failed(error.to_string()))?;
    let task = wrapped(
        victim.capturing(dir.path(), &image),
        &["sh", "-c", script, "sh"],
    );
    victim.refused(&task, &["image.mig"])?;
    only_file(dir.path(), "image.mig")?;
    match std::fs::read(&image) {
        Ok(bytes) if bytes == b"old" => Ok(()),
        _ => Err(failed_task("the older image was lost", &task)),
    }
}

fn full_disk(config: &Config) -> Finding {
    let victim = Victim::new(config, "victim")?;
    let dir = config.dir()?;
    let full = dir.path().join("full");
    std::fs::create_dir(&full).map_err(|error| failed(error.to_string()))?;
    let unshare = ["unshare", "--mount", "--map-root-user"];
    let probe = Task::new("unshare", dir.path()).args(&unshare[1..]);
    let probe = probe.args(["sh", "-c", FULL_DISK, "sh", "true"]).run();
    if probe.status != Status::Exited(0) {
        let why = format!("no file system can be mounted: {}", probe.complaint());
        return Err(Verdict::Skipped(why));
    }
    let words = [&unshare[..], &["sh", "-c", FULL_DISK, "sh"]].concat();
    let task = wrapped(
        victim.capturing(dir.path(), &full.join("image.mig")),
        &words,
    );
    victim.refused(&task, &["full/image.mig"])
}

fn mapped(config: &Config) -> Finding {
    let victim = Victim::new(config, "mapped")?;
    let dir = config.dir()?;
    let image = dir.path().join("image.mig");
    let task = victim.capturing(dir.path(), &image);
    let words = [
        "4096 bytes that mmap gave the program in main, main.c:17,",
        "release it before the capture, or take the memory from malloc",
    ];
    victim.refused(&task, &words)
}

fn threads(config: &Config) -> Finding {
    let victim = Victim::new(config, "threads")?;
    let dir = config.dir()?;
    let image = dir.path().join("image.mig");
    let task = victim.capturing(dir.path(), &image);
    victim.refused(&task, &["thread", "main.c:"])?;
    match image.exists() {
        true => Err(failed_task("an image was written all the same", &task)),
        false => Ok(()),
    }
}

fn threads_uncaptured(config: &Config) -> Finding {
    let victim = Victim::new(config, "threads")?;
    let dir = config.dir()?;
    let task = victim.program.start(dir.path());
    let outcome = task.run();
    match outcome.status == Status::Exited(0) && outcome.stdout == victim.expected {
        true => Ok(()),
        false => Err(failed_task(
            format!("behaves otherwise: {}", outcome.status),
            &task,
        )),
    }
}

/// A program to be captured in its middle, and what it prints otherwise.
struct Victim {
    program: Program,
    expected: Vec<u8>,
    middle: u64,
}

impl Victim {
    fn new(config: &Config, name: &str) -> Result<Victim, Verdict> {
        let host = config.host()?;
        let dir = config.dir()?;
        let plain = config.build(name, host, With::Plain)?;
        let outcome = plain.start(dir.path()).run();
        let program = config.build(name, host, With::Migcc)?;
        Ok(Victim {
            middle: polls(&program, dir.path())? / 2 + 1,
            program,
            expected: outcome.stdout,
        })
    }

    fn capturing(&self, dir: &Path, image: &Path) -> Task {
        self.program.capturing(dir, self.middle, image)
    }

    /// Runs `task`, a capture, which must be refused in a message with all
    /// `names`.
    fn refused(&self, task: &Task, names: &[&str]) -> Finding {
        let outcome = task.run();
        let result = self.nothing_lost(&outcome);
        let result = result.and_then(|()| names_all(&outcome, names));
        result.map_err(|why| failed_task(why, task))
    }

    /// The program went on to its usual end, or stopped with 86.
    fn nothing_lost(&self, outcome: &Outcome) -> Result<(), String> {
        let printed = &outcome.stdout;
        match outcome.status {
            Status::Exited(0) if *printed == self.expected => Ok(()),
            Status::Exited(CAPTURE_REFUSED) if self.expected.starts_with(printed) => Ok(()),
            _ => {
                let text = String::from_utf8_lossy(printed).into_owned();
                let said = outcome.complaint();
                Err(format!("{}, printed {text:?}: {said}", outcome.status))
            }
        }
    }
}

/// The same task with `words` before its command.
fn wrapped(mut task: Task, words: &[&str]) -> Task {
    let words = words.iter().map(OsString::from);
    task.argv = words.chain(task.argv).collect();
    task
}

fn only_file(dir: &Path, name: &str) -> Finding {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let others: Vec<_> = entries
        .map(|entry| entry.file_name())
        .filter(|file| file != name)
        .collect();
    match others.is_empty() {
        true => Ok(()),
        false => Err(failed(format!("left behind: {others:?}"))),
    }
}
