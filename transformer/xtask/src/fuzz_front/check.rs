//! Whether migcc and the compiler agree on a unit.

use crate::process::{Status, Task};
use anyhow::{bail, Context, Result};
use migcc::diagnostic::Diagnostic;
use migcc::transform::{
    transform, Expanded, Target, TransformInput, TransformOptions, Transformed,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// More than this for one unit may be a hang, on a machine with other work to do.
const LIMIT: Duration = Duration::from_secs(10);

/// Runs its arguments with as many seconds of processor time: more is a hang.
const WITH_LIMIT: &str = "ulimit -t 10; exec \"$@\"";

/// What the compiler may take for one unit.
const COMPILER_LIMIT: Duration = Duration::from_secs(60);

/// Limits that migcc states in its messages and that the compiler does not have.
const KNOWN_LIMITS: [&str; 3] = [
    "levels deep, which migcc does not follow",
    "operators in a row, which migcc does not follow",
    "which would take migcc too much memory",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The compiler takes the unit and what migcc has made of it.
    Rewritten,
    PassedThrough,
    /// Neither takes it.
    Refused,
    /// The compiler refuses it, migcc would rewrite it: the compiler's message
    /// stands, as it checks every unit first.
    OnlyCompilerRefuses,
    /// A stated limit of migcc.
    Limit,
    /// The compiler itself takes too long, or dies.
    CompilerFails,
    /// The machine was busy; migcc needs no more than its limit.
    Slow,
    Finding(String),
}

impl Verdict {
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Rewritten => "rewritten, compiles",
            Verdict::PassedThrough => "passed through",
            Verdict::Refused => "refused by both",
            Verdict::OnlyCompilerRefuses => "refused by the compiler alone",
            Verdict::Limit => "beyond a stated limit",
            Verdict::CompilerFails => "the compiler fails",
            Verdict::Slow => "late, the machine being busy",
            Verdict::Finding(_) => "FINDINGS",
        }
    }
}

/// Why the library has no answer.
enum Failure {
    Panic(String),
    Late,
}

pub struct Checker {
    dir: PathBuf,
    migcc: Option<PathBuf>,
    target: Target,
}

impl Checker {
    /// `migcc`: the binary, for the sample that goes through it.
    pub fn new(dir: &Path, migcc: Option<PathBuf>) -> Result<Checker> {
        Ok(Checker {
            dir: dir.to_path_buf(),
            migcc,
            target: target()?,
        })
    }

    /// Checks `text`, which also lies in the file `path`.
    pub fn check(&self, text: &[u8], path: &Path, binary: bool) -> Verdict {
        let result = match self.transformed(text, path) {
            Ok(result) => result,
            Err(Failure::Late) => return self.hangs(path),
            Err(Failure::Panic(what)) => return Verdict::Finding(what),
        };
        let accepted = match self.accepts(path) {
            Some(accepted) => accepted,
            None => return Verdict::CompilerFails,
        };
        let verdict = self.verdict(result, accepted, path);
        match (&self.migcc, binary) {
            (Some(migcc), true) if !matches!(verdict, Verdict::Finding(_)) => {
                self.through_binary(migcc, path, accepted, verdict)
            }
            _ => verdict,
        }
    }

    /// It took long here: a hang, unless the binary has an answer.
    fn hangs(&self, path: &Path) -> Verdict {
        let Some(migcc) = &self.migcc else {
            return Verdict::Finding("hangs".into());
        };
        let task = Task::new("sh", &self.dir).args(["-c", WITH_LIMIT, "sh"]);
        let outcome = compiling(task.arg(migcc), path).timeout(LIMIT * 30).run();
        match outcome.status {
            Status::Exited(_) => Verdict::Slow,
            status => Verdict::Finding(format!("hangs: {status}")),
        }
    }

    fn verdict(
        &self,
        result: Result<Transformed, Vec<Diagnostic>>,
        accepted: bool,
        path: &Path,
    ) -> Verdict {
        match result {
            Err(diagnostics) if !accepted => placed(&diagnostics),
            Err(diagnostics) => refused(&diagnostics),
            Ok(_) if !accepted => Verdict::OnlyCompilerRefuses,
            Ok(Transformed::PassThrough { .. }) => Verdict::PassedThrough,
            Ok(Transformed::Rewritten(rewritten)) => self.emitted(&rewritten.text, path),
        }
    }

