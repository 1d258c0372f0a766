//! `migctl lint` from its options to its exit status, and `migcc --lint`.
//!
//! What is found goes to standard output; what hinders the lint goes to standard
//! error and makes the status 2, and the other files are linted all the same.

mod baseline;
mod cache;
mod database;
mod files;
mod fix;
mod in_build;
mod jobs;
mod project;
mod report;
mod unit;
mod words;

pub use in_build::{InBuild, Looked};

use super::compiler::Compiler;
use super::environment::Environment;
use super::error::Stop;
use super::session::Session;
use crate::cli::command_line::CommandLine;
use crate::cli::migctl::lint::Lint;
use crate::lint::{Choice, Levels};
use jobs::{Job, Jobs};
use rayon::prelude::*;
use report::Gathered;

/// Exit status: something is found.
const FOUND: i32 = 1;
/// Exit status: the lint could not do its work, or not all of it.
const TROUBLE: i32 = 2;

/// A fix may make room for another; this many times is enough for any that end.
const ROUNDS: usize = 10;

pub fn run(options: &Lint) -> i32 {
    work(options).unwrap_or_else(|stop| {
        eprint!("{}", report::trouble(&stop));
        TROUBLE
    })
}

fn work(options: &Lint) -> Result<i32, Stop> {
    let run = Run::open(options)?;
    let mut found = run.gather();
    if options.fix {
        for _ in 0..ROUNDS {
            if !fix::apply(&mut found) {
                break;
            }
            let troubles = std::mem::take(&mut found.troubles);
            found = run.gather();
            found.add_troubles(troubles);
        }
    }
    report::print_messages(&found, run.levels);
    match &options.write_baseline {
        Some(path) => baseline::write(path, &found),
        None => report::write(options, &found, run.levels),
    }
}

/// What all files of one invocation share.
struct Run<'a> {
    options: &'a Lint,
    session: Session,
    choice: Choice,
    levels: Levels,
    baseline: Option<baseline::Known>,
    jobs: Jobs,
    pool: rayon::ThreadPool,
}

impl Run<'_> {
    fn open(options: &Lint) -> Result<Run<'_>, Stop> {
        let environment = Environment::read();
        let compiler = Compiler::find(&environment)?.absolute();
        let baseline = match (&options.baseline, &options.write_baseline) {
            (Some(path), None) => Some(baseline::read(path)?),
            _ => None,
        };
        let threads = options.jobs.map_or(0, |jobs| jobs.get());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Run {
            session: Session::open(&environment, compiler, CommandLine::default())?,
            choice: Choice {
                select: options.select.clone(),
                ignore: options.ignore.clone(),
            },
            levels: Levels::new(options.severity),
            jobs: jobs::jobs(options)?,
            pool: pool.map_err(|error| Stop::error(format!("cannot start threads: {error}")))?,
            baseline,
            options,
        })
    }

    /// Lints all files, several at a time, and puts together what is found, in
    /// the order of the files.
    fn gather(&self) -> Gathered {
        let lint = |(index, job): (usize, &Job)| unit::lint(self, index, job);
        let jobs = self.jobs.jobs.par_iter().enumerate();
        let outcomes = self.pool.install(|| jobs.map(lint).collect::<Vec<_>>());
        let mut found = Gathered::new(outcomes, self.options.severity);
        found.add_troubles(self.jobs.troubles.iter().map(report::trouble));
        if let Some(baseline) = &self.baseline {
            baseline.hide(&mut found);
        }
        found
    }
}
