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

/// A file system in memory, where nothing waits for a device.
const MEMORY: &str = "/dev/shm";

pub fn run(
    options: &Options,
    workspace: &Workspace,
    builder: &Builder,
    report: &mut Report,
) -> Result<()> {
    eprintln!("measuring capture of {} doubles", options.doubles);
    let disk = match &options.dir {
        Some(dir) => dir.clone(),
        None => workspace.fresh("bench-capture")?,
    };
    place(WHAT, &disk, options, workspace, builder, report);
    if options.dir.is_none() {
        let what = format!("{WHAT} to memory");
        match tempfile::tempdir_in(MEMORY) {
            Ok(dir) => place(&what, dir.path(), options, workspace, builder, report),
            Err(error) => report.skip(&what, &format!("{MEMORY}: {error}")),
        }
    }
    Ok(())
}

/// Measures with images in `dir`.
fn place(
    what: &str,
    dir: &Path,
    options: &Options,
    workspace: &Workspace,
    builder: &Builder,
    report: &mut Report,
) {
    let setup = Setup::new(options, workspace, builder, dir);
    match setup.and_then(|setup| setup.measure(options)) {
        Ok(rows) => rows.into_iter().for_each(|row| report.add(row.named(what))),
        Err(error) => report.fail(what, &format!("{error:#}")),
    }
}

struct Setup {
    program: Program,
    /// The last poll: all numbers are there then.
    poll: u64,
    dir: PathBuf,
}

impl Setup {
    fn new(
        options: &Options,
        workspace: &Workspace,
        builder: &Builder,
        dir: &Path,
    ) -> Result<Setup> {
        let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
        let host = host.ok_or_else(|| anyhow!("this processor is not in the table of ABIs"))?;
        let mut recipe = Recipe::of_folder("bench-gigabyte", &workspace.root.join("bench"));
        recipe.sources = vec!["gigabyte.c".into()];
        let program = Program {
            abi: host,
            exe: builder.build(&recipe, With::Migcc, &host.cc(), host.name)?,
            args: vec![options.doubles.to_string()],
            stdin: None,
            stack_mb: None,
            timeout: Duration::from_secs(600),
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
        // As fast as the device takes it: nothing durable can be much faster.
        let direct = "dd if=/dev/zero of=\"$2\" bs=16M oflag=direct conv=fsync \
                      count=$(($(stat -c %s \"$1\") / 16777216)) 2>/dev/null";
        let device = match self.copy(direct) {
            Ok(_) => Some(ratio(pairs, || self.copy(direct), &mut capture)?),
            Err(_) => None, // a file system that cannot
        };
        std::fs::remove_file(&image).with_context(|| image.display().to_string())?;
        let rate = bytes / median(seconds) / 1e9;
        let device =
            device.map(|r| Row::of_ratio("time of a direct write / time of capture", r, None));
        let rows = vec![
            Row::of_ratio(
                "time of cp / time of capture",
                plain,
                Some(Bar::AtLeast(1.0)),
            ),
            Row::of_ratio("time of cp and sync / time of capture", synced, None),
            Row::of_value("GB/s", rate, None),
        ];
        Ok(rows.into_iter().chain(device).collect())
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
