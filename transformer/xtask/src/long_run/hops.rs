//! The hops themselves.

use super::Plan;
use crate::abi::{Abi, ABIS};
use crate::compile::{Recipe, With};
use crate::matrix::first_difference;
use crate::process::{Outcome, Task};
use crate::program::{expect_exit, read_stats, Program, Stats, CAPTURED};
use anyhow::{anyhow, ensure, Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::time::Duration;

/// Rounds of the program for each hop; the polls of a hop are at least so many
/// that something changes from image to image.
const ROUNDS: usize = 4;

const TIMEOUT: Duration = Duration::from_secs(1200);

/// What was measured of one hop.
#[derive(Debug, Clone, PartialEq)]
pub struct Hop {
    /// Number of the ABI that restored the image before and wrote this one.
    pub abi: usize,
    pub image_bytes: u64,
    /// The most memory of its process, emulator included.
    pub peak_bytes: u64,
    pub seconds: f64,
}

/// A whole run. After a failure there are the hops before it.
#[derive(Debug)]
pub struct Journey {
    pub hops: Vec<Hop>,
    pub result: Result<(), String>,
}

/// The program on each usable ABI.
struct Traveller<'a> {
    plan: &'a Plan<'a>,
    programs: Vec<Option<Program>>,
    work: PathBuf,
    /// Polls before the first capture: until then the heap has got its size.
    first: u64,
    /// Polls between two captures, at most.
    share: u64,
}

pub fn run(plan: &Plan) -> Result<Journey> {
    ensure!(plan.abis.len() >= 2, "fewer than two ABIs can be used here");
    let reference = reference(plan)?;
    let traveller = Traveller::new(plan, &reference)?;
    let mut hops = Vec::new();
    let result = traveller.travel(&reference, &mut hops);
    Ok(Journey { hops, result })
}

fn recipe(plan: &Plan) -> Recipe {
    Recipe::of_folder("long-run", &plan.program)
}

fn program(plan: &Plan, abi: &'static Abi, with: With) -> Result<Program> {
    let cc = abi.cc();
    let exe = plan.builder.build(&recipe(plan), with, &cc, abi.name);
    Ok(Program {
        abi,
        exe: exe.with_context(|| abi.name.to_string())?,
        args: vec![(plan.hops * ROUNDS).to_string()],
        stdin: None,
        stack_mb: None,
        timeout: TIMEOUT,
    })
}

fn host() -> Result<&'static Abi> {
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    host.ok_or_else(|| anyhow!("this processor is not in the table of ABIs"))
}

/// What the untransformed program prints.
fn reference(plan: &Plan) -> Result<Vec<u8>> {
    let outcome = program(plan, host()?, With::Plain)?.start(plan.dir).run();
    expect_exit(&outcome, 0, "untransformed").map_err(anyhow::Error::msg)?;
    Ok(outcome.stdout)
}

