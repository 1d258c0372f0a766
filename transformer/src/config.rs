//! `migcc.toml`: what the user says about sources that cannot be edited.
//!
//! ```toml
//! [[function]]
//! name = "BZ2_compressBlock"
//! capture = "wait"            # polls below it wait until it has returned
//!                             # "calls": it has no polls, what it calls may
//!
//! [[function]]
//! name = "arena_get"
//! allocates = true            # or the type its blocks hold: "struct node"
//!
//! [[function]]
//! name = "get_memory"
//! untyped = "bytes"           # its blocks are bytes unless something types them
//! parts = "pointed"           # objects in them are found through pointers alone
//!
//! [[library]]
//! header = "regex.h"          # its functions are not built with migcc
//!
//! [[transient]]
//! member = "State.cache"      # or variable = "cache": not saved
//!
//! [[pointer]]
//! member = "EState.arr1"      # or a variable: variable = "buffer"
//! memory = "bytes"            # the block it gets is bytes, whatever looks at it;
//!                             # or type = "struct node": elements of that type
//!
//! [[pointer]]
//! member = "Work.prices"      # into a block that holds several objects:
//! elements = "many"           # as many as have room there; or "one"
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
//!
//! [[variant]]
//! pointer = "struct box.data"  # a void * and what it points to
//! selector = "self->kind"
//! cases = { "KIND_TEXT" = "struct text" }
//!
//! [[size]]
//! member = "State.total"      # where a size is stored; or variable = "limit",
//!                             # "function.local", or result = "function"
//! value = "number"            # it is right on every machine as it is
//!
//! [[size]]
//! member = "Pool.bytes"
//! of = "struct item"          # it is a multiple of the size of this type
//!
//! [[tail]]
//! record = "struct blob"      # the header of blocks that go on as another type
//! offset = "sizeof(struct blob) + 8 * self->extra"   # where that begins
//!
//! [[outside]]
//! pointer = "Window.base"     # an address before or behind its object,
//! index = "self->start"       # into which it leads with this index
//!
//! [[buffer]]
//! member = "Hash.words"       # an array of numbers into which bytes are put
//! holds = "bytes"             # it is moved as it is; or "numbers"
//! ```
//!
//! `docs/annotations.md` is the reference; of `[lint]`, which says what
//! `migctl lint` looks for, `docs/lint.md`.

mod lint;
mod selection;

pub use lint::{LintConfig, PathRules, RuleName};
pub use selection::{Place, Selection, SelectionCase};

use selection::{OutsideNote, TailNote, UnionNote, VariantNote};
use serde::Deserialize;
use std::collections::HashSet;
use toml::Spanned;

/// The annotations of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotations {
    #[serde(default)]
    pub function: Vec<FunctionNote>,
    #[serde(default)]
    pub pointer: Vec<PointerNote>,
    #[serde(default)]
    pub library: Vec<LibraryNote>,
    #[serde(default, rename = "transient")]
    transient_notes: Vec<TransientNote>,
    #[serde(skip)]
    pub transients: Vec<Transient>,
    #[serde(default, rename = "union")]
    unions: Vec<UnionNote>,
    #[serde(default, rename = "variant")]
    variants: Vec<VariantNote>,
    #[serde(default, rename = "tail")]
    tails: Vec<TailNote>,
    #[serde(default, rename = "outside")]
    outsides: Vec<OutsideNote>,
    /// All of them.
    #[serde(skip)]
    pub selections: Vec<Selection>,
    #[serde(default)]
    pub size: Vec<SizeNote>,
    #[serde(default, rename = "buffer")]
    buffer_notes: Vec<BufferNote>,
    #[serde(skip)]
    pub buffers: Vec<Buffer>,
    #[serde(default, rename = "lint")]
    lint_table: lint::LintTable,
    #[serde(skip)]
    pub lint: LintConfig,
}

/// What an array of numbers holds into which the program puts bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct BufferNote {
    member: Spanned<String>,
    holds: BufferKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BufferKind {
    Bytes,
    Numbers,
}

