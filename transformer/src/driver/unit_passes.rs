//! One C input through all passes: check, preprocess, transform, compile.

use super::compiler::Family;
use super::dependencies::{dependencies, Dependencies};
use super::error::Stop;
use super::fingerprint::fingerprint;
use super::log::{milliseconds, note_records, InputRecord, Outcome, Times};
use super::session::Session;
use super::unit::Unit;
use super::{aux_files, tcc};
use crate::cli::command_line::Mode;
use crate::diagnostic::render;
use crate::driver::build::{self, Output, Pass, Running};
use crate::driver::lint::Looked;
use crate::driver::preprocess::{expand, input_words, preprocess, read_source, write_text, DEFINE};
use crate::transform::{transform, Rewritten, TransformInput, Transformed};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Compiles `unit` to its output. What migcc has to say waits until the real
/// compiler has accepted the user's own source.
pub fn compile(session: &Session, unit: &Unit, record: &mut InputRecord) -> Result<(), Stop> {
    let start = Instant::now();
    let mut times = Times::default();
    let check = Check::start(session, unit)?;
    let mut looked = Looked::default();
    let prepared = prepare(session, unit, &mut times, &mut looked);
    check.finish()?;
    times.check = milliseconds(start.elapsed());
    looked.print();
    let prepared = prepared?;
    looked.verdict(session)?;
    let compiling = Instant::now();
    let result = match &prepared.result {
        Transformed::Rewritten(rewritten) => {
            record.outcome = Outcome::Transformed;
            record.notes = note_records(&rewritten.notes, &prepared.text);
            record.refused = note_records(&rewritten.refused, &prepared.text);
            compile_emitted(session, unit, &prepared.text, rewritten)
        }
        Transformed::PassThrough { reason } => {
            record.why = reason.clone();
            compile_original(session, unit)
        }
    };
    times.compile = milliseconds(compiling.elapsed());
    record.milliseconds = Some(times);
    result
}

/// The real compiler at work on the user's source, printing what it prints.
struct Check<'a> {
    session: &'a Session,
    unit: &'a Unit,
    running: Running,
    dependencies: Option<Dependencies>,
}

impl<'a> Check<'a> {
    fn start(session: &'a Session, unit: &'a Unit) -> Result<Check<'a>, Stop> {
        let dependencies = dependencies(&session.line, &unit.input, &session.identity);
        let words = check_words(session, unit, dependencies.as_ref());
        let running = build::start(session, &words, unit.stdin.clone(), Output::Inherited)?;
        Ok(Check {
            session,
            unit,
            running,
            dependencies,
        })
    }

    fn finish(self) -> Result<(), Stop> {
        let status = self.running.wait()?.status;
        if status != 0 {
            return Err(Stop::Status(status));
        }
        match &self.dependencies {
            Some(names) if self.session.identity.family == Family::Tcc => {
                tcc::finish_dependencies(self.unit, names)
            }
            _ => Ok(()),
        }
    }
}

fn check_words(
    session: &Session,
    unit: &Unit,
    dependencies: Option<&Dependencies>,
) -> Vec<OsString> {
    let family = session.identity.family;
    let mut words = vec![DEFINE.into()];
    words.extend(build::options(&session.line, Pass::Check, family));
    words.extend(check_depth(session, unit));
    if let Some(names) = dependencies {
        match family {
            Family::Tcc => words.extend(tcc::dependency_words(unit)),
            _ => words.extend(dependency_words(names)),
        }
    }
    words.extend(input_words(unit));
    words
}

/// clang's warnings come from its front end. Some of gcc's come only with
/// optimisation (-Wmaybe-uninitialized, -Wstringop-overflow), and tcc knows
/// nothing but compiling, so both compile for nothing.
fn check_depth(session: &Session, unit: &Unit) -> Vec<OsString> {
    let output = |suffix| unit.temporary(suffix).into();
    match session.identity.family {
        Family::Gcc if !session.line.has("-w") => vec!["-S".into(), "-o".into(), output("check.s")],
        Family::Gcc | Family::Clang => vec!["-fsyntax-only".into()],
        Family::Tcc | Family::Other => vec!["-c".into(), "-o".into(), output("check.o")],
    }
}

fn dependency_words(names: &Dependencies) -> Vec<OsString> {
    let mut words = Vec::new();
    if !names.file_given {
        words.extend(["-MF".into(), names.file.clone().into()]);
    }
    if let Some(target) = &names.target {
        words.extend(["-MQ".into(), target.clone()]);
    }
    words
}

struct Prepared {
    text: Vec<u8>,
    result: Transformed,
}

