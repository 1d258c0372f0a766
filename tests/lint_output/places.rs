//! From the preprocessed text back to what the user wrote.

use crate::{finding, in_file, source};
use migcc::lint::{locate, Finding, Fix, Located};
use migcc::source::{SourceText, Span};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SOURCE: &str = r#"#include <assert.h>
#include <stdint.h>
#define TAG(p) ((uintptr_t)(p) | 1)
#define TWO(a, b) ((a) + (b))
#define FIVE 5
#define NOTHING
#define DECL int decl;\
   int other;
long f(int *p,   int *q)
{
    /* é */   long x   =   TAG(p)   +   (long)q;  // TAG(q)
	long y = TWO(TAG(p),
		TAG(q)), z = (long)  q;
    assert(TAG(p) != 0); x += FIVE; if (p == NULL) x++;
    TWO((short)
      p, 3) + FIVE +
      (char)  y;
    NOTHING x = NOTHING x NOTHING + 7;
    assert((unsigned)p != 8);
    DECL
    return x + y + z + TWO(1,
       2);
}
"#;

/// What stands at the place, or the whole line and columns where that is long.
fn shown(found: &Located) -> String {
    let made = found
        .macro_name
        .as_deref()
        .map(|name| format!(" by {name}"));
    let related = found
        .related
        .iter()
        .map(|other| format!(", see {}:{}:{}", other.file, other.line, other.column));
    format!(
        "{}:{}-{}:{} {}{}{}",
        found.line,
        found.column,
        found.end_line,
        found.end_column,
        between(found),
        made.unwrap_or_default(),
        related.collect::<String>()
    )
}

fn between(found: &Located) -> String {
    let lines = SOURCE.lines().enumerate().map(|(at, line)| (at + 1, line));
    let lines = lines.filter(|(at, _)| (found.line..=found.end_line).contains(at));
    let pieces = lines.map(|(at, line)| {
        let characters: Vec<char> = line.chars().collect();
        let from = if at == found.line {
            found.column - 1
        } else {
            0
        };
        let to = if at == found.end_line {
            found.end_column - 1
        } else {
            characters.len()
        };
        characters[from..to].iter().collect::<String>()
    });
    pieces.collect::<Vec<_>>().join("\n")
}

/// The text a compiler makes of the source, without what it includes.
fn preprocessed(compiler: &str) -> Option<String> {
    if !available(compiler) {
        return None;
    }
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("a.c"), SOURCE).unwrap();
    let mut command = Command::new(compiler);
    let output = command
        .args(["-E", "a.c"])
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{compiler}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn available(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|dir| dir.join(program).is_file());
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// Texts that stand in the output of every preprocessor, whatever it does with
/// white space between lines.
const PIECES: [&str; 14] = [
    "int *p,",
    "((uintptr_t)(p) | 1) +",
    "(uintptr_t)(p) | 1) + (long)q",
    "(uintptr_t)(p) | 1",
    "(long)q",
    "long y",
    "z = (long) q",
    "(long) q",
    "x += 5",
    "5; if",
    "(char) y",
    "x = x + 7",
    "int decl",
    "return x + y",
];

#[test]
fn places_are_where_the_user_wrote_them() {
    for compiler in ["gcc", "clang"] {
        let Some(text) = preprocessed(compiler) else {
            continue;
        };
        let start = text.find("long f(int").unwrap();
        let findings: Vec<Finding> = PIECES
            .iter()
            .map(|piece| {
                let mut found = finding(&text[start..], 0, piece);
                found.span = Span::new(
                    found.span.start as usize + start,
                    found.span.end as usize + start,
                );
                found
            })
            .collect();
        let found = in_file(&text, SOURCE, &findings);
        let lines: Vec<String> = PIECES
            .iter()
            .zip(&found)
            .map(|(piece, found)| format!("{piece:32} {}", shown(found)))
            .collect();
        insta::assert_snapshot!("places", lines.join("\n"));
    }
}

/// In an argument of a library's macro, over several lines, and behind macros
/// whose arguments went over several lines.
#[test]
fn arguments_and_long_statements() {
    for compiler in ["gcc", "clang"] {
        let Some(text) = preprocessed(compiler) else {
            continue;
        };
        let joined = |words: &[&str]| {
            let start = text.rfind(words[0]).unwrap();
            let last = words[words.len() - 1];
            Span::new(
                start,
                start + text[start..].find(last).unwrap() + last.len(),
            )
        };
        let spans = [
            joined(&["(unsigned)p", "(unsigned)p"]),
            joined(&["((short)", "y"]),
            joined(&["((1)", "(2))"]),
            joined(&["z + ((1)", "(2))"]),
        ];
        let findings = spans.map(|span| Finding {
            span,
            ..finding(&text, 0, "long f")
        });
        let found = in_file(&text, SOURCE, &findings);
        let lines: Vec<String> = found.iter().map(shown).collect();
        insta::assert_snapshot!("arguments", lines.join("\n\n"));
    }
}

