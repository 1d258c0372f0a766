//! Whether our tests would notice: the runtime is broken on purpose, in one place
//! at a time, and some test must fail.
//!
//! The breaks are made in a copy of `runtime-c`. The tests of the runtime look
//! there (`MIGCC_TEST_RUNTIME`) and compile only what has changed.

mod suites;
mod table;
mod tree;

use crate::matrix::new_table;
use crate::workspace::Workspace;
use anyhow::{bail, ensure, Result};
use std::time::Instant;
use suites::{Outcome, Suites};
use table::{Mutant, MUTANTS};
use tree::Tree;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Only mutants with this in their names
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    only: Vec<String>,
    /// Only check that each break fits the sources and compiles
    #[arg(long)]
    check: bool,
}

/// What became of one mutant.
struct Fate {
    mutant: &'static Mutant,
    /// The first test that failed; none: it survived.
    caught: Option<String>,
    seconds: f64,
}

/// Returns whether every mutant was caught.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    let mutants = chosen(options)?;
    let tree = Tree::copy(&workspace)?;
    for mutant in &mutants {
        tree.check(mutant)?;
    }
    println!("{} mutants fit the sources and compile", mutants.len());
    if options.check {
        return Ok(true);
    }
    let suites = Suites::build(&workspace, &tree)?;
    suites.pass(&mutants)?;
    let mut fates = Vec::new();
    for mutant in mutants {
        let fate = try_one(&tree, &suites, mutant)?;
        println!("{}", line(&fate));
        fates.push(fate);
    }
    println!("{}", summary(&fates));
    Ok(fates.iter().all(|fate| fate.caught.is_some()))
}

fn chosen(options: &Options) -> Result<Vec<&'static Mutant>> {
    let wanted = |m: &&Mutant| {
        options.only.is_empty()
            || options
                .only
                .iter()
                .any(|text| m.name.contains(text.as_str()))
    };
    let mutants: Vec<_> = MUTANTS.iter().filter(wanted).collect();
    ensure!(!mutants.is_empty(), "--only is part of no mutant's name");
    Ok(mutants)
}

/// The tests most likely to notice, then all others.
fn try_one(tree: &Tree, suites: &Suites, mutant: &'static Mutant) -> Result<Fate> {
    let start = Instant::now();
    let _broken = tree.breaking(mutant)?;
    let mut caught = None;
    for suite in mutant.first.iter().chain(table::ALL) {
        match suites.run(suite) {
            Outcome::Passed => continue,
            Outcome::Failed(what) => {
                caught = Some(what);
                break;
            }
            Outcome::Broken(why) => bail!("{}: {why}", mutant.name),
        }
    }
    Ok(Fate {
        mutant,
        caught,
        seconds: start.elapsed().as_secs_f64(),
    })
}

fn line(fate: &Fate) -> String {
    let by = match &fate.caught {
        Some(by) => format!("caught by {by}"),
        None => "SURVIVED".into(),
    };
    format!("{}: {by} ({:.0} s)", fate.mutant.name, fate.seconds)
}

fn summary(fates: &[Fate]) -> String {
    let mut table = new_table();
    table.set_header(["mutant", "simulates", "caught by", "seconds"]);
    for fate in fates {
        table.add_row([
            fate.mutant.name.to_string(),
            fate.mutant.simulates.to_string(),
            fate.caught.clone().unwrap_or_else(|| "SURVIVED".into()),
            format!("{:.0}", fate.seconds),
        ]);
    }
    let caught = fates.iter().filter(|fate| fate.caught.is_some()).count();
    format!("{table}\n{caught} of {} caught", fates.len())
}
