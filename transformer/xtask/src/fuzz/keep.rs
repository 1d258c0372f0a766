//! Keeping a finding with all that repeats it.

use super::findings::Finding;
use super::journey::Journey;
use super::setup::Target;
use super::trial::{Ready, Reference, Trial};
use crate::compile::With;
use crate::process::Task;
use std::path::{Path, PathBuf};

/// Keeps the program, the commands that build it and those of the journey.
pub fn journey(
    trial: &Trial,
    ready: &[Ready],
    reference: &Reference,
    journey: &Journey,
    finding: Finding,
) -> Finding {
    let dir = folder(trial, &finding);
    let mut used: Vec<usize> = journey.legs.clone();
    used.sort_unstable();
    used.dedup();
    let builds = used
        .iter()
        .map(|leg| build(trial, &trial.targets[*leg], With::Migcc, &dir));
    let moved: Vec<Ready> = ready.iter().map(|ready| moved(ready, &dir)).collect();
    let legs = (0..journey.legs.len()).map(|leg| journey.task(&moved, leg, &dir));
    let tasks: Vec<Task> = builds.chain(legs).collect();
    let note = Note {
        targets: trial.targets.iter().map(Target::words).collect(),
        flags: trial.sample.flags.clone(),
        every_statement: trial.bench.every_statement,
        journey: Some(journey.clone()),
        reason: finding.reason(),
    };
    write(trial, &dir, finding, &tasks, &note, Some(reference))
}

/// Keeps a program that goes wrong without a capture, or is not built.
pub fn uncaptured(trial: &Trial, target: &Target, finding: Finding) -> Finding {
    let dir = folder(trial, &finding);
    let tasks = [With::Plain, With::Migcc].map(|with| build(trial, target, with, &dir));
    let note = Note {
        targets: vec![target.words()],
        flags: trial.sample.flags.clone(),
        every_statement: trial.bench.every_statement,
        journey: None,
        reason: finding.reason(),
    };
    write(trial, &dir, finding, &tasks, &note, None)
}

/// What a reduction needs to know of a kept finding.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// ABI, compiler and level of each target.
    pub targets: Vec<[String; 3]>,
    pub flags: Vec<String>,
    pub every_statement: bool,
    pub journey: Option<Journey>,
    /// In words that other programs share, for refusals.
    pub reason: String,
}

pub const NOTE: &str = "note.json";

impl Target {
    fn words(&self) -> [String; 3] {
        [self.abi.name.into(), self.cc.clone(), self.level.into()]
    }
}

/// One for each kind of finding of a program: the last of many stays.
fn folder(trial: &Trial, finding: &Finding) -> PathBuf {
    let (generator, seed) = (trial.generator, trial.seed);
    let mode = if trial.bench.every_statement {
        "-every"
    } else {
        ""
    };
    let kind = finding
        .kind
        .to_string()
        .to_lowercase()
        .replace([' ', '\''], "-");
    trial
        .bench
        .keep
        .join(format!("{generator}-{seed}{mode}-{kind}"))
}

fn build(trial: &Trial, target: &Target, with: With, dir: &Path) -> Task {
    target.task(trial.bench, &trial.sample, with, dir)
}

fn moved(ready: &Ready, dir: &Path) -> Ready {
    let mut moved = ready.clone();
    if let Some(name) = ready.program.exe.file_name() {
        moved.program.exe = dir.join(name);
    }
    moved
}

fn write(
    trial: &Trial,
    dir: &Path,
    mut finding: Finding,
    tasks: &[Task],
    note: &Note,
    reference: Option<&Reference>,
) -> Finding {
    let again = format!(
        "# {} --only {} --seed {} --count 1",
        trial.bench.command, trial.generator, trial.seed
    );
    let lines: Vec<_> = tasks.iter().map(Task::shell_line).collect();
    let script = format!("{again}\n{}\n", lines.join("\n"));
    let text =
        |name: &str, text: &str| std::fs::write(dir.join(name), text).map_err(|e| e.to_string());
    let kept = std::fs::create_dir_all(dir)
        .map_err(|error| error.to_string())
        .and_then(|()| trial.sample.write(dir))
        .and_then(|()| text("repeat.sh", &script))
        .and_then(|()| {
            text(
                NOTE,
                &serde_json::to_string_pretty(note).unwrap_or_default(),
            )
        })
        .and_then(|()| text("what", &format!("{finding}\n")))
        .and_then(|()| match reference {
            Some(r) => text("expected.txt", &String::from_utf8_lossy(&r.stdout)),
            None => Ok(()),
        });
    finding.kept = match kept {
        Ok(()) => dir.display().to_string(),
        Err(why) => format!("nowhere: {why}"),
    };
    finding
}
