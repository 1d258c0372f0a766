//! Images to begin with: captured on each ABI that this machine can run, at two
//! polls.

use super::harness::{done, Harness};
use super::Folder;
use crate::abi::{Abi, ABIS};
use crate::case::Case;
use crate::compile::{Builder, With};
use crate::process::Task;
use crate::program::{expect_exit, read_stats, Program, CAPTURED};
use anyhow::{bail, Context, Result};
use std::path::Path;
use std::time::Duration;

pub fn take(builder: &Builder, harness: &Harness, folder: &Folder, case: &Case) -> Result<()> {
    let mut taken = 0;
    for abi in &ABIS {
        if let Err(why) = abi.probe() {
            eprintln!("{}: no images from {}: {why}", folder.name, abi.name);
            continue;
        }
        let recipe = case.recipe(abi);
        let program = Program {
            abi,
            exe: builder.build(&recipe, With::Migcc, &abi.cc(), abi.name)?,
            args: case.args.clone(),
            stdin: case.stdin.clone(),
            stack_mb: case.stack_mb,
            timeout: Duration::from_secs(120),
        };
        taken += capture(&program, harness, folder, abi)?;
    }
    if taken == 0 {
        bail!("no image could be captured");
    }
    Ok(())
}

fn capture(program: &Program, harness: &Harness, folder: &Folder, abi: &Abi) -> Result<usize> {
    let dir = tempfile::tempdir().context("a scratch folder")?;
    let polls = polls(program, dir.path())?;
    let mut taken = 0;
    for poll in [polls / 3, polls / 2] {
        let image = dir.path().join("seed.mig");
        let outcome = program.capturing(dir.path(), poll.max(1), &image).run();
        if let Err(why) = expect_exit(&outcome, CAPTURED, "capture") {
            eprintln!("{} on {}, poll {poll}: {why}", folder.name, abi.name);
            continue;
        }
        let squeezed = folder.seeds.join(format!("{}.{poll}", abi.name));
        let squeeze = Task::new(&harness.replay, dir.path())
            .arg("--squeeze")
            .arg(&image)
            .arg(squeezed);
        done(squeeze)?;
        taken += 1;
    }
    Ok(taken)
}

fn polls(program: &Program, dir: &Path) -> Result<u64> {
    let stats = dir.join("stats.json");
    let outcome = program.counting(dir, &stats).run();
    expect_exit(&outcome, 0, "uncaptured")
        .and_then(|()| read_stats(&stats))
        .map(|stats| stats.polls)
        .map_err(anyhow::Error::msg)
}
