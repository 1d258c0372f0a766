//! `cargo xtask fuzz-image`: the runtime's reader and converter under libFuzzer,
//! from images of programs of the corpus captured on every ABI.
//! `docs/fuzzing-images.md` says what is tried and what came of it.

mod campaign;
mod harness;
mod seeds;

use crate::abi::{Abi, ABIS};
use crate::case::Case;
use crate::compile::Builder;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use campaign::Stats;
use comfy_table::{presets, Table};
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Duration;

/// Programs whose images have what is hard to convert: unions with a selector,
/// variants, objects carved from blocks, sizes of types, lists of arguments,
/// tails behind headers, pointers outside of their objects.
const PROGRAMS: [&str; 8] = [
    "tagged-union",
    "variants",
    "carved-blocks",
    "carved-arena",
    "object-sizes",
    "variadic",
    "header-tails",
    "outside-pointers",
];

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// How long, in all: 90s, 10m, 2h
    #[arg(long, default_value = "10m", value_parser = duration)]
    time: Duration,
    /// Programs fuzzed at the same time [default: as many as processors]
    #[arg(long)]
    jobs: Option<usize>,
    /// Only these programs of corpus/
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
}

fn duration(text: &str) -> Result<Duration, String> {
    let units = [('s', 1), ('m', 60), ('h', 3600)];
    let found = units
        .iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, seconds)));
    let (number, seconds) = found.unwrap_or((text, &1));
    match number.parse::<u64>() {
        Ok(number) if number > 0 => Ok(Duration::from_secs(number * seconds)),
        _ => Err("write 90s, 10m or 2h".into()),
    }
}

/// Where the inputs of one program lie; kept from run to run, but the seeds.
struct Folder {
    name: String,
    seeds: PathBuf,
    corpus: PathBuf,
    findings: PathBuf,
}

impl Folder {
    fn new(workspace: &Workspace, name: &str) -> Result<Folder> {
        let seeds = workspace.fresh(&format!("fuzz-image/{name}/seeds"))?;
        let below = |what: &str| seeds.with_file_name(what);
        for dir in [below("corpus"), below("findings")] {
            std::fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
        }
        Ok(Folder {
            name: name.into(),
            corpus: below("corpus"),
            findings: below("findings"),
            seeds,
        })
    }
}

/// Returns whether nothing was found.
pub fn run(options: &Options) -> Result<bool> {
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    workspace.build_tools()?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .build()
        .context("starting workers")?;
    let all = PROGRAMS.map(String::from).to_vec();
    let names = match options.only.is_empty() {
        true => &all,
        false => &options.only,
    };
    let workers = pool.current_num_threads().min(names.len()) as u32;
    let each = options.time * workers / names.len() as u32;
    let builder = Builder::new(&workspace)?;
    let harness = harness::build(&workspace)?;
    let one = |name: &String| -> Result<Stats> {
        let folder = Folder::new(&workspace, name)?;
        let case = Case::load(&workspace.corpus().join(name))?;
        let program = harness.link(&workspace, &case.recipe(host()?))?;
        seeds::take(&builder, &harness, &folder, &case)?;
        campaign::run(&program, &folder, each).with_context(|| name.clone())
    };
    let results: Vec<Stats> = pool.install(|| names.par_iter().map(one).collect::<Result<_>>())?;
    println!("{}", table(&results));
    Ok(results.iter().all(|stats| stats.findings.is_empty()))
}

fn host() -> Result<&'static Abi> {
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    host.context("this processor is not in the table of ABIs")
}

fn table(results: &[Stats]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header([
        "program",
        "seeds",
        "executions",
        "per second",
        "edges",
        "corpus",
        "findings",
    ]);
    for stats in results {
        table.add_row(stats.cells());
    }
    let executions: u64 = results.iter().map(|stats| stats.executions).sum();
    table.add_row(["all", "", &executions.to_string()]);
    for finding in results.iter().flat_map(|stats| &stats.findings) {
        eprintln!("found: {}", finding.display());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7200)));
        assert_eq!(duration("7"), Ok(Duration::from_secs(7)));
        for bad in ["", "m", "0s", "-1s", "1d"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }
}
