//! One program in some variants.

use super::table::Variant;
use super::Bench;
use crate::case::Case;
use crate::compile::{Recipe, With};
use crate::matrix::prepare::{reference, work_dir};
use crate::matrix::verify::{self, Reference};
use crate::matrix::{sandbox, Check, Evidence, Extent, Hops};
use crate::process::{Outcome, Status, Task};
use crate::program::{expect_exit, read_stats, Program};
use crate::tally::{Failure, Verdict};
use std::path::Path;
use std::time::Duration;

/// Valgrind makes a program fifty times slower.
const TIMEOUT: Duration = Duration::from_secs(900);

/// The program in one variant, or the verdict of all that needs it.
struct Ready {
    variant: &'static Variant,
    program: Program,
    polls: u64,
}

struct Trial<'a> {
    bench: &'a Bench<'a>,
    case: &'a Case,
    reference: Reference,
    ready: Vec<Ready>,
    checks: Vec<Check>,
}

/// `unusable` tells why a variant cannot be used on this machine.
pub fn run(
    bench: &Bench,
    case: &Case,
    variants: &[&'static Variant],
    captures: usize,
    unusable: &dyn Fn(&Variant) -> Option<String>,
) -> Vec<Check> {
    let extent = |_: &Case| Extent::Few;
    let reference = match reference(&bench.config(&extent), case) {
        Ok(reference) => reference,
        Err(why) => return vec![check(case, "untransformed program", failed(why))],
    };
    let mut trial = Trial {
        bench,
        case,
        reference,
        ready: Vec::new(),
        checks: Vec::new(),
    };
    for variant in variants {
        match unusable(variant) {
            Some(why) => trial.note(variant, "", Verdict::Skipped(why)),
            None => trial.prepare(variant),
        }
    }
    trial.captures(captures);
    trial.checks
}

fn check(case: &Case, what: &str, verdict: Verdict) -> Check {
    Check {
        case: case.name.clone(),
        pair: None,
        hops: Hops::default(),
        what: what.into(),
        verdict,
    }
}

fn failed(what: impl Into<String>) -> Verdict {
    Verdict::Failed(Failure::plain(what))
}

impl Trial<'_> {
    fn note(&mut self, variant: &Variant, what: &str, verdict: Verdict) {
        let what = format!("{} {what}", variant.name);
        self.checks.push(check(self.case, what.trim_end(), verdict));
    }

    /// Builds the program and runs it to its end.
    fn prepare(&mut self, variant: &'static Variant) {
        let verdict = match self.uncaptured(variant) {
            Ok(ready) => {
                self.ready.extend(ready);
                Verdict::Passed
            }
            Err(verdict) => verdict,
        };
        self.note(variant, "uncaptured", verdict);
    }

    fn recipe(&self, variant: &Variant) -> Result<Recipe, Verdict> {
        let mut recipe = self.case.recipe(variant.abi().map_err(failed)?);
        recipe
            .flags
            .retain(|flag| flag != "-static" && flag != "-O2");
        let flags = variant.flags.iter().map(|flag| flag.to_string());
        recipe.flags.splice(0..0, flags);
        Ok(recipe)
    }

    fn build(&self, variant: &Variant, with: With) -> Result<Program, Verdict> {
        let recipe = self.recipe(variant)?;
        let builder = self.bench.builder;
        let exe = builder.build(&recipe, with, variant.cc, variant.name);
        Ok(Program {
            abi: variant.abi().map_err(failed)?,
            exe: exe.map_err(|error| failed(format!("build: {error:#}")))?,
            args: self.case.args.clone(),
            stdin: self.case.stdin.clone(),
            stack_mb: self.case.stack_mb,
            timeout: TIMEOUT,
        })
    }

    /// None: it runs, but cannot be captured.
    fn uncaptured(&self, variant: &'static Variant) -> Result<Option<Ready>, Verdict> {
        let program = self
            .build(variant, With::Migcc)
            .map_err(|verdict| self.unless_plain_fails(variant, verdict))?;
        if self.case.refusal_on(program.abi).is_some() {
            return Ok(Some(Ready {
                variant,
                program,
                polls: 0,
            }));
        }
        let polls = self
            .count(variant, &program)
            .map_err(|verdict| self.unless_plain_fails(variant, verdict))?;
        let capturable = variant.uncapturable.is_none();
        Ok(capturable.then_some(Ready {
            variant,
            program,
            polls,
        }))
    }

    /// Runs it to the end and compares; 0 where the runtime is not linked.
    fn count(&self, variant: &Variant, program: &Program) -> Result<u64, Verdict> {
        let dir = self.work_dir()?;
        let (work, stats) = (dir.path().join("work"), dir.path().join("stats.json"));
        let task = variant.task(program.counting(&work, &stats), &program.exe);
        let outcome = task.run();
        self.finished(b"", &outcome, &work)
            .and_then(|()| match variant.uncapturable {
                Some(_) => Ok(0),
                None => read_stats(&stats).map(|stats| stats.polls),
            })
            .map_err(|why| self.failure(&format!("{}-uncaptured", variant.name), why, &[task]))
    }

    /// What the variant's own compiler cannot build, or builds into a program that
    /// goes wrong, is not held against migcc.
    fn unless_plain_fails(&self, variant: &Variant, verdict: Verdict) -> Verdict {
        match self.plain(variant) {
            Ok(()) => verdict,
            Err(why) => Verdict::Skipped(format!(
                "{}: {} without migcc: {why}",
                variant.name, self.case.name
            )),
        }
    }

    fn plain(&self, variant: &Variant) -> Result<(), String> {
        let program = self.build(variant, With::Plain);
        let program = program.map_err(|_| "its compiler does not take the program".to_string())?;
        let dir = self.work_dir().map_err(|_| "no folder".to_string())?;
        let work = dir.path().join("work");
        let outcome = variant.task(program.start(&work), &program.exe).run();
        let finished = self.finished(b"", &outcome, &work);
        finished.map_err(|why| why.lines().next().unwrap_or_default().to_string())
    }

    fn captures(&mut self, captures: usize) {
        let mut rng = fastrand::Rng::with_seed(self.bench.seed);
        for from in 0..self.ready.len() {
            for _ in 0..captures {
                let (poll, other) = (rng.f64(), rng.usize(..self.ready.len()));
                let from = &self.ready[from];
                if self.case.refusal_on(from.program.abi).is_some() {
                    continue;
                }
                let made = self.one(from, poll, &self.ready[other]);
                self.checks.extend(made);
            }
        }
    }

    /// Captured by `from`, restored by itself and by `other`.
    fn one(&self, from: &Ready, share: f64, other: &Ready) -> Vec<Check> {
        let poll = ((from.polls as f64 * share) as u64 + 1).min(from.polls);
        let name = from.variant.name;
        if poll == 0 {
            let verdict = failed("the program executes no poll");
            return vec![check(self.case, &format!("{name} captured"), verdict)];
        }
        let captured = self.capture(from, poll);
        let (outcome, dir) = match captured {
            Ok(captured) => captured,
            Err(verdict) => {
                let what = format!("{name} captured at poll {poll}");
                return vec![check(self.case, &what, verdict)];
            }
        };
        let mut targets = vec![from];
        if other.variant.name != name {
            targets.push(other);
        }
        let restored = |to: &&Ready| {
            let what = format!("{name} -> {} at poll {poll}", to.variant.name);
            let verdict = self.restore(from, poll, &outcome, dir.path(), to);
            check(self.case, &what, verdict)
        };
        targets.iter().map(restored).collect()
    }

    /// The folder holds `image`, and `left` by the program.
    fn capture(&self, from: &Ready, poll: u64) -> Result<(Outcome, tempfile::TempDir), Verdict> {
        let dir = self.work_dir()?;
        let (work, image) = (dir.path().join("work"), dir.path().join("image"));
        let program = &from.program;
        let task = from
            .variant
            .task(program.capturing(&work, poll, &image), &program.exe);
        let outcome = task.run();
        verify::captured(&self.reference, b"", &outcome)
            .and_then(|()| {
                std::fs::rename(&work, dir.path().join("left")).map_err(|e| e.to_string())
            })
            .map_err(|why| self.failure(&format!("{}-{poll}", from.variant.name), why, &[task]))?;
        Ok((outcome, dir))
    }

    fn restore(
        &self,
        from: &Ready,
        poll: u64,
        before: &Outcome,
        dir: &Path,
        to: &Ready,
    ) -> Verdict {
        let work = match sandbox::copy_of(&dir.join("left"), &self.bench.scratch) {
            Ok(work) => work,
            Err(why) => return failed(why),
        };
        let program = &to.program;
        let restoring = |work: &Path, image: &Path| {
            to.variant
                .task(program.restoring(work, image), &program.exe)
        };
        let outcome = restoring(work.path(), &dir.join("image")).run();
        let judged = match self.case.refusal_on(program.abi) {
            Some(refusal) => verify::refused(refusal, &outcome),
            None => self.finished(&before.stdout, &outcome, work.path()),
        };
        let Err(why) = judged else {
            return Verdict::Passed;
        };
        let name = format!("{}-{}-{poll}", from.variant.name, to.variant.name);
        let extent = |_: &Case| Extent::Few;
        let mut evidence = Evidence::new(&self.bench.config(&extent), self.case, &name);
        evidence.keep(dir);
        let task = restoring(&evidence.path("left"), &evidence.path("image"));
        Verdict::Failed(evidence.failure(why, vec![task]))
    }

    fn finished(&self, before: &[u8], outcome: &Outcome, work: &Path) -> Result<(), String> {
        let files = sandbox::files(work)?;
        verify::finished(&self.reference, before, outcome, &files)?;
        match outcome.stderr.is_empty() || outcome.status != Status::Exited(0) {
            true => expect_exit(outcome, 0, "run"),
            false => Err(format!("wrote to standard error: {}", outcome.complaint())),
        }
    }

    fn work_dir(&self) -> Result<tempfile::TempDir, Verdict> {
        let extent = |_: &Case| Extent::Few;
        work_dir(&self.bench.config(&extent), self.case).map_err(failed)
    }

    fn failure(&self, name: &str, why: String, tasks: &[Task]) -> Verdict {
        let extent = |_: &Case| Extent::Few;
        let evidence = Evidence::new(&self.bench.config(&extent), self.case, name);
        Verdict::Failed(evidence.failure(why, tasks.to_vec()))
    }
}
