//! Baseline files: read, applied, written.

use super::files;
use super::report::Gathered;
use super::TROUBLE;
use crate::driver::error::Stop;
use crate::lint::Baseline;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A baseline and the file it stands in.
pub struct Known {
    path: PathBuf,
    baseline: Baseline,
}

pub fn read(path: &Path) -> Result<Known, Stop> {
    let text = fs::read_to_string(path).map_err(|error| {
        Stop::error(format!(
            "cannot read the baseline {}: {error}; --write-baseline makes one",
            path.display()
        ))
    })?;
    let baseline = Baseline::parse(&text)
        .map_err(|why| Stop::error(format!("{}: {why} with --write-baseline", path.display())))?;
    Ok(Known {
        path: path.to_path_buf(),
        baseline,
    })
}

impl Known {
    /// Takes the known findings out, and leaves a message that says so.
    pub fn hide(&self, found: &mut Gathered) {
        let known = self.baseline.fingerprints();
        let mut met: HashSet<String> = HashSet::new();
        let mut hidden = 0;
        for unit in &mut found.units {
            unit.findings.retain(|finding| {
                let is_known = known.contains(finding.fingerprint.as_str());
                if is_known {
                    hidden += 1;
                    met.insert(finding.fingerprint.clone());
                }
                !is_known
            });
        }
        let gone = self.gone(found, &met);
        let path = self.path.display();
        if hidden > 0 {
            let them = plural(hidden, "finding is", "findings are");
            found.messages.push(format!("{them} hidden by {path}"));
        }
        if gone > 0 {
            let them = plural(gone, "entry", "entries");
            found.messages.push(format!(
                "{them} of {path} no longer found; --write-baseline writes it without"
            ));
        }
    }

    /// How many entries about the files that were linted, or that are no more,
    /// match nothing.
    fn gone(&self, found: &Gathered, met: &HashSet<String>) -> usize {
        let seen: HashSet<&str> = found
            .units
            .iter()
            .flat_map(|unit| &unit.files)
            .map(String::as_str)
            .collect();
        let entries = self.baseline.entries();
        entries
            .filter(|entry| !met.contains(&entry.fingerprint))
            .filter(|entry| seen.contains(entry.file.as_str()) || !Path::new(&entry.file).exists())
            .count()
    }
}

/// Writes all that is found. A baseline that lacks the findings of some file
/// would show them as new ones later.
pub fn write(path: &Path, found: &Gathered) -> Result<i32, Stop> {
    if !found.troubles.is_empty() {
        eprintln!(
            "migctl: error: {} is not written: some files could not be linted",
            path.display()
        );
        return Ok(TROUBLE);
    }
    let findings = found.units.iter().flat_map(|unit| &unit.findings);
    let baseline = Baseline::of(findings);
    files::replace(path, baseline.text().as_bytes())
        .map_err(|error| Stop::io("write the baseline", path, error))?;
    let them = plural(baseline.len(), "finding", "findings");
    eprintln!("migctl: {them} written to {}", path.display());
    Ok(0)
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
