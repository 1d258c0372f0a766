//! Finding tools, and installing them with apt where that is possible.

use crate::abi::Abi;
use anyhow::{bail, Context, Result};
use std::process::Command;

/// Whether `command` is in `PATH`.
pub fn on_path(command: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(command).is_file())
}

/// Debian packages that bring what building and running for `abis` needs and
/// this machine lacks.
pub fn missing(abis: &[Abi]) -> Vec<&'static str> {
    let lacks_emulator = |abi: &&Abi| abi.emulator().is_some_and(|qemu| !on_path(&qemu));
    let emulators = abis
        .iter()
        .filter(lacks_emulator)
        .map(|_| "qemu-user-static");
    let broken = abis.iter().filter(|abi| abi.probe().is_err());
    let compilers = broken.flat_map(|abi| abi.packages());
    let mut names: Vec<_> = compilers.chain(emulators).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Why apt cannot be used here, if it cannot.
pub fn no_apt_reason() -> Option<&'static str> {
    if !on_path("apt-get") {
        return Some("there is no apt-get on this machine");
    }
    let root = rustix::process::geteuid().is_root();
    (!root).then_some("installing packages needs root")
}

/// Installs `names`, telling `say` what is being done.
pub fn install(names: &[&str], say: impl Fn(&str)) -> Result<()> {
    say("apt-get update");
    apt(&["update", "-q"])?;
    say(&format!("apt-get install {}", names.join(" ")));
    apt(&[&["install", "-y", "-q", "--no-install-recommends"], names].concat())
}

fn apt(args: &[&str]) -> Result<()> {
    let output = Command::new("apt-get")
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .output()
        .context("apt-get")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        bail!("apt-get {}: {}", args.join(" "), said.trim_end());
    }
    Ok(())
}
