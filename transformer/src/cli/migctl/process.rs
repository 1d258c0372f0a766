//! What the system knows of a running program (Linux `/proc`).

use super::mark::{kind, Kind};
use super::Failure;
use rustix::process::{kill_process, Pid, Signal};
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

pub struct Process {
    pub id: u32,
    /// Start time: tells a later process with the same id from this one.
    started: String,
    environment: HashMap<OsString, OsString>,
    arguments: Vec<OsString>,
    directory: PathBuf,
}

impl Process {
    pub fn find(id: u32) -> Result<Process, Failure> {
        let failed = |what: &str, error: std::io::Error| {
            Failure::new(1, format!("cannot read {what} of process {id}: {error}"))
        };
        let (started, _) = stat(id)
            .ok_or_else(|| Failure::new(1, format!("there is no process {id} (any more)")))?;
        let proc = proc_path(id);
        let environment =
            fs::read(proc.join("environ")).map_err(|error| failed("the environment", error))?;
        let arguments =
            fs::read(proc.join("cmdline")).map_err(|error| failed("the command", error))?;
        let directory =
            fs::read_link(proc.join("cwd")).map_err(|error| failed("the directory", error))?;
        Ok(Process {
            id,
            started,
            environment: strings(&environment).iter().filter_map(variable).collect(),
            arguments: strings(&arguments),
            directory,
        })
    }

    pub fn same_program(&self, other: &Process) -> bool {
        self.started == other.started && self.arguments == other.arguments
    }

    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        let value = self
            .environment
            .get(OsStr::new(name))
            .map(OsString::as_os_str);
        value.filter(|value| !value.is_empty())
    }

    /// Still there and not a zombie.
    pub fn runs(&self) -> bool {
        stat(self.id)
            .is_some_and(|(started, state)| started == self.started && !matches!(state, 'Z' | 'X'))
    }

    /// Its program has the runtime in it; under qemu-user the guest has.
    pub fn migratable(&self) -> bool {
        let guests = self.arguments.iter().map(|word| self.directory.join(word));
        std::iter::once(proc_path(self.id).join("exe"))
            .chain(guests.filter(|path| path.is_file()))
            .any(|path| kind(&path) == Kind::Migratable)
    }

    /// Has a handler for `signal`, which would otherwise end the process.
    pub fn catches(&self, signal: Signal) -> bool {
        let text = fs::read_to_string(proc_path(self.id).join("status")).unwrap_or_default();
        let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = mask
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .unwrap_or(0);
        mask >> (signal.as_raw() - 1) & 1 == 1
    }

    pub fn send(&self, signal: Signal) -> Result<(), Failure> {
        let pid = i32::try_from(self.id).ok().and_then(Pid::from_raw);
        let sent = pid.map_or(Err(rustix::io::Errno::SRCH), |pid| {
            kill_process(pid, signal)
        });
        sent.map_err(|error| {
            Failure::new(
                1,
                format!("cannot send a signal to process {}: {error}", self.id),
            )
        })
    }

    /// Where the runtime writes the image of this process: `MIGRT_IMAGE`, else
    /// `PROG.PID.mig` in its directory.
    pub fn image(&self) -> PathBuf {
        match self.variable("MIGRT_IMAGE") {
            Some(path) => self.directory.join(path),
            None => {
                let mut name = self.program_name();
                name.push(format!(".{}.mig", self.id));
                self.directory.join(name)
            }
        }
    }

    /// Base name of the program: under qemu-user that is the guest's, the first
    /// argument that names a file besides qemu itself.
    fn program_name(&self) -> OsString {
        let base = |word: &OsString| {
            Path::new(word)
                .file_name()
                .unwrap_or_default()
                .to_os_string()
        };
        let first = self
            .arguments
            .first()
            .map(base)
            .unwrap_or_else(|| "program".into());
        if !first.as_bytes().starts_with(b"qemu-") {
            return first;
        }
        let guest = self
            .arguments
            .iter()
            .skip(1)
            .find(|word| self.directory.join(word).is_file());
        guest.map(base).unwrap_or(first)
    }
}

fn proc_path(id: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{id}"))
}

/// Start time and state (proc_pid_stat(5)); the command's name, in
/// parentheses, may contain anything.
fn stat(id: u32) -> Option<(String, char)> {
    let text = fs::read_to_string(proc_path(id).join("stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let state = fields.first()?.chars().next()?;
    Some((fields.get(19)?.to_string(), state))
}

fn strings(text: &[u8]) -> Vec<OsString> {
    let parts = text
        .split(|&byte| byte == 0)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| OsString::from_vec(part.to_vec()))
        .collect()
}

fn variable(entry: &OsString) -> Option<(OsString, OsString)> {
    let bytes = entry.as_bytes();
    let at = bytes.iter().position(|&byte| byte == b'=')?;
    let (name, value) = bytes.split_at(at);
    Some((
        OsString::from_vec(name.to_vec()),
        OsString::from_vec(value.get(1..).unwrap_or(b"").to_vec()),
    ))
}

/// `USR2`, `SIGUSR2` or `12`.
pub fn signal_by_name(name: &str) -> Option<Signal> {
    let name = name.strip_prefix("SIG").unwrap_or(name);
    let named = [
        ("HUP", Signal::HUP),
        ("INT", Signal::INT),
        ("QUIT", Signal::QUIT),
        ("TERM", Signal::TERM),
        ("ALRM", Signal::ALARM),
        ("USR1", Signal::USR1),
        ("USR2", Signal::USR2),
        ("CHLD", Signal::CHILD),
        ("CONT", Signal::CONT),
        ("TSTP", Signal::TSTP),
        ("PIPE", Signal::PIPE),
        ("URG", Signal::URG),
        ("XCPU", Signal::XCPU),
        ("XFSZ", Signal::XFSZ),
        ("VTALRM", Signal::VTALARM),
        ("PROF", Signal::PROF),
        ("WINCH", Signal::WINCH),
        ("IO", Signal::IO),
    ];
    let found = named
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, signal)| *signal);
    found.or_else(|| Signal::from_named_raw(name.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_three_spellings() {
        for name in ["USR2", "SIGUSR2", &Signal::USR2.as_raw().to_string()] {
            assert_eq!(signal_by_name(name), Some(Signal::USR2), "{name}");
        }
        assert_eq!(signal_by_name("none"), None);
        assert_eq!(signal_by_name(""), None);
    }

    #[test]
    fn this_process_is_found() {
        let own = Process::find(std::process::id()).unwrap();
        assert!(own.runs());
        assert!(!own.catches(Signal::USR2));
        let name = own
            .image()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        assert!(name.ends_with(&format!(".{}.mig", own.id)), "{name}");
    }
}
