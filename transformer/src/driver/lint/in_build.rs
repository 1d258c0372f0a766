//! `migcc --lint`: what is found in each C unit while it is compiled.

use super::project;
use super::report::wants_color;
use super::unit::{Subject, UnitReport};
use super::words;
use crate::driver::error::Stop;
use crate::driver::session::Session;
use crate::driver::unit::Unit;
use crate::lint::output::{write, FileReport, Format, OutputOptions};
use crate::lint::{Choice, Levels, Severity};
use crate::source::LineMap;
use crate::transform::{prepare, TransformInput};
use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};

/// What becomes of findings in a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InBuild {
    /// They are told.
    Report,
    /// Errors among them make the compilation fail.
    Fail,
}

impl InBuild {
    /// Takes migcc's own option out of a command line of cc; it is stronger than
    /// `MIGCC_LINT`, and the last one counts.
    pub fn read(
        variable: Option<&OsString>,
        argv: Vec<OsString>,
    ) -> Result<(Option<InBuild>, Vec<OsString>), Stop> {
        let mut wanted = match variable {
            Some(value) => words::variable(value)?,
            None => None,
        };
        let mut rest = Vec::with_capacity(argv.len());
        for word in argv {
            match words::option(&word)? {
                Some(mode) => wanted = Some(mode),
                None => rest.push(word),
            }
        }
        Ok((wanted, rest))
    }
}

/// What the lint has to say of one unit, kept until the compiler has had its say.
#[derive(Debug, Default)]
pub struct Looked {
    report: Option<UnitReport>,
    trouble: Option<String>,
}

impl Looked {
    /// Lints the unit if that is wanted. What hinders the lint is no reason not
    /// to compile.
    pub fn at(session: &Session, unit: &Unit, input: &TransformInput) -> Looked {
        if session.lint.is_none() {
            return Looked::default();
        }
        match look(session, unit, input) {
            Ok(report) => Looked {
                report,
                trouble: None,
            },
            Err(stop) => Looked {
                report: None,
                trouble: stop.text(),
            },
        }
    }

    /// Prints it to standard error: standard output is the compiler's.
    pub fn print(&mut self) {
        if let Some(trouble) = &self.trouble {
            eprint!("{trouble}");
        }
        let Some(report) = &mut self.report else {
            return;
        };
        let shown = Levels::new(report.config.severity.map(Severity::from)).shown;
        report.findings.retain(|finding| finding.severity >= shown);
        if shown <= Severity::Warning {
            report
                .remarks
                .iter()
                .for_each(|remark| eprintln!("{remark}"));
        }
        if report.findings.is_empty() {
            return;
        }
        let options = OutputOptions {
            color: io::stderr().is_terminal() && wants_color(),
            ..OutputOptions::default()
        };
        let file = FileReport {
            path: report.path.clone(),
            lines: report.lines,
            findings: report.findings.clone(),
        };
        let read = |name: &str| {
            let bytes = fs::read(name).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        // Nobody is left to be told that standard error is closed.
        let _ = write(Format::Text, &[file], &options, &read, &mut io::stderr());
    }

    /// An error, if the unit must not be compiled.
    pub fn verdict(&self, session: &Session) -> Result<(), Stop> {
        let findings = self.report.iter().flat_map(|report| &report.findings);
        let errors = findings.filter(|finding| finding.severity == Severity::Error);
        if session.lint != Some(InBuild::Fail) {
            return Ok(());
        }
        if self.trouble.is_some() {
            return Err(Stop::Status(1));
        }
        match errors.count() {
            0 => Ok(()),
            count => Err(Stop::error(format!(
                "not compiled, because of {count} of the findings above (--lint=error); without \
                 `=error` they are told and the unit is compiled"
            ))),
        }
    }
}

fn look(
    session: &Session,
    unit: &Unit,
    input: &TransformInput,
) -> Result<Option<UnitReport>, Stop> {
    let config = project::read(input.options.config.as_ref())?;
    let path = std::path::absolute(&unit.input.path);
    if path.is_ok_and(|path| config.excludes(&path.to_string_lossy())) {
        return Ok(None);
    }
    // What migcc cannot read is said when the unit is rewritten.
    let Ok(prepared) = prepare(input) else {
        return Ok(None);
    };
    let lines = LineMap::new(&input.text, &input.file.to_string_lossy());
    let choice = Choice::default();
    let subject = Subject::new(session, unit, &lines, &choice, config);
    subject.look(&prepared).map(Some)
}
