//! `[[union]]`, `[[variant]]` and others that are told by a selector: it and its
//! cases.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnionNote {
    union: Spanned<String>,
    selector: Spanned<String>,
    cases: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// `base`, or `pointer`: what that member points to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VariantNote {
    base: Option<Spanned<String>>,
    pointer: Option<Spanned<String>>,
    selector: Spanned<String>,
    cases: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TailNote {
    record: Spanned<String>,
    offset: Spanned<String>,
}

/// `pointer` lies outside of the object into which it leads with `index`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutsideNote {
    pointer: Spanned<String>,
    index: Spanned<String>,
}

/// Line and column in the `migcc.toml`, from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// What tells the member of a union, or the real type behind a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub variant: bool,
    /// The selector is the offset of what lies behind the record.
    pub tail: bool,
    /// The selector tells what a pointer in the record points to.
    pub pointee: bool,
    /// The selector is the index that leads from a pointer in the record into
    /// its object.
    pub outside: bool,
    /// The record by tag or typedef name; of a union with the path to it.
    pub name: String,
    pub selector: String,
    pub cases: Vec<SelectionCase>,
    pub place: Place,
    pub selector_place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionCase {
    /// Constant expressions; `None`: every value without another case.
    pub range: Option<(String, String)>,
    /// A member, a type, or `none`.
    pub name: String,
    pub place: Place,
}

/// Line and column of a byte offset.
pub(super) fn place(text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    Place {
        line: line as u32,
        column: column as u32,
    }
}

impl UnionNote {
    pub fn selection(self, text: &str) -> Selection {
        selection(false, self.union, self.selector, self.cases, text)
    }
}

impl TailNote {
    pub fn selection(self, text: &str) -> Selection {
        Selection {
            tail: true,
            ..selection(true, self.record, self.offset, BTreeMap::new(), text)
        }
    }
}

impl OutsideNote {
    pub fn selection(self, text: &str) -> Selection {
        Selection {
            outside: true,
            ..selection(false, self.pointer, self.index, BTreeMap::new(), text)
        }
    }
}

impl VariantNote {
    pub fn selection(self, text: &str) -> Result<Selection, String> {
        let (pointee, name) = match (self.base, self.pointer) {
            (Some(base), None) => (false, base),
            (None, Some(pointer)) => (true, pointer),
            _ => {
                return Err("a [[variant]] needs either `base = \"record\"` or \
                            `pointer = \"record.member\"`"
                    .into())
            }
        };
        Ok(Selection {
            pointee,
            ..selection(!pointee, name, self.selector, self.cases, text)
        })
    }
}

fn selection(
    variant: bool,
    name: Spanned<String>,
    selector: Spanned<String>,
    cases: BTreeMap<Spanned<String>, Spanned<String>>,
    text: &str,
) -> Selection {
    let mut cases: Vec<_> = cases.into_iter().collect();
    cases.sort_by_key(|(key, _)| key.span().start);
    Selection {
        variant,
        tail: false,
        pointee: false,
        outside: false,
        place: place(text, name.span().start),
        name: name.into_inner(),
        selector_place: place(text, selector.span().start),
        selector: selector.into_inner(),
        cases: cases
            .into_iter()
            .flat_map(|(key, name)| rows(&key, name.get_ref(), text))
            .collect(),
    }
}

/// A key is `default` or a list of values and ranges: `"1, 3..5, TAG_REAL"`.
fn rows(key: &Spanned<String>, name: &str, text: &str) -> Vec<SelectionCase> {
    let row = |range| SelectionCase {
        range,
        name: name.trim().to_string(),
        place: place(text, key.span().start),
    };
    if key.get_ref().trim() == "default" {
        return vec![row(None)];
    }
    let ranges = split(key.get_ref()).into_iter().map(|value| {
        let (low, high) = value.split_once("..").unwrap_or((value, value));
        let high = high.trim_start_matches(['.', '=']);
        (low.trim().to_string(), high.trim().to_string())
    });
    ranges.map(|range| row(Some(range))).collect()
}

/// Splits at commas outside parentheses and character constants.
fn split(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0usize, false);
    for (at, c) in list.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lists_of_values_and_ranges() {
        assert_eq!(split("1, F(2, 3), ','"), ["1", " F(2, 3)", " ','"]);
        let key = Spanned::new(0..1, "1, 4 .. 7, A...B".to_string());
        let found: Vec<_> = rows(&key, "i", "x").into_iter().map(|r| r.range).collect();
        let pair = |a: &str, b: &str| Some((a.to_string(), b.to_string()));
        assert_eq!(found, [pair("1", "1"), pair("4", "7"), pair("A", "B")]);
    }
}
