//! `/* migcc: allow(RULE) reason */`: findings the user has looked at.
//!
//! Comments are gone from preprocessed text, so the user's own files are read.
//! A comment covers its own line if code stands before it there, else the next
//! line with code; `allow-file` covers the file. One that cannot be right (no
//! reason, an unknown rule, nothing covered) is reported: it would hide the next
//! mistake, or makes readers believe it hides something.

mod apply;
mod scan;

pub use apply::{allow, Usage};

use super::rule_or_suggestion;
use scan::{scan, Comment};

/// What the comments of a file say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    pub allows: Vec<Allow>,
    pub wrong: Vec<Remark>,
}

/// One comment that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// Where it stands, from 1; columns in characters.
    pub line: usize,
    pub column: usize,
    pub scope: Scope,
    /// Codes.
    pub rules: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    File,
    /// `None`: no code follows.
    Line(Option<usize>),
}

/// What is wrong with a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub line: usize,
    pub column: usize,
    pub text: String,
}

/// Reads the comments of a source file that are meant for the lint.
pub fn comments(text: &str) -> Comments {
    let mut found = Comments::default();
    // Most files have none, and need not be read byte by byte.
    if memchr::memmem::find(text.as_bytes(), b"migcc:").is_none() {
        return found;
    }
    for comment in scan(text) {
        read(&comment, &mut found);
    }
    found
}

const USAGE: &str = "write `migcc: allow(RULE) reason` or `migcc: allow-file(RULE) reason`";

fn read(comment: &Comment, found: &mut Comments) {
    let Some(rest) = comment.text.trim().strip_prefix("migcc:") else {
        return;
    };
    let (word, rest) = first_word(rest.trim_start());
    let list = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let mut wrong = |text: String| {
        found.wrong.push(Remark {
            line: comment.line,
            column: comment.column,
            text,
        });
    };
    let scope = match (word, list) {
        ("allow", Some(_)) => Scope::Line(comment.covers),
        ("allow-file", Some(_)) => Scope::File,
        // Prose that begins with our name.
        (word, None) if !word.starts_with("allow") => return,
        (word, _) => return wrong(format!("`migcc: {word}` is not understood; {USAGE}")),
    };
    let (names, reason) = list.unwrap_or_default();
    if !reason.contains(char::is_alphanumeric) {
        return wrong(format!(
            "the comment gives no reason and has no effect; {USAGE}"
        ));
    }
    if scope == Scope::Line(None) {
        return wrong("no code follows the comment, so it has no effect".into());
    }
    let mut rules = Vec::new();
    for name in names.split(',').map(str::trim) {
        match rule_or_suggestion(name) {
            Ok(rule) => rules.push(rule.code),
            Err(why) => wrong(why),
        }
    }
    found.allows.push(Allow {
        line: comment.line,
        column: comment.column,
        scope,
        rules,
    });
}

fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '-');
    let (word, rest) = text.split_at(end.unwrap_or(text.len()));
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_names_rules_and_a_reason() {
        let found = comments(
            "int x; // migcc: allow(inline-asm, MIG001) only a test\n\
             /* migcc: allow-file(inline-asm)\n   two lines */\n",
        );
        assert_eq!(found.wrong, []);
        let scopes: Vec<Scope> = found.allows.iter().map(|allow| allow.scope).collect();
        assert_eq!(scopes, [Scope::Line(Some(1)), Scope::File]);
        assert_eq!(found.allows[0].rules, ["MIG020", "MIG001"]);
        assert_eq!((found.allows[0].line, found.allows[0].column), (1, 8));
    }

    #[test]
    fn what_cannot_be_right_is_said() {
        for (text, said) in [
            ("// migcc: allow(inline-asm)\nint x;", "no reason"),
            ("// migcc: allow(inline-asm) --\nint x;", "no reason"),
            (
                "// migcc: allow(inline-asn) why\nint x;",
                "did you mean `inline-asm`",
            ),
            ("// migcc: allow inline-asm why\nint x;", "not understood"),
            ("// migcc: alow(inline-asm) why\nint x;", "not understood"),
            ("int x;\n// migcc: allow(inline-asm) why", "no code follows"),
            ("// migcc: allow() why\nint x;", "there is no rule ``"),
        ] {
            let found = comments(text);
            let wrong: Vec<&str> = found.wrong.iter().map(|w| w.text.as_str()).collect();
            assert_eq!(wrong.len(), 1, "{text}: {wrong:?}");
            assert!(wrong[0].contains(said), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn prose_and_strings_are_none() {
        let text = "// migcc: see the manual\nchar *s = \"// migcc: allow(x) y\";\n";
        assert_eq!(comments(text), Comments::default());
    }
}
