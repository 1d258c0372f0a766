//! One file from its name to what is found in it.

use super::files::Files;
use super::jobs::Job;
use super::{cache, project, Run};
use crate::config::LintConfig;
use crate::diagnostic::{render, Diagnostic};
use crate::driver::build::{self, Output, Pass};
use crate::driver::compiler::Family;
use crate::driver::error::Stop;
use crate::driver::preprocess::{expand, input_words, preprocess, DEFINE};
use crate::driver::session::Session;
use crate::driver::unit::Unit;
use crate::lint::{
    allow, check, comments, locate_in, rules_for, Choice, Comments, Located, Names, Rule, Usage,
};
use crate::source::LineMap;
use crate::transform::{prepare, Prepared, TransformInput};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::env;
use std::path::{Path, PathBuf};

/// What is found in one unit; the cache keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnitReport {
    pub path: String,
    pub lines: usize,
    /// The user's files it is made of.
    pub files: Vec<String>,
    pub findings: Vec<Located>,
    /// What became of the comments that allow something.
    pub usages: Vec<Usage>,
    /// What is wrong with others, as `FILE:LINE:COLUMN: TEXT`.
    pub remarks: Vec<String>,
    pub config: LintConfig,
}

/// `None`: the project excludes the file.
pub fn lint(run: &Run, index: usize, job: &Job) -> Result<Option<UnitReport>, Stop> {
    let session = run.session.for_line(job.line.clone(), job.folder.clone());
    let unit = Unit::new(&session, &job.input, index)?;
    let options = session.options_for(Path::new(&unit.input.path))?;
    let config = project::read(options.config.as_ref())?;
    if config.excludes(&whole(&job.input.path.to_string_lossy())) {
        return Ok(None);
    }
    let text = preprocess(&session, &unit)?;
    let expanded = expand(&session, &unit, options.config.as_ref())?;
    let input = TransformInput {
        text,
        unit_name: unit.name.clone(),
        file: PathBuf::from(&unit.input.path),
        fingerprint: String::new(),
        expanded,
        options,
    };
    let lines = LineMap::new(&input.text, &input.file.to_string_lossy());
    let subject = Subject::new(&session, &unit, &lines, &run.choice, config);
    let key = cache::key(&subject, &input);
    let caching = !run.options.no_cache;
    if let Some(report) = caching.then(|| cache::load(&session.cache, &key)).flatten() {
        return Ok(Some(report));
    }
    let prepared = prepare(&input).map_err(|errors| refused(&session, &subject, &input, errors))?;
    let report = subject.look(&prepared)?;
    if caching {
        cache::store(&session.cache, &key, &report);
    }
    Ok(Some(report))
}

/// A unit that is being linted: its files, and what is looked for in them.
pub struct Subject<'a> {
    pub unit: &'a Unit,
    pub files: Files,
    /// The user's files, by their shown names.
    pub names: Vec<String>,
    pub rules: Vec<&'static dyn Rule>,
    folder: PathBuf,
    here: PathBuf,
    choice: &'a Choice,
    config: LintConfig,
}

