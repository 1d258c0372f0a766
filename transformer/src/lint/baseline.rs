//! Findings that were there before: hidden until the code they are about
//! changes.

use super::Located;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

const VERSION: u32 = 1;

/// A baseline file, sorted, so that two of them can be compared and merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: BTreeSet<Entry>,
}

/// One finding. The fingerprint is what counts; the rest is for readers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub file: String,
    pub rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    pub fingerprint: String,
}

impl Baseline {
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Located>) -> Baseline {
        let entry = |finding: &Located| Entry {
            file: finding.file.clone(),
            rule: finding.rule.clone(),
            function: finding.function.clone(),
            fingerprint: finding.fingerprint.clone(),
        };
        Baseline {
            version: VERSION,
            findings: findings.into_iter().map(entry).collect(),
        }
    }

    pub fn parse(text: &str) -> Result<Baseline, String> {
        let found: Baseline = serde_json::from_str(text)
            .map_err(|error| format!("it is no baseline ({error}); write it anew"))?;
        if found.version != VERSION {
            return Err(format!(
                "it has version {} and this migctl reads {VERSION}; write it anew",
                found.version
            ));
        }
        Ok(found)
    }

    pub fn text(&self) -> String {
        // Strings and numbers only: nothing of it can fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Of the findings that were there before.
    pub fn fingerprints(&self) -> HashSet<&str> {
        let entries = self.findings.iter();
        entries.map(|entry| entry.fingerprint.as_str()).collect()
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.findings.iter()
    }

    pub fn len(&self) -> usize {
        self.findings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}
