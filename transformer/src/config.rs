//! `migcc.toml`: what the user says about sources that cannot be edited.
//!
//! ```toml
//! [[function]]
//! name = "BZ2_compressBlock"
//! capture = "wait"            # polls below it wait until it has returned
//!
//! [[pointer]]
//! member = "EState.arr1"      # or a variable: variable = "buffer"
//! memory = "bytes"            # the block it gets is bytes, whatever looks at it
//!
//! [[union]]
//! union = "Value.u"           # the record, and the way to the union in it
//! selector = "self->tag"      # C, over the record
//! cases = { "TAG_INT" = "i", "2..4" = "text", default = "none" }
//!
//! [[variant]]
//! base = "struct object"      # what pointers to it really point to
//! selector = "self->kind"
//! cases = { "KIND_TEXT" = "struct text", "KIND_LIST" = "struct list" }
//! ```
//!
//! `docs/annotations.md` is the reference.

mod selection;

pub use selection::{Place, Selection, SelectionCase};

use selection::{UnionNote, VariantNote};
use serde::Deserialize;
use std::collections::HashSet;

/// The annotations of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotations {
    #[serde(default)]
    pub function: Vec<FunctionNote>,
    #[serde(default)]
    pub pointer: Vec<PointerNote>,
    #[serde(default, rename = "union")]
    unions: Vec<UnionNote>,
    #[serde(default, rename = "variant")]
    variants: Vec<VariantNote>,
    /// Both of them.
    #[serde(skip)]
    pub selections: Vec<Selection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionNote {
    pub name: String,
    pub capture: CapturePolicy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CapturePolicy {
    /// Captures wait until the function has returned.
    Wait,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointerNote {
    /// `record.member`; the record by its tag or a typedef name.
    pub member: Option<String>,
    pub variable: Option<String>,
    pub memory: MemoryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemoryKind {
    /// Plain bytes: moved as they are, whatever pointers refer to them.
    Bytes,
}

impl Annotations {
    /// Reads the text of a `migcc.toml`; the message names line and column.
    pub fn parse(text: &str) -> Result<Annotations, String> {
        let mut annotations: Annotations =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let unions = std::mem::take(&mut annotations.unions);
        let variants = std::mem::take(&mut annotations.variants);
        annotations.selections = unions
            .into_iter()
            .map(|note| note.selection(text))
            .chain(variants.into_iter().map(|note| note.selection(text)))
            .collect();
        for pointer in &annotations.pointer {
            if pointer.member.is_some() == pointer.variable.is_some() {
                return Err(
                    "a [[pointer]] needs either `member = \"record.member\"` or \
                            `variable = \"name\"`"
                        .into(),
                );
            }
        }
        Ok(annotations)
    }

    /// The C expressions in it, whose macros only the preprocessor knows.
    pub fn expressions(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for selection in &self.selections {
            found.push(selection.selector.as_str());
            for (low, high) in selection.cases.iter().filter_map(|c| c.range.as_ref()) {
                found.extend([low.as_str(), high.as_str()]);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub fn waiting(&self) -> HashSet<&str> {
        self.function.iter().map(|f| f.name.as_str()).collect()
    }

    /// What a member of a record with any of these names points to.
    pub fn member(&self, records: &[String], member: &str) -> Option<MemoryKind> {
        let fits = |note: &&PointerNote| {
            note.member
                .as_deref()
                .and_then(|m| m.split_once('.'))
                .is_some_and(|(record, name)| name == member && records.iter().any(|r| r == record))
        };
        self.pointer.iter().find(fits).map(|note| note.memory)
    }

    pub fn variable(&self, name: &str) -> Option<MemoryKind> {
        let note = self
            .pointer
            .iter()
            .find(|note| note.variable.as_deref() == Some(name));
        note.map(|note| note.memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_read() {
        let text = "[[function]]\nname = \"f\"\ncapture = \"wait\"\n\
                    [[pointer]]\nmember = \"S.p\"\nmemory = \"bytes\"\n";
        let found = Annotations::parse(text).unwrap();
        assert!(found.waiting().contains("f"));
        assert_eq!(
            found.member(&["T".into(), "S".into()], "p"),
            Some(MemoryKind::Bytes)
        );
        assert_eq!(found.member(&["S".into()], "q"), None);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let unknown = Annotations::parse("[[function]]\nname = \"f\"\ncapture = \"never\"\n");
        assert!(unknown.unwrap_err().contains("line 3"));
        let key = Annotations::parse("[[functoin]]\nname = \"f\"\n");
        assert!(key.unwrap_err().contains("functoin"));
        assert!(Annotations::parse("[[pointer]]\nmemory = \"bytes\"\n").is_err());
    }
}
