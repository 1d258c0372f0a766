//! `--fix`: findings that tell what to write instead, written.

use super::files;
use super::report::Gathered;
use crate::lint::{fixes, Located, LocatedFix};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Changes the files as far as changes fit together, and says what it changed.
/// Returns whether there is something to lint again.
pub fn apply(found: &mut Gathered) -> bool {
    let mut by_file: BTreeMap<String, Vec<&Located>> = BTreeMap::new();
    for finding in found.units.iter().flat_map(|unit| &unit.findings) {
        if let Some(fix) = &finding.fix {
            by_file.entry(fix.file.clone()).or_default().push(finding);
        }
    }
    let mut changed = false;
    let mut troubles = Vec::new();
    for (file, findings) in &by_file {
        match change(file, findings) {
            Ok(some) => changed |= some,
            Err(why) => troubles.push(format!("migctl: error: cannot fix {file}: {why}\n")),
        }
    }
    found.add_troubles(troubles);
    changed
}

fn change(file: &str, findings: &[&Located]) -> Result<bool, String> {
    let path = Path::new(file);
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    // Places are counted in the text as it was read.
    let text = String::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_string())?;
    let wanted: Vec<&LocatedFix> = findings.iter().filter_map(|f| f.fix.as_ref()).collect();
    let (fixed, done) = fixes::apply(&text, &wanted);
    if fixed == text {
        return Ok(false);
    }
    files::replace(path, fixed.as_bytes()).map_err(|error| error.to_string())?;
    for (finding, _) in findings.iter().zip(&done).filter(|(_, done)| **done) {
        say(finding);
    }
    Ok(true)
}

fn say(finding: &Located) {
    let Some(fix) = &finding.fix else { return };
    let LocatedFix {
        file, line, column, ..
    } = fix;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    eprintln!(
        "{file}:{line}:{column}: fixed: `{}` is now `{}` [{} {}]",
        words(&fix.original),
        words(&fix.replacement),
        finding.rule,
        finding.name
    );
}