impl<'a> Traveller<'a> {
    fn new(plan: &'a Plan, reference: &[u8]) -> Result<Traveller<'a>> {
        let of = |abi: usize| -> Result<Option<Program>> {
            let wanted = plan.abis.contains(&abi);
            wanted
                .then(|| program(plan, &ABIS[abi], With::Migcc))
                .transpose()
        };
        let programs = (0..ABIS.len()).map(of).collect::<Result<Vec<_>>>()?;
        let work = plan.dir.join("work");
        std::fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
        let mut traveller = Traveller {
            plan,
            programs,
            work,
            first: 0,
            share: 0,
        };
        let polls = traveller.polls(reference)?;
        traveller.first = polls / 4;
        traveller.share = (polls - traveller.first) / (plan.hops as u64 + 1);
        ensure!(
            traveller.share > 0,
            "{polls} polls are too few for the hops"
        );
        Ok(traveller)
    }

    /// Polls of the whole program; they are the same on every ABI.
    fn polls(&self, reference: &[u8]) -> Result<u64> {
        let stats = self.plan.dir.join("stats.json");
        let first = self
            .program(self.plan.abis[0])
            .map_err(anyhow::Error::msg)?;
        let outcome = first.counting(&self.work, &stats).run();
        expect_exit(&outcome, 0, "uncaptured").map_err(anyhow::Error::msg)?;
        ensure!(
            outcome.stdout == reference,
            "uncaptured: the result is wrong"
        );
        Ok(read_stats(&stats).map_err(anyhow::Error::msg)?.polls)
    }

    fn program(&self, abi: usize) -> Result<&Program, String> {
        let program = self.programs[abi].as_ref();
        program.ok_or_else(|| format!("{} cannot be used here", ABIS[abi].name))
    }

    fn travel(&self, reference: &[u8], hops: &mut Vec<Hop>) -> Result<(), String> {
        let mut rng = fastrand::Rng::with_seed(self.plan.seed);
        let mut printed = Vec::new();
        let mut abi = self.plan.abis[0];
        let bar = progress(self.plan.hops);
        for leg in 0..self.plan.hops {
            let before = if leg == 0 { self.first } else { 0 };
            let poll = before + rng.u64(1..=self.share);
            let task = self.leg(abi, leg)?;
            let task = task
                .env("MIGRT_CHECKPOINT_AT", format!("poll:{poll}"))
                .env("MIGRT_IMAGE", self.image(leg))
                .env("MIGRT_STATS", self.stats());
            let hop = self.hop(abi, leg, &task, &mut printed)?;
            self.plan.record.note(leg, &hop)?;
            hops.push(hop);
            abi = self.next(abi, &mut rng);
            bar.inc(1);
        }
        bar.finish_and_clear();
        let last = self.leg(abi, self.plan.hops)?;
        let outcome = last.run();
        printed.extend_from_slice(&outcome.stdout);
        expect_exit(&outcome, 0, "the last leg")
            .and_then(|()| same(reference, &printed))
            .map_err(|why| self.failure(self.plan.hops, abi, why, &last))
    }

    fn hop(
        &self,
        abi: usize,
        leg: usize,
        task: &Task,
        printed: &mut Vec<u8>,
    ) -> Result<Hop, String> {
        let outcome = task.run();
        printed.extend_from_slice(&outcome.stdout);
        let measured = expect_exit(&outcome, CAPTURED, "capture")
            .and_then(|()| read_stats(&self.stats()))
            .map(|stats| measured(abi, &stats, &outcome));
        measured.map_err(|why| self.failure(leg, abi, why, task))
    }

    /// Starts the program, or goes on from the image of the leg before.
    fn leg(&self, abi: usize, leg: usize) -> Result<Task, String> {
        let program = self.program(abi)?;
        Ok(match leg {
            0 => program.start(&self.work),
            _ => program.restoring(&self.work, &self.image(leg - 1)),
        })
    }

    /// Two files take turns, so that a leg that fails can be repeated.
    fn image(&self, leg: usize) -> PathBuf {
        self.plan.dir.join(format!("image{}", leg % 2))
    }

    fn stats(&self) -> PathBuf {
        self.plan.dir.join("stats.json")
    }

    /// Any other ABI.
    fn next(&self, abi: usize, rng: &mut fastrand::Rng) -> usize {
        let others: Vec<_> = self.plan.abis.iter().filter(|a| **a != abi).collect();
        *others[rng.usize(..others.len())]
    }

    fn failure(&self, leg: usize, abi: usize, why: String, task: &Task) -> String {
        let name = ABIS[abi].name;
        format!("hop {leg} on {name}: {why}\n{}", task.shell_line())
    }
}

fn measured(abi: usize, stats: &Stats, outcome: &Outcome) -> Hop {
    Hop {
        abi,
        image_bytes: stats.image_bytes,
        peak_bytes: stats.peak_bytes,
        seconds: outcome.elapsed.as_secs_f64(),
    }
}

fn same(reference: &[u8], printed: &[u8]) -> Result<(), String> {
    match reference == printed {
        true => Ok(()),
        false => Err(first_difference(reference, printed)),
    }
}

fn progress(hops: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} hops [{elapsed}]");
    let bar = ProgressBar::new(hops as u64);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
