//! One program, from its generation to its last journey.

use super::findings::{Finding, Kind};
use super::journey::{End, Journey};
use super::report::Report;
use super::sample::{Generator, Sample};
use super::setup::{self, Target};
use super::{keep, Bench};
use crate::abi::ABIS;
use crate::compile::With;
use crate::matrix::first_difference;
use crate::process::{Outcome, Status};
use crate::program::{read_stats, Program};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The plain program must end within this; some of csmith's never do.
const REFERENCE_TIME: Duration = Duration::from_secs(4);
/// Emulated, captured, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What the program built by the plain compiler does on this machine.
#[derive(Debug, Clone)]
pub struct Reference {
    pub stdout: Vec<u8>,
    pub status: Status,
}

/// The program built with migcc for one target.
#[derive(Debug, Clone)]
pub struct Ready {
    pub program: Program,
    pub polls: u64,
}

/// A program with what it is built from and where.
pub struct Trial<'a> {
    pub bench: &'a Bench,
    pub generator: Generator,
    pub seed: u64,
    pub sample: Sample,
    pub dir: PathBuf,
    pub targets: Vec<Target>,
}

pub fn run(bench: &Bench, generator: Generator, seed: u64) -> Report {
    let mut report = Report::default();
    let mut rng = setup::rng(generator, seed);
    let made = Sample::new(generator, seed).and_then(|sample| {
        let dir = crate::matrix::sandbox::empty(&bench.scratch)?;
        sample.write(dir.path())?;
        Ok((sample, dir))
    });
    let (sample, dir) = match made {
        Ok(made) => made,
        Err(why) => return report.with(Finding::of(generator, seed, Kind::Generator, why)),
    };
    let trial = Trial {
        bench,
        generator,
        seed,
        sample,
        dir: dir.path().to_path_buf(),
        targets: setup::targets(bench, &mut rng),
    };
    match trial.try_all(&mut report, &mut rng) {
        Ok(()) => report.programs += 1,
        Err(finding) => report = report.with(finding),
    }
    report
}

