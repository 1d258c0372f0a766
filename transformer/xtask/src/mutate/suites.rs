//! The tests of the runtime, as programs that need no cargo to run.

use super::table::{Mutant, Suite, ALL};
use super::tree::Tree;
use crate::process::{Status, Task};
use crate::workspace::{cargo, Workspace};
use anyhow::{bail, ensure, Context, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

pub struct Suites {
    /// By name of the file of tests.
    programs: BTreeMap<String, PathBuf>,
    runtime: PathBuf,
    objects: PathBuf,
    root: PathBuf,
}

/// What became of a suite.
pub enum Outcome {
    Passed,
    /// The first test that failed.
    Failed(String),
    /// It could not be run at all.
    Broken(String),
}

/// A broken runtime may hang.
const TIMEOUT: Duration = Duration::from_secs(1200);

impl Suites {
    pub fn build(workspace: &Workspace, tree: &Tree) -> Result<Suites> {
        let mut command = cargo();
        command.args(["test", "--release", "--no-run", "--package", "migcc"]);
        command.arg("--message-format=json");
        let mut names: Vec<_> = ALL.iter().map(|suite| suite.program).collect();
        names.dedup();
        for name in &names {
            command.args(["--test", name]);
        }
        let output = command.current_dir(&workspace.root).output();
        let output = output.context("cargo test --no-run")?;
        let programs = executables(&String::from_utf8_lossy(&output.stdout));
        ensure!(
            output.status.success(),
            "the tests cannot be built: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        if let Some(missing) = names.iter().find(|name| !programs.contains_key(**name)) {
            bail!("cargo built no program for the tests {missing}");
        }
        Ok(Suites {
            programs,
            runtime: tree.runtime.clone(),
            objects: tree.objects.clone(),
            root: workspace.root.clone(),
        })
    }

    /// Nothing is shown by a test that fails anyway.
    pub fn pass(&self, mutants: &[&Mutant]) -> Result<()> {
        for suite in ALL {
            match self.run(suite) {
                Outcome::Passed => println!("{suite}: passes on the whole runtime"),
                Outcome::Failed(what) => bail!("{what} fails on the whole runtime"),
                Outcome::Broken(why) => bail!("{suite}: {why}"),
            }
        }
        let known = |suite: &Suite| self.programs.contains_key(suite.program);
        match mutants
            .iter()
            .find(|mutant| !mutant.first.iter().all(known))
        {
            Some(mutant) => bail!("mutant {}: its tests are not built", mutant.name),
            None => Ok(()),
        }
    }

    pub fn run(&self, suite: &Suite) -> Outcome {
        let Some(program) = self.programs.get(suite.program) else {
            return Outcome::Broken(format!("{}: not built", suite.program));
        };
        let task = Task::new(program, &self.root)
            .args(suite.filter)
            .env("MIGCC_TEST_RUNTIME", &self.runtime)
            .env("MIGCC_TEST_OBJECTS", &self.objects)
            .timeout(TIMEOUT);
        let outcome = task.run();
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
        match outcome.status {
            Status::Exited(0) if counted(&said) == 0 => {
                Outcome::Broken(format!("{suite}: no test of that name"))
            }
            Status::Exited(0) => Outcome::Passed,
            Status::TimedOut => Outcome::Failed(format!("{suite}: hangs")),
            Status::Exited(_) => Outcome::Failed(match failed(&said) {
                Some(test) => format!("{}::{test}", suite.program),
                None => format!("{suite}: {}", outcome.status),
            }),
            ref status => Outcome::Broken(status.to_string()),
        }
    }
}

/// Paths of test programs in what `cargo --message-format=json` prints.
fn executables(messages: &str) -> BTreeMap<String, PathBuf> {
    let of_line = |line: &str| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let path = message.get("executable")?.as_str()?;
        let target = message.get("target")?;
        let is_test = target.get("kind")?.as_array()?.iter().any(|k| k == "test");
        let name = target.get("name")?.as_str()?;
        is_test.then(|| (name.to_string(), PathBuf::from(path)))
    };
    messages.lines().filter_map(of_line).collect()
}

/// Tests that passed.
fn counted(said: &str) -> usize {
    let lines = said.lines();
    lines
        .filter(|line| line.starts_with("test ") && line.ends_with("... ok"))
        .count()
}

fn failed(said: &str) -> Option<&str> {
    let mut lines = said.lines();
    lines.find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_tests_are_found_in_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"a"},"executable":null}"#,
            "\nno json\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"b"},"executable":"/b"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["test"],"name":"c"},"executable":"/c"}"#
        );
        let found = executables(messages);
        assert_eq!(found.len(), 1);
        assert_eq!(found["c"], PathBuf::from("/c"));
    }

    #[test]
    fn results_are_read() {
        let said = "test a ... ok\ntest b::c ... FAILED\ntest d ... ok\n";
        assert_eq!(failed(said), Some("b::c"));
        assert_eq!(counted(said), 2);
    }
}
