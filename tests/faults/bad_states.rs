//! Bad states of the world around a capture.

use crate::driver_support::Place;
use crate::victim::*;
use rustix::process::{kill_process, Pid, Signal, WaitOptions};
use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::process::{Command, Stdio};

fn capture_at(folder: &Folder, image: &str, after: &str) -> Ran {
    let variables = [
        ("MIGRT_CHECKPOINT_AT", MIDDLE),
        ("MIGRT_IMAGE", image),
        ("MIGRT_AFTER", after),
    ];
    victim().run(folder, &variables)
}

/// Refused in a message with `words`; where it may, the program goes on.
fn refused(folder: &Folder, image: &str, words: &[&str]) {
    let ran = capture_at(folder, image, "exit");
    assert_eq!((ran.status, ran.stdout.as_str()), (86, ""), "{ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word}: {ran:?}");
    }
    let ran = capture_at(folder, image, "continue");
    assert_eq!(
        (ran.status, &ran.stdout),
        (0, &victim().expected),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("migrt: capture refused: "), "{ran:?}");
    assert!(folder.litter().is_empty(), "{:?}", folder.litter());
}

#[test]
fn places_that_take_no_image() {
    let folder = Folder::new();
    refused(
        &folder,
        "missing/image.mig",
        &["missing/image.mig", "No such file"],
    );
    refused(&folder, "/proc/image.mig", &["/proc/image.mig"]);
    refused(&folder, "numbers.txt/image.mig", &["Not a directory"]);
    fs::create_dir(folder.path().join("folder")).expect("a folder");
    refused(&folder, "folder", &["folder", "Is a directory"]);
    refused(&folder, "/dev/full", &["/dev/full", "No space left"]);
    let long = "x".repeat(300);
    refused(&folder, &long, &["File name too long"]);
    let longer = format!("{}/image.mig", "y/".repeat(2500));
    refused(&folder, &longer, &["cannot create the image y/y/y"]);
}

#[test]
fn a_symbolic_link_is_replaced_and_its_target_left_alone() {
    let folder = Folder::new();
    folder.write("target", b"precious");
    symlink("target", folder.path().join("image.mig")).expect("a link");
    victim().capture(&folder, MIDDLE, &[]);
    assert_eq!(folder.read("target"), b"precious");
    let about = folder.path().join("image.mig").symlink_metadata();
    assert!(about.expect("an image").is_file());
    victim()
        .restores(&folder, &victim().expected)
        .expect("a good image");
}

/// What another user may have put in the place of the temporary file.
#[test]
fn a_planted_temporary_file_is_not_written_to() {
    let folder = Folder::new();
    folder.write("target", b"precious");
    symlink("target", folder.path().join("image.mig.tmp")).expect("a link");
    victim().capture(&folder, MIDDLE, &[]);
    assert_eq!(folder.read("target"), b"precious");
    fs::remove_file(folder.path().join("image.mig.tmp")).expect("the link is left alone");
    fs::hard_link(
        folder.path().join("target"),
        folder.path().join("image.mig.tmp"),
    )
    .expect("a link");
    victim().capture(&folder, MIDDLE, &[]);
    assert_eq!(folder.read("target"), b"precious");
}

#[test]
fn an_image_is_its_owners_alone() {
    for mask in ["000", "022", "077", "0277"] {
        let folder = Folder::new();
        let script = format!("umask {mask}; exec \"$0\" 1 200");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(victim().program());
        command.current_dir(folder.path());
        command.env("MIGRT_CHECKPOINT_AT", MIDDLE);
        command.env("MIGRT_IMAGE", "image.mig");
        let ran = Ran::of(start(command));
        assert_eq!(ran.status, 85, "{mask}: {ran:?}");
        let about = fs::metadata(folder.path().join("image.mig")).expect("an image");
        let mode = about.permissions().mode() & 0o7777;
        let masked = u32::from_str_radix(mask, 8).expect("octal");
        assert_eq!(mode, 0o600 & !masked, "{mask}: {mode:o}");
    }
}

/// A file that may not grow: told by a signal that kills whoever is not prepared.
#[test]
fn a_file_size_limit_does_not_kill() {
    for trap in ["", "trap '' XFSZ; "] {
        let folder = Folder::new();
        victim().capture(&folder, EARLIER, &[]);
        let before = folder.read("image.mig");
        let script = format!("{trap}ulimit -f 64; exec \"$0\" 1 200");
        for (after, status) in [("exit", 86), ("continue", 0)] {
            let mut command = Command::new("sh");
            command.args(["-c", &script]).arg(victim().program());
            command.current_dir(folder.path());
            command.env("MIGRT_CHECKPOINT_AT", MIDDLE);
            command.env("MIGRT_IMAGE", "image.mig");
            command.env("MIGRT_AFTER", after);
            let ran = Ran::of(start(command));
            assert_eq!(ran.status, status, "{ran:?}");
            assert!(ran.stderr.contains("File too large"), "{ran:?}");
            assert_eq!(folder.read("image.mig"), before);
            assert!(folder.litter().is_empty(), "{:?}", folder.litter());
        }
    }
}