impl Trial<'_> {
    fn try_all(&self, report: &mut Report, rng: &mut fastrand::Rng) -> Result<(), Finding> {
        let reference = self.reference()?;
        let mut ready = Vec::new();
        for target in &self.targets {
            ready.push(self.ready(target, &reference)?);
        }
        let polls = ready.iter().map(|ready| ready.polls);
        report.polls += polls.clone().sum::<u64>();
        if polls.min().unwrap_or(0) == 0 {
            report.without_polls += 1;
            return Ok(());
        }
        for _ in 0..self.bench.captures {
            self.journey(&ready, &reference, report, rng);
        }
        Ok(())
    }

    fn journey(
        &self,
        ready: &[Ready],
        reference: &Reference,
        report: &mut Report,
        rng: &mut fastrand::Rng,
    ) {
        let polls = ready.iter().map(|ready| ready.polls).min().unwrap_or(1);
        let journey = Journey::random(ready.len(), polls, rng);
        let (hops, end) = journey.follow(ready, reference, &self.dir);
        report.captures += 1;
        report.hops += hops;
        let finding = match end {
            End::Same => return,
            End::Different(what) => self.finding(Kind::Difference, what),
            End::Refused(why) => self.finding(Kind::Refused, why),
        };
        let finding = finding.on(&journey.text(ready));
        report.add(keep::journey(self, ready, reference, &journey, finding));
    }

    pub fn finding(&self, kind: Kind, what: impl Into<String>) -> Finding {
        Finding::of(self.generator, self.seed, kind, what)
    }

    /// The plain program on this machine.
    fn reference(&self) -> Result<Reference, Finding> {
        let fault = |what: String| self.finding(Kind::Generator, what);
        let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
        let abi = host.ok_or_else(|| fault("this processor is not in the table".into()))?;
        let target = Target {
            abi,
            cc: abi.cc(),
            level: "-O1",
        };
        let exe = target
            .build(self.bench, &self.sample, With::Plain, &self.dir)
            .map_err(|why| fault(format!("the plain compiler: {why}")))?;
        let outcome = program(&target, exe, REFERENCE_TIME).start(&self.dir).run();
        match outcome.status {
            Status::Exited(_) => Ok(Reference::of(outcome)),
            Status::TimedOut => Err(self.finding(Kind::TooLong, "the plain program")),
            status => Err(fault(format!("the plain program: {status}"))),
        }
    }

    /// Builds with migcc and runs without a capture, counting polls.
    fn ready(&self, target: &Target, reference: &Reference) -> Result<Ready, Finding> {
        let exe = target
            .build(self.bench, &self.sample, With::Migcc, &self.dir)
            .map_err(|why| self.build_fault(target, why))?;
        let program = program(target, exe, TIMEOUT);
        let stats = self.dir.join("stats.json");
        let outcome = program.counting(&self.dir, &stats).run();
        match reference.compare(&outcome.stdout, &outcome) {
            End::Same => {}
            _ if outcome.status == Status::TimedOut => {
                return Err(self.finding(Kind::TooLong, target.abi.name))
            }
            end => return Err(self.uncaptured(target, reference, end)),
        }
        let stats = read_stats(&stats).map_err(|why| self.finding(Kind::Difference, why))?;
        let polls = stats.polls;
        Ok(Ready { program, polls })
    }

    /// Whose fault it is that the program does not build.
    fn build_fault(&self, target: &Target, why: String) -> Finding {
        let plain = target.build(self.bench, &self.sample, With::Plain, &self.dir);
        let kind = match plain {
            Ok(_) => Kind::Build,
            Err(_) => Kind::Generator,
        };
        let finding = self.finding(kind, why).on(&target.text());
        keep::uncaptured(self, target, finding)
    }

    /// Whose fault it is that the uncaptured program does something else.
    fn uncaptured(&self, target: &Target, reference: &Reference, end: End) -> Finding {
        let plain = target.build(self.bench, &self.sample, With::Plain, &self.dir);
        let outcome = plain.map(|exe| program(target, exe, TIMEOUT).start(&self.dir).run());
        let same = outcome.is_ok_and(|o| reference.compare(&o.stdout, &o) == End::Same);
        let kind = match same {
            true => Kind::Difference,
            false => Kind::Generator,
        };
        let finding = self.finding(kind, format!("uncaptured: {end:?}"));
        keep::uncaptured(self, target, finding.on(&target.text()))
    }
}

pub fn program(target: &Target, exe: PathBuf, timeout: Duration) -> Program {
    Program {
        abi: target.abi,
        exe,
        args: Vec::new(),
        stdin: None,
        stack_mb: None,
        timeout,
    }
}

impl Target {
    pub fn text(&self) -> String {
        format!("{} {} {}", self.abi.name, self.cc, self.level)
    }
}

impl Reference {
    pub fn of(outcome: Outcome) -> Reference {
        Reference {
            stdout: outcome.stdout,
            status: outcome.status,
        }
    }

    /// All that was printed and the status are those of the reference.
    pub fn compare(&self, printed: &[u8], outcome: &Outcome) -> End {
        if outcome.status != self.status {
            let (got, wanted, said) = (&outcome.status, &self.status, outcome.complaint());
            return End::Different(format!("{got} instead of {wanted}: {said}"));
        }
        match printed == self.stdout {
            true => End::Same,
            false => End::Different(first_difference(&self.stdout, printed)),
        }
    }

    pub fn begins_with(&self, printed: &[u8]) -> End {
        match self.stdout.starts_with(printed) {
            true => End::Same,
            false => End::Different(first_difference(&self.stdout, printed)),
        }
    }
}

/// Programs of a trial that was kept, for another look.
pub fn rebuild(trial: &Trial, dir: &Path) -> Vec<Ready> {
    let built = trial.targets.iter().filter_map(|target| {
        let exe = target
            .build(trial.bench, &trial.sample, With::Migcc, dir)
            .ok()?;
        let program = program(target, exe, TIMEOUT);
        let stats = dir.join("stats.json");
        program.counting(dir, &stats).run();
        let polls = read_stats(&stats).ok()?.polls;
        Some(Ready { program, polls })
    });
    built.collect()
}