    /// The library's answer.
    fn transformed(
        &self,
        text: &[u8],
        path: &Path,
    ) -> Result<Result<Transformed, Vec<Diagnostic>>, Failure> {
        let (sender, answer) = mpsc::channel();
        let input = self.input(text, path);
        let worker = thread::Builder::new().stack_size(64 << 20);
        let worker = worker.spawn(move || drop(sender.send(transform(&input))));
        let worker = worker.map_err(|error| Failure::Panic(format!("no thread: {error}")))?;
        match answer.recv_timeout(LIMIT * if cfg!(debug_assertions) { 10 } else { 1 }) {
            Ok(Err(diagnostics)) if says(&diagnostics, "internal error") => {
                Err(Failure::Panic(format!("panic: {}", first(&diagnostics))))
            }
            Ok(result) => Ok(result),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Failure::Late),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let _ = worker.join();
                Err(Failure::Panic("panic outside of the big stack".into()))
            }
        }
    }

    fn input(&self, text: &[u8], path: &Path) -> TransformInput {
        TransformInput {
            text: text.to_vec(),
            unit_name: "unit.c".into(),
            file: path.to_path_buf(),
            fingerprint: "0".repeat(64),
            options: TransformOptions {
                target: self.target.clone(),
                ..Default::default()
            },
            expanded: Expanded::new(),
        }
    }

    /// `None`: the compiler does not end, or dies.
    fn accepts(&self, path: &Path) -> Option<bool> {
        let outcome = self.compiler(path).run();
        match outcome.status {
            Status::Exited(0) => Some(true),
            Status::Exited(1) if !outcome.complaint().contains("internal compiler") => Some(false),
            _ => None,
        }
    }

    fn compiler(&self, path: &Path) -> Task {
        let task = Task::new("cc", &self.dir).args(["-w", "-fsyntax-only", "-x", "cpp-output"]);
        task.arg(path).timeout(COMPILER_LIMIT)
    }

    fn emitted(&self, text: &[u8], path: &Path) -> Verdict {
        let emitted = path.with_extension("emitted.i");
        if let Err(error) = std::fs::write(&emitted, text) {
            return Verdict::Finding(format!("{}: {error}", emitted.display()));
        }
        let outcome = self.compiler(&emitted).run();
        let _ = std::fs::remove_file(&emitted);
        match &outcome.status {
            Status::Exited(0) => Verdict::Rewritten,
            status => Verdict::Finding(format!("emitted text: {status}: {}", outcome.complaint())),
        }
    }

    /// The binary says what the library and the compiler say, without dying.
    fn through_binary(
        &self,
        migcc: &Path,
        path: &Path,
        accepted: bool,
        verdict: Verdict,
    ) -> Verdict {
        let task = compiling(Task::new(migcc, &self.dir), path);
        let outcome = task.timeout(COMPILER_LIMIT + LIMIT).run();
        let wanted = accepted && verdict != Verdict::Limit;
        let said = outcome.complaint();
        match &outcome.status {
            // What only the assembler refuses is the compiler's word, too.
            Status::Exited(0) if wanted => verdict,
            Status::Exited(1) if !wanted && !said.contains("panicked") => verdict,
            Status::Exited(1) if wanted && !compiles(path, &self.dir) => verdict,
            status => Verdict::Finding(format!("binary: {status}: {said}")),
        }
    }
}

fn compiles(path: &Path, dir: &Path) -> bool {
    compiling(Task::new("cc", dir), path).run().status == Status::Exited(0)
}

/// The rest of a compiler's command line.
fn compiling(task: Task, path: &Path) -> Task {
    let task = task.args(["-w", "-c", "-x", "cpp-output", "-o", "/dev/null"]);
    task.arg(path)
}

/// A refusal of what the compiler refuses, too, must say where.
fn placed(diagnostics: &[Diagnostic]) -> Verdict {
    let placed = diagnostics.iter().any(|d| !d.labels.is_empty());
    match placed {
        true => Verdict::Refused,
        false => Verdict::Finding(format!("no place: {}", first(diagnostics))),
    }
}

/// A refusal of what the compiler takes.
fn refused(diagnostics: &[Diagnostic]) -> Verdict {
    match KNOWN_LIMITS.iter().any(|limit| says(diagnostics, limit)) {
        true => Verdict::Limit,
        false => Verdict::Finding(format!("refused: {}", first(diagnostics))),
    }
}

fn says(diagnostics: &[Diagnostic], what: &str) -> bool {
    diagnostics.iter().any(|d| d.message.contains(what))
}

fn first(diagnostics: &[Diagnostic]) -> String {
    let first = diagnostics.first();
    first.map_or("nothing is said".into(), |d| d.message.clone())
}

fn target() -> Result<Target> {
    let output = Command::new("cc")
        .args(["-dM", "-E", "-x", "c", "/dev/null"])
        .output()
        .context("cc -dM -E")?;
    if !output.status.success() {
        bail!("cc -dM -E: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let macros = text.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
        Some((name.to_string(), value.to_string()))
    });
    Ok(Target {
        macros: macros.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Verdict {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("unit.i");
        std::fs::write(&path, text).expect("written");
        let checker = Checker::new(dir.path(), None).expect("a compiler");
        checker.check(text.as_bytes(), &path, false)
    }

    #[test]
    fn verdicts() {
        assert_eq!(check("int f(int a) { return a; }"), Verdict::Rewritten);
        assert_eq!(check("int f(int a) { return a }"), Verdict::Refused);
        let deep = format!("int a = {}1{};", "(".repeat(30000), ")".repeat(30000));
        assert_eq!(check(&deep), Verdict::Limit);
        let type_error = "struct s { int a; } x; int *f(void) { return x; }";
        assert!(matches!(
            check(type_error),
            Verdict::Refused | Verdict::OnlyCompilerRefuses
        ));
    }
}
