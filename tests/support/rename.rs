//! The text with everything renamed that has no linkage: if names are resolved
//! rightly and all their places are known, it means the same program.

use migcc::hir::{DeclKind, Linkage, Unit};
use migcc::source::Span;

/// What is added to names; `without_suffixes` takes it away again.
const SUFFIX: &str = "__rn";

pub fn renamed(unit: &Unit, text: &str) -> String {
    let mut insertions: Vec<(u32, String)> = Vec::new();
    let mut rename = |spans: &[Span], suffix: String| {
        insertions.extend(spans.iter().map(|span| (span.end, suffix.clone())));
    };
    for (id, decl) in unit.decls.iter() {
        let fixed = decl.linkage == Linkage::External || decl.kind == DeclKind::Function;
        if !fixed && !decl.name_span.is_empty() {
            rename(&decl.uses, format!("{SUFFIX}d{}", id.index()));
        }
    }
    for (id, record) in unit.records.iter() {
        rename(&record.tag_uses, format!("{SUFFIX}r{}", id.index()));
    }
    for (id, item) in unit.enums.iter() {
        rename(&item.tag_uses, format!("{SUFFIX}e{}", id.index()));
    }
    for (id, label) in unit.labels.iter() {
        rename(&label.uses, format!("{SUFFIX}l{}", id.index()));
        if !label.span.is_empty() {
            rename(&[label.span], format!("{SUFFIX}l{}", id.index()));
        }
    }
    insertions.sort();
    let mut out = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (at, suffix) in insertions {
        out.push_str(&text[from..at as usize]);
        out.push_str(&suffix);
        from = at as usize;
    }
    out.push_str(&text[from..]);
    out
}

/// Assembly as it would be under the old names.
pub fn without_suffixes(assembly: &str) -> String {
    let mut parts = assembly.split(SUFFIX);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_lowercase());
        out.push_str(rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}
