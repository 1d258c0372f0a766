//! The C text of what a `migcc.toml` says about the records of a unit.

use super::path::{record_named, spelling};
use super::{CASES, CONFIG, OUTSIDE, POINTEE, TAIL, UNION, VARIANT};
use crate::config::{Annotations, Place, Selection};
use crate::hir::Unit;
use std::collections::HashMap;
use std::fmt::Write;

/// Text for the end of the unit.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Declared {
    pub text: String,
    /// Where each piece of it begins, and whence it is.
    pub pieces: Vec<(usize, Place)>,
    /// Annotations whose record is not defined in this unit.
    pub unused: Vec<(String, Place)>,
}

impl Declared {
    /// The place in the `migcc.toml` of an offset into the text.
    pub fn place(&self, offset: usize) -> Place {
        let before = self.pieces.iter().take_while(|(start, _)| *start <= offset);
        before.last().map(|(_, place)| *place).unwrap_or_default()
    }
}

/// `expanded`: expressions with their macros replaced.
pub fn declare(
    unit: &Unit,
    annotations: &Annotations,
    expanded: &HashMap<String, String>,
    file: &str,
) -> Declared {
    let mut out = Declared::default();
    for (n, selection) in annotations.selections.iter().enumerate() {
        let (record, _) = split(selection);
        match record_named(unit, record).and_then(|id| spelling(unit, id)) {
            Some(name) => one(&mut out, n, selection, &name, expanded, file),
            None => out.unused.push((record.to_string(), selection.place)),
        }
    }
    if !out.text.is_empty() {
        out.text.push('\n');
    }
    out
}

/// The record, and the path to the union in it.
pub fn split(selection: &Selection) -> (&str, &str) {
    if selection.variant {
        return (&selection.name, "");
    }
    selection
        .name
        .split_once('.')
        .unwrap_or((&selection.name, ""))
}

fn one(
    out: &mut Declared,
    n: usize,
    selection: &Selection,
    record: &str,
    expanded: &HashMap<String, String>,
    file: &str,
) {
    let kind = match (selection.tail, selection.variant) {
        (true, _) => TAIL,
        (_, true) => VARIANT,
        _ if selection.outside => OUTSIDE,
        _ if selection.pointee => POINTEE,
        _ => UNION,
    };
    let name = format!("{kind}{CONFIG}{n}");
    let value = |text: &str| {
        expanded
            .get(text)
            .cloned()
            .unwrap_or_else(|| text.to_string())
    };
    let file = file.replace('\\', "\\\\").replace('"', "\\\"");
    piece(out, selection.selector_place);
    let _ = write!(
        out.text,
        "\n# {} \"{file}\"\nstatic long long {name}(const {record} *self) {{ return (long long)({}); }}\n",
        selection.selector_place.line,
        value(&selection.selector)
    );
    let _ = write!(
        out.text,
        "static const struct {{ long long low, high; char name[250]; }} {name}{CASES}[] = {{ {{1, 0, {}}}, {{1, 0, {}}}",
        quoted(split(selection).1),
        quoted(&selection.selector)
    );
    for case in &selection.cases {
        piece(out, case.place);
        let (low, high) = match &case.range {
            Some((low, high)) => (value(low), value(high)),
            None => ("1".into(), "0".into()),
        };
        let _ = write!(
            out.text,
            ",\n {{({low}), ({high}), {}}}",
            quoted(&case.name)
        );
    }
    out.text.push_str(" };\n");
}

fn piece(out: &mut Declared, place: Place) {
    out.pieces.push((out.text.len(), place));
}

/// A C string literal; longer ones are cut, they are for messages.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().take(240) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' | '\t' => out.push(' '),
            ' '..='~' => out.push(c),
            _ => out.push('.'),
        }
    }
    out.push('"');
    out
}
