//! `migctl run` and `migctl restore`: the environment contract as options.
//!
//! Both become the program: its process id is the one the shell knows, signals
//! reach it, and its exit status is the program's own (85: captured).

use super::generations::older;
use super::mark::{kind, Kind};
use super::{Failure, IMAGE_REFUSED};
use clap::{value_parser, Args, ValueEnum};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Run a program built with migcc
#[derive(Debug, Args)]
#[command(after_help = STATUSES)]
pub struct Run {
    #[command(flatten)]
    capture: Capture,
    /// The program and its arguments; may begin with a launcher such as
    /// qemu-s390x-static or timeout
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// Continue a program from an image
#[derive(Debug, Args)]
#[command(after_help = STATUSES)]
pub struct Restore {
    #[command(flatten)]
    capture: Capture,
    /// The image; where it is missing or damaged, an older one kept beside it
    #[arg(value_name = "IMAGE")]
    from: PathBuf,
    /// The program, built with migcc from the same source; arguments are
    /// ignored in favour of the image's
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

const STATUSES: &str = "\
Exit status: the program's own; 85 it was captured, 86 a capture was refused,
87 the image was refused and nothing was run.";

#[derive(Debug, Args)]
struct Capture {
    /// Capture at the K-th poll, after a time, or periodically
    #[arg(long, value_name = "poll:K|time:200ms|every:60s", value_parser = moment)]
    checkpoint_at: Option<String>,
    /// Where the image is written [default: ./PROG.PID.mig]
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// How many images to keep: IMAGE, IMAGE.1 (the one before it), ... [default: 1]
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=100))]
    keep: Option<u32>,
    /// What follows a capture [default: continue for every:, else exit]
    #[arg(long)]
    after: Option<After>,
    /// Exit status after a complete image [default: 85]
    #[arg(long, value_name = "STATUS")]
    exit_code: Option<u8>,
    /// Signal that asks for a capture, or none [default: USR2]
    #[arg(long, value_name = "NAME")]
    signal: Option<String>,
    /// File with the key that images are signed with; images to restore must be
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write statistics as JSON at exit or capture
    #[arg(long, value_name = "FILE")]
    stats: Option<PathBuf>,
    /// What the runtime says on stderr [default: nothing]
    #[arg(long, value_name = "error|warn|info|debug")]
    log: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum After {
    Exit,
    Continue,
}

/// Only the form: what a duration is, the runtime knows.
fn moment(text: &str) -> Result<String, String> {
    let value = text
        .split_once(':')
        .filter(|(kind, _)| ["poll", "time", "every"].contains(kind));
    match value {
        Some((_, value)) if value.starts_with(|c: char| c.is_ascii_digit()) => Ok(text.to_string()),
        _ => Err("write poll:1000, time:200ms or every:60s".to_string()),
    }
}

pub fn run(args: Run) -> Result<i32, Failure> {
    let program = program(&args.command)?;
    if args.capture.checkpoint_at.is_some() {
        require_runtime(&program, &args.command, 1)?;
    }
    let mut command = prepare(&args.capture, &args.command)?;
    command.env_remove("MIGRT_RESTORE");
    become_program(command)
}

pub fn restore(args: Restore) -> Result<i32, Failure> {
    let image = readable(&args.from)?;
    let program = program(&args.command)?;
    require_runtime(&program, &args.command, IMAGE_REFUSED)?;
    let mut command = prepare(&args.capture, &args.command)?;
    command.env("MIGRT_RESTORE", image);
    become_program(command)
}

/// The image's full name: a launcher may change the directory. One that is
/// missing is no obstacle where the runtime finds an older one.
fn readable(image: &Path) -> Result<PathBuf, Failure> {
    let opened = File::open(image).and_then(|mut file| file.read(&mut [0]));
    let full = match opened {
        Err(error) if error.kind() != ErrorKind::NotFound || older(image).is_empty() => Err(error),
        _ => std::path::absolute(image),
    };
    full.map_err(|error| {
        Failure::new(
            IMAGE_REFUSED,
            format!(
                "cannot read the image {}: {error}; nothing was run",
                image.display()
            ),
        )
    })
}

fn prepare(capture: &Capture, words: &[OsString]) -> Result<Command, Failure> {
    let mut command = Command::new(words.first().map_or(OsStr::new(""), OsString::as_os_str));
    command.args(words.iter().skip(1));
    let after = capture.after.map(|after| match after {
        After::Exit => "exit".to_string(),
        After::Continue => "continue".to_string(),
    });
    let texts = [
        ("MIGRT_CHECKPOINT_AT", capture.checkpoint_at.clone()),
        ("MIGRT_KEEP", capture.keep.map(|keep| keep.to_string())),
        ("MIGRT_AFTER", after),
        (
            "MIGRT_EXIT_CODE",
            capture.exit_code.map(|code| code.to_string()),
        ),
        ("MIGRT_SIGNAL", capture.signal.clone()),
        ("MIGRT_LOG", capture.log.clone()),
    ];
    for (name, value) in texts {
        value.map(|value| command.env(name, value));
    }
    for (name, path) in [
        ("MIGRT_IMAGE", &capture.image),
        ("MIGRT_KEY", &capture.key),
        ("MIGRT_STATS", &capture.stats),
    ] {
        if let Some(path) = path {
            let full = std::path::absolute(path).map_err(|error| {
                Failure::new(
                    1,
                    format!("cannot tell where {} is: {error}", path.display()),
                )
            })?;
            command.env(name, full);
        }
    }
    Ok(command)
}

fn become_program(mut command: Command) -> Result<i32, Failure> {
    let error = command.exec();
    let name = command.get_program().to_string_lossy().into_owned();
    Err(Failure::new(126, format!("cannot run {name}: {error}")))
}

fn program(words: &[OsString]) -> Result<PathBuf, Failure> {
    let name = words.first().map_or(OsStr::new(""), OsString::as_os_str);
    resolve(name).ok_or_else(|| {
        Failure::new(
            127,
            format!("there is no program {}", name.to_string_lossy()),
        )
    })
}

/// A program without the runtime would start from the beginning and never be
/// captured. Only the plain case is certain: one binary, launching nothing.
fn require_runtime(program: &Path, words: &[OsString], status: i32) -> Result<(), Failure> {
    let launches = words.iter().skip(1).any(|word| resolve(word).is_some());
    if launches || kind(program) != Kind::Plain {
        return Ok(());
    }
    Err(Failure::new(
        status,
        format!(
            "{} has no migration runtime in it, so it can be neither captured nor restored; build \
             it with migcc in place of cc",
            program.display()
        ),
    ))
}

/// The file a word of a command line stands for, as a shell would find it.
fn resolve(word: &OsStr) -> Option<PathBuf> {
    let is_file = |path: &PathBuf| path.is_file();
    if word.as_encoded_bytes().contains(&b'/') {
        return Some(PathBuf::from(word)).filter(is_file);
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(word))
        .find(is_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for good in ["poll:1", "time:200ms", "every:1.5s"] {
            assert!(moment(good).is_ok(), "{good}");
        }
        for bad in ["", "poll", "poll:", "poll:x", "at:3", "200ms"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }
}
