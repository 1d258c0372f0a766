//! Running one command with its output caught and its time bounded.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// A command to run. Nothing of `MIGRT_*` and `MIGCC_*` is inherited.
#[derive(Debug, Clone)]
pub struct Task {
    pub argv: Vec<OsString>,
    pub env: Vec<(String, OsString)>,
    pub dir: PathBuf,
    /// Standard input; empty without.
    pub stdin: Option<PathBuf>,
    pub timeout: Duration,
}

/// What became of a task.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub status: Status,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub elapsed: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Exited(i32),
    Killed(i32),
    TimedOut,
    /// The command could not be started at all.
    NotRun(String),
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Exited(code) => write!(f, "exit status {code}"),
            Status::Killed(signal) => write!(f, "killed by signal {signal}"),
            Status::TimedOut => write!(f, "timed out"),
            Status::NotRun(why) => write!(f, "not started: {why}"),
        }
    }
}

impl Outcome {
    /// Standard error as one short piece of text, for messages.
    pub fn complaint(&self) -> String {
        let text = String::from_utf8_lossy(&self.stderr);
        let text = text.trim();
        let end = text.char_indices().nth(2000).map_or(text.len(), |(i, _)| i);
        text[..end].to_string()
    }
}

impl Task {
    pub fn new(program: impl Into<OsString>, dir: &Path) -> Task {
        Task {
            argv: vec![program.into()],
            env: Vec::new(),
            dir: dir.to_path_buf(),
            stdin: None,
            timeout: Duration::from_secs(60),
        }
    }

    pub fn arg(mut self, arg: impl Into<OsString>) -> Task {
        self.argv.push(arg.into());
        self
    }

    pub fn args<T: Into<OsString>>(mut self, args: impl IntoIterator<Item = T>) -> Task {
        self.argv.extend(args.into_iter().map(Into::into));
        self
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Task {
        self.env.push((name.to_string(), value.into()));
        self
    }

    pub fn timeout(mut self, timeout: Duration) -> Task {
        self.timeout = timeout;
        self
    }

    pub fn run(&self) -> Outcome {
        self.run_live(|_| {})
    }

    /// Calls `on_line` with each line of standard output as it comes.
    pub fn run_live(&self, on_line: impl FnMut(&str) + Send + 'static) -> Outcome {
        let start = Instant::now();
        match self.spawn() {
            Ok(child) => collect(child, start, self.timeout, on_line),
            Err(error) => Outcome {
                status: Status::NotRun(format!("{}: {error}", self.argv[0].to_string_lossy())),
                stdout: Vec::new(),
                stderr: Vec::new(),
                elapsed: start.elapsed(),
            },
        }
    }

    fn spawn(&self) -> std::io::Result<Child> {
        let stdin = match &self.stdin {
            Some(path) => Stdio::from(std::fs::File::open(path)?),
            None => Stdio::null(),
        };
        let mut command = Command::new(&self.argv[0]);
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(name.as_bytes())) {
            command.env_remove(name);
        }
        command
            .args(&self.argv[1..])
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.dir)
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
    }

    /// A line for a shell that runs the same again.
    pub fn shell_line(&self) -> String {
        let env = self
            .env
            .iter()
            .map(|(name, value)| format!("{name}={}", quoted(value)));
        let argv = self.argv.iter().map(quoted);
        let words: Vec<_> = env.chain(argv).collect();
        let stdin = self
            .stdin
            .as_ref()
            .map_or("/dev/null".into(), |p| quoted(p.as_os_str()));
        let dir = quoted(self.dir.as_os_str());
        format!("(cd {dir} && {} <{stdin})", words.join(" "))
    }
}

fn is_ours(name: &[u8]) -> bool {
    name.starts_with(b"MIGRT_") || name.starts_with(b"MIGCC_")
}

