//! Bad input: damaged, foreign and unfitting images, places that cannot be
//! written, programs that cannot be captured yet. Each must end with 86 or 87
//! and a message that names the thing; nothing may run, nothing may crash.

mod captures;
mod damage;
mod images;

use crate::abi::{by_name, Abi};
use crate::compile::{Builder, Recipe, With};
use crate::matrix::Check;
use crate::process::{Outcome, Task};
use crate::program::{expect_exit, read_stats, Program, CAPTURED};
use crate::tally::{Failure, Verdict};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

pub struct Config<'a> {
    pub builder: &'a Builder,
    /// Folder of the programs: `tests/bad-input`.
    pub programs: PathBuf,
    pub scratch: PathBuf,
    /// More offsets, more ABIs.
    pub full: bool,
    pub seed: u64,
    /// Why an ABI cannot be used here; none if it can.
    pub unusable: Vec<Option<String>>,
}

/// What one check finds: nothing, or why it failed or was skipped.
type Finding = Result<(), Verdict>;

pub fn run(config: &Config) -> Vec<Check> {
    let mut checks = images::run(config);
    checks.extend(captures::run(config));
    checks
}

fn check(what: impl Into<String>, finding: Finding) -> Check {
    Check {
        case: "bad input".into(),
        pair: None,
        hops: Default::default(),
        what: what.into(),
        verdict: finding.map_or_else(|verdict| verdict, |()| Verdict::Passed),
    }
}

fn failed(what: impl Into<String>) -> Verdict {
    Verdict::Failed(Failure::plain(what))
}

fn failed_task(what: impl Into<String>, task: &Task) -> Verdict {
    Verdict::Failed(Failure {
        what: what.into(),
        commands: vec![task.shell_line()],
    })
}

impl Config<'_> {
    /// The ABI called `name`, if it can be used here.
    fn abi(&self, name: &str) -> Result<&'static Abi, Verdict> {
        let number = crate::abi::ABIS.iter().position(|abi| abi.name == name);
        let why = number.and_then(|n| self.unusable.get(n).cloned().flatten());
        match (by_name(name), why) {
            (Some(abi), None) => Ok(abi),
            (_, why) => Err(Verdict::Skipped(why.unwrap_or_default())),
        }
    }

    fn host(&self) -> Result<&'static Abi, Verdict> {
        let host = crate::abi::ABIS
            .iter()
            .find(|abi| abi.arch == std::env::consts::ARCH);
        host.ok_or_else(|| Verdict::Skipped("this processor is not in the table".into()))
    }

    fn build(&self, name: &str, abi: &'static Abi, with: With) -> Result<Program, Verdict> {
        let label = format!("bad-{name}");
        let recipe = Recipe::of_folder(&label, &self.programs.join(name));
        let exe = self.builder.build(&recipe, with, &abi.cc(), abi.name);
        Ok(Program {
            abi,
            exe: exe.map_err(|error| failed(format!("build of {name}: {error:#}")))?,
            args: Vec::new(),
            stdin: None,
            stack_mb: None,
            timeout: Duration::from_secs(60),
        })
    }

    fn dir(&self) -> Result<TempDir, Verdict> {
        crate::matrix::sandbox::empty(&self.scratch).map_err(failed)
    }
}

/// A good image of a program in the middle of its run.
struct Image {
    dir: TempDir,
}

impl Image {
    fn take(config: &Config, program: &Program) -> Result<Image, Verdict> {
        let dir = config.dir()?;
        let image = Image { dir };
        let middle = polls(program, image.dir.path())? / 2 + 1;
        let task = program.capturing(image.dir.path(), middle, &image.path());
        let outcome = task.run();
        match expect_exit(&outcome, CAPTURED, "capture") {
            Ok(()) => Ok(image),
            Err(why) => Err(failed_task(why, &task)),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("good.mig")
    }

    fn bytes(&self) -> Result<Vec<u8>, Verdict> {
        std::fs::read(self.path()).map_err(|error| failed(format!("image: {error}")))
    }
}

fn polls(program: &Program, dir: &Path) -> Result<u64, Verdict> {
    let stats = dir.join("stats.json");
    let task = program.counting(dir, &stats);
    let outcome = task.run();
    let polls = expect_exit(&outcome, 0, "uncaptured")
        .and_then(|()| read_stats(&stats))
        .map(|stats| stats.polls);
    match polls {
        Ok(0) => Err(failed_task("the program executes no poll", &task)),
        Ok(polls) => Ok(polls),
        Err(why) => Err(failed_task(why, &task)),
    }
}

/// Whether the message has all of `names`.
fn names_all(outcome: &Outcome, names: &[&str]) -> Result<(), String> {
    let said = outcome.complaint();
    match names.iter().find(|name| !said.contains(**name)) {
        Some(name) => Err(format!("the message does not name {name}: {said:?}")),
        None => Ok(()),
    }
}
