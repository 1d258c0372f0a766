//! SARIF 2.1.0 (OASIS, with errata 01), within the limits of GitHub's code
//! scanning.

use super::OutputOptions;
use crate::lint::{rule_named, Documentation, Located, LocatedFix, Related};
use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use serde_json::{json, Map, Value};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A file with more results is rejected.
const MAX_RESULTS: usize = 25_000;

/// Of more results, only the worst are shown.
const SHOWN_RESULTS: usize = 5_000;

/// What stays as it is in a path of a URI (RFC 3986 3.3).
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub fn write(
    findings: &[&Located],
    options: &OutputOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &log(findings, options))?;
    writeln!(out)
}

fn log(findings: &[&Located], options: &OutputOptions) -> Value {
    let kept = worst(findings);
    let rules = rules(&kept);
    let results: Vec<Value> = kept
        .iter()
        .map(|finding| result(finding, &rules, options))
        .collect();
    let described: Vec<Value> = rules.values().map(|rule| described(rule)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "migcc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "automationDetails": { "id": "migcc/" },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": {
                "description": { "text": "The root of the repository." },
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications(findings.len()),
            }],
            "results": results,
        }],
    })
}

/// As many as are taken, the worst of them, in their old order.
fn worst<'a>(findings: &[&'a Located]) -> Vec<&'a Located> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&at| Reverse(findings[at].severity));
    order.truncate(MAX_RESULTS);
    order.sort_unstable();
    order.into_iter().map(|at| findings[at]).collect()
}

fn notifications(count: usize) -> Vec<Value> {
    let text = if count > MAX_RESULTS {
        format!("{count} findings; the {MAX_RESULTS} most severe are in this file")
    } else if count > SHOWN_RESULTS {
        format!("{count} findings; GitHub shows the {SHOWN_RESULTS} most severe")
    } else {
        return Vec::new();
    };
    vec![json!({ "level": "warning", "message": { "text": text } })]
}

/// What is said of a rule: its documentation, or of one that this version does
/// not have what the finding tells.
struct Rule<'a> {
    index: usize,
    finding: &'a Located,
    documentation: Option<&'static Documentation>,
}

fn rules<'a>(findings: &[&'a Located]) -> BTreeMap<&'a str, Rule<'a>> {
    let mut rules = BTreeMap::new();
    for &finding in findings {
        rules.entry(finding.rule.as_str()).or_insert_with(|| Rule {
            index: 0,
            finding,
            documentation: rule_named(&finding.rule).map(|rule| rule.documentation()),
        });
    }
    for (index, rule) in rules.values_mut().enumerate() {
        rule.index = index;
    }
    rules
}

fn described(rule: &Rule) -> Value {
    let severity = rule.finding.severity.text();
    let mut value = json!({
        "id": rule.finding.rule,
        "name": pascal(&rule.finding.name),
        "defaultConfiguration": { "level": severity },
        "properties": {
            "problem.severity": if severity == "note" { "recommendation" } else { severity },
            "precision": "high",
            "tags": ["portability", "migration"],
        },
    });
    if let Some(documentation) = rule.documentation {
        let full = section(documentation.body, "Why migration breaks");
        value["shortDescription"] = json!({ "text": documentation.summary });
        value["fullDescription"] = json!({ "text": full });
        // Fences name what the examples are for; readers colour C.
        let markdown = documentation
            .body
            .replace("```c,expect", "```c")
            .replace("```c,ok", "```c");
        value["help"] = json!({ "text": markdown, "markdown": markdown });
    }
    value
}

/// The text of a section, on one line.
fn section(body: &str, heading: &str) -> String {
    let lines = body.lines();
    let lines = lines.skip_while(|line| line.strip_prefix("## ") != Some(heading));
    let lines = lines.skip(1).take_while(|line| !line.starts_with("## "));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// `pointer-to-integer` as `PointerToInteger`.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    name.split('-').map(word).collect()
}

fn result(finding: &Located, rules: &BTreeMap<&str, Rule>, options: &OutputOptions) -> Value {
    let mut value = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.get(finding.rule.as_str()).map_or(0, |rule| rule.index),
        "level": finding.severity.text(),
        "message": { "text": message(finding) },
        "locations": [location(finding, options)],
        "partialFingerprints": { "migcc/v1": finding.fingerprint },
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate();
        let related = related.map(|(id, other)| self::related(id, other, options));
        value["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &finding.fix {
        value["fixes"] = json!([self::fix(fix, options)]);
    }
    value
}

fn message(finding: &Located) -> String {
    let mut text = format!("{}.", finding.message);
    if let Some(name) = &finding.macro_name {
        text += &format!(" Made by the macro {name}.");
    }
    for help in &finding.help {
        text += &format!("\nHelp: {help}.");
    }
    text
}

fn location(finding: &Located, options: &OutputOptions) -> Value {
    let mut region = region(finding.line, finding.column);
    region.insert("endLine".into(), finding.end_line.into());
    region.insert("endColumn".into(), finding.end_column.into());
    region.insert("snippet".into(), json!({ "text": finding.snippet }));
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": artifact(&finding.file, options),
        "region": region,
    }});
    if let Some(function) = &finding.function {
        location["logicalLocations"] = json!([{ "name": function, "kind": "function" }]);
    }
    location
}

fn related(id: usize, other: &Related, options: &OutputOptions) -> Value {
    json!({
        "id": id,
        "physicalLocation": {
            "artifactLocation": artifact(&other.file, options),
            "region": region(other.line, other.column),
        },
        "message": { "text": other.text },
    })
}

fn fix(fix: &LocatedFix, options: &OutputOptions) -> Value {
    let mut deleted = region(fix.line, fix.column);
    deleted.insert("endLine".into(), fix.end_line.into());
    deleted.insert("endColumn".into(), fix.end_column.into());
    json!({
        "description": { "text": format!("Write `{}`.", fix.replacement) },
        "artifactChanges": [{
            "artifactLocation": artifact(&fix.file, options),
            "replacements": [{
                "deletedRegion": deleted,
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

fn region(line: usize, column: usize) -> Map<String, Value> {
    let mut region = Map::new();
    region.insert("startLine".into(), line.max(1).into());
    region.insert("startColumn".into(), column.max(1).into());
    region
}

/// From the root of the repository; a file outside of it by its whole name.
fn artifact(file: &str, options: &OutputOptions) -> Value {
    let path = options.rooted(file);
    let uri = utf8_percent_encode(&path, PATH).to_string();
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": "%SRCROOT%" }),
    }
}
