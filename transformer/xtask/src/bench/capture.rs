//! Capture of a large program against `cp` of the same bytes to the same place.

use super::report::{Bar, Report, Row};
use super::stats::{median, ratio};
use super::Options;
use crate::abi::ABIS;
use crate::compile::{Builder, Recipe, With};
use crate::process::Task;
use crate::program::{expect_exit, read_stats, Program, Stats, CAPTURED};
use crate::workspace::Workspace;
use anyhow::{anyhow, bail, Context, Result};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const WHAT: &str = "capture";

pub fn run(
    options: &Options,
    workspace: &Workspace,
    builder: &Builder,
    report: &mut Report,
) -> Result<()> {
    eprintln!("measuring capture of {} doubles", options.doubles);
    let result = Setup::new(options, workspace, builder).and_then(|setup| setup.measure(options));
    match result {
        Ok(rows) => rows.into_iter().for_each(|row| report.add(row.named(WHAT))),
        Err(error) => report.fail(WHAT, &format!("{error:#}")),
    }
    Ok(())
}

struct Setup {
    program: Program,
    /// The last poll: all numbers are there then.
    poll: u64,
    dir: PathBuf,
}

impl Setup {
    fn new(options: &Options, workspace: &Workspace, builder: &Builder) -> Result<Setup> {
        let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
        let host = host.ok_or_else(|| anyhow!("this processor is not in the table of ABIs"))?;
        let mut recipe = Recipe::of_folder("bench-gigabyte", &workspace.root.join("bench"));
        recipe.sources = vec!["gigabyte.c".into()];
        let program = Program {
            abi: host,
            exe: builder.build(&recipe, With::Migcc, &host.cc(), host.name)?,
            args: vec![options.doubles.to_string()],
            stdin: None,
            timeout: Duration::from_secs(600),
        };
        let dir = match &options.dir {
            Some(dir) => dir.clone(),
            None => workspace.fresh("bench-capture")?,
        };
        let dir = dir
            .canonicalize()
            .with_context(|| dir.display().to_string())?;
        let stats = dir.join("polls.json");
        let outcome = program.counting(&dir, &stats).run();
        expect_exit(&outcome, 0, "uncaptured").map_err(anyhow::Error::msg)?;
        let poll = read_stats(&stats).map_err(anyhow::Error::msg)?.polls;
        anyhow::ensure!(poll > 0, "the program executes no poll");
        Ok(Setup { program, poll, dir })
    }

    fn measure(&self, options: &Options) -> Result<Vec<Row>> {
        let image = self.image();
        let bytes = self.capture()?.image_bytes as f64;
        let mut seconds = Vec::new();
        let mut capture = || -> Result<f64> {
            let taken = self.capture()?.capture_ns as f64 / 1e9;
            seconds.push(taken);
            Ok(taken)
        };
        let pairs = options.pairs();
        let plain = ratio(pairs, || self.copy("cp \"$1\" \"$2\""), &mut capture)?;
        let durable = "cp \"$1\" \"$2\" && sync \"$2\"";
        let synced = ratio(pairs, || self.copy(durable), &mut capture)?;
        std::fs::remove_file(&image).with_context(|| image.display().to_string())?;
        let rate = bytes / median(seconds) / 1e9;
        Ok(vec![
            Row::of_ratio(
                "time of cp / time of capture",
                plain,
                Some(Bar::AtLeast(1.0)),
            ),
            Row::of_ratio("time of cp and sync / time of capture", synced, None),
            Row::of_value("GB/s", rate, None),
        ])
    }

    fn image(&self) -> PathBuf {
        self.dir.join("gigabyte.mig")
    }

    fn capture(&self) -> Result<Stats> {
        let stats = self.dir.join("capture.json");
        let task = self.program.capturing(&self.dir, self.poll, &self.image());
        let outcome = task.env("MIGRT_STATS", &stats).run();
        expect_exit(&outcome, CAPTURED, "capture").map_err(anyhow::Error::msg)?;
        let stats = read_stats(&stats).map_err(anyhow::Error::msg)?;
        if stats.capture_ns == 0 || stats.image_bytes == 0 {
            bail!("MIGRT_STATS tells no capture_ns or image_bytes: {stats:?}");
        }
        Ok(stats)
    }

    /// Seconds that `script` takes to copy the image.
    fn copy(&self, script: &str) -> Result<f64> {
        let copy: &Path = &self.dir.join("copy");
        let task = Task::new("sh", &self.dir).args(["-c", script, "sh"]);
        let task = task
            .arg(self.image())
            .arg(copy)
            .timeout(Duration::from_secs(600));
        let start = Instant::now();
        let outcome = task.run();
        let seconds = start.elapsed().as_secs_f64();
        expect_exit(&outcome, 0, "cp").map_err(anyhow::Error::msg)?;
        std::fs::remove_file(copy).with_context(|| copy.display().to_string())?;
        Ok(seconds)
    }
}
