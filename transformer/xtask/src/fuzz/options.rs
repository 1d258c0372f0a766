//! What the command is asked for.

use super::sample::Generator;
use super::workers::Wanted;
use crate::abi::ABIS;
use anyhow::{bail, Result};
use std::path::PathBuf;
use std::time::Duration;

#[derive(clap::Args, Debug, Clone)]
pub struct Options {
    /// Programs of each generator [default: 20, or as many as --time allows]
    #[arg(long)]
    pub count: Option<usize>,
    /// Go on for so long ("90s", "10m", "2h")
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// The first program's seed; the others' follow it
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only this generator
    #[arg(long)]
    pub only: Option<Generator>,
    /// Captures of each program, each followed along a chain of its own
    #[arg(long, default_value_t = 10)]
    pub captures: usize,
    /// Only these ABIs
    #[arg(long, value_name = "ABI", value_delimiter = ',')]
    pub targets: Vec<String>,
    /// A poll at every statement, and small constants in migcc and the runtime
    #[arg(long)]
    pub every_statement: bool,
    /// Where findings are kept [default: target/fuzz-failures]
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Reduce the finding kept in this folder, with creduce
    #[arg(long, value_name = "DIR")]
    pub reduce: Option<PathBuf>,
    /// Programs tried at the same time [default: as many as processors]
    #[arg(long)]
    pub jobs: Option<usize>,
}

const USUAL_COUNT: usize = 20;

impl Options {
    pub fn wanted(&self) -> Wanted {
        let unbounded = self.time.map(|_| usize::MAX);
        Wanted {
            programs: self.count.or(unbounded).unwrap_or(USUAL_COUNT),
            time: self.time,
            seed: self.seed,
            jobs: self.jobs,
        }
    }

    /// Numbers of the ABIs to use; `unusable` says why one cannot be.
    pub fn abis(&self, unusable: &[Option<String>]) -> Result<Vec<usize>> {
        let known = |name: &&String| ABIS.iter().any(|abi| abi.name == *name);
        if let Some(unknown) = self.targets.iter().find(|name| !known(name)) {
            bail!("--targets {unknown}: no such ABI in the table");
        }
        let wanted = |name: &str| self.targets.is_empty() || self.targets.iter().any(|t| t == name);
        let mut abis = Vec::new();
        for (number, why) in unusable.iter().enumerate() {
            let name = ABIS[number].name;
            match why {
                _ if !wanted(name) => {}
                Some(why) => println!("{name} is skipped: {why}"),
                None => abis.push(number),
            }
        }
        match abis.is_empty() {
            true => bail!("no ABI of the table can be used here"),
            false => Ok(abis),
        }
    }

    /// The command that repeats one program, but for its generator and seed.
    pub fn command(&self) -> String {
        let mut command = format!("cargo xtask fuzz-programs --captures {}", self.captures);
        if self.every_statement {
            command += " --every-statement";
        }
        if !self.targets.is_empty() {
            command += &format!(" --targets {}", self.targets.join(","));
        }
        command
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match &text[number.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("a number and s, m or h".into()),
    };
    let number: u64 = number.parse().map_err(|_| "a number and s, m or h")?;
    Ok(Duration::from_secs(number.saturating_mul(factor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert!(duration("10").is_err());
        assert!(duration("m").is_err());
    }
}
