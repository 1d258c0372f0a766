//! All checks of one program.

use super::failures::Evidence;
use super::plan::{captures, Capture};
use super::sandbox::{self, Files};
use super::verify::{self, Reference};
use super::{hops, pair_text, rng_for, scratch_dir, Check, Config};
use crate::abi::ABIS;
use crate::case::Case;
use crate::compile::{Recipe, With};
use crate::process::Outcome;
use crate::program::{expect_exit, read_stats, Program};
use crate::tally::{Failure, Verdict};
use rayon::prelude::*;
use std::time::Duration;
use tempfile::TempDir;

/// Emulated on a busy machine, a program of the corpus may take this long.
const TIMEOUT: Duration = Duration::from_secs(180);

/// What the checks of one program share.
pub struct Run<'a> {
    pub config: &'a Config<'a>,
    pub case: &'a Case,
    pub reference: Reference,
    /// For each ABI: the program, and how many polls it executes.
    pub targets: Vec<Target>,
}

/// The program on one ABI, or why there is none.
pub type Target = Result<Ready, Verdict>;

pub struct Ready {
    pub program: Program,
    /// 0 where the program must not be run (its image is refused there).
    pub polls: u64,
}

/// An image that was made.
struct Taken {
    capture: Capture,
    poll: u64,
    before: Outcome,
    /// Holds `work`, the program's folder, and `image`.
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
    let planned = captures(&config.extent, number, &mut rng);
    let mut checks = vec![first];
    checks.extend((0..ABIS.len()).map(|abi| uncaptured_check(&run, abi)));
    checks.extend(run.cells(planned));
    checks.extend(hops::run(&run, &mut rng));
    checks
}

/// Runs the untransformed program and compares it with `expected.txt`.
fn reference(config: &Config, case: &Case) -> Result<Reference, String> {
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    let host = host.ok_or("this machine's processor is not in the table of ABIs")?;
    let recipe = Recipe::of_case(case);
    let exe = config
        .builder
        .build(&recipe, With::Plain, &host.cc(), host.name);
    let exe = exe.map_err(|error| format!("{error:#}"))?;
    let work = scratch_dir(&config.scratch)?;
    let outcome = program(case, host, exe).start(work.path()).run();
    let reference = Reference {
        stdout: case.expected.clone(),
        files: sandbox::files(work.path())?,
    };
    verify::finished(&reference, b"", &outcome, &reference.files)?;
    match outcome.stderr.is_empty() {
        true => Ok(reference),
        false => Err(format!(
            "it writes to standard error: {}",
            outcome.complaint()
        )),
    }
}

fn program(case: &Case, abi: &'static crate::abi::Abi, exe: std::path::PathBuf) -> Program {
    Program {
        abi,
        exe,
        args: case.spec.args.clone(),
        stdin: case.stdin(),
        timeout: TIMEOUT,
    }
}

/// Builds the program for one ABI and runs it to its end, counting its polls.
fn ready(config: &Config, case: &Case, reference: &Reference, number: usize) -> Target {
    if let Some(why) = &config.unusable[number] {
        return Err(Verdict::Skipped(why.clone()));
    }
    let abi = &ABIS[number];
    let failed = |failure: Failure| Verdict::Failed(failure);
    let recipe = Recipe::of_case(case);
    let exe = config
        .builder
        .build(&recipe, With::Migcc, &abi.cc(), abi.name);
    let exe = exe.map_err(|error| failed(Failure::plain(format!("build: {error:#}"))))?;
    let program = program(case, abi, exe);
    if case.refusal_on(abi).is_some() {
        return Ok(Ready { program, polls: 0 });
    }
    let polls = polls(config, &program, reference).map_err(failed)?;
    Ok(Ready { program, polls })
}

/// Polls the program executes when it runs to its end as it should.
fn polls(config: &Config, program: &Program, reference: &Reference) -> Result<u64, Failure> {
    let work = scratch_dir(&config.scratch).map_err(Failure::plain)?;
    let stats = scratch_dir(&config.scratch).map_err(Failure::plain)?;
    let stats = stats.path().join("stats.json");
    let task = program.counting(work.path(), &stats);
    let outcome = task.run();
    let result = sandbox::files(work.path())
        .and_then(|files| verify::finished(reference, b"", &outcome, &files))
        .and_then(|()| silent(&outcome))
        .and_then(|()| read_stats(&stats));
    let polls = match result {
        Ok(stats) if stats.polls > 0 => return Ok(stats.polls),
        Ok(_) => "the program executes no poll".to_string(),
        Err(why) => why,
    };
    Err(Failure {
        what: format!("uncaptured: {polls}"),
        commands: vec![task.shell_line()],
    })
}

/// Without a capture a program writes to standard error what it always wrote:
/// for programs of the corpus, nothing.
fn silent(outcome: &Outcome) -> Result<(), String> {
    match outcome.stderr.is_empty() {
        true => Ok(()),
        false => Err(format!("wrote to standard error: {}", outcome.complaint())),
    }
}

fn uncaptured_check(run: &Run, abi: usize) -> Check {
    let verdict = match &run.targets[abi] {
        Ok(_) => Verdict::Passed,
        Err(verdict) => verdict.clone(),
    };
    Check {
        case: run.case.name.clone(),
        pair: None,
        what: format!("{} uncaptured", ABIS[abi].name),
        verdict,
    }
}

fn check(case: &Case, what: &str, result: Result<(), Failure>) -> Check {
    Check {
        case: case.name.clone(),
        pair: None,
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
        let dir = scratch_dir(&self.config.scratch).map_err(Failure::plain)?;
        let work = dir.path().join("work");
        std::fs::create_dir(&work).map_err(|error| Failure::plain(error.to_string()))?;
        let outcome = program
            .capturing(&work, poll, &dir.path().join("image"))
            .run();
        let Err(why) = verify::captured(&self.reference, b"", &outcome) else {
            return Ok((outcome, dir));
        };
        let mut evidence = Evidence::new(self, &format!("{}-{poll}", program.abi.name));
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
        let work = match sandbox::copy_of(&taken.dir.path().join("work"), &self.config.scratch) {
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
            None => {
                let before = &taken.before.stdout;
                expect_exit(outcome, 0, "restore")?;
                verify::finished(&self.reference, before, outcome, files)
            }
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
        let mut evidence = Evidence::new(self, &name);
        evidence.keep(taken.dir.path());
        evidence.write("stdout-before", &taken.before.stdout);
        evidence.write("stdout-after", &outcome.stdout);
        evidence.write("stderr-after", &outcome.stderr);
        let (work, image) = (evidence.path("work"), evidence.path("image"));
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
            what: format!("{}{at}", pair_text(from, to)),
            verdict,
        }
    }
}
