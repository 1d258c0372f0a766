//! One finding.

use super::{escaped, snippet, worded};
use crate::lint::output::texts::Texts;
use crate::lint::{Located, LocatedFix, Related};

pub fn article(finding: &Located, texts: &Texts) -> String {
    let severity = finding.severity.text();
    let key = &severity[..1];
    let (rule, name) = (escaped(&finding.rule), escaped(&finding.name));
    let message = worded(&finding.message);
    let place = place(finding);
    let snippet = snippet::snippet(finding, texts);
    let more = more(finding);
    format!(
        "<article class={key} data-r=\"{rule}\" tabindex=-1>\n\
         <h3><b>{severity}</b> {message} <a class=why href=\"#{rule}\">{rule} {name}</a></h3>\n\
         <p class=at>{place}</p>\n{snippet}{more}</article>\n"
    )
}

fn place(finding: &Located) -> String {
    let mut place = format!(
        "{}:{}:{}",
        escaped(&finding.file),
        finding.line,
        finding.column
    );
    if let Some(function) = &finding.function {
        place += &format!(" in <code>{}</code>", escaped(function));
    }
    if let Some(name) = &finding.macro_name {
        place += &format!(", made by the macro <code>{}</code>", escaped(name));
    }
    place
}

/// What to do, and other places.
fn more(finding: &Located) -> String {
    let help = finding.help.iter().map(|line| worded(line));
    let fix = finding.fix.iter().map(fix);
    let related = finding.related.iter().map(related);
    let item = |class: &str, text: String| format!("<li class={class}>{text}</li>");
    let items: String = help
        .map(|text| item("help", text))
        .chain(fix.map(|text| item("help", text)))
        .chain(related.map(|text| item("see", text)))
        .collect();
    match items.is_empty() {
        true => String::new(),
        false => format!("<ul>{items}</ul>\n"),
    }
}

fn fix(fix: &LocatedFix) -> String {
    let replacement = escaped(&fix.replacement);
    format!("<code>--fix</code> writes <code>{replacement}</code> here")
}

fn related(other: &Related) -> String {
    let place = format!("{}:{}:{}", escaped(&other.file), other.line, other.column);
    format!("<span class=at>{place}</span> {}", worded(&other.text))
}
