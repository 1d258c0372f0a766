//! All checks of one program.

use super::failures::Evidence;
use super::hops::Hops;
use super::plan::{captures, Capture};
use super::prepare::{ready, reference, work_dir, Ready, Target};
use super::sandbox::{self, Files};
use super::verify::{self, Reference};
use super::{hops, pair_text, rng_for, Check, Config};
use crate::abi::ABIS;
use crate::case::Case;
use crate::process::Outcome;
use crate::program::Program;
use crate::tally::{Failure, Verdict};
use rayon::prelude::*;
use tempfile::TempDir;

/// What the checks of one program share.
pub struct Run<'a> {
    pub config: &'a Config<'a>,
    pub case: &'a Case,
    pub reference: Reference,
    /// For each ABI: the program, and how many polls it executes.
    pub targets: Vec<Target>,
}

/// An image that was made.
struct Taken {
    capture: Capture,
    poll: u64,
    before: Outcome,
    /// Holds `image` and, as `left`, what the program left in its folder. The
    /// folder itself is gone: a program prefers files where they were, and each
    /// restore shall find its own.
    dir: TempDir,
}

pub fn run(config: &Config, number: usize, case: &Case) -> Vec<Check> {
    let (reference, first) = match reference(config, case) {
        Ok(reference) => (reference, check(case, "untransformed program", Ok(()))),
        Err(why) => {
            return vec![check(
                case,
                "untransformed program",
                Err(Failure::plain(why)),
            )]
        }
    };
    let ready: Vec<_> = (0..ABIS.len())
        .into_par_iter()
        .map(|abi| ready(config, case, &reference, abi))
        .collect();
    let run = Run {
        config,
        case,
        reference,
        targets: ready,
    };
    let mut rng = rng_for(config.seed, &case.name);
    let planned = captures(&(config.extent)(case), number, &mut rng);
    let mut checks = vec![first];
    checks.extend((0..ABIS.len()).map(|abi| uncaptured_check(&run, abi)));
    checks.extend(run.cells(planned));
    checks.extend(hops::run(&run, &mut rng));
    checks
}

fn uncaptured_check(run: &Run, abi: usize) -> Check {
    let verdict = match &run.targets[abi] {
        Ok(_) => Verdict::Passed,
        Err(verdict) => verdict.clone(),
    };
    Check {
        case: run.case.name.clone(),
        pair: None,
        hops: Hops::default(),
        what: format!("{} uncaptured", ABIS[abi].name),
        verdict,
    }
}

fn check(case: &Case, what: &str, result: Result<(), Failure>) -> Check {
    Check {
        case: case.name.clone(),
        pair: None,
        hops: Hops::default(),
        what: what.into(),
        verdict: result.map_or_else(Verdict::Failed, |()| Verdict::Passed),
    }
}

