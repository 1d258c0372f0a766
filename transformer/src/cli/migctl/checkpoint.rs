//! `migctl checkpoint`: asks a running program for an image and waits for it.

use super::process::{signal_by_name, Process};
use super::{Failure, CAPTURE_REFUSED};
use clap::Args;
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Capture a running program built with migcc
///
/// The image goes where the program was told to put it (MIGRT_IMAGE, else
/// PROG.PID.mig in its directory); its name is printed when it is complete.
#[derive(Debug, Args)]
pub struct Checkpoint {
    /// Process id of the program
    #[arg(value_name = "PID")]
    process: u32,
    /// Let the program go on after the capture
    #[arg(long = "continue")]
    go_on: bool,
    /// Seconds to wait for the image
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u32,
}

/// A program that has only just been started installs its handler soon.
const STARTING: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(5);

pub fn checkpoint(args: Checkpoint) -> Result<i32, Failure> {
    let (process, signal) = ready(args.process)?;
    let image = process.image();
    let before = version(&image);
    let wish = Wish::leave(&process, &image, args.go_on)?;
    process.send(signal)?;
    let result = wait_for_image(&process, &image, before, args.timeout);
    let served = wish.withdraw();
    let bytes = result?;
    println!("{} ({bytes} bytes)", image.display());
    if !args.go_on {
        wait_for_end(&process, args.timeout)?;
    } else if !served {
        return Err(Failure::new(
            CAPTURE_REFUSED,
            format!(
                "the image is complete, but process {} did not take the request to go on; start it \
                 with MIGRT_AFTER=continue",
                process.id
            ),
        ));
    }
    Ok(0)
}

/// The process once it waits for requests. It is looked at anew each time: the
/// shell or launcher that started it may not have become the program yet.
fn ready(id: u32) -> Result<(Process, Signal), Failure> {
    let start = Instant::now();
    loop {
        let process = Process::find(id)?;
        match waits_for(&process) {
            // It may have become the program while it was being looked at.
            Ok(signal) if Process::find(id)?.same_program(&process) => {
                return Ok((process, signal))
            }
            Ok(_) => {}
            Err(failure) if !process.runs() || start.elapsed() > STARTING => return Err(failure),
            Err(_) => sleep(PAUSE),
        }
    }
}

/// The signal the process waits for. Without a handler it would end it.
fn waits_for(process: &Process) -> Result<Signal, Failure> {
    let refused =
        |why: String| Failure::new(CAPTURE_REFUSED, format!("process {} {why}", process.id));
    if !process.migratable() {
        return Err(refused(
            "runs a program without the migration runtime, so nothing was sent to it; build the \
             program with migcc in place of cc"
                .into(),
        ));
    }
    let name = process
        .variable("MIGRT_SIGNAL")
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.as_deref().unwrap_or("USR2");
    if name == "none" {
        return Err(refused(
            "takes no requests: it was started with MIGRT_SIGNAL=none".into(),
        ));
    }
    let signal = signal_by_name(name)
        .ok_or_else(|| refused(format!("has MIGRT_SIGNAL={name}, which is no signal")))?;
    if !process.catches(signal) {
        return Err(refused(format!(
            "does not wait for requests (no handler for signal {name}), so nothing was sent to \
             it; has it reached main?"
        )));
    }
    Ok(signal)
}

/// What tells one image from the next in the same place: an image is renamed
/// into it when it is complete, so it is another file then.
fn version(image: &Path) -> Option<(u64, i64, i64)> {
    let data = fs::metadata(image).ok()?;
    Some((data.ino(), data.mtime(), data.mtime_nsec()))
}

fn wait_for_image(
    process: &Process,
    image: &Path,
    before: Option<(u64, i64, i64)>,
    seconds: u32,
) -> Result<u64, Failure> {
    let start = Instant::now();
    loop {
        // Asked in this order: the image may appear just before the end.
        let ended = !process.runs();
        if version(image) != before {
            if let Ok(data) = fs::metadata(image) {
                return Ok(data.len());
            }
        }
        if ended {
            return Err(no_image(process, image, "ended without writing"));
        }
        if start.elapsed() > Duration::from_secs(seconds.into()) {
            let what = format!("reached no poll within {seconds} s, or refused to write");
            return Err(no_image(process, image, &what));
        }
        sleep(PAUSE);
    }
}

fn no_image(process: &Process, image: &Path, what: &str) -> Failure {
    Failure::new(
        CAPTURE_REFUSED,
        format!(
            "process {} {what} the image {}; if it refused, its standard error says why",
            process.id,
            image.display()
        ),
    )
}

fn wait_for_end(process: &Process, seconds: u32) -> Result<(), Failure> {
    let start = Instant::now();
    while process.runs() {
        if start.elapsed() > Duration::from_secs(seconds.into()) {
            return Err(Failure::new(
                CAPTURE_REFUSED,
                format!(
                    "process {} has written its image but has not ended",
                    process.id
                ),
            ));
        }
        sleep(PAUSE);
    }
    Ok(())
}

/// What shall follow this capture, where it differs from what the program was
/// started with: a file `IMAGE.after` with the word `exit` or `continue`, which
/// the runtime reads and removes when it serves the request.
struct Wish {
    file: Option<PathBuf>,
}

impl Wish {
    fn leave(process: &Process, image: &Path, go_on: bool) -> Result<Wish, Failure> {
        let goes_on = process
            .variable("MIGRT_AFTER")
            .is_some_and(|after| after == "continue");
        if goes_on == go_on {
            return Ok(Wish { file: None });
        }
        let mut name = image.as_os_str().to_os_string();
        name.push(".after");
        let file = PathBuf::from(name);
        let word = if go_on { "continue\n" } else { "exit\n" };
        fs::write(&file, word).map_err(|error| {
            Failure::new(
                1,
                format!("cannot leave the request {}: {error}", file.display()),
            )
        })?;
        Ok(Wish { file: Some(file) })
    }

    /// True if the program has taken the file, or none was needed.
    fn withdraw(self) -> bool {
        match self.file {
            Some(file) => fs::remove_file(file).is_err(),
            None => true,
        }
    }
}
