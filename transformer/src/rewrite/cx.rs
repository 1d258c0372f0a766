//! What all parts of the rewriter share: the unit, its text, the edits that
//! hold everywhere, and the tables that grow while functions are emitted.

use super::edits::{render, Edit, Edits};
use super::library::Wraps;
use super::literals::FileLiteral;
use super::strings::Strings;
use super::tables::Tables;
use crate::annotate::Selectors;
use crate::flow::Flow;
use crate::hir::*;
use crate::source::{LineMap, Span};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

pub struct Cx<'a> {
    pub unit: &'a Unit,
    pub selectors: &'a Selectors,
    pub text: &'a [u8],
    pub lines: &'a LineMap,
    pub flow: &'a Flow,
    pub unit_name: &'a str,
    /// Edits that hold wherever the text is used: renamed entities, lifted
    /// literals, allocation sites.
    pub edits: Edits,
    /// New names of renamed entities.
    pub renamed: HashMap<DeclId, String>,
    pub local_tags: HashMap<RecordId, String>,
    pub local_enums: HashMap<EnumId, String>,
    /// Declarations that move before each function.
    pub moved: HashMap<DeclId, Vec<Span>>,
    pub strings: Strings,
    pub literals: Vec<FileLiteral>,
    pub wraps: Wraps,
    pub tables: RefCell<Tables>,
    /// Records and enums without a tag that need one.
    pub tagged: RefCell<BTreeSet<RecordId>>,
    pub tagged_enums: RefCell<BTreeSet<EnumId>>,
    /// Anonymous members that need a copy with a name.
    pub copies: RefCell<BTreeSet<RecordId>>,
    /// `unsigned int`.
    pub unsigned: TypeId,
    pub void: TypeId,
    /// `unsigned long long`, and a pointer to it.
    pub words: Option<(TypeId, TypeId)>,
    /// Calls that are sites and whose result gets a type: allocation site.
    pub hints: HashMap<ExprId, usize>,
    /// Lengths of arrays that are known at run time only.
    pub variable_lengths: HashSet<ExprId>,
    /// Operands of unary `&`.
    pub address_operands: HashSet<ExprId>,
}

impl Cx<'_> {
    /// The text of `span` with the unit's edits.
    pub fn render(&self, span: Span) -> String {
        self.render_with(span, &[], &|_| true)
    }

    /// The same with more edits, without those that replace all of `span`.
    pub fn render_inside(&self, span: Span, extra: &[Edit]) -> String {
        self.render_with(span, &[extra], &|edit| edit.span != span)
    }

    /// The text of `span` with the unit's edits and `layers`, as far as `keep`
    /// lets them through.
    pub fn render_with(
        &self,
        span: Span,
        layers: &[&[Edit]],
        keep: &dyn Fn(&Edit) -> bool,
    ) -> String {
        let mut edits: Vec<&Edit> = self.edits.within(span).filter(|e| keep(e)).collect();
        for layer in layers {
            edits.extend(layer.iter().filter(|e| span.contains(e.span) && keep(e)));
        }
        render(self.text, span, edits, &|inner| {
            self.render_with(inner, layers, keep)
        })
    }

    pub fn record_tag(&self, id: RecordId) -> String {
        if let Some(tag) = self.local_tags.get(&id) {
            return tag.clone();
        }
        let record = &self.unit.records[id];
        if record.anonymous_member {
            self.copies.borrow_mut().insert(id);
            return format!("migrt_copy_{}", id.index());
        }
        record.tag.clone().unwrap_or_else(|| {
            self.tagged.borrow_mut().insert(id);
            format!("migrt_anon_{}", id.index())
        })
    }

    pub fn enum_tag(&self, id: EnumId) -> String {
        if let Some(tag) = self.local_enums.get(&id) {
            return tag.clone();
        }
        let item = &self.unit.enums[id];
        item.tag.clone().unwrap_or_else(|| {
            self.tagged_enums.borrow_mut().insert(id);
            format!("migrt_enum_{}", id.index())
        })
    }

    /// Stands in a file of the user's.
    pub fn is_user(&self, span: Span) -> bool {
        !self.lines.is_system(span.start as usize)
    }

    /// Tags to insert for records and enums that have none.
    pub fn tag_edits(&self) -> Vec<Edit> {
        let records = self.tagged.borrow();
        let enums = self.tagged_enums.borrow();
        let records = records.iter().filter_map(|&id| {
            let at = self.unit.records[id].tag_insert?;
            Some(Edit::insert(at, format!(" migrt_anon_{} ", id.index())))
        });
        let enums = enums.iter().filter_map(|&id| {
            let at = self.unit.enums[id].tag_insert?;
            Some(Edit::insert(at, format!(" migrt_enum_{} ", id.index())))
        });
        records.chain(enums).collect()
    }

    /// Definitions of the copies of anonymous members (C11 6.7.2.1p13: with a
    /// tag the member would no longer be anonymous, so the copy has it).
    pub fn copy_definitions(&self) -> String {
        let copies: Vec<RecordId> = self.copies.borrow().iter().copied().collect();
        copies
            .into_iter()
            .map(|id| self.copy_definition(id))
            .collect()
    }

    fn copy_definition(&self, id: RecordId) -> String {
        let record = &self.unit.records[id];
        let Some(at) = record.tag_insert else {
            return String::new();
        };
        let nested: Vec<Edit> = self
            .unit
            .records
            .iter()
            .filter(|(other, r)| {
                *other != id && !r.anonymous_member && record.span.contains(r.span) && r.complete
            })
            .map(|(other, r)| {
                let keyword = if r.is_union { "union" } else { "struct" };
                Edit::text(r.span, format!("{keyword} {}", self.record_tag(other)))
            })
            .chain([Edit::insert(at, format!(" migrt_copy_{} ", id.index()))])
            .collect();
        format!("{};\n", self.render_inside(record.span, &nested))
    }

    /// A line marker that gives what follows the place of `span`.
    pub fn marker(&self, span: Span) -> String {
        let place = self.lines.place(span.start as usize);
        format!(
            "\n# {} \"{}\"\n",
            place.line,
            place.file.replace('\\', "\\\\").replace('"', "\\\"")
        )
    }

    /// File and line for descriptors, as a C string literal and a number.
    pub fn place(&self, span: Span) -> (String, u32) {
        let place = self.lines.place(span.start as usize);
        (c_string(place.file), place.line)
    }
}

/// A C string literal with these bytes.
pub fn c_string(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'?' => out.push_str("\\?"),
            0x20..=0x7e => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('"');
    out
}
