//! `[lint]`: which rules look at which files.

use super::selection::{place, Place};
use crate::diagnostic::Severity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LintTable {
    select: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    ignore: Vec<Spanned<String>>,
    severity: Option<Severity>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    per_path_ignore: BTreeMap<String, Vec<Spanned<String>>>,
}

/// What a project wants of the lint. Rules are named here as written: which
/// there are is not known at this stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LintConfig {
    /// `None`: all.
    pub select: Option<Vec<RuleName>>,
    pub ignore: Vec<RuleName>,
    /// The least severity that counts.
    pub severity: Option<Severity>,
    /// Patterns of files in which nothing is found.
    pub exclude: Vec<String>,
    pub per_path: Vec<PathRules>,
}

/// Rules that do not look at the files a pattern names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRules {
    pub pattern: String,
    pub ignore: Vec<RuleName>,
}

/// A rule by its code or name, and where the file says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleName {
    pub name: String,
    pub place: Place,
}

impl LintTable {
    pub fn config(self, text: &str) -> LintConfig {
        let names = |list: Vec<Spanned<String>>| list.into_iter().map(|n| name(n, text)).collect();
        LintConfig {
            select: self.select.map(names),
            ignore: names(self.ignore),
            severity: self.severity,
            exclude: self.exclude,
            per_path: self
                .per_path_ignore
                .into_iter()
                .map(|(pattern, rules)| PathRules {
                    pattern,
                    ignore: names(rules),
                })
                .collect(),
        }
    }
}

fn name(name: Spanned<String>, text: &str) -> RuleName {
    RuleName {
        place: place(text, name.span().start),
        name: name.into_inner(),
    }
}

impl LintConfig {
    /// Nothing is found in this file.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude
            .iter()
            .any(|pattern| super::fits(pattern, path))
    }

    /// Rules that do not look at this file.
    pub fn ignored_in<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a RuleName> {
        let here = self
            .per_path
            .iter()
            .filter(move |entry| super::fits(&entry.pattern, path));
        here.flat_map(|entry| &entry.ignore)
    }

    /// Every rule that is named.
    pub fn names(&self) -> impl Iterator<Item = &RuleName> {
        let paths = self.per_path.iter().flat_map(|entry| &entry.ignore);
        let listed = self.select.iter().flatten().chain(&self.ignore);
        listed.chain(paths)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Annotations, Place};
    use crate::diagnostic::Severity;

    const TEXT: &str = "[lint]\nselect = [\"MIG001\", \"inline-asm\"]\nseverity = \"warning\"\n\
                        exclude = [\"vendor/*\"]\n\
                        [lint.per-path-ignore]\n\"src/jit.c\" = [\"inline-asm\"]\n";

    #[test]
    fn rules_are_named_with_their_places() {
        let lint = Annotations::parse(TEXT).unwrap().lint;
        let names: Vec<&str> = lint.names().map(|rule| rule.name.as_str()).collect();
        assert_eq!(names, ["MIG001", "inline-asm", "inline-asm"]);
        let first = lint.names().next().unwrap().place;
        assert_eq!(
            first,
            Place {
                line: 2,
                column: 11
            }
        );
        assert_eq!(lint.severity, Some(Severity::Warning));
    }

    #[test]
    fn patterns_are_ends_of_paths() {
        let lint = Annotations::parse(TEXT).unwrap().lint;
        assert!(lint.excludes("/home/me/vendor/zlib/inflate.c"));
        assert!(!lint.excludes("myvendor/inflate.c"));
        assert_eq!(lint.ignored_in("a/src/jit.c").count(), 1);
        assert_eq!(lint.ignored_in("a/src/jit2.c").count(), 0);
    }

    #[test]
    fn unknown_keys_and_severities_are_named_with_their_place() {
        let key = Annotations::parse("[lint]\nselekt = []\n").unwrap_err();
        assert!(key.contains("line 2") && key.contains("selekt"), "{key}");
        let level = Annotations::parse("[lint]\nseverity = \"fatal\"\n").unwrap_err();
        assert!(
            level.contains("line 2") && level.contains("fatal"),
            "{level}"
        );
    }
}
