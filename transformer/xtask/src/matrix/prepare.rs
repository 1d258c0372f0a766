//! What the checks of one program start from: the untransformed program's
//! behaviour, and the program built for each ABI.

use super::failures::Evidence;
use super::verify::{self, Reference};
use super::{sandbox, Config};
use crate::abi::{Abi, ABIS};
use crate::case::Case;
use crate::compile::With;
use crate::process::Outcome;
use crate::program::{read_stats, Program};
use crate::tally::{Failure, Verdict};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// Emulated on a busy machine, a program may take this long.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The program on one ABI, or the verdict of everything that needs it.
pub type Target = Result<Ready, Verdict>;

pub struct Ready {
    pub program: Program,
    /// How many polls it executes; 0 where it must not be run (its image is
    /// refused there).
    pub polls: u64,
}

/// Runs the untransformed program and compares it with `expected.txt`.
pub fn reference(config: &Config, case: &Case) -> Result<Reference, String> {
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    let host = host.ok_or("this machine's processor is not in the table of ABIs")?;
    let builder = config.builder;
    let exe = builder.build(&case.recipe(host), With::Plain, &host.cc(), host.name);
    let exe = exe.map_err(|error| format!("{error:#}"))?;
    let dir = work_dir(config, case)?;
    let work = dir.path().join("work");
    let outcome = program(case, host, exe).start(&work).run();
    let own = || outcome.stdout.clone();
    let reference = Reference {
        stdout: case.expected.clone().unwrap_or_else(own),
        files: sandbox::files(&work)?,
    };
    verify::finished(&reference, b"", &outcome, &reference.files)?;
    silent(&outcome).map(|()| reference)
}

/// A folder with a folder `work` in it, where the program finds what it needs.
pub fn work_dir(config: &Config, case: &Case) -> Result<TempDir, String> {
    let dir = sandbox::empty(&config.scratch)?;
    let work = dir.path().join("work");
    std::fs::create_dir(&work)
        .and_then(|()| match &case.fixture {
            Some(fixture) => sandbox::copy_into(fixture, &work),
            None => Ok(()),
        })
        .map_err(|error| format!("{}: {error}", work.display()))?;
    Ok(dir)
}

fn program(case: &Case, abi: &'static Abi, exe: PathBuf) -> Program {
    Program {
        abi,
        exe,
        args: case.args.clone(),
        stdin: case.stdin.clone(),
        stack_mb: case.stack_mb,
        timeout: TIMEOUT,
    }
}

/// Builds the program for ABI `number` and runs it to its end.
pub fn ready(config: &Config, case: &Case, reference: &Reference, number: usize) -> Target {
    if let Some(why) = &config.unusable[number] {
        return Err(Verdict::Skipped(why.clone()));
    }
    let abi = &ABIS[number];
    let failed = |failure: Failure| Verdict::Failed(failure);
    let builder = config.builder;
    let exe = builder.build(&case.recipe(abi), With::Migcc, &abi.cc(), abi.name);
    let exe = exe.map_err(|error| failed(Failure::plain(format!("build: {error:#}"))))?;
    let program = program(case, abi, exe);
    if case.refusal_on(abi).is_some() {
        return Ok(Ready { program, polls: 0 });
    }
    let polls = polls(config, case, &program, reference).map_err(failed)?;
    Ok(Ready { program, polls })
}

/// Polls the program executes when it runs to its end as it should.
fn polls(
    config: &Config,
    case: &Case,
    program: &Program,
    reference: &Reference,
) -> Result<u64, Failure> {
    let dir = work_dir(config, case).map_err(Failure::plain)?;
    let (work, stats) = (dir.path().join("work"), dir.path().join("stats.json"));
    let outcome = program.counting(&work, &stats).run();
    let result = sandbox::files(&work)
        .and_then(|files| verify::finished(reference, b"", &outcome, &files))
        .and_then(|()| silent(&outcome))
        .and_then(|()| read_stats(&stats));
    let why = match result {
        Ok(stats) if stats.polls > 0 => return Ok(stats.polls),
        Ok(_) => "the program executes no poll".to_string(),
        Err(why) => why,
    };
    let name = format!("{}-uncaptured", program.abi.name);
    let mut evidence = Evidence::new(config, case, &name);
    evidence.keep(dir.path());
    evidence.write("stdout", &outcome.stdout);
    let task = program.counting(&evidence.path("work"), &evidence.path("stats.json"));
    Err(evidence.failure(format!("uncaptured: {why}"), vec![task]))
}

/// Without a capture a program writes to standard error what it always wrote:
/// for programs of the corpus, nothing.
fn silent(outcome: &Outcome) -> Result<(), String> {
    match outcome.stderr.is_empty() {
        true => Ok(()),
        false => Err(format!("wrote to standard error: {}", outcome.complaint())),
    }
}