/// The reader of a pipe takes a little and goes away.
#[test]
fn a_reader_that_goes_away_does_not_kill() {
    for (after, status) in [("exit", 86), ("continue", 0)] {
        let folder = Folder::new();
        let made = Command::new("mkfifo")
            .arg(folder.path().join("pipe"))
            .status();
        assert!(made.expect("mkfifo").success());
        let reader = Command::new("head")
            .args(["-c", "10", "pipe"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn();
        let ran = capture_at(&folder, "pipe", after);
        assert!(reader.expect("head").wait().expect("its end").success());
        assert_eq!(ran.status, status, "{ran:?}");
        assert!(ran.stderr.contains("Broken pipe"), "{ran:?}");
        assert_eq!(folder.names(), ["log.txt", "numbers.txt", "pipe"]);
    }
}

/// Nobody listens to the messages.
#[test]
fn a_message_to_nobody_does_not_kill() {
    let folder = Folder::new();
    let variables = [
        ("MIGRT_CHECKPOINT_AT", MIDDLE),
        ("MIGRT_IMAGE", "image.mig"),
        ("MIGRT_AFTER", "continue"),
        ("MIGRT_LOG", "debug"),
        ("MIGRT_FAULT", "fork:1:EAGAIN"),
    ];
    let mut child = start(victim().command(&folder, &variables));
    drop(child.stderr.take());
    let ran = Ran::of(child);
    assert_eq!(
        (ran.status, &ran.stdout),
        (0, &victim().expected),
        "{ran:?}"
    );
    assert!(!folder.exists("image.mig"));
}

/// A program that ignores the end of its children, the runtime's own included.
const CARELESS: &str = r#"
#include <migrt.h>
#include <signal.h>
#include <stdio.h>
int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    printf("checkpoint %d\n", migrt_checkpoint("image.mig"));
    for (int i = 0; i < 1000; i++)
        if (i == 999)
            printf("end\n");
    return 0;
}
"#;

#[test]
fn ignored_children_do_not_hide_an_image() {
    let place = Place::new(&[("careless.c", CARELESS)]);
    place
        .migcc("cc", &["-O1", "careless.c", "-o", "careless"])
        .silent();
    let ran = place.start("careless").silent();
    assert_eq!(ran.stdout, "checkpoint 0\nend\n");
    let mut command = place.command(place.path().join("careless"));
    let ran = place.finish(command.env("MIGRT_RESTORE", "image.mig"));
    assert_eq!(ran.silent().stdout, "checkpoint 1\nend\n");
}

/// The image itself must not lie where the program's files belong.
#[test]
fn few_descriptors_are_enough_or_named() {
    let folder = Folder::new();
    victim().capture(&folder, MIDDLE, &[]);
    for (limit, status) in [(63, 0), (20, 0), (9, 0), (6, 87)] {
        let script = format!("ulimit -n {limit}; exec \"$0\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).arg(victim().program());
        command.current_dir(folder.path());
        command.env("MIGRT_RESTORE", "image.mig");
        let ran = Ran::from(command.stdin(Stdio::null()).output().expect("a shell"));
        assert_eq!(ran.status, status, "{limit}: {ran:?}");
        match status {
            0 => assert_eq!(ran.stdout, victim().expected, "{limit}"),
            _ => assert!(ran.stderr.contains("ulimit -n"), "{limit}: {ran:?}"),
        }
    }
}

/// Cut short after its size was looked at.
#[test]
fn an_image_that_shrinks_is_refused() {
    let folder = Folder::new();
    victim().capture(&folder, MIDDLE, &[]);
    let variables = [
        ("MIGRT_RESTORE", "image.mig"),
        ("MIGRT_FAULT", "fstat:1:stop"),
    ];
    let child = start(victim().command(&folder, &variables));
    let pid = Pid::from_child(&child);
    let stopped = rustix::process::waitpid(Some(pid), WaitOptions::UNTRACED);
    let stopped = stopped.expect("it stops").expect("it stops").1;
    assert!(stopped.stopped(), "{stopped:?}");
    let image = fs::File::options()
        .write(true)
        .open(folder.path().join("image.mig"));
    image.expect("an image").set_len(8192).expect("cut");
    kill_process(pid, Signal::CONT).expect("it goes on");
    let ran = Ran::of(child);
    assert_eq!((ran.status, ran.stdout.as_str()), (87, ""), "{ran:?}");
    assert!(ran.stderr.contains("cut short meanwhile"), "{ran:?}");
}

#[test]
fn what_is_not_understood_is_refused() {
    let folder = Folder::new();
    for (name, value) in [
        ("MIGRT_FAULT", "write"),
        ("MIGRT_FAULT", "write:0:EIO"),
        ("MIGRT_FAULT", "write:x:EIO"),
        ("MIGRT_FAULT", "write:1:EWHAT"),
        ("MIGRT_FAULT", "write:1+:EINTR"),
        ("MIGRT_FAULT", "nothing:1:EIO"),
        ("MIGRT_FAULT", "a:1:EIO,b:1:EIO"),
        ("MIGRT_KEEP", "0"),
        ("MIGRT_KEEP", "101"),
        ("MIGRT_KEEP", "two"),
    ] {
        let ran = victim().run(&folder, &[(name, value)]);
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (86, ""),
            "{value}: {ran:?}"
        );
        let words = format!("migrt: {name}={value} is not understood: write ");
        assert!(ran.stderr.starts_with(&words), "{value}: {ran:?}");
    }
}
