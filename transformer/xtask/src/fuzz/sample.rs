//! A random program: its files.

use super::{csmith, own};
use std::fmt;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Generator {
    Csmith,
    Own,
}

/// A program; equal for equal seeds.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Names and texts.
    pub files: Vec<(String, String)>,
    /// Of every compilation.
    pub flags: Vec<String>,
}

impl Sample {
    pub fn new(generator: Generator, seed: u64) -> Result<Sample, String> {
        match generator {
            Generator::Csmith => csmith::sample(seed),
            Generator::Own => Ok(own::sample(seed)),
        }
    }

    /// Names of the units.
    pub fn units(&self) -> Vec<String> {
        let names = self.files.iter().map(|(name, _)| name);
        names.filter(|name| name.ends_with(".c")).cloned().collect()
    }

    pub fn write(&self, dir: &Path) -> Result<(), String> {
        for (name, text) in &self.files {
            let path = dir.join(name);
            std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

impl fmt::Display for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Generator::Csmith => write!(f, "csmith"),
            Generator::Own => write!(f, "own"),
        }
    }
}