#[test]
fn fixes_only_where_the_text_stands_as_it_is() {
    let file = "#define M(x) x + 4\nint a = 4  * 2, b = 4/**/*3, c = M(1), d = M(5 - 5);\n";
    let text = "# 1 \"a.c\"\n\nint a = 4 * 2, b = 4*3, c = 1 + 4, d = 5 - 5 + 4;\n";
    let fixed = |wanted: &str| {
        let mut finding = finding(text, 0, wanted);
        let replacement = "sizeof(int)".to_string();
        finding.fix = Some(Fix {
            span: finding.span,
            replacement,
        });
        let fix = in_file(text, file, &[finding]).remove(0).fix?;
        assert_eq!(file[fix.start..fix.end], fix.original);
        Some((fix.line, fix.column, fix.end_column, fix.original))
    };
    assert_eq!(fixed("4 * 2"), Some((2, 9, 15, "4  * 2".into())));
    assert_eq!(fixed("4*3"), None, "a comment would go");
    assert_eq!(fixed("1 + 4"), None, "made by a macro");
    assert_eq!(
        fixed("5 - 5"),
        None,
        "in an argument, which may be used twice"
    );
    assert_eq!(fixed("4, d"), None, "half of it made by a macro");
    assert_eq!(fixed("nt a"), None, "not whole words");
}

#[test]
fn fingerprints_stay_under_edits_elsewhere() {
    let file = "int a;\n  x = (long)p; y = (long)p;\nx = (long)p;\n";
    let all = |file: &str| -> Vec<String> {
        let text = format!("# 1 \"a.c\"\n{file}");
        let found: Vec<Finding> = text
            .match_indices("(long)p")
            .map(|(start, wanted)| Finding {
                span: Span::new(start, start + wanted.len()),
                ..finding(&text, 0, wanted)
            })
            .collect();
        in_file(&text, file, &found)
            .into_iter()
            .map(|found| found.fingerprint)
            .collect()
    };
    let before = all(file);
    let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!((before.len(), distinct.len()), (3, 3));
    let moved = file
        .replace("int a;\n", "int a;\n\nint b; /* new */\n")
        .replace("  x", "\tx");
    assert_eq!(all(&moved), before);
    assert_ne!(all(&file.replace("y =", "z ="))[0], before[0]);
}

#[test]
fn a_file_that_cannot_be_read() {
    let text = "# 7 \"gone.c\"\nint é = (long)q;\n";
    let found = locate(&[finding(text, 0, "(long)q")], &source(text), &|_| None);
    let found = &found[0];
    assert_eq!(
        (found.file.as_str(), found.line, found.column),
        ("gone.c", 7, 9)
    );
    assert_eq!(found.snippet, "int é = (long)q;");
}

#[test]
fn a_file_that_does_not_fit_the_text_is_harmless() {
    let text = "# 1 \"a.c\"\nint x = MACRO(y) + (long)q;\n# 90 \"a.c\"\nint z;\n";
    for file in [
        "",
        "\n",
        "/*",
        "\"",
        "#define",
        "MACRO((((",
        "é(long)q",
        "x\\\n\\\n",
        "int x = \"\\\n",
    ] {
        for wanted in ["int x", "(long)q", "int z", "MACRO(y) +"] {
            let found = in_file(text, file, &[finding(text, 0, wanted)]);
            assert_eq!(found.len(), 1);
            assert!(
                found[0].line > 0 && found[0].column > 0,
                "{file:?} {wanted}"
            );
        }
    }
}

#[test]
fn bytes_that_are_no_utf8() {
    let text = b"# 1 \"a.c\"\nchar *s = \"\xe9\" + (long)q;\n".to_vec();
    let start = text.windows(7).position(|word| word == b"(long)q").unwrap();
    let source = SourceText::new(text, "a.c").unwrap();
    let finding = Finding {
        span: Span::new(start, start + 7),
        ..finding("x", 0, "x")
    };
    let file = String::from_utf8_lossy(b"char *s = \"\xe9\"   + (long)q;\n").into_owned();
    let found = locate(&[finding], &source, &|_| Some(file.clone()));
    assert_eq!(
        (found[0].line, found[0].column, found[0].end_column),
        (1, 19, 26)
    );
}

/// Twenty thousand findings, on lines of their own and on one line: a step that
/// looks through the whole file for each would take minutes.
#[test]
fn many_findings_take_time_in_proportion() {
    for line in ["x = (long)p;\n", "x = (long)p; "] {
        let file = line.repeat(20_000);
        let text = format!("# 1 \"a.c\"\n{file}");
        let found: Vec<Finding> = text
            .match_indices("(long)p")
            .map(|(start, wanted)| Finding {
                span: Span::new(start, start + wanted.len()),
                ..finding(&text, 0, wanted)
            })
            .collect();
        let begin = Instant::now();
        let located = in_file(&text, &file, &found);
        let took = begin.elapsed();
        println!("{} findings in {took:?}", located.len());
        assert_eq!(
            located.last().map(|found| found.end_column),
            Some(
                line.trim_end().len() * if line.ends_with('\n') { 1 } else { 20_000 }
                    + if line.ends_with('\n') { 0 } else { 19_999 }
            )
        );
        assert!(took < Duration::from_secs(20), "{took:?}");
    }
}

#[test]
fn names_are_relative_to_the_current_folder() {
    let here = std::env::current_dir().unwrap();
    let name = here.join("sub").join("a.c");
    let text = format!("# 1 \"{}\"\nint x;\n", name.display());
    let found = locate(&[finding(&text, 0, "int x")], &source(&text), &|name| {
        (Path::new(name) == Path::new("sub/a.c")).then(|| "int  x;\n".to_string())
    });
    assert_eq!(
        (found[0].file.as_str(), found[0].end_column),
        ("sub/a.c", 7)
    );
}