fn quoted(text: impl AsRef<std::ffi::OsStr>) -> String {
    let text = text.as_ref().to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:=@%,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Waits for the end of both streams and of the process, not longer than
/// `timeout`, then kills its whole group.
fn collect(
    mut child: Child,
    start: Instant,
    timeout: Duration,
    on_line: impl FnMut(&str) + Send + 'static,
) -> Outcome {
    let stdout = reader(child.stdout.take(), on_line);
    let stderr = reader(child.stderr.take(), |_| {});
    let deadline = start + timeout;
    let left = || deadline.saturating_duration_since(Instant::now());
    let early = (stdout.recv_timeout(left()), stderr.recv_timeout(left()));
    let exited = wait_until(&mut child, deadline);
    if exited.is_none() {
        kill_group(&mut child);
    }
    // After a kill the pipes close at once, unless a daemon left the group.
    let grace = Duration::from_secs(1);
    let late = |early, late: &Receiver<Vec<u8>>| match early {
        Ok(bytes) => bytes,
        Err(_) => late.recv_timeout(grace).unwrap_or_default(),
    };
    Outcome {
        status: exited.map_or(Status::TimedOut, status),
        stdout: late(early.0, &stdout),
        stderr: late(early.1, &stderr),
        elapsed: start.elapsed(),
    }
}

fn reader(
    stream: Option<impl Read + Send + 'static>,
    mut on_line: impl FnMut(&str) + Send + 'static,
) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut stream = stream.map(BufReader::new);
        while let Some(stream) = &mut stream {
            let line = bytes.len();
            if stream.read_until(b'\n', &mut bytes).unwrap_or(0) == 0 {
                break;
            }
            on_line(String::from_utf8_lossy(&bytes[line..]).trim_end());
        }
        let _ = sender.send(bytes);
    });
    receiver
}

fn wait_until(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut pause = Duration::from_micros(100);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Err(_) => return None,
            Ok(None) if Instant::now() >= deadline => return None,
            Ok(None) => thread::sleep(pause),
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn kill_group(child: &mut Child) {
    let group = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn status(status: ExitStatus) -> Status {
    match (status.code(), status.signal()) {
        (Some(code), _) => Status::Exited(code),
        (None, Some(signal)) => Status::Killed(signal),
        (None, None) => Status::NotRun("no status".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Task {
        Task::new("sh", Path::new("/")).args(["-c", script])
    }

    #[test]
    fn status_and_both_streams_are_caught() {
        let outcome = shell("echo out; echo err >&2; exit 7").run();
        assert_eq!(outcome.status, Status::Exited(7));
        assert_eq!(outcome.stdout, b"out\n");
        assert_eq!(outcome.stderr, b"err\n");
    }

    #[test]
    fn lines_are_told_as_they_come() {
        let (sender, lines) = mpsc::channel();
        let told = move |line: &str| drop(sender.send(line.to_string()));
        let outcome = shell("echo one; echo two; printf rest").run_live(told);
        assert_eq!(lines.iter().collect::<Vec<_>>(), ["one", "two", "rest"]);
        assert_eq!(outcome.stdout, b"one\ntwo\nrest");
    }

    #[test]
    fn a_signal_is_not_an_exit_status() {
        assert_eq!(shell("kill -SEGV $$").run().status, Status::Killed(11));
    }

    #[test]
    fn a_hanging_command_and_its_children_are_killed() {
        let task = shell("echo begun; sleep 60 & sleep 60").timeout(Duration::from_millis(200));
        let outcome = task.run();
        assert_eq!(outcome.status, Status::TimedOut);
        assert_eq!(outcome.stdout, b"begun\n");
        assert!(outcome.elapsed < Duration::from_secs(20));
    }

    #[test]
    fn a_missing_command_is_told_apart() {
        let outcome = Task::new("/nowhere/at-all", Path::new("/")).run();
        assert!(matches!(outcome.status, Status::NotRun(_)));
    }

    #[test]
    fn the_shell_line_runs_the_same() {
        let task = shell("printf %s \"$MIGRT_X\"").env("MIGRT_X", "it's here");
        let again = shell(&task.shell_line()).run();
        assert_eq!(again.stdout, b"it's here");
    }
}