impl Run<'_> {
    /// The program on ABI `number`, or the verdict of everything that needs it.
    pub fn target(&self, number: usize) -> Result<&Ready, Verdict> {
        self.targets[number].as_ref().map_err(Clone::clone)
    }

    /// Whether images can be made on this ABI.
    fn is_source(&self, number: usize) -> bool {
        self.case.refusal_on(&ABIS[number]).is_none()
    }

    fn cells(&self, planned: Vec<Capture>) -> Vec<Check> {
        let sources = planned.into_iter().filter(|c| self.is_source(c.from));
        let sources: Vec<_> = sources.collect();
        let taken: Vec<_> = sources.into_par_iter().map(|c| self.take(c)).collect();
        taken
            .into_par_iter()
            .flat_map_iter(|taken| self.restores(taken))
            .collect()
    }

    /// Makes one image; on failure, the checks that fall with it.
    fn take(&self, capture: Capture) -> Result<Taken, Vec<Check>> {
        let all = |verdict: Verdict| {
            let of = |to: &usize| self.cell(capture.from, *to, "", verdict.clone());
            capture.to.iter().map(of).collect::<Vec<_>>()
        };
        let source = self.target(capture.from).map_err(all)?;
        let poll = capture.spot.poll(source.polls);
        let taken = self.capture(&source.program, poll);
        let (before, dir) = taken.map_err(|failure| all(Verdict::Failed(failure)))?;
        Ok(Taken {
            capture,
            poll,
            before,
            dir,
        })
    }

    fn capture(&self, program: &Program, poll: u64) -> Result<(Outcome, TempDir), Failure> {
        let dir = work_dir(self.config, self.case).map_err(Failure::plain)?;
        let work = dir.path().join("work");
        let outcome = program
            .capturing(&work, poll, &dir.path().join("image"))
            .run();
        let left = dir.path().join("left");
        let taken = verify::captured(&self.reference, b"", &outcome)
            .and_then(|()| std::fs::rename(&work, left).map_err(|error| error.to_string()));
        let Err(why) = taken else {
            return Ok((outcome, dir));
        };
        let mut evidence = Evidence::new(
            self.config,
            self.case,
            &format!("{}-{poll}", program.abi.name),
        );
        evidence.keep(dir.path());
        let task = program.capturing(&evidence.path("work"), poll, &evidence.path("image"));
        Err(evidence.failure(format!("poll {poll}: {why}"), vec![task]))
    }

    fn restores(&self, taken: Result<Taken, Vec<Check>>) -> Vec<Check> {
        let taken = match taken {
            Ok(taken) => taken,
            Err(checks) => return checks,
        };
        let restored = taken.capture.to.par_iter().map(|to| {
            let verdict = match self.target(*to) {
                Ok(target) => self.restore(&taken, &target.program),
                Err(verdict) => verdict,
            };
            let at = format!(" at poll {}", taken.poll);
            self.cell(taken.capture.from, *to, &at, verdict)
        });
        restored.collect()
    }

    fn restore(&self, taken: &Taken, program: &Program) -> Verdict {
        let image = taken.dir.path().join("image");
        let work = match sandbox::copy_of(&taken.dir.path().join("left"), &self.config.scratch) {
            Ok(work) => work,
            Err(why) => return Verdict::Failed(Failure::plain(why)),
        };
        let outcome = program.restoring(work.path(), &image).run();
        let files = sandbox::files(work.path());
        match files.and_then(|files| self.judge(program, taken, &outcome, &files)) {
            Ok(()) => Verdict::Passed,
            Err(why) => Verdict::Failed(self.restore_failure(taken, program, &outcome, why)),
        }
    }

    fn judge(
        &self,
        program: &Program,
        taken: &Taken,
        outcome: &Outcome,
        files: &Files,
    ) -> Result<(), String> {
        match self.case.refusal_on(program.abi) {
            Some(refusal) => verify::refused(refusal, outcome),
            None => verify::finished(&self.reference, &taken.before.stdout, outcome, files),
        }
    }

    fn restore_failure(
        &self,
        taken: &Taken,
        program: &Program,
        outcome: &Outcome,
        why: String,
    ) -> Failure {
        let from = ABIS[taken.capture.from].name;
        let name = format!("{from}-{}-{}", program.abi.name, taken.poll);
        let mut evidence = Evidence::new(self.config, self.case, &name);
        evidence.keep(taken.dir.path());
        evidence.write("stdout-before", &taken.before.stdout);
        evidence.write("stdout-after", &outcome.stdout);
        evidence.write("stderr-after", &outcome.stderr);
        let (work, image) = (evidence.path("left"), evidence.path("image"));
        let mut commands = Vec::new();
        if let Ok(source) = self.target(taken.capture.from) {
            commands.push(source.program.capturing(&work, taken.poll, &image));
        }
        commands.push(program.restoring(&work, &image));
        evidence.failure(why, commands)
    }

    fn cell(&self, from: usize, to: usize, at: &str, verdict: Verdict) -> Check {
        Check {
            case: self.case.name.clone(),
            pair: Some((from, to)),
            hops: Hops::default(),
            what: format!("{}{at}", pair_text(from, to)),
            verdict,
        }
    }
}