/// Such an array, and where the file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buffer {
    pub member: String,
    pub holds: BufferKind,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SizeNote {
    pub member: Option<String>,
    /// A name, or a function's and that of one of its variables.
    pub variable: Option<String>,
    /// What this function returns.
    pub result: Option<String>,
    #[serde(flatten)]
    pub kind: SizeKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SizeKind {
    /// A number that does not depend on the machine.
    Value(NumberKind),
    /// A multiple of the size of the type with this name.
    Of(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberKind {
    Number,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionNote {
    pub name: String,
    pub capture: Option<CapturePolicy>,
    pub allocates: Option<Allocates>,
    /// What the blocks it allocates hold where neither the program's types nor
    /// its pointers tell.
    pub untyped: Option<MemoryKind>,
    /// How the program finds the objects of a block that holds several.
    pub parts: Option<Parts>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parts {
    /// Through pointers that it keeps, never by computing their offsets again.
    Pointed,
}

/// What a function of the program allocates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Allocates {
    /// Blocks of the type that its result is converted to; `false`: none,
    /// whatever its name suggests.
    Whatever(bool),
    Type(String),
}

/// A header whose functions are not built with migcc.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryNote {
    /// The end of its path; `*` stands for any characters.
    pub header: String,
}

/// Data that is not saved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransientNote {
    member: Option<Spanned<String>>,
    variable: Option<Spanned<String>>,
}

/// A member or a variable, and where the file says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transient {
    pub member: Option<String>,
    pub variable: Option<String>,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CapturePolicy {
    /// Captures wait until the function has returned.
    Wait,
    /// Captures take place in functions it calls only.
    Calls,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointerNote {
    /// `record.member`; the record by its tag or a typedef name.
    pub member: Option<String>,
    pub variable: Option<String>,
    pub memory: Option<MemoryKind>,
    /// Of the elements.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// How many it leads to, in blocks that hold several objects.
    pub elements: Option<Elements>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Elements {
    One,
    /// As many as have room.
    Many,
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
        let tails = std::mem::take(&mut annotations.tails);
        let outsides = std::mem::take(&mut annotations.outsides);
        annotations.selections = unions
            .into_iter()
            .map(|note| Ok(note.selection(text)))
            .chain(variants.into_iter().map(|note| note.selection(text)))
            .chain(tails.into_iter().map(|note| Ok(note.selection(text))))
            .chain(outsides.into_iter().map(|note| Ok(note.selection(text))))
            .collect::<Result<_, String>>()?;
        let notes = std::mem::take(&mut annotations.transient_notes);
        for note in notes {
            annotations.transients.push(note.transient(text)?);
        }
        let notes = std::mem::take(&mut annotations.buffer_notes);
        let buffers = notes.into_iter().map(|note| Buffer {
            place: selection::place(text, note.member.span().start),
            member: note.member.into_inner(),
            holds: note.holds,
        });
        annotations.buffers = buffers.collect();
        annotations.lint = std::mem::take(&mut annotations.lint_table).config(text);
        for pointer in &annotations.pointer {
            if let Some(wrong) = pointer.mistake() {
                return Err(wrong.into());
            }
            if pointer.member.is_some() == pointer.variable.is_some() {
                return Err(
                    "a [[pointer]] needs either `member = \"record.member\"` or \
                            `variable = \"name\"`"
                        .into(),
                );
            }
        }
        for size in &annotations.size {
            let places = [&size.member, &size.variable, &size.result];
            if places.into_iter().flatten().count() != 1 {
                return Err("a [[size]] needs one of `member = \"record.member\"`, \
                            `variable = \"name\"` and `result = \"function\"`"
                    .into());
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

    /// Functions with this policy.
    pub fn functions(&self, policy: CapturePolicy) -> HashSet<&str> {
        let with = self.function.iter().filter(|f| f.capture == Some(policy));
        with.map(|f| f.name.as_str()).collect()
    }

    /// Blocks that a function allocates without a type are bytes.
    pub fn untyped_bytes(&self, function: &str) -> bool {
        let mut notes = self.function.iter().filter(|f| f.name == function);
        notes.any(|f| f.untyped == Some(MemoryKind::Bytes))
    }

    /// The objects in a block that a function allocates are found through
    /// pointers alone.
    pub fn pointed_parts(&self, function: &str) -> bool {
        let mut notes = self.function.iter().filter(|f| f.name == function);
        notes.any(|f| f.parts == Some(Parts::Pointed))
    }

    pub fn allocates(&self, function: &str) -> Option<&Allocates> {
        let mut named = self.function.iter().filter(|f| f.name == function);
        named.find_map(|f| f.allocates.as_ref())
    }

    /// Functions declared in this file are not built with migcc.
    pub fn is_library(&self, path: &str) -> bool {
        self.library.iter().any(|note| fits(&note.header, path))
    }

    /// What a member of a record with any of these names points to.
    pub fn member(&self, records: &[String], member: &str) -> Option<&PointerNote> {
        self.pointer.iter().find(|note| {
            note.member
                .as_deref()
                .and_then(|m| m.split_once('.'))
                .is_some_and(|(record, name)| {
                    let record = record.trim_start_matches("struct ");
                    name == member && records.iter().any(|r| r == record)
                })
        })
    }

    /// What a member of a record with any of these names holds.
    pub fn size_of_member(&self, records: &[String], member: &str) -> Option<&SizeNote> {
        self.size.iter().find(|note| {
            note.member
                .as_deref()
                .and_then(|m| m.split_once('.'))
                .is_some_and(|(record, name)| name == member && records.iter().any(|r| r == record))
        })
    }

    /// What a variable holds, of this function if it is one of its own.
    pub fn size_of_variable(&self, function: Option<&str>, name: &str) -> Option<&SizeNote> {
        self.size.iter().find(|note| {
            let said = note.variable.as_deref();
            said.is_some_and(|said| match said.split_once('.') {
                Some((of, local)) => function == Some(of) && local == name,
                None => said == name,
            })
        })
    }

    /// What a function returns.
    pub fn size_of_result(&self, function: &str) -> Option<&SizeNote> {
        let mut notes = self.size.iter();
        notes.find(|note| note.result.as_deref() == Some(function))
    }

    pub fn variable(&self, name: &str) -> Option<&PointerNote> {
        self.pointer
            .iter()
            .find(|note| note.variable.as_deref() == Some(name))
    }
}

impl PointerNote {
    /// What is missing or too much.
    fn mistake(&self) -> Option<&'static str> {
        let said = usize::from(self.memory.is_some()) + usize::from(self.ty.is_some());
        if said > 1 || (said == 0 && self.elements.is_none()) {
            return Some("a [[pointer]] needs either `memory = \"bytes\"` or `type = \"T\"`");
        }
        if self.elements.is_some() && (self.member.is_none() || self.memory.is_some()) {
            return Some("`elements` in a [[pointer]] is of a `member`, and not of bytes");
        }
        None
    }
}

impl TransientNote {
    fn transient(self, text: &str) -> Result<Transient, String> {
        let place = match (&self.member, &self.variable) {
            (Some(name), None) | (None, Some(name)) => selection::place(text, name.span().start),
            _ => {
                return Err(
                    "a [[transient]] needs either `member = \"record.member\"` or \
                            `variable = \"name\"`"
                        .into(),
                )
            }
        };
        Ok(Transient {
            member: self.member.map(Spanned::into_inner),
            variable: self.variable.map(Spanned::into_inner),
            place,
        })
    }
}

/// `pattern` is the end of `path`, from the beginning of a component.
fn fits(pattern: &str, path: &str) -> bool {
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts
        .into_iter()
        .any(|at| glob(pattern.as_bytes(), &path.as_bytes()[at..]))
}

/// Where the last `*` was met, to try again from with one character more.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_read() {
        let text = "[[function]]\nname = \"f\"\ncapture = \"wait\"\n\
                    [[pointer]]\nmember = \"S.p\"\nmemory = \"bytes\"\n";
        let found = Annotations::parse(text).unwrap();
        assert!(found.functions(CapturePolicy::Wait).contains("f"));
        assert!(found.functions(CapturePolicy::Calls).is_empty());
        assert_eq!(
            found
                .member(&["T".into(), "S".into()], "p")
                .and_then(|note| note.memory),
            Some(MemoryKind::Bytes)
        );
        assert_eq!(found.member(&["S".into()], "q"), None);
    }

    #[test]
    fn headers_are_ends_of_paths() {
        for (pattern, path, found) in [
            ("regex.h", "/usr/include/regex.h", true),
            ("regex.h", "/usr/include/myregex.h", false),
            ("gtk-*/*.h", "/usr/include/gtk-3.0/gtk/gtk.h", true),
            ("a*b*c", "x/aXbXbYc", true),
            ("a*b", "abc", false),
        ] {
            assert_eq!(fits(pattern, path), found, "{pattern} {path}");
        }
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
