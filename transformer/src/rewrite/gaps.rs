//! A gap behind every object that pointers may run to the end of.
//!
//! # Why
//! A pointer one past the end of an array is a value like any other (C11
//! 6.5.6p8), and may equal the address of the object that happens to follow
//! (6.5.9p6). All that a capture sees is the address. Where the other object is
//! an array of the same type, nothing tells which of the two is meant; and on
//! the next machine the two need not be neighbours. So nothing may begin where
//! an array ends: the array gets a member of one character behind it.
//!
//! ```c
//! static char in[64], *end = in + 64;
//! ->
//! static struct { char in[64]; char migrt_gap; } migrt_w_in;
//! static char *end = migrt_w_in.in + 64;
//!
//! int table[] = {1, 2};                  /* other units name it, too */
//! ->
//! struct { int table[2]; char migrt_gap; } migrt_w_table __asm__("table") = {{1, 2}};
//! extern __typeof__(migrt_w_table.table) table;
//! ```
//!
//! Arrays of functions, those of compound literals included, get theirs in `emit`
//! (the fast clone) and in `frame` (the record, where the resume clone has them);
//! blocks of the heap have one anyway.
//! Size, alignment, address and initial value of the array stay as they are.
//!
//! # Designs that lost
//! - *An object between the two*: neither the compiler nor the linker keeps the
//!   order of objects.
//! - *`alias` instead of `__asm__`*: a tentative definition cannot be one, and
//!   the compiler knows less of the alignment of what is behind an alias.
//! - *Guessing from the pointers around it*: wrong now and then.
//!
//! # What stays without
//! Objects whose declaration says more than a member's may: sections, weak
//! symbols, thread-local ones, several declarations of one static array. For
//! those the restore refuses a pointer that can mean two things.

use super::edits::Edit;
use super::registry::{indexed_arrays, static_root};
use crate::hir::*;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// The member behind the object.
pub const GAP: &str = "char migrt_gap;";

#[derive(Debug, Default)]
pub struct Gaps {
    pub edits: Vec<Edit>,
    /// How the objects are named now, where that changes.
    pub renamed: HashMap<DeclId, String>,
}

/// The struct that holds an object `name`.
pub fn holder(name: &str) -> String {
    format!("migrt_w_{name}")
}

impl Gaps {
    /// New names wherever they are used, also of what else is renamed.
    pub fn rename_edits(&self, unit: &Unit, lifted: &HashMap<DeclId, String>) -> Vec<Edit> {
        let mut edits = Vec::new();
        for &decl in self.renamed.keys().chain(lifted.keys()) {
            let (held, own) = (self.renamed.get(&decl), lifted.get(&decl));
            let entity = &unit.decls[decl];
            for &span in &entity.uses {
                // The declarator has the member's own name.
                let is_declarator = held.is_some() && span == entity.name_span;
                let name = if is_declarator { own } else { held.or(own) };
                edits.extend(name.map(|name| Edit::text(span, name.clone())));
            }
        }
        edits.sort_by_key(|edit| edit.span.start);
        edits.dedup();
        edits
    }

    /// `lifted` has the new names of static objects of functions.
    pub fn find(
        unit: &Unit,
        text: &[u8],
        lifted: &HashMap<DeclId, String>,
        is_user: &dyn Fn(Span) -> bool,
    ) -> Gaps {
        let mut finder = Finder {
            unit,
            text,
            lifted,
            pointed: pointed_objects(unit),
            declared: HashMap::new(),
            defining: HashMap::new(),
            gaps: Gaps::default(),
        };
        // Assembly names symbols that the tree does not show.
        let has_assembly = unit.items.iter().any(|i| matches!(i.kind, ItemKind::Asm));
        if !has_assembly {
            let all = declarations(unit);
            all.iter().for_each(|declaration| finder.count(declaration));
            let own = all.into_iter().filter(|d| is_user(d.span));
            own.for_each(|declaration| finder.declaration(declaration));
        }
        finder.gaps
    }
}

/// Declarations at file scope and in functions.
fn declarations(unit: &Unit) -> Vec<&Declaration> {
    let outside = unit.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Declaration(declaration) => Some(declaration),
        _ => None,
    });
    let inside = unit.stmts.iter().filter_map(|(_, stmt)| match &stmt.kind {
        StmtKind::Declaration(declaration) => Some(declaration),
        _ => None,
    });
    outside.chain(inside).collect()
}

