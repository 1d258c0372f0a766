//! Trials side by side, one program to a worker.

use super::report::Reports;
use super::sample::Generator;
use super::Bench;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many programs, from which seed on.
pub struct Wanted {
    /// Of each generator.
    pub programs: usize,
    pub time: Option<Duration>,
    pub seed: u64,
    pub jobs: Option<usize>,
}

/// Takes the generators in turn until there were enough programs, or the time is
/// over.
pub fn run(bench: &Bench, wanted: &Wanted, generators: &[Generator]) -> Reports {
    let programs = wanted.programs.saturating_mul(generators.len());
    let end = wanted.time.map(|time| Instant::now() + time);
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Reports::default());
    let bar = progress(programs);
    let work = || loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= programs || end.is_some_and(|end| Instant::now() >= end) {
            return;
        }
        let generator = generators[number % generators.len()];
        let seed = wanted.seed.wrapping_add((number / generators.len()) as u64);
        let report = bench.trial(generator, seed);
        for finding in report.findings.iter().filter(|f| f.kind.is_fault()) {
            bar.suspend(|| println!("{finding}"));
        }
        let mut all = reports.lock().unwrap_or_else(PoisonError::into_inner);
        all.add(generator, seed, report);
        bar.inc(1);
    };
    let usual = || thread::available_parallelism().map_or(1, usize::from);
    let workers = wanted.jobs.unwrap_or_else(usual).max(1);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    bar.finish_and_clear();
    reports.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn progress(programs: usize) -> ProgressBar {
    let known = programs < 1 << 40;
    let bar = match known {
        true => ProgressBar::new(programs as u64),
        false => ProgressBar::no_length(),
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} programs [{elapsed}]");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
