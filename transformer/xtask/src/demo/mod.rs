//! `cargo xtask demo`: a program starts on one machine, is captured in the
//! middle of its loop, and finishes on others.

mod machines;
mod screen;
mod summary;

use crate::compile::{Builder, Recipe, With};
use crate::process::{Outcome, Status};
use crate::program::{expect_exit, read_stats, Program, Stats, CAPTURED};
use crate::workspace::Workspace;
use anyhow::{anyhow, bail, Context, Result};
use machines::{Machine, Route};
use rayon::prelude::*;
use screen::Screen;
use std::path::{Path, PathBuf};
use std::time::Duration;
use summary::{Arrival, Summary};

/// The program is captured after this share of its polls, in percent.
const CAPTURED_AFTER: u64 = 45;

/// Returns whether every machine finished with the same output.
pub fn run() -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    let screen = Screen::new();
    screen.title("migcc: one program, several machines");
    let route = machines::route(|text| screen.say(text))?;
    screen.say("building migcc and migctl");
    workspace.build_tools()?;
    let show = Show::new(&workspace, screen)?;
    let summary = show.run(&route)?;
    summary.print();
    Ok(summary.is_good())
}

struct Show {
    builder: Builder,
    source: PathBuf,
    dir: PathBuf,
    screen: Screen,
}

impl Show {
    fn new(workspace: &Workspace, screen: Screen) -> Result<Show> {
        Ok(Show {
            builder: Builder::new(workspace)?,
            source: workspace.root.join("demo"),
            dir: workspace.fresh("demo")?,
            screen,
        })
    }

    fn run(&self, route: &Route) -> Result<Summary> {
        let reference = self.reference(&route.from)?;
        let all: Vec<_> = std::iter::once(&route.from).chain(&route.to).collect();
        let programs =
            self.screen
                .task("compiling demo/main.c with migcc for each machine", || {
                    let built = all
                        .par_iter()
                        .map(|machine| self.build(machine, With::Migcc));
                    built.collect::<Result<Vec<_>>>()
                })?;
        let polls = self.count_polls(&programs[0])?;
        let (_, steps) = screen::last_step(&reference);
        let (before, capture) = self.depart(route, &programs[0], polls, steps)?;
        let (begun, _) = screen::last_step(&before);
        let arrivals = route.to.par_iter().zip(&programs[1..]);
        let arrivals = arrivals.map(|(machine, program)| {
            let (after, stats) = self.arrive(machine, program, begun, steps)?;
            let printed = [&before[..], &after.stdout].concat();
            Ok(Arrival {
                machine: machine.clone(),
                elapsed: after.elapsed,
                stats,
                identical: printed == reference && after.status == Status::Exited(0),
            })
        });
        Ok(Summary {
            from: route.from.clone(),
            image: self.image(),
            capture,
            share: begun * 100 / steps.max(1),
            arrivals: arrivals.collect::<Result<_>>()?,
        })
    }

    fn image(&self) -> PathBuf {
        self.dir.join("demo.mig")
    }

    /// What the program prints when it is neither transformed nor captured.
    fn reference(&self, machine: &Machine) -> Result<Vec<u8>> {
        let program = self.build(machine, With::Plain)?;
        let outcome = program.start(&self.work("plain")?).run();
        expect_exit(&outcome, 0, "the program built plainly").map_err(anyhow::Error::msg)?;
        Ok(outcome.stdout)
    }

    fn build(&self, machine: &Machine, with: With) -> Result<Program> {
        let mut recipe = Recipe::of_folder("demo", &self.source);
        recipe.flags.extend(machine.flags.iter().cloned());
        recipe.libs.push("-lm".into());
        let label: String = machine
            .label
            .chars()
            .filter(|c| !" ()".contains(*c))
            .collect();
        let exe = self.builder.build(&recipe, with, &machine.cc, &label);
        Ok(Program {
            abi: machine.abi,
            exe: exe.with_context(|| format!("building for {}", machine.label))?,
            args: Vec::new(),
            stdin: None,
            stack_mb: None,
            timeout: Duration::from_secs(600),
        })
    }

    fn count_polls(&self, program: &Program) -> Result<u64> {
        let stats = self.dir.join("polls.json");
        let outcome = program.counting(&self.work("count")?, &stats).run();
        expect_exit(&outcome, 0, "the program").map_err(anyhow::Error::msg)?;
        let polls = read_stats(&stats).map_err(anyhow::Error::msg)?.polls;
        anyhow::ensure!(polls > 0, "the program executed no poll");
        Ok(polls)
    }

    /// Runs to the capture; what was printed till then, and the figures.
    fn depart(
        &self,
        route: &Route,
        program: &Program,
        polls: u64,
        steps: u64,
    ) -> Result<(Vec<u8>, Stats)> {
        let bar = self.screen.machine(&route.from.label, 0, steps);
        let stats = self.dir.join("capture.json");
        let work = self.work("start")?;
        let task = program
            .capturing(&work, polls * CAPTURED_AFTER / 100 + 1, &self.image())
            .env("MIGRT_STATS", &stats);
        let outcome = task.run_live(bar.follower());
        if let Err(why) = expect_exit(&outcome, CAPTURED, "capture") {
            bar.failed("not captured");
            bail!("{why}");
        }
        let stats = read_stats(&stats).map_err(anyhow::Error::msg)?;
        bar.done(&format!("captured: {}", screen::bytes(stats.image_bytes)));
        Ok((outcome.stdout, stats))
    }

    fn arrive(
        &self,
        machine: &Machine,
        program: &Program,
        begun: u64,
        steps: u64,
    ) -> Result<(Outcome, Stats)> {
        let bar = self.screen.machine(&machine.label, begun, steps);
        let stats = self.dir.join(format!("{}.json", machine.label));
        let task = program
            .restoring(&self.work(&machine.label)?, &self.image())
            .env("MIGRT_STATS", &stats);
        let outcome = task.run_live(bar.follower());
        if let Err(why) = expect_exit(&outcome, 0, "restore") {
            bar.failed("did not finish");
            return Err(anyhow!("{}: {why}\n{}", machine.label, task.shell_line()));
        }
        bar.done("finished");
        let stats = read_stats(&stats).map_err(anyhow::Error::msg)?;
        Ok((outcome, stats))
    }

    fn work(&self, name: &str) -> Result<PathBuf> {
        let dir: &Path = &self.dir.join("work").join(name);
        std::fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
        Ok(dir.to_path_buf())
    }
}
