//! `Documented`: what a lint rule is called and how it is explained.

use super::doc_line;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields};

/// Headings every rule has, in this order.
const SECTIONS: [&str; 4] = [
    "What it checks",
    "Why migration breaks",
    "Example",
    "Use instead",
];

const KEYS: [&str; 4] = ["code", "name", "severity", "since"];

pub fn expand(input: &DeriveInput) -> Result<Tokens, Error> {
    let is_unit = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit));
    let wrong = |what: String| Error::new_spanned(&input.ident, what);
    if !is_unit {
        return Err(wrong("Documented is for structs without fields".into()));
    }
    let lines: Vec<String> = input.attrs.iter().filter_map(doc_line).collect();
    let text = Text::read(&lines).map_err(wrong)?;
    Ok(tokens(input, &text))
}

fn tokens(input: &DeriveInput, text: &Text) -> Tokens {
    let name = &input.ident;
    let Text {
        summary,
        values: [code, rule_name, severity, since],
        body,
    } = text;
    let severity = match severity.as_str() {
        "error" => quote!(Error),
        "warning" => quote!(Warning),
        _ => quote!(Note),
    };
    quote! {
        impl crate::lint::Documented for #name {
            fn documentation(&self) -> &'static crate::lint::Documentation {
                const TEXT: crate::lint::Documentation = crate::lint::Documentation {
                    code: #code,
                    name: #rule_name,
                    severity: crate::lint::Severity::#severity,
                    since: #since,
                    summary: #summary,
                    body: #body,
                    file: file!(),
                };
                &TEXT
            }
        }
    }
}

struct Text {
    summary: String,
    /// In the order of `KEYS`.
    values: [String; 4],
    /// The sections, as Markdown.
    body: String,
}

impl Text {
    fn read(lines: &[String]) -> Result<Text, String> {
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
            .collect();
        let summary = lines.first().copied().unwrap_or("");
        if summary.is_empty() || summary.ends_with('.') {
            return Err(
                "begin the doc comment with what the rule finds, in one line without a full stop"
                    .into(),
            );
        }
        let first = lines.iter().position(|line| line.starts_with("## "));
        let (head, body) = lines.split_at(first.unwrap_or(lines.len()));
        let values = values(head)?;
        check_sections(body)?;
        Ok(Text {
            summary: summary.to_string(),
            values,
            body: body.join("\n").trim_end().to_string() + "\n",
        })
    }
}

fn values(head: &[&str]) -> Result<[String; 4], String> {
    let value = |key: &str| {
        let prefix = format!("- {key}: ");
        let found = head.iter().find_map(|line| line.strip_prefix(&prefix));
        found
            .map(|value| value.trim().to_string())
            .filter(|value| !value.is_empty())
            .ok_or_else(|| format!("the doc comment lacks a line `{prefix}...`"))
    };
    let [code, name, severity, since] = KEYS.map(value);
    let (code, name, severity, since) = (code?, name?, severity?, since?);
    let digits = code.strip_prefix("MIG").unwrap_or("");
    if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("the code `{code}` is not MIG and three digits"));
    }
    let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !name.bytes().all(kebab) {
        return Err(format!("the name `{name}` is not in kebab-case"));
    }
    if !["error", "warning", "note"].contains(&severity.as_str()) {
        return Err(format!(
            "the severity `{severity}` is not error, warning or note"
        ));
    }
    if since.split('.').count() != 3 {
        return Err(format!("`{since}` is not a version"));
    }
    Ok([code, name, severity, since])
}

fn check_sections(body: &[&str]) -> Result<(), String> {
    let headings: Vec<&str> = body
        .iter()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    if headings != SECTIONS {
        return Err(format!(
            "the sections of the doc comment are {headings:?} and have to be {SECTIONS:?}"
        ));
    }
    for section in SECTIONS {
        let text = section_of(body, section);
        if text.iter().all(|line| line.is_empty()) {
            return Err(format!("the section `{section}` is empty"));
        }
    }
    for (section, fence) in [("Example", "```c,expect"), ("Use instead", "```c,ok")] {
        if !section_of(body, section).contains(&fence) {
            return Err(format!("the section `{section}` has no `{fence}` fence"));
        }
    }
    Ok(())
}

/// The lines below a heading, up to the next one.
fn section_of<'a>(body: &'a [&'a str], heading: &str) -> &'a [&'a str] {
    let is_heading = |line: &&str| line.strip_prefix("## ") == Some(heading);
    let Some(start) = body.iter().position(is_heading).map(|at| at + 1) else {
        return &[];
    };
    let rest = &body[start..];
    let end = rest.iter().position(|line| line.starts_with("## "));
    &rest[..end.unwrap_or(rest.len())]
}
