//! kill -9 at random times, while captures follow one another: the last image is
//! good, whether the program was killed or only the process that wrote.

use crate::full;
use crate::victim::*;
use rustix::process::{kill_process, kill_process_group, Pid, Signal};
use std::os::unix::process::CommandExt;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

/// A generator good enough for times.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

const EVERY: [(&str, &str); 3] = [
    ("MIGRT_CHECKPOINT_AT", "every:3ms"),
    ("MIGRT_IMAGE", "image.mig"),
    ("MIGRT_KEEP", "3"),
];

/// The program at work, captured again and again, in a process group of its own.
fn begin(folder: &Folder, restoring: bool) -> Child {
    let mut command = victim().command(folder, &EVERY);
    if restoring {
        command.env("MIGRT_RESTORE", "image.mig");
    }
    command.process_group(0);
    start_on_file(command, folder)
}

/// To the end, without another capture.
fn goes_on(folder: &Folder) -> Ran {
    let folder = Folder::like(folder);
    let restore = [("MIGRT_RESTORE", "image.mig")];
    Ran::of(start_on_file(victim().command(&folder, &restore), &folder))
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// The process that writes an image just now, if one does.
fn writer(child: &Child) -> Option<Pid> {
    let id = child.id();
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    let first = children.ok()?.split_whitespace().next()?.parse().ok()?;
    Pid::from_raw(first)
}

/// Kills the program, and whatever writes for it, after `wait`.
fn kill_all(child: Child, wait: Duration) -> Ran {
    sleep(wait);
    // It may have ended by itself.
    let _ = kill_process_group(pid(&child), Signal::KILL);
    Ran::of(child)
}

fn complain(round: u64, folder: &Folder, ran: &Ran) -> ! {
    panic!("round {round}: {ran:?}, with {:?}", folder.names())
}

fn good_end(ran: &Ran) -> bool {
    ran.status == 0 && ran.stdout == victim().expected
}

/// Killed, restored while captures go on, killed again, ..., to the end.
fn killed_program(round: u64, state: &mut u64, longest: u64) -> u64 {
    let folder = Folder::new();
    let mut kills = 0;
    loop {
        let restoring = folder.exists("image.mig");
        let wait = Duration::from_micros(next(state) % longest);
        let child = begin(&folder, restoring);
        let ran = kill_all(child, wait);
        match ran.status {
            KILLED => kills += 1,
            0 if good_end(&ran) => break,
            _ => complain(round, &folder, &ran),
        }
        if folder.exists("image.mig") {
            let ran = goes_on(&folder);
            if !good_end(&ran) || !ran.stderr.is_empty() {
                complain(round, &folder, &ran);
            }
        }
        if kills % 8 == 7 {
            break;
        }
    }
    kills
}

/// The writer alone is killed: the program goes on, and says what happened.
fn killed_writer(round: u64, state: &mut u64, longest: u64) -> u64 {
    let folder = Folder::new();
    let child = begin(&folder, false);
    let mut kills = 0;
    for _ in 0..4 {
        sleep(Duration::from_micros(next(state) % longest / 4));
        if let Some(writer) = writer(&child) {
            kills += u64::from(kill_process(writer, Signal::KILL).is_ok());
        }
    }
    let ran = Ran::of(child);
    if !good_end(&ran) || !folder.litter().is_empty() {
        complain(round, &folder, &ran);
    }
    if folder.exists("image.mig") && !good_end(&goes_on(&folder)) {
        complain(round, &folder, &ran);
    }
    kills
}

/// How long the program takes here with its captures, in microseconds: a kill
/// after it has ended is none, and how fast it is depends on the machine.
fn whole_run() -> u64 {
    let folder = Folder::new();
    let child = begin(&folder, false);
    let started = std::time::Instant::now();
    let ran = Ran::of(child);
    assert!(good_end(&ran), "{ran:?}");
    u64::try_from(started.elapsed().as_micros()).expect("a short run")
}

#[test]
fn at_random_times() {
    let wanted = if full() { 1000 } else { 50 };
    let longest = whole_run();
    let mut state = 88172645463325252;
    let (mut programs, mut writers, mut round) = (0, 0, 0);
    while programs + writers < wanted {
        round += 1;
        assert!(
            round < wanted * 200,
            "nothing can be killed: {programs} + {writers}"
        );
        match round % 3 {
            0 => writers += killed_writer(round, &mut state, longest),
            _ => programs += killed_program(round, &mut state, longest),
        }
    }
    eprintln!("{programs} programs and {writers} writers killed in {round} rounds");
    assert!(programs > 0);
}
