//! SARIF against its official schema, which a crate carries.

use crate::formats::{options, read, reports};
use crate::support::crate_sources::crate_dir;
use crate::{many, written};
use migcc::lint::output::Format;
use serde_json::Value;

#[test]
fn sarif() {
    let text = written(Format::Sarif, &reports(), &options(), &read);
    let mut log: Value = serde_json::from_str(&text).unwrap();
    let driver = &mut log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["semanticVersion"].take(), env!("CARGO_PKG_VERSION"));
    // The rules' own text is theirs.
    for rule in driver["rules"].as_array_mut().unwrap() {
        let (text, markdown) = (rule["help"]["text"].take(), rule["help"]["markdown"].take());
        assert!(text == markdown && markdown.as_str().unwrap().contains("```c\n"));
        assert!(rule["fullDescription"]["text"]
            .take()
            .as_str()
            .unwrap()
            .ends_with('.'));
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn it_is_what_the_schema_says() {
    let schema = match crate_dir("serde-sarif") {
        Ok(folder) => std::fs::read_to_string(folder.join("src/schema.json")).unwrap(),
        Err(why) => {
            eprintln!("skipped: no SARIF schema: {why}");
            return;
        }
    };
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors = |text: &str| -> Vec<String> {
        let log: Value = serde_json::from_str(text).unwrap();
        let errors = validator.iter_errors(&log);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    };
    let text = written(Format::Sarif, &reports(), &options(), &read);
    assert_eq!(errors(&text), Vec::<String>::new());
    let clean = written(Format::Sarif, &reports()[2..], &options(), &read);
    assert_eq!(errors(&clean), Vec::<String>::new());
    assert!(!errors(&text.replace("\"ruleId\"", "\"rule\"")).is_empty());
    assert!(!errors(&text.replace("\"startLine\": ", "\"startLine\": -")).is_empty());
}

#[test]
fn more_findings_than_github_takes() {
    let told = |count: usize| {
        let (reports, read) = many(count, 10);
        let text = written(Format::Sarif, &reports, &options(), &read);
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        let errors = results
            .iter()
            .filter(|result| result["level"] == "error")
            .count();
        let notice = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        (results.len(), errors, notice.as_str().map(str::to_string))
    };
    let (all, _) = many(26_000, 10);
    let all = all.iter().flat_map(|report| &report.findings);
    let errors = all.filter(|found| found.severity.text() == "error").count();
    let notice = "26000 findings; the 25000 most severe are in this file";
    assert_eq!(
        told(26_000),
        (25_000, errors.min(25_000), Some(notice.into()))
    );
    let notice = "6000 findings; GitHub shows the 5000 most severe";
    assert_eq!(told(6_000).2.as_deref(), Some(notice));
    assert_eq!(told(100).2, None);
}
