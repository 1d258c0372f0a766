//! A program whose captures and restores are made to fail, and what must be true
//! of it whatever happens.

use crate::driver_support::{Place, MIGCTL};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

pub const KILLED: i32 = 128 + 9;
/// Somewhere between the first and the last line of the program's loop.
pub const MIDDLE: &str = "poll:100000";
pub const EARLIER: &str = "poll:60000";

/// The program, built once, and what it prints at its end.
pub struct Victim {
    place: Place,
    pub expected: String,
}

pub fn victim() -> &'static Victim {
    static BUILT: OnceLock<Victim> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = include_str!("../data/faults/victim.c");
        let place = Place::new(&[("victim.c", source)]);
        place
            .migcc("cc", &["-O1", "victim.c", "-o", "victim"])
            .silent();
        let mut built = Victim {
            place,
            expected: String::new(),
        };
        let folder = Folder::new();
        let ran = built.run(&folder, &[]);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert!(ran.stdout.starts_with("sum "), "{ran:?}");
        built.expected = ran.stdout;
        built
    })
}

impl Victim {
    pub fn program(&self) -> PathBuf {
        self.place.path().join("victim")
    }

    /// Ready to be started in `folder` under these variables.
    pub fn command(&self, folder: &Folder, variables: &[(&str, &str)]) -> Command {
        self.with_heap("1", folder, variables)
    }

    /// The same with so many MiB, which ends with another sum.
    pub fn with_heap(&self, heap: &str, folder: &Folder, variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(self.program());
        prepare(&mut command, folder);
        command.args([heap, "200"]).envs(variables.iter().copied());
        command
    }

    pub fn run(&self, folder: &Folder, variables: &[(&str, &str)]) -> Ran {
        Ran::of(start(self.command(folder, variables)))
    }

    /// Goes on from the image of `folder`, with no more input.
    pub fn restore(&self, folder: &Folder, variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(folder, variables);
        command
            .env("MIGRT_RESTORE", "image.mig")
            .stdin(Stdio::null());
        Ran::from(command.output().expect("the program starts"))
    }

    /// The image of `folder` goes on to the right end, without a word.
    pub fn restores(&self, folder: &Folder, expected: &str) -> Result<(), String> {
        let ran = self.restore(folder, &[]);
        match ran.status == 0 && ran.stdout == expected && ran.stderr.is_empty() {
            true => Ok(()),
            false => Err(format!("restored: {ran:?}")),
        }
    }

    /// Puts an image into `folder` as a capture at `at` leaves it.
    pub fn capture(&self, folder: &Folder, at: &str, variables: &[(&str, &str)]) {
        let all = [
            &[("MIGRT_CHECKPOINT_AT", at), ("MIGRT_IMAGE", "image.mig")],
            variables,
        ];
        let ran = self.run(folder, &all.concat());
        assert_eq!(ran.status, 85, "{ran:?}");
    }
}

/// Starts it and gives it the input it reads.
pub fn start(mut command: Command) -> Child {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may be killed before it reads.
    let mut input = child.stdin.take().expect("a pipe");
    let _ = input.write_all(INPUT.as_bytes());
    child
}

/// The same, with the input in a file, which every restore can be given again.
pub fn start_on_file(mut command: Command, folder: &Folder) -> Child {
    folder.write("input.txt", INPUT.as_bytes());
    let input = fs::File::open(folder.path().join("input.txt")).expect("a file");
    command
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

const INPUT: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

fn prepare(command: &mut Command, folder: &Folder) {
    for (name, _) in std::env::vars() {
        if name.starts_with("MIGRT_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder.path()).env("LC_ALL", "C");
}

pub fn migctl(folder: &Folder, words: &[&str]) -> Ran {
    let mut command = Command::new(MIGCTL);
    prepare(&mut command, folder);
    Ran::from(command.args(words).output().expect("migctl starts"))
}

#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(child: Child) -> Ran {
        Ran::from(child.wait_with_output().expect("the program ends"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let signal = output.status.signal().map(|signal| 128 + signal);
        Ran {
            status: output.status.code().or(signal).unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Where one run takes place.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        let numbers: String = (1..=200).map(|n| format!("{n}\n")).collect();
        folder.write("numbers.txt", numbers.as_bytes());
        folder
    }

    /// With images that `from` has.
    pub fn like(from: &Folder) -> Folder {
        let folder = Folder::new();
        for name in from.names() {
            let (old, new) = (from.path().join(&name), folder.path().join(&name));
            // An image is replaced, never written to.
            match name.contains(".mig") {
                true => fs::hard_link(old, new).expect("a link"),
                false => folder.write(&name, &from.read(&name)),
            }
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).expect("a file is written");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).unwrap_or_default()
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path().join(name).symlink_metadata().is_ok()
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path().join(name)).expect("a file is removed");
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).expect("the folder");
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.flatten().map(name).collect();
        names.sort();
        names
    }

    /// What no capture that ended by itself may leave.
    pub fn litter(&self) -> Vec<String> {
        let names = self.names().into_iter();
        names
            .filter(|name| name.contains(".tmp") || name.ends_with(".next"))
            .collect()
    }
}

/// How often each point was passed.
pub fn counts(folder: &Folder) -> BTreeMap<String, u64> {
    let text = String::from_utf8(folder.read("counts.txt")).expect("text");
    let line = |line: &str| {
        let (point, calls) = line.split_once(' ').expect("POINT CALLS");
        (point.to_string(), calls.parse().expect("a number"))
    };
    text.lines().map(line).collect()
}