impl<'a> Subject<'a> {
    pub fn new(
        session: &Session,
        unit: &'a Unit,
        lines: &LineMap,
        choice: &'a Choice,
        config: LintConfig,
    ) -> Subject<'a> {
        let here = env::current_dir().unwrap_or_default();
        let folder = session.folder.clone().unwrap_or_else(|| here.clone());
        let shown = Names::new(&folder, &here);
        let mut names: Vec<String> = lines.user_files().map(|name| shown.shown(name)).collect();
        names.sort_unstable();
        names.dedup();
        // What one file ignores another may not: those rules are left out below.
        let everywhere = LintConfig {
            per_path: Vec::new(),
            ..config.clone()
        };
        Subject {
            rules: rules_for(choice, &everywhere, ""),
            files: Files::of(unit),
            unit,
            names,
            folder,
            here,
            choice,
            config,
        }
    }

    /// Runs the rules.
    pub fn look(&self, prepared: &Prepared) -> Result<UnitReport, Stop> {
        let source = &prepared.source;
        let found = check(prepared, &self.rules).map_err(|error| Stop::error(error.to_string()))?;
        let read = |name: &str| self.files.text(name);
        let mut findings = locate_in(&found, source, &self.folder, &read);
        findings.retain(|finding| self.is_looked_for(&finding.file, &finding.rule));
        let comments = self.comments();
        let compiled = self.compiled_lines(source.lines(), source.bytes(), &comments);
        let in_force = |file: &str, line: Option<usize>, rule: &str| {
            let is_compiled = line.is_none_or(|line| compiled.contains(&(file.into(), line)));
            is_compiled && self.is_looked_for(file, rule)
        };
        let usages = allow(&mut findings, &comments, &in_force);
        Ok(self.report(findings, usages, &comments))
    }

    fn report(
        &self,
        findings: Vec<Located>,
        usages: Vec<Usage>,
        comments: &BTreeMap<String, Comments>,
    ) -> UnitReport {
        let remarks = comments.iter().flat_map(|(file, comments)| {
            let wrong = comments.wrong.iter();
            wrong.map(move |r| format!("{file}:{}:{}: warning: {}", r.line, r.column, r.text))
        });
        let path = self.shown(&self.unit.input.path.to_string_lossy());
        let text = self.files.read(&path);
        UnitReport {
            lines: text.map_or(0, |text| text.lines().count()),
            path,
            files: self.names.clone(),
            findings,
            usages,
            remarks: remarks.collect(),
            config: self.config.clone(),
        }
    }

    fn is_looked_for(&self, file: &str, code: &str) -> bool {
        let path = whole(file);
        let rules = || rules_for(self.choice, &self.config, &path);
        let unexcepted = self.config.per_path.is_empty();
        let has = |rules: &[&dyn Rule]| rules.iter().any(|rule| rule.documentation().code == code);
        !self.config.excludes(&path) && has(&self.rules) && (unexcepted || has(&rules()))
    }

    /// The comments of those files that have some for the lint.
    fn comments(&self) -> BTreeMap<String, Comments> {
        let of_file = |name: &String| {
            let found = comments(&self.files.read(name)?);
            let some = !found.allows.is_empty() || !found.wrong.is_empty();
            some.then(|| (name.clone(), found))
        };
        self.names.iter().filter_map(of_file).collect()
    }

    /// The lines of the files with comments of which something is left in the
    /// preprocessed text: a comment in code for other systems cannot be judged.
    fn compiled_lines(
        &self,
        lines: &LineMap,
        text: &[u8],
        comments: &BTreeMap<String, Comments>,
    ) -> HashSet<(String, usize)> {
        let mut found = HashSet::new();
        if comments.is_empty() {
            return found;
        }
        let mut start = 0;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            let at = start;
            start += line.len();
            if line.trim_ascii().is_empty() || lines.is_system(at) {
                continue;
            }
            let place = lines.place(at);
            let name = self.shown(place.file);
            if comments.contains_key(&name) {
                found.insert((name, place.line as usize));
            }
        }
        found
    }

    /// The name of a file in line markers as it is shown.
    fn shown(&self, name: &str) -> String {
        match name {
            "-" => "<stdin>".into(),
            name => Names::new(&self.folder, &self.here).shown(name),
        }
    }
}

/// The message about a unit that migcc cannot read: the compiler's own, if it
/// cannot read it either.
fn refused(
    session: &Session,
    subject: &Subject,
    input: &TransformInput,
    errors: Vec<Diagnostic>,
) -> Stop {
    if let Some(said) = compiler_says(session, subject.unit) {
        return said;
    }
    let read = |name: &str| subject.files.text(&subject.shown(name));
    Stop::Diagnostics(render(&errors, &input.text, &read))
}

fn compiler_says(session: &Session, unit: &Unit) -> Option<Stop> {
    let family = session.identity.family;
    if !matches!(family, Family::Gcc | Family::Clang) {
        return None;
    }
    let mut words = vec![DEFINE.into(), "-fsyntax-only".into()];
    words.extend(build::options(&session.line, Pass::Preprocess, family));
    words.extend(input_words(unit));
    let running = build::start(session, &words, unit.stdin.clone(), Output::Captured);
    let finished = running.and_then(|running| running.wait()).ok()?;
    let text = String::from_utf8_lossy(&finished.stderr).into_owned();
    (finished.status != 0).then_some(Stop::Diagnostics(text))
}

/// For patterns, which are ends of whole names.
fn whole(name: &str) -> String {
    let path = std::path::absolute(name);
    path.map_or_else(|_| name.into(), |path| path.to_string_lossy().into_owned())
}
