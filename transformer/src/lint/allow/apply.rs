//! Findings without those that a comment allows.

use super::{Allow, Comments, Scope};
use crate::lint::Located;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a comment has hidden something in one unit, for one of its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// Code.
    pub rule: String,
    pub used: bool,
}

/// Takes out what the comments in `files` allow. Says of each comment that was
/// in force whether it hid something; `in_force` knows whether a line of a file
/// was compiled in this unit, and which rules were looked for there.
pub fn allow(
    findings: &mut Vec<Located>,
    files: &BTreeMap<String, Comments>,
    in_force: &dyn Fn(&str, Option<usize>, &str) -> bool,
) -> Vec<Usage> {
    let mut usages = Vec::new();
    for (file, comments) in files {
        for allow in &comments.allows {
            for rule in &allow.rules {
                let before = findings.len();
                findings.retain(|finding| !covers(file, allow, rule, finding));
                let used = findings.len() < before;
                if used || in_force(file, covered_line(allow), rule) {
                    usages.push(Usage {
                        file: file.clone(),
                        line: allow.line,
                        column: allow.column,
                        rule: rule.to_string(),
                        used,
                    });
                }
            }
        }
    }
    usages
}

fn covers(file: &str, allow: &Allow, rule: &str, finding: &Located) -> bool {
    let line = match allow.scope {
        Scope::File => true,
        Scope::Line(line) => line == Some(finding.line),
    };
    line && finding.rule == rule && finding.file == file
}

fn covered_line(allow: &Allow) -> Option<usize> {
    match allow.scope {
        Scope::File => None,
        Scope::Line(line) => line,
    }
}
