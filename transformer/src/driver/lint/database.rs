//! Compilation databases (`compile_commands.json`, as clang's documentation
//! describes them).

use super::jobs::{explicit, not_c, options_only, Job, Jobs};
use super::words;
use crate::cli::command_line::{self, CommandLine, Input, Language};
use crate::cli::response_file;
use crate::driver::error::Stop;
use serde::Deserialize;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const NAME: &str = "compile_commands.json";

#[derive(Debug, Deserialize)]
struct Entry {
    directory: PathBuf,
    file: PathBuf,
    command: Option<String>,
    arguments: Option<Vec<String>>,
}

/// The files of a database, or those of them that are named.
pub fn jobs(database: &Path, files: &[PathBuf], flags: &CommandLine) -> Result<Jobs, Stop> {
    let path = match database.is_dir() {
        true => database.join(NAME),
        false => database.to_path_buf(),
    };
    let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let entries: Vec<Entry> = read(&path)?
        .into_iter()
        .map(|entry| entry.below(&base))
        .collect();
    if files.is_empty() {
        let all = entries.iter().map(|entry| entry.job(flags));
        return Ok(sorted_out(all, |job| is_c(job).then_some(Ok(job))));
    }
    let mut jobs = Jobs::default();
    for file in files {
        let wanted = real(file);
        let of_file = entries.iter().filter(|entry| real(&entry.file) == wanted);
        let found = sorted_out(of_file.map(|entry| entry.job(flags)), |job| {
            Some(if is_c(job) { Ok(job) } else { Err(not_c(file)) })
        });
        if found.jobs.is_empty() && found.troubles.is_empty() {
            jobs.troubles.push(Stop::error(format!(
                "{}: {} does not say how it is compiled",
                file.display(),
                path.display()
            )));
        }
        jobs.jobs.extend(found.jobs);
        jobs.troubles.extend(found.troubles);
    }
    Ok(jobs)
}

fn sorted_out(
    found: impl Iterator<Item = Result<Job, Stop>>,
    keep: impl Fn(&Job) -> Option<Result<&Job, Stop>>,
) -> Jobs {
    let mut jobs = Jobs::default();
    for job in found {
        match job.as_ref().map(&keep) {
            Ok(Some(Ok(job))) => jobs.jobs.push(job.clone()),
            Ok(Some(Err(stop))) => jobs.troubles.push(stop),
            Ok(None) => {}
            Err(stop) => jobs.troubles.push(stop.clone()),
        }
    }
    jobs
}

fn is_c(job: &Job) -> bool {
    job.input.language != Language::Other
}

fn read(path: &Path) -> Result<Vec<Entry>, Stop> {
    let text = fs::read(path).map_err(|error| {
        Stop::error(format!(
            "cannot read the compilation database {}: {error}; cmake writes one with \
             -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, and `bear -- make` for other builds",
            path.display()
        ))
    })?;
    serde_json::from_slice(&text).map_err(|error| {
        Stop::error(format!(
            "{}:{}:{}: this is no compilation database: {error}",
            path.display(),
            error.line(),
            error.column()
        ))
    })
}

impl Entry {
    /// With whole names.
    fn below(mut self, base: &Path) -> Entry {
        let folder = base.join(&self.directory);
        self.directory = std::path::absolute(&folder).unwrap_or(folder);
        self.file = self.directory.join(&self.file);
        self
    }

    fn job(&self, flags: &CommandLine) -> Result<Job, Stop> {
        if !self.directory.is_dir() {
            return Err(Stop::error(format!(
                "{}: the compilation database has it compiled in {}, which is no folder",
                self.file.display(),
                self.directory.display()
            )));
        }
        let line = command_line::parse(self.words()?);
        let same = |input: &&Input| self.directory.join(&input.path) == self.file;
        let language = line
            .inputs()
            .find(same)
            .and_then(|input| input.explicit.clone());
        let mut options = options_only(&line);
        options.args.extend(options_only(flags).args);
        let here = std::env::current_dir().is_ok_and(|here| real(&here) == real(&self.directory));
        Ok(Job {
            line: options,
            input: Input::new(self.file.clone().into(), explicit(flags).or(language)),
            folder: (!here).then(|| self.directory.clone()),
        })
    }

    /// What stands behind the compiler's name.
    fn words(&self) -> Result<Vec<OsString>, Stop> {
        let split = || self.command.as_deref().and_then(shlex::split);
        let words = self.arguments.clone().or_else(split).ok_or_else(|| {
            Stop::error(format!(
                "{}: the compilation database has no `arguments` and no `command` that a shell \
                 could read for it",
                self.file.display()
            ))
        })?;
        let words = words.into_iter().skip(1).map(OsString::from);
        let words = response_file::expand(words.collect()).map_err(Stop::error)?;
        // The compiler may have been migcc.
        Ok(words
            .into_iter()
            .filter(|word| !words::is_one(word))
            .collect())
    }
}

fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
