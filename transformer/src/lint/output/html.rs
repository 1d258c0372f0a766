//! One page to look at: no other file, no network, works without its script.

mod finding;
mod overview;
mod rules;
mod snippet;

use super::summary_table::{grouped, total};
use super::texts::Texts;
use super::Summary;
use crate::lint::{Located, Severity};
use pulldown_cmark_escape::escape_html;
use std::fmt::Write as _;
use std::io::{self, Write};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// Nothing is fetched, and nothing but the page's own script runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

pub fn write(
    findings: &[&Located],
    summary: &Summary,
    texts: &Texts,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", head(summary))?;
    writeln!(out, "{}", overview::overview(summary))?;
    if findings.is_empty() {
        writeln!(
            out,
            "<p class=none>Nothing found that keeps this code from migrating.</p>"
        )?;
    } else {
        writeln!(out, "{}", toolbar(summary))?;
        writeln!(out, "<main id=findings>")?;
        write_files(findings, texts, out)?;
        writeln!(out, "</main>\n{}", rules::rules(summary))?;
    }
    writeln!(out, "{}\n<script>{SCRIPT}</script>", keys())
}

/// By file, in the order the files were linted in.
fn write_files(findings: &[&Located], texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let mut order: Vec<&str> = Vec::new();
    let mut by_file = std::collections::HashMap::<&str, Vec<&Located>>::new();
    for &finding in findings {
        by_file
            .entry(&finding.file)
            .or_insert_with(|| {
                order.push(&finding.file);
                Vec::new()
            })
            .push(finding);
    }
    for file in order {
        let findings = &by_file[file];
        let count = grouped(findings.len());
        let name = escaped(file);
        writeln!(
            out,
            "<section class=file data-f=\"{name}\">\n<h2>{name} <span class=count>{count}</span></h2>"
        )?;
        for finding in findings {
            out.write_all(finding::article(finding, texts).as_bytes())?;
        }
        writeln!(out, "</section>")?;
    }
    Ok(())
}

fn head(summary: &Summary) -> String {
    let title = "What keeps this code from migrating";
    let total = total(summary);
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=Content-Security-Policy content=\"{POLICY}\">\n\
         <title>{total} - migctl lint</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <header><div><h1>{title}</h1><p>{total}, by migctl lint {version}</p></div>\
         <button id=theme title=\"dark or light (t)\" hidden>&#9681; theme</button></header>"
    )
}

fn toolbar(summary: &Summary) -> String {
    let mut out = String::from(
        "<form id=filter hidden>\n<input id=search type=search \
         placeholder=\"Search messages, code, files\" aria-label=\"Search\">\n\
         <span class=group role=group aria-label=\"Severity\">",
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let (text, key) = (severity.text(), &severity.text()[..1]);
        let _ = write!(
            out,
            "<label class=\"{key}\"><input type=checkbox name=severity value={key} checked>{text}s</label>"
        );
    }
    out += "</span>\n<select id=rule aria-label=\"Rule\"><option value=\"\">all rules</option>";
    for rule in &summary.rules {
        let (code, name) = (escaped(&rule.code), escaped(&rule.name));
        let _ = write!(
            out,
            "<option value=\"{code}\">{code} {name} ({})</option>",
            rule.count
        );
    }
    out += "</select>\n<select id=file aria-label=\"File\"><option value=\"\">all files</option>";
    for file in summary.files.iter().filter(|file| file.counts.all() > 0) {
        let (path, count) = (escaped(&file.path), file.counts.all());
        let _ = write!(out, "<option value=\"{path}\">{path} ({count})</option>");
    }
    out + "</select>\n<output id=shown></output>\n\
           <button id=clear type=reset>Clear</button>\n\
           <button id=help type=button title=\"Keys (?)\">Keys</button>\n</form>"
}

fn keys() -> &'static str {
    "<dialog id=keys><h2>Keys</h2><dl>\
     <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous finding</dd>\
     <dt><kbd>Enter</kbd></dt><dd>the rule of the finding, in place</dd>\
     <dt><kbd>/</kbd></dt><dd>search</dd>\
     <dt><kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd></dt><dd>errors, warnings, notes on and off</dd>\
     <dt><kbd>r</kbd></dt><dd>only the rule of the finding, or all</dd>\
     <dt><kbd>t</kbd></dt><dd>dark or light</dd>\
     <dt><kbd>Esc</kbd></dt><dd>clear the filter</dd></dl>\
     <form method=dialog><button>Close</button></form></dialog>"
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // A string takes whatever is written.
    let _ = escape_html(&mut out, text);
    out
}

/// Escaped, with what stands between backquotes as code.
fn worded(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let pairs = text.matches('`').count() / 2;
    parts.fold(String::new(), |out, (at, part)| {
        let part = escaped(part);
        match at {
            at if at > 2 * pairs => out + "`" + &part,
            at if at % 2 == 1 => out + "<code>" + &part + "</code>",
            _ => out + &part,
        }
    })
}
