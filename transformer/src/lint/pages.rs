//! The documentation of the rules as files of `docs/rules/`.

use super::{Documentation, RULES};

/// Name and text of each page, the table of all rules first.
pub fn pages() -> Vec<(String, String)> {
    let documents = || RULES.iter().map(|rule| rule.documentation());
    let table = ("README.md".into(), index(documents()));
    let page_of = |rule: &'static Documentation| (format!("{}.md", rule.name), page(rule));
    std::iter::once(table)
        .chain(documents().map(page_of))
        .collect()
}

fn index(rules: impl Iterator<Item = &'static Documentation>) -> String {
    let mut text = String::from(
        "<!-- Written by `cargo xtask rules` from the doc comments in \
         transformer/src/lint/rules/. -->\n\n\
         # Rules\n\n\
         What `migctl lint` finds; [lint.md](../lint.md) tells how to use it.\n\n\
         - **error**: cannot migrate; state would be lost or wrong, or the tool refuses\n\
         - **warning**: migrates under a condition\n\
         - **note**: migrates, and means something else elsewhere\n\n\
         | code | name | severity | finds |\n|---|---|---|---|\n",
    );
    for rule in rules {
        let Documentation {
            code,
            name,
            severity,
            summary,
            ..
        } = rule;
        let severity = severity.text();
        let summary = summary.replace('|', "\\|");
        text += &format!("| {code} | [{name}]({name}.md) | {severity} | {summary} |\n");
    }
    text
}

fn page(rule: &Documentation) -> String {
    let Documentation {
        code,
        name,
        severity,
        since,
        summary,
        body,
        file,
    } = rule;
    let severity = severity.text();
    // What the fences expect of the lint is for the tests.
    let body = body
        .replace("```c,expect", "```c")
        .replace("```c,ok", "```c");
    format!(
        "<!-- Written by `cargo xtask rules` from {file}. -->\n\n\
         # {name} ({code})\n\n\
         {summary}.\n\n\
         Severity: {severity}. Since migcc {since}.\n\n\
         {body}"
    )
}