struct Finder<'a> {
    unit: &'a Unit,
    text: &'a [u8],
    lifted: &'a HashMap<DeclId, String>,
    pointed: HashSet<DeclId>,
    /// How many declarators each object has.
    declared: HashMap<DeclId, usize>,
    /// Those without `extern`.
    defining: HashMap<DeclId, usize>,
    gaps: Gaps,
}

impl Finder<'_> {
    fn count(&mut self, declaration: &Declaration) {
        let mut storage = declaration.storage.iter();
        let refers = storage.any(|span| &self.text[span.range()] == b"extern");
        for declarator in &declaration.declarators {
            *self.declared.entry(declarator.decl).or_default() += 1;
            *self.defining.entry(declarator.decl).or_default() += usize::from(!refers);
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
        let wanted: Vec<bool> = declaration
            .declarators
            .iter()
            .map(|declarator| self.is_wanted(declarator))
            .collect();
        let several = declaration.declarators.len() > 1;
        if !wanted.contains(&true) || !self.has_room(declaration, several) {
            return;
        }
        let storage = self.storage(declaration);
        let repeated = format!("{storage}{}", self.specifiers(declaration));
        self.head(declaration, wanted[0]);
        for (n, declarator) in declaration.declarators.iter().enumerate() {
            if n > 0 {
                let before = &declaration.declarators[n - 1];
                let start = before.init_span.map_or(before.span.end, |init| init.end);
                let between = Span {
                    start,
                    end: declarator.span.start,
                };
                let begin = match wanted[n] {
                    true => format!("; {storage}struct {{ {} ", self.specifiers(declaration)),
                    false => format!("; {repeated} "),
                };
                let end = wanted[n - 1].then(|| self.end(&declaration.declarators[n - 1]));
                let text = end.unwrap_or_default() + &begin;
                self.gaps.edits.push(Edit::text(between, text));
            }
            if wanted[n] {
                self.declarator(declarator);
            }
        }
        let last = declaration.declarators.len() - 1;
        if wanted[last] {
            let end = self.end(&declaration.declarators[last]);
            let edit = Edit::insert(declaration.span.end - 1, end);
            self.gaps.edits.push(edit);
        }
    }

    /// What stands before the first declarator.
    fn head(&mut self, declaration: &Declaration, wanted: bool) {
        if !wanted {
            return;
        }
        let edit = match declaration.storage.first() {
            Some(&storage) => Edit::text(storage, "static struct {"),
            // Not an insertion: what is rendered up to here would have it, too.
            None => {
                let start = declaration.specifiers.start;
                let first = Span {
                    start,
                    end: start + 1,
                };
                let letter = char::from(self.text[start as usize]);
                Edit::text(first, format!("struct {{ {letter}"))
            }
        };
        self.gaps.edits.push(edit);
    }

    /// The object becomes a member, its name the member's.
    fn declarator(&mut self, declarator: &Declarator) {
        let unit = self.unit;
        let decl = &unit.decls[declarator.decl];
        let member = self.member(declarator.decl).to_string();
        if let Some((at, length)) = self.open_length(declarator) {
            self.gaps.edits.push(Edit::insert(at, length.to_string()));
        }
        let holder = holder(&member);
        let label = match decl.linkage {
            Linkage::External => format!(" __asm__(\"{}\")", decl.name),
            _ => String::new(),
        };
        let mut text = format!("; {GAP} }} {holder}{label}");
        if let Some(init) = declarator.init_span {
            text.push_str(" = {");
            let sign = Span {
                start: declarator.span.end,
                end: init.start,
            };
            self.gaps.edits.push(Edit::text(sign, text));
        } else {
            self.gaps
                .edits
                .push(Edit::insert(declarator.span.end, text));
        }
        if decl.linkage != Linkage::External {
            self.gaps
                .renamed
                .insert(declarator.decl, format!("{holder}.{member}"));
        }
    }

    /// What stands behind a declarator and its initialiser.
    fn end(&self, declarator: &Declarator) -> String {
        let brace = if declarator.init.is_some() { "}" } else { "" };
        let decl = &self.unit.decls[declarator.decl];
        match decl.linkage {
            Linkage::External => {
                let (name, holder) = (&decl.name, holder(&decl.name));
                format!("{brace}; extern __typeof__({holder}.{name}) {name}")
            }
            _ => brace.into(),
        }
    }

    fn member(&self, decl: DeclId) -> &str {
        let name = &self.unit.decls[decl].name;
        self.lifted.get(&decl).unwrap_or(name)
    }

    fn is_wanted(&self, declarator: &Declarator) -> bool {
        let unit = self.unit;
        let decl = &unit.decls[declarator.decl];
        let is_static = match decl.scope {
            Scope::File => true,
            Scope::Static(_) => self.lifted.contains_key(&declarator.decl),
            _ => false,
        };
        let is_external = decl.linkage == Linkage::External;
        let once = match is_external {
            true => {
                self.defining.get(&declarator.decl) == Some(&1) && !names_itself(decl, declarator)
            }
            false => self.declared.get(&declarator.decl) == Some(&1),
        };
        decl.kind == DeclKind::Object
            && is_static
            && decl.defined
            && once
            && !decl.thread_local
            && !decl.constexpr
            && decl.asm_label.is_none()
            && !self.named_by_pragma(&decl.name)
            && is_plain(decl)
            && (is_external || self.pointed.contains(&declarator.decl))
            && ends_in_array(unit, decl.ty.ty)
            && declarator.init.is_none_or(|init| self.is_nestable(init))
            && self.has_length(declarator)
    }

    /// A string or a list: `= {x}` initialises the member by it.
    fn is_nestable(&self, init: InitId) -> bool {
        let unit = self.unit;
        match &unit.inits[init] {
            Init::List { .. } => true,
            Init::Expr(e) => matches!(unit.exprs[*e].kind, ExprKind::String { .. }),
        }
    }

    fn named_by_pragma(&self, name: &str) -> bool {
        let mut pragmas = self.unit.pragmas.iter();
        pragmas.any(|pragma| find_word(pragma.text.as_bytes(), name.as_bytes()).is_some())
    }

    /// The declaration is one that can be taken apart.
    fn has_room(&self, declaration: &Declaration, several: bool) -> bool {
        let start = declaration.span.start as usize;
        let separate = start == 0 || self.text[start - 1].is_ascii_whitespace();
        let plain = self.text.get(start).is_some_and(u8::is_ascii);
        let specifiers = self.specifiers(declaration);
        let renames = ["typeof", "sizeof", "{"];
        let copied = !renames.iter().any(|word| specifiers.contains(word));
        let storage_first = match declaration.storage.as_slice() {
            [] => true,
            [only] => only.start == declaration.span.start && &self.text[only.range()] == b"static",
            _ => false,
        };
        separate && plain && storage_first && (copied || !several)
    }

    fn storage(&self, declaration: &Declaration) -> &'static str {
        match declaration.storage.is_empty() {
            true => "",
            false => "static ",
        }
    }

    /// The specifiers once more: without the storage class before them, and a
    /// struct by its tag.
    fn specifiers(&self, declaration: &Declaration) -> String {
        let mut range = declaration.specifiers;
        if let Some(storage) = declaration.storage.first() {
            range.start = storage.end;
        }
        let text = |span: Span| String::from_utf8_lossy(&self.text[span.range()]).into_owned();
        let (before, tag, after) = match self.defined_record(range) {
            Some((record, tag)) => {
                let keyword = if record.is_union { "union" } else { "struct" };
                let before = Span {
                    end: record.span.start,
                    ..range
                };
                let after = Span {
                    start: record.span.end,
                    ..range
                };
                (text(before), format!("{keyword} {tag}"), text(after))
            }
            None => (text(range), String::new(), String::new()),
        };
        format!("{before}{tag}{after}").trim().to_string()
    }

    /// The struct or union that stands in the specifiers of a declaration at file
    /// scope, with its tag.
    fn defined_record(&self, specifiers: Span) -> Option<(&Record, &str)> {
        let records = self.unit.records.iter().map(|(_, record)| record);
        let inside = records.filter(|r| r.complete && specifiers.contains(r.span));
        let record = inside.max_by_key(|r| r.span.end - r.span.start)?;
        let tag = record.tag.as_deref()?;
        record.function.is_none().then_some((record, tag))
    }

    /// Its type says how long it is, or the initialiser does and the declarator
    /// has a place for the number.
    fn has_length(&self, declarator: &Declarator) -> bool {
        let unit = self.unit;
        let ty = unit.decls[declarator.decl].ty.ty;
        if !is_open(unit, ty) && !self.is_open_text(declarator) {
            return unit.is_complete(ty);
        }
        self.open_length(declarator).is_some()
    }

    fn is_open_text(&self, declarator: &Declarator) -> bool {
        self.brackets(declarator).is_some()
    }

    /// Where the length of `name[]` goes, and which it is.
    fn open_length(&self, declarator: &Declarator) -> Option<(u32, u64)> {
        let unit = self.unit;
        let at = self.brackets(declarator)?;
        match *unit.kind(unit.decls[declarator.decl].ty.ty) {
            TypeKind::Array {
                len: ArrayLen::Known(length),
                ..
            } => Some((at, length)),
            _ => None,
        }
    }

    /// The place within `[]` behind the name, where there is nothing in it.
    fn brackets(&self, declarator: &Declarator) -> Option<u32> {
        let name = &self.unit.decls[declarator.decl].name;
        let text = &self.text[declarator.span.range()];
        let start = find_word(text, name.as_bytes())? + name.len();
        let open = start
            + text[start..]
                .iter()
                .position(|b| !b.is_ascii_whitespace())?;
        let inner = text.get(open..)?.strip_prefix(b"[")?;
        let close = inner.iter().position(|b| !b.is_ascii_whitespace())?;
        (inner[close] == b']').then_some(declarator.span.start + open as u32 + 1)
    }
}