fn prepare(
    session: &Session,
    unit: &Unit,
    times: &mut Times,
    looked: &mut Looked,
) -> Result<Prepared, Stop> {
    let start = Instant::now();
    let text = preprocess(session, unit)?;
    let source = if unit.preprocessed {
        text.clone()
    } else {
        read_source(unit)?
    };
    times.preprocess = milliseconds(start.elapsed());
    let start = Instant::now();
    let options = session.options_for(Path::new(&unit.input.path))?;
    let input = TransformInput {
        text,
        unit_name: unit.name.clone(),
        file: PathBuf::from(&unit.input.path),
        fingerprint: fingerprint(&source),
        expanded: expand(session, unit, options.config.as_ref())?,
        options,
    };
    *looked = Looked::at(session, unit, &input);
    let result = transform(&input);
    times.transform = milliseconds(start.elapsed());
    let text = input.text;
    match result {
        Ok(result) => Ok(Prepared { text, result }),
        Err(diagnostics) => Err(Stop::Diagnostics(render(&diagnostics, &text, &|name| {
            read_for_message(unit, name)
        }))),
    }
}

/// The file a line marker names, to show a line of it.
fn read_for_message(unit: &Unit, name: &str) -> Option<String> {
    let bytes = match (&unit.stdin, name) {
        (Some(text), "<stdin>" | "-") => text.to_vec(),
        _ => fs::read(name).ok()?,
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn compile_emitted(
    session: &Session,
    unit: &Unit,
    text: &[u8],
    rewritten: &Rewritten,
) -> Result<(), Stop> {
    let path = unit.temporary("i");
    let emitted = with_origin(&rewritten.text, text);
    write_text(&path, &emitted)?;
    if let Some(keep) = &session.environment.keep {
        keep_texts(keep, unit, text, &emitted)?;
    }
    let mut words = build::options(&session.line, Pass::Emitted, session.identity.family);
    words.extend(output_words(session, unit));
    words.push(path.into());
    let status = build::start(session, &words, None, Output::Inherited)?
        .wait()?
        .status;
    if status != 0 {
        return Err(Stop::Error {
            message: format!(
                "{} compiles as it is, but not as migcc has rewritten it: a fault of migcc; \
                 MIGCC_KEEP=DIR keeps the text, MIGCC_OFF=1 builds without migration",
                unit.name
            ),
            status,
        });
    }
    aux_files::save_temps(session, unit, &emitted)
}

/// The emitted text behind the first line markers of the preprocessed one: from
/// them the compiler takes the name (and gcc the directory) of the unit for
/// debug information and messages.
fn with_origin(emitted: &[u8], preprocessed: &[u8]) -> Vec<u8> {
    let mut lines = preprocessed.split_inclusive(|&byte| byte == b'\n');
    let mut text = Vec::new();
    let is_marker = |line: &&[u8]| line.starts_with(b"# ");
    if let Some(name) = lines.next().filter(is_marker) {
        text.extend_from_slice(name);
        let directory = lines
            .next()
            .filter(is_marker)
            .filter(|line| line.ends_with(b"//\"\n"));
        text.extend_from_slice(directory.unwrap_or_default());
        text.extend_from_slice(b"# 1 \"<migcc>\"\n");
    }
    text.extend_from_slice(emitted);
    text
}

fn compile_original(session: &Session, unit: &Unit) -> Result<(), Stop> {
    let mut words = vec![DEFINE.into()];
    words.extend(build::options(
        &session.line,
        Pass::Original,
        session.identity.family,
    ));
    words.extend(output_words(session, unit));
    words.extend(input_words(unit));
    match build::start(session, &words, unit.stdin.clone(), Output::Inherited)?
        .wait()?
        .status
    {
        0 => Ok(()),
        status => Err(Stop::Status(status)),
    }
}

fn output_words(session: &Session, unit: &Unit) -> Vec<OsString> {
    let mode = if unit.mode == Mode::Assembly {
        "-S"
    } else {
        "-c"
    };
    let mut words = vec![mode.into()];
    if let Some(output) = &unit.output {
        words.extend(["-o".into(), output.clone()]);
    }
    words.extend(aux_files::name_words(session, unit));
    words
}

/// `MIGCC_KEEP`: what went into the rewriting and what came out.
fn keep_texts(keep: &Path, unit: &Unit, before: &[u8], after: &[u8]) -> Result<(), Stop> {
    let name = unit
        .name
        .replace("../", "__/")
        .trim_start_matches('/')
        .to_string();
    for (suffix, text) in [("i", before), ("mig.c", after)] {
        let path = keep.join(&name).with_extension(suffix);
        let parent = path.parent().unwrap_or(keep);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| Stop::io("write into the directory MIGCC_KEEP,", &path, error))?;
    }
    Ok(())
}
