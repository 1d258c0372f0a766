//! Making a kept finding smaller, with creduce and a test of our own: the program
//! is free of undefined behaviour and still goes wrong in the same way.

use super::journey::{End, Journey};
use super::keep::{Note, NOTE};
use super::sample::Sample;
use super::setup::Target;
use super::trial::{self, Ready, Reference, Trial};
use super::{sample::Generator, Bench};
use crate::abi;
use crate::compile::{Builder, With};
use crate::packages::on_path;
use crate::process::{Status, Task};
use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

#[derive(clap::Args, Debug, Clone)]
pub struct Interesting {
    /// `note.json` of the kept finding
    note: PathBuf,
}

/// Reduces the finding in `dir` into `dir/reduced`.
pub fn run(dir: &Path) -> Result<bool> {
    if !on_path("creduce") {
        bail!("creduce is not installed (Debian package creduce)");
    }
    let dir = dir
        .canonicalize()
        .with_context(|| dir.display().to_string())?;
    let reduced = dir.join("reduced");
    std::fs::create_dir_all(&reduced)?;
    let files = sources(&dir)?;
    for file in &files {
        std::fs::copy(dir.join(file), reduced.join(file))?;
    }
    let script = reduced.join("interesting.sh");
    std::fs::write(&script, script_text(&dir)?)?;
    make_executable(&script)?;
    let status = Command::new("creduce")
        .args(["--tidy", "--timeout", "120"])
        .arg(&script)
        .args(&files)
        .current_dir(&reduced)
        .status()
        .context("creduce")?;
    println!("reduced: {}", reduced.display());
    Ok(status.success())
}

fn sources(dir: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".c") || name.ends_with(".h") {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

fn script_text(dir: &Path) -> Result<String> {
    let tool = std::env::current_exe()?;
    let note = dir.join(NOTE);
    Ok(format!(
        "#!/bin/sh\nexec '{}' fuzz-interesting '{}' >/dev/null 2>&1\n",
        tool.display(),
        note.display()
    ))
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(
        path,
        std::fs::Permissions::from_mode(0o755),
    )?)
}

/// Whether the program in the current folder goes wrong as the note says.
pub fn interesting(arguments: &Interesting) -> Result<bool> {
    let text = std::fs::read_to_string(&arguments.note)?;
    let note: Note = serde_json::from_str(&text)?;
    let workspace = Workspace::find()?;
    let here = std::env::current_dir()?;
    let scratch = tempfile::tempdir()?;
    let bench = Bench {
        builder: Builder::new(&workspace)?,
        scratch: scratch.path().into(),
        keep: scratch.path().into(),
        abis: Vec::new(),
        captures: 0,
        every_statement: note.every_statement,
        command: String::new(),
    };
    let trial = Trial {
        bench: &bench,
        generator: Generator::Own,
        seed: 0,
        sample: read_sample(&here, &note)?,
        dir: scratch.path().into(),
        targets: targets(&note)?,
    };
    trial.sample.write(&trial.dir).map_err(anyhow::Error::msg)?;
    Ok(goes_wrong(&trial, &note).unwrap_or(false))
}

fn read_sample(dir: &Path, note: &Note) -> Result<Sample> {
    let mut files = Vec::new();
    for name in sources(dir)? {
        let text = std::fs::read_to_string(dir.join(&name))?;
        files.push((name, text));
    }
    let flags = note.flags.clone();
    Ok(Sample { files, flags })
}

fn targets(note: &Note) -> Result<Vec<Target>> {
    let target = |[name, cc, level]: &[String; 3]| {
        let levels = ["-O0", "-O1", "-O2", "-O3"];
        Ok(Target {
            abi: abi::by_name(name).context("an ABI of the note")?,
            cc: cc.clone(),
            level: levels.into_iter().find(|l| l == level).unwrap_or("-O1"),
        })
    };
    note.targets.iter().map(target).collect()
}

fn goes_wrong(trial: &Trial, note: &Note) -> Option<bool> {
    let reference = defined(trial)?;
    let Some(journey) = &note.journey else {
        return Some(
            trial
                .targets
                .iter()
                .all(|t| wrong_uncaptured(trial, t, &reference)),
        );
    };
    let ready = trial::rebuild(trial, &trial.dir);
    if ready.len() < trial.targets.len()
        || ready.iter().any(|r| !good_uncaptured(trial, r, &reference))
    {
        return None;
    }
    let pairs = journey.legs.windows(2);
    let mut tried = pairs.flat_map(|pair| all_polls(pair, &ready));
    let wrong = |end: End| match end {
        End::Same => false,
        End::Different(_) => note.reason.is_empty() || !is_refusal(note),
        End::Refused(why) => {
            is_refusal(note)
                && trial.finding(super::findings::Kind::Refused, why).reason() == note.reason
        }
    };
    Some(tried.any(|journey| wrong(journey.follow(&ready, &reference, &trial.dir).1)))
}

fn is_refusal(note: &Note) -> bool {
    note.reason.contains("refuse")
}

/// At up to 64 polls between two targets: where it goes wrong moves while the
/// program shrinks.
fn all_polls(pair: &[usize], ready: &[Ready]) -> Vec<Journey> {
    let polls = ready[pair[0]].polls;
    let step = (polls / 64).max(1) as usize;
    let journey = |poll| Journey {
        legs: pair.to_vec(),
        polls: vec![poll],
    };
    (1..=polls).step_by(step).map(journey).collect()
}

fn good_uncaptured(trial: &Trial, ready: &Ready, reference: &Reference) -> bool {
    let outcome = ready.program.start(&trial.dir).run();
    reference.compare(&outcome.stdout, &outcome) == End::Same
}

/// With migcc it is not built or does something else, plainly it does what it
/// should.
fn wrong_uncaptured(trial: &Trial, target: &Target, reference: &Reference) -> bool {
    let good = |with| {
        let built = target.build(trial.bench, &trial.sample, with, &trial.dir);
        built.is_ok_and(|exe| {
            let program = trial::program(target, exe, Duration::from_secs(20));
            let outcome = program.start(&trial.dir).run();
            reference.compare(&outcome.stdout, &outcome) == End::Same
        })
    };
    good(With::Plain) && !good(With::Migcc)
}

/// What the program prints, if sanitizers and warnings have nothing against it.
fn defined(trial: &Trial) -> Option<Reference> {
    let builds: [&[&str]; 2] = [
        &[
            "gcc",
            "-O1",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ],
        &[
            "gcc",
            "-O2",
            "-Werror=uninitialized",
            "-Werror=implicit",
            "-Werror=return-type",
            "-Werror=int-conversion",
            "-Werror=incompatible-pointer-types",
        ],
    ];
    let mut all = builds.into_iter().map(|words| {
        let exe = trial.dir.join("check");
        let built = Task::new(words[0], &trial.dir)
            .args(words[1..].iter().copied())
            .args(&trial.sample.flags)
            .args(trial.sample.units())
            .args(["-lm", "-o"])
            .arg(&exe)
            .run();
        (built.status == Status::Exited(0)).then_some(())?;
        let outcome = Task::new(&exe, &trial.dir)
            .env("ASAN_OPTIONS", "detect_leaks=0")
            .timeout(Duration::from_secs(10))
            .run();
        matches!(outcome.status, Status::Exited(_)).then(|| Reference::of(outcome))
    });
    let (first, second) = (all.next()??, all.next()??);
    (first.stdout == second.stdout && first.status == second.status).then_some(first)
}