/// It is not declared yet where its initialiser stands.
fn names_itself(decl: &Decl, declarator: &Declarator) -> bool {
    let init = declarator.init_span;
    init.is_some_and(|init| decl.uses.iter().any(|&span| init.contains(span)))
}

fn find_word(text: &[u8], word: &[u8]) -> Option<usize> {
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let mut places = (0..text.len()).filter(|&at| text[at..].starts_with(word));
    places.find(|&at| {
        let before = at.checked_sub(1).and_then(|n| text.get(n));
        !is_word(before) && !is_word(text.get(at + word.len()))
    })
}

/// An array whose length the declarator or its typedef leaves open.
fn is_open(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        *unit.kind(ty),
        TypeKind::Array {
            len: ArrayLen::Unknown,
            ..
        }
    )
}

/// Its attributes mean the same for a member.
pub fn is_plain(decl: &Decl) -> bool {
    let known = ["aligned", "_Alignas", "alignas", "unused", "maybe_unused"];
    let mut names = decl.attributes.iter().map(|(name, _)| name.as_str());
    names.all(|name| known.contains(&name.strip_prefix("gnu::").unwrap_or(name)))
}

/// The end of the object is the end of an array: its own, or of its last member.
pub fn ends_in_array(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => unit.is_complete(elem.ty) && !is_library(unit, elem.ty),
        TypeKind::Record(id) => {
            let record = &unit.records[id];
            let fields = record.fields.iter();
            match record.is_union {
                true => fields
                    .clone()
                    .any(|f| !is_open(unit, f.ty.ty) && ends_in_array(unit, f.ty.ty)),
                false => record.fields.last().is_some_and(|f| {
                    // What follows a flexible array member is part of it.
                    !is_flexible(unit, f.ty.ty) && ends_in_array(unit, f.ty.ty)
                }),
            }
        }
        _ => false,
    }
}

/// Of a system header, such as `jmp_buf`: nothing points to its end.
fn is_library(unit: &Unit, ty: TypeId) -> bool {
    let record = unit.record_of(ty);
    record.is_some_and(|id| unit.records[id].system)
}

fn is_flexible(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        *unit.kind(ty),
        TypeKind::Array {
            len: ArrayLen::Unknown | ArrayLen::Known(0),
            ..
        }
    )
}

/// Objects that an expression makes a pointer into, other than to look at one
/// element.
fn pointed_objects(unit: &Unit) -> HashSet<DeclId> {
    let indexed = indexed_arrays(unit);
    let mut found = HashSet::new();
    for (id, e) in unit.exprs.iter() {
        let whole = unit.is_array(e.ty.ty);
        let target = match e.kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => Some(operand),
            _ if whole && !indexed.contains(&id) => Some(id),
            _ => None,
        };
        found.extend(target.and_then(|e| static_root(unit, e)));
    }
    found
}
