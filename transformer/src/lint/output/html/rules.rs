//! What the rules say, once each.

use super::escaped;
use crate::lint::output::{RuleSummary, Summary};
use crate::lint::rule_named;
use pulldown_cmark::{html, CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

pub fn rules(summary: &Summary) -> String {
    let mut rules: Vec<&RuleSummary> = summary.rules.iter().collect();
    rules.sort_by_key(|rule| &rule.code);
    let rules: String = rules.into_iter().map(rule).collect();
    format!("<section id=rules>\n<h2>The rules</h2>\n{rules}</section>")
}

fn rule(rule: &RuleSummary) -> String {
    let (code, name) = (escaped(&rule.code), escaped(&rule.name));
    let key = &rule.severity.text()[..1];
    let documentation = rule_named(&rule.code).map(|rule| rule.documentation());
    let (summary, body) = match documentation {
        Some(text) => (escaped(text.summary), rendered(text.body)),
        None => (
            "This version of migcc does not have this rule.".into(),
            String::new(),
        ),
    };
    format!(
        "<article id=\"{code}\" class=\"rule {key}\"><h3>{code} {name} <small>{summary}</small></h3>\
         <div class=doc>{body}</div></article>\n"
    )
}

/// The sections below the headings of the page, and code as C.
fn rendered(markdown: &str) -> String {
    let events = Parser::new(markdown).map(|event| match event {
        Event::Start(Tag::Heading {
            id, classes, attrs, ..
        }) => Event::Start(Tag::Heading {
            level: HeadingLevel::H4,
            id,
            classes,
            attrs,
        }),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(HeadingLevel::H4)),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            let kind = if info.ends_with(",expect") {
                "bad"
            } else {
                "good"
            };
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind.into())))
        }
        // The text of a rule is no markup.
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}
