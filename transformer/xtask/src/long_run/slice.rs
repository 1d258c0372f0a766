//! The part of `cargo xtask test`.

use super::growth::Growth;
use super::record::Record;
use super::report::Report;
use super::{folder, hops, usable, Plan};
use crate::compile::Builder;
use crate::matrix::{Check, Hops};
use crate::tally::{Failure, Verdict};
use std::path::Path;

/// Hops of a quick and of a full run.
const QUICK: usize = 100;
const FULL: usize = 2000;

/// One check of the result, and one of each figure that must not grow.
pub fn check(
    builder: &Builder,
    root: &Path,
    dir: &Path,
    unusable: &[Option<String>],
    full: bool,
) -> Vec<Check> {
    let plan = Plan {
        builder,
        program: folder(root),
        abis: usable(unusable),
        hops: if full { FULL } else { QUICK },
        seed: 1,
        record: Record::none(),
        dir,
    };
    if plan.abis.len() < 2 {
        let why = "fewer than two ABIs can be used here".to_string();
        return vec![named("result", Verdict::Skipped(why))];
    }
    match hops::run(&plan) {
        Err(error) => vec![named("result", failed(format!("{error:#}")))],
        Ok(journey) => {
            let report = Report::of(&journey);
            println!("{report}");
            checks(&report)
        }
    }
}

fn checks(report: &Report) -> Vec<Check> {
    let result = match report.result {
        Ok(()) => Verdict::Passed,
        // What was measured until then is no measure of growth.
        Err(why) => return vec![named("result", failed(why.clone()))],
    };
    vec![
        named("result", result),
        named("size of images", of_growth(&report.image)),
        named("memory", of_growth(&report.memory)),
    ]
}

fn of_growth(growth: &Option<Growth>) -> Verdict {
    match growth {
        None => Verdict::Skipped("the system does not tell how much memory a process has".into()),
        Some(growth) if growth.is_real() => failed(format!("grows: {growth:?}")),
        Some(_) => Verdict::Passed,
    }
}

fn failed(what: String) -> Verdict {
    Verdict::Failed(Failure::plain(what))
}

fn named(what: &str, verdict: Verdict) -> Check {
    Check {
        case: "long-run".into(),
        pair: None,
        hops: Hops::default(),
        what: what.into(),
        verdict,
    }
}
