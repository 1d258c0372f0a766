//! Every lint rule against its own documentation and its seeds.
//!
//! - The fences of its doc comment: it finds something in each `c,expect`, and
//!   nothing in any `c,ok`; what is said of the former is a snapshot.
//! - `tests/lint/NAME.c`: it finds something on each line that ends in
//!   `// finds` and nowhere else; at least five of those, and at least five
//!   lines `// near miss`.

use migcc::diagnostic::render;
use migcc::lint::{check, Documentation, Finding, Rule, RULES};
use migcc::transform::{prepare, Prepared, Target, TransformInput, TransformOptions};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const SEEDS: usize = 5;

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let documents: Vec<&Documentation> = RULES.iter().map(|rule| rule.documentation()).collect();
    let codes: Vec<&str> = documents.iter().map(|text| text.code).collect();
    let names: BTreeSet<&str> = documents.iter().map(|text| text.name).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    assert_eq!(names.len(), codes.len(), "two rules have one name");
}

#[test]
fn each_rule_has_its_own_file_and_is_listed() {
    let folder = root().join("transformer/src/lint/rules");
    let files = std::fs::read_dir(folder).unwrap();
    let files: BTreeSet<String> = files
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let listed = RULES.iter().map(|rule| {
        let text = rule.documentation();
        let expected = text.name.replace('-', "_") + ".rs";
        assert!(
            text.file.ends_with(&expected),
            "{} in {}",
            text.name,
            text.file
        );
        expected
    });
    assert_eq!(listed.collect::<BTreeSet<_>>(), files);
}

#[test]
fn examples_do_what_the_documentation_says() {
    for rule in RULES {
        let text = rule.documentation();
        for (n, code) in fences(text.body, "c,expect").iter().enumerate() {
            let (prepared, found) = lint(*rule, "example.c", code);
            assert!(!found.is_empty(), "{}: nothing in\n{code}", text.name);
            let name = format!("{}_{n}", text.name);
            insta::assert_snapshot!(name, shown(&prepared, &found, code));
        }
        for code in fences(text.body, "c,ok") {
            let (prepared, found) = lint(*rule, "example.c", &code);
            let shown = shown(&prepared, &found, &code);
            assert!(
                found.is_empty(),
                "{}: in the good example\n{shown}",
                text.name
            );
        }
    }
}

#[test]
fn seeds_are_found_and_near_misses_are_not() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let name = rule.documentation().name;
        let path = root().join(format!("tests/lint/{name}.c"));
        let Ok(code) = std::fs::read_to_string(&path) else {
            wrong.push(format!("tests/lint/{name}.c is missing"));
            continue;
        };
        let wanted = marked(&code, "// finds");
        let misses = marked(&code, "// near miss");
        if wanted.len() < SEEDS || misses.len() < SEEDS {
            let counts = (wanted.len(), misses.len());
            wrong.push(format!(
                "{name}: {counts:?} seeds, {SEEDS} of each are wanted"
            ));
        }
        let (prepared, found) = lint(*rule, "seeds.c", &code);
        let lines = prepared.source.lines();
        let place = |finding: &Finding| lines.place(finding.span.start as usize).line as usize;
        let found: BTreeSet<usize> = found.iter().map(place).collect();
        let line = |n: &usize| format!("{n}: {}", code.lines().nth(n - 1).unwrap_or(""));
        let missed: Vec<_> = wanted.difference(&found).map(line).collect();
        let false_alarms: Vec<_> = found.difference(&wanted).map(line).collect();
        if !missed.is_empty() || !false_alarms.is_empty() {
            wrong.push(format!(
                "{name}\n  missed: {missed:#?}\n  false alarms: {false_alarms:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn marked(code: &str, mark: &str) -> BTreeSet<usize> {
    let lines = code.lines().enumerate();
    lines
        .filter(|(_, line)| line.trim_end().ends_with(mark))
        .map(|(n, _)| n + 1)
        .collect()
}

fn lint(rule: &'static dyn Rule, name: &str, code: &str) -> (Prepared, Vec<Finding>) {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join(name), code).unwrap();
    let mut command = Command::new("cc");
    command.arg("-I").arg(root().join("runtime-c/include"));
    let text = command
        .args(["-D__MIGCC__=1", "-D__MIGCC_PREPROCESS__=1"])
        .args(["-std=gnu11", "-E", name])
        .current_dir(place.path());
    let output = text.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}: {said}",
        rule.documentation().name
    );
    let prepared = prepare(&TransformInput {
        text: output.stdout,
        unit_name: name.into(),
        file: name.into(),
        fingerprint: String::new(),
        options: TransformOptions {
            standard: Some("gnu11".into()),
            config: None,
            testing: false,
            target: target(),
        },
        expanded: Default::default(),
    });
    let prepared = prepared
        .unwrap_or_else(|errors| panic!("{}: {errors:#?}\n{code}", rule.documentation().name));
    let found = check(&prepared, &[rule]).unwrap();
    (prepared, found)
}

fn target() -> Target {
    let macros = [
        ("__LP64__", "1"),
        ("__SIZEOF_POINTER__", "8"),
        ("__SIZEOF_LONG__", "8"),
    ];
    let pairs = macros.map(|(name, value)| (name.to_string(), value.to_string()));
    Target {
        macros: pairs.into_iter().collect(),
    }
}

fn shown(prepared: &Prepared, found: &[Finding], code: &str) -> String {
    let diagnostics: Vec<_> = found.iter().map(Finding::diagnostic).collect();
    let text = render(&diagnostics, prepared.source.bytes(), &|_| {
        Some(code.into())
    });
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// The text of the fences of this kind in a rule's documentation.
fn fences(body: &str, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        if line.strip_prefix("```") == Some(kind) {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(code.join("\n") + "\n");
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
