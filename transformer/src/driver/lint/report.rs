//! What all units' reports come to: messages, output, exit status.

use super::unit::UnitReport;
use super::{files, FOUND, TROUBLE};
use crate::cli::migctl::lint::Lint;
use crate::driver::error::Stop;
use crate::lint::output::{self, FileReport, OutputOptions};
use crate::lint::{Levels, Severity};
use std::collections::{BTreeMap, HashSet};
use std::env;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order of the files.
    pub units: Vec<UnitReport>,
    /// Comments that are wrong or allow nothing, as whole lines.
    pub remarks: Vec<String>,
    /// What could not be done, as it is printed.
    pub troubles: Vec<String>,
    /// What else is worth saying.
    pub messages: Vec<String>,
}

impl Gathered {
    /// Keeps of each finding one, and of those only what is severe enough.
    pub fn new(
        outcomes: Vec<Result<Option<UnitReport>, Stop>>,
        wanted: Option<Severity>,
    ) -> Gathered {
        let mut found = Gathered::default();
        let mut seen = HashSet::new();
        for outcome in outcomes {
            match outcome {
                Ok(None) => {}
                Ok(Some(mut unit)) => {
                    let shown = unit.levels(wanted).shown;
                    // A header is part of many units.
                    unit.findings.retain(|f| {
                        f.severity >= shown
                            && seen.insert((
                                f.rule.clone(),
                                f.file.clone(),
                                (f.line, f.column),
                                f.message.clone(),
                            ))
                    });
                    found.units.push(unit);
                }
                Err(stop) => found.add_troubles([trouble(&stop)]),
            }
        }
        found.remarks = remarks(&found.units);
        found
    }

    /// One message says it once, however many files it hinders.
    pub fn add_troubles(&mut self, troubles: impl IntoIterator<Item = String>) {
        for trouble in troubles {
            if !self.troubles.contains(&trouble) {
                self.troubles.push(trouble);
            }
        }
    }

    fn status(&self, wanted: Option<Severity>, levels: Levels) -> i32 {
        let failing = |unit: &UnitReport| {
            let fails = unit.levels(wanted).fails;
            unit.findings.iter().any(|f| f.severity >= fails)
        };
        let remarked = !self.remarks.is_empty() && levels.fails <= Severity::Warning;
        if !self.troubles.is_empty() {
            TROUBLE
        } else if remarked || self.units.iter().any(failing) {
            FOUND
        } else {
            0
        }
    }
}

impl UnitReport {
    /// The command line's wish, else the project's.
    fn levels(&self, wanted: Option<Severity>) -> Levels {
        Levels::new(wanted.or(self.config.severity.map(Severity::from)))
    }
}

/// Wrong comments, and those that allowed nothing in any unit.
fn remarks(units: &[UnitReport]) -> Vec<String> {
    let mut used: BTreeMap<(&str, usize, usize, &str), bool> = BTreeMap::new();
    for usage in units.iter().flat_map(|unit| &unit.usages) {
        let key = (
            usage.file.as_str(),
            usage.line,
            usage.column,
            usage.rule.as_str(),
        );
        *used.entry(key).or_default() |= usage.used;
    }
    let idle = used.into_iter().filter(|(_, used)| !used);
    let idle = idle.map(|((file, line, column, rule), _)| {
        format!("{file}:{line}:{column}: warning: {rule} finds nothing that this comment allows; take it out")
    });
    let wrong = units.iter().flat_map(|unit| unit.remarks.clone());
    let mut seen = HashSet::new();
    let all = wrong.chain(idle);
    all.filter(|remark| seen.insert(remark.clone())).collect()
}

/// What stopped something, as it is printed.
pub fn trouble(stop: &Stop) -> String {
    match stop {
        Stop::Error { message, .. } => format!("migctl: error: {message}\n"),
        Stop::Diagnostics(text) => text.clone(),
        Stop::Status(status) => format!("migctl: error: the compiler ended with {status}\n"),
    }
}

/// Standard error: findings have standard output to themselves.
pub fn print_messages(found: &Gathered, levels: Levels) {
    for trouble in &found.troubles {
        eprint!("{trouble}");
    }
    if levels.shown <= Severity::Warning {
        for remark in &found.remarks {
            eprintln!("{remark}");
        }
    }
    for message in &found.messages {
        eprintln!("migctl: {message}");
    }
}

/// Prints the findings; returns the exit status.
pub fn write(options: &Lint, found: &Gathered, levels: Levels) -> Result<i32, Stop> {
    let reports: Vec<FileReport> = found.units.iter().map(file_report).collect();
    let to_terminal = options.output.is_none() && io::stdout().is_terminal();
    let output_options = OutputOptions {
        color: to_terminal && wants_color(),
        prefix: prefix(),
    };
    let read = |name: &str| {
        let bytes = fs::read(name).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let mut text = Vec::new();
    output::write(options.format, &reports, &output_options, &read, &mut text)
        .map_err(|error| Stop::error(format!("cannot write the findings: {error}")))?;
    match &options.output {
        Some(path) => files::replace(path, &text).map_err(|e| Stop::io("write", path, e))?,
        None => print(&text)?,
    }
    Ok(found.status(options.severity, levels))
}

fn file_report(unit: &UnitReport) -> FileReport {
    FileReport {
        path: unit.path.clone(),
        lines: unit.lines,
        findings: unit.findings.clone(),
    }
}

/// A reader that has seen enough (`| head`) is no failure.
fn print(text: &[u8]) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Stop::error(format!("cannot write the findings: {error}")))
        }
        _ => Ok(()),
    }
}

/// https://no-color.org
pub fn wants_color() -> bool {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && env::var_os("TERM").is_some_and(|term| term != "dumb")
}

/// From the root of the repository to the current folder.
fn prefix() -> String {
    let here = env::current_dir().unwrap_or_default();
    let root = here.ancestors().find(|folder| folder.join(".git").exists());
    let below = root.and_then(|root| here.strip_prefix(root).ok());
    below
        .map(Path::to_path_buf)
        .unwrap_or_else(PathBuf::new)
        .to_string_lossy()
        .into_owned()
}
