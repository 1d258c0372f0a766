//! Which rules look at a file, and which of their findings count.

use super::{Documentation, Rule, Severity, RULES};
use crate::config::LintConfig;
use crate::diagnostic;
use std::str::FromStr;

/// Stands for all rules where rules are named.
pub const ALL: &str = "all";

/// Rules by code or name, as asked for on a command line.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Takes the place of what the project selects.
    pub select: Option<Vec<String>>,
    /// Comes on top of what the project ignores.
    pub ignore: Vec<String>,
}

/// From which severity on findings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Are shown.
    pub shown: Severity,
    /// Make the lint fail.
    pub fails: Severity,
}

impl Levels {
    /// Without a wish all is shown, and a note is no failure.
    pub fn new(wanted: Option<Severity>) -> Levels {
        Levels {
            shown: wanted.unwrap_or(Severity::Note),
            fails: wanted.unwrap_or(Severity::Warning),
        }
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Severity, String> {
        let all = [Severity::Error, Severity::Warning, Severity::Note];
        let found = all.into_iter().find(|severity| severity.text() == text);
        found.ok_or_else(|| "it is error, warning or note".into())
    }
}

impl From<diagnostic::Severity> for Severity {
    fn from(severity: diagnostic::Severity) -> Severity {
        match severity {
            diagnostic::Severity::Error => Severity::Error,
            diagnostic::Severity::Warning => Severity::Warning,
            diagnostic::Severity::Note => Severity::Note,
        }
    }
}

/// The rules that look at the file `path`. Names that no rule has are left out;
/// [`check_name`] is for saying so.
pub fn rules_for(choice: &Choice, config: &LintConfig, path: &str) -> Vec<&'static dyn Rule> {
    let ignored: Vec<&str> = config
        .ignore
        .iter()
        .chain(config.ignored_in(path))
        .map(|rule| rule.name.as_str())
        .chain(choice.ignore.iter().map(String::as_str))
        .collect();
    let configured = || {
        let names = config.select.as_ref()?;
        Some(names.iter().map(|rule| rule.name.clone()).collect())
    };
    let selected: Option<Vec<String>> = choice.select.clone().or_else(configured);
    let wanted = |rule: &&&'static dyn Rule| {
        let text = rule.documentation();
        let is_selected = selected
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| means(name, text)));
        is_selected && !ignored.iter().any(|name| means(name, text))
    };
    RULES.iter().filter(wanted).copied().collect()
}

fn means(name: &str, rule: &Documentation) -> bool {
    name == ALL || name == rule.name || name.eq_ignore_ascii_case(rule.code)
}

/// A name that can be used where rules are listed, or why not.
pub fn check_name(name: &str) -> Result<(), String> {
    match name {
        ALL => Ok(()),
        name => rule_or_suggestion(name).map(|_| ()),
    }
}

/// The rule with this code or name, or a message with the nearest one.
pub fn rule_or_suggestion(wanted: &str) -> Result<&'static Documentation, String> {
    let documents = || RULES.iter().map(|rule| rule.documentation());
    if let Some(found) = documents().find(|rule| wanted != ALL && means(wanted, rule)) {
        return Ok(found);
    }
    let names = documents().flat_map(|rule| [rule.name, rule.code]);
    let likeness = |name: &str| strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase());
    let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let suggestion = match nearest.filter(|name| likeness(name) > 0.7) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`migctl explain` lists all".into(),
    };
    Err(format!("there is no rule `{wanted}`; {suggestion}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Annotations;

    fn chosen(choice: &Choice, config: &str, path: &str) -> Vec<&'static str> {
        let config = Annotations::parse(config).unwrap().lint;
        let rules = rules_for(choice, &config, path);
        rules.iter().map(|rule| rule.documentation().name).collect()
    }

    const PROJECT: &str = "[lint]\nselect = [\"MIG001\"]\n";

    #[test]
    fn the_command_line_selects_instead_and_ignores_besides() {
        let none = Choice::default();
        assert_eq!(chosen(&none, "", "a.c").len(), RULES.len());
        assert_eq!(chosen(&none, PROJECT, "a.c"), ["pointer-to-integer"]);
        let select = Choice {
            select: Some(vec!["mig020".into()]),
            ..Choice::default()
        };
        assert_eq!(chosen(&select, PROJECT, "a.c"), ["inline-asm"]);
        let ignore = Choice {
            ignore: vec!["pointer-to-integer".into()],
            ..Choice::default()
        };
        assert!(chosen(&ignore, PROJECT, "a.c").is_empty());
    }

    #[test]
    fn paths_have_their_own_exceptions() {
        let config = "[lint.per-path-ignore]\n\"jit/*\" = [\"all\"]\n";
        let none = Choice::default();
        assert!(chosen(&none, config, "/p/jit/x.c").is_empty());
        assert_eq!(chosen(&none, config, "/p/x.c").len(), RULES.len());
    }

    #[test]
    fn the_nearest_name_is_suggested() {
        for (wrong, near) in [
            ("inline-asn", "inline-asm"),
            ("pointer-to-integr", "pointer-to-integer"),
        ] {
            let said = rule_or_suggestion(wrong).unwrap_err();
            assert!(said.contains(near), "{said}");
        }
        let said = rule_or_suggestion("zzz").unwrap_err();
        assert!(said.contains("lists all"), "{said}");
        assert!(check_name("all").is_ok() && rule_or_suggestion("all").is_err());
    }
}
