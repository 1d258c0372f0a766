//! Captures and restores with a key, and the hash of the runtime by itself.

mod hash;

pub use hash::{check_against_the_crate, check_vectors};

use super::runtime_support::*;
use std::fs;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// A key as it should be: for nobody else.
pub fn key_file(directory: &Path, name: &str, contents: &[u8]) -> String {
    let path = directory.join(name);
    fs::write(&path, contents).expect("a scratch file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("our file");
    text(&path).to_string()
}

fn walk(abi: &Abi, variables: &[(&str, &str)]) -> Output {
    let mut command = abi.command(&plain(abi, "walk"));
    command.env("CASE_VARIABLE", "hello");
    command.envs(variables.iter().copied());
    command.output().expect("the program runs")
}

/// Before it prints anything.
pub fn capture_with(abi: &Abi, image: &Path, variables: &[(&str, &str)]) -> Output {
    let mut all = vec![
        ("MIGRT_IMAGE", text(image)),
        ("MIGRT_CHECKPOINT_AT", "poll:12"),
    ];
    all.extend(variables);
    walk(abi, &all)
}

pub fn restore_with(abi: &Abi, image: &Path, variables: &[(&str, &str)]) -> Output {
    let mut all = vec![("MIGRT_RESTORE", text(image))];
    all.extend(variables);
    walk(abi, &all)
}

pub fn unsigned_run() -> Output {
    walk(named("x86_64"), &[])
}

pub fn migctl(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migctl"))
        .args(arguments)
        .env("CASE_VARIABLE", "hello")
        .output()
        .expect("migctl runs")
}

pub fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

pub fn wait_for(file: &Path) {
    let start = Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < Duration::from_secs(30), "no image comes");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Every byte that a process can read of itself, of its reservations what was
/// used.
pub fn memory_of(process: u32) -> std::io::Result<Vec<u8>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
    let memory = fs::File::open(format!("/proc/{process}/mem"))?;
    let mut all = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = range(line).expect("a line of maps");
        let mut part = vec![0; (to - from) as usize];
        match memory.read_exact_at(&mut part, from) {
            Ok(()) => all.extend(part),
            Err(why) => eprintln!("{line}: {why}"),
        }
    }
    Ok(all)
}

fn range(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.split_once(' ')?.0.split_once('-')?;
    let number = |digits| u64::from_str_radix(digits, 16).ok();
    Some((number(from)?, number(to)?))
}

/// Starts a program and looks, until it has been restored, at what it maps.
pub fn maps_the_image(command: &mut Command, image: &Path) -> bool {
    let mut running = command.spawn().expect("the program starts");
    let path = format!("/proc/{}/maps", running.id());
    let mut seen = false;
    for _ in 0..40 {
        std::thread::sleep(Duration::from_millis(10));
        let maps = fs::read_to_string(&path).unwrap_or_default();
        seen |= maps.contains(text(image));
    }
    let ended = running.try_wait().expect("a child");
    running.kill().expect("a child");
    running.wait().expect("it ends");
    assert!(ended.is_none(), "the program has ended: {ended:?}");
    seen
}
