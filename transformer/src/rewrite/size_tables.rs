//! The size graph of a unit as tables: `migrt_sizes` of the ABI.

use super::cx::{c_string, Cx};
use super::size_constants::SizeConstants;
use super::size_graph::{self, Node, SizeGraph};
use crate::config::{Annotations, SizeKind, SizeNote};
use crate::flow::address_taken;
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

/// What `migcc.toml` says of a place: a multiple of a size (C text), or a number.
struct Told {
    node: Node,
    of: Option<String>,
}

/// Text for the end of a unit.
pub struct SizeTables {
    pub definitions: String,
    /// Row of `migrt_O` that carries the sizes to the other side.
    pub object: Option<String>,
    /// What `migrt_unit.sizes` is.
    pub reference: &'static str,
}

impl Cx<'_> {
    pub fn size_tables(&self, annotations: &Annotations) -> SizeTables {
        let mut graph = size_graph::find(self.unit, &address_taken(self.unit));
        let told = self.annotate(&mut graph, annotations);
        let multiples = told.iter().filter_map(|told| told.of.as_deref());
        let constants = SizeConstants::find(self, &graph, multiples);
        if graph.edges.is_empty() && told.is_empty() && constants.is_empty() {
            return SizeTables {
                definitions: String::new(),
                object: None,
                reference: "0",
            };
        }
        self.write(&graph, &told, &constants)
    }

    /// Replaces what flows into places whose meaning the user tells. A type that
    /// this unit does not know leaves the place as it is: refused when it
    /// matters.
    fn annotate(&self, graph: &mut SizeGraph, annotations: &Annotations) -> Vec<Told> {
        let nodes: BTreeSet<Node> = graph.edges.keys().map(|(_, to, _)| *to).collect();
        let mut told = Vec::new();
        for node in nodes {
            let of = match self.note_of(node, annotations).map(|note| &note.kind) {
                Some(SizeKind::Value(_)) => None,
                Some(SizeKind::Of(ty)) => match self.size_of_named(ty) {
                    Some(text) => Some(text),
                    None => continue,
                },
                None => continue,
            };
            graph.edges.retain(|(_, to, _), _| *to != node);
            told.push(Told { node, of });
        }
        told
    }

    /// `sizeof` a type as `migcc.toml` names it.
    fn size_of_named(&self, name: &str) -> Option<String> {
        let unit = self.unit;
        let (keyword, tag) = name.split_once(' ').unwrap_or(("", name));
        let by_tag = unit.records.iter().find(|(_, r)| {
            let same = if r.is_union { "union" } else { "struct" } == keyword;
            same && r.complete && r.tag.as_deref() == Some(tag.trim())
        });
        let ty = match by_tag {
            Some((id, _)) => unit.types.find(&TypeKind::Record(id))?,
            None => {
                let named = |d: &Decl| d.kind == DeclKind::Typedef && d.name == name;
                let (_, decl) = unit.decls.iter().find(|(_, d)| named(d))?;
                decl.ty.ty
            }
        };
        let complete = unit.is_complete(ty);
        complete.then(|| format!("sizeof({})", self.type_name(ty)))
    }

    fn note_of<'n>(&self, node: Node, annotations: &'n Annotations) -> Option<&'n SizeNote> {
        match node {
            Node::Member(record, index) => {
                let field = self.unit.records[record].fields[index].name.as_deref()?;
                let names = self.record_names(record);
                annotations.size_of_member(&names, field)
            }
            Node::Variable(decl) => {
                let decls = &self.unit.decls;
                let function = match decls[decl].scope {
                    Scope::Automatic(f) | Scope::Static(f) => Some(decls[f].name.as_str()),
                    _ => None,
                };
                annotations.size_of_variable(function, &decls[decl].name)
            }
            Node::Return(decl) => annotations.size_of_result(&self.unit.decls[decl].name),
            _ => None,
        }
    }

    fn record_names(&self, record: RecordId) -> Vec<String> {
        let unit = self.unit;
        let typedefs = unit.decls.iter().filter(|(_, d)| {
            d.kind == DeclKind::Typedef && unit.record_of(d.ty.ty) == Some(record)
        });
        let names = typedefs.map(|(_, d)| d.name.clone());
        unit.records[record]
            .tag
            .clone()
            .into_iter()
            .chain(names)
            .collect()
    }

    fn write(&self, graph: &SizeGraph, told: &[Told], constants: &SizeConstants) -> SizeTables {
        let mut names = Numbered::default();
        let mut files = Numbered::default();
        names.number("");
        for label in constants.labels() {
            names.number(&format!("c:{label}"));
        }
        let mut rows = Vec::new();
        for (&(from, to, kind), &place) in &graph.edges {
            let from = names.number(&self.node_name(from, constants));
            let to = names.number(&self.node_name(to, constants));
            let (file, line) = self.flow_place(place, &mut files);
            rows.push(format!("{{{from}, {to}, {kind}, {file}, {line}}}"));
        }
        for Told { node, of } in told {
            let (from, kind) = match of {
                Some(text) => {
                    let name = format!("c:{}", constants.label(text, text));
                    (names.number(&name), size_graph::MULTIPLE)
                }
                None => (0, size_graph::NUMBER),
            };
            let to = names.number(&self.node_name(*node, constants));
            rows.push(format!("{{{from}, {to}, {kind}, 0, 0}}"));
        }
        let values = constants.texts().map(|text| format!(",\n    {text}"));
        let hashes = constants.hashes().map(|hash| format!(",\n    {hash}u"));
        let values: String = values.chain(hashes).collect();
        let definitions = format!(
            "static const char migrt_ZN[] =\n{};\n\
             static const migrt_size migrt_ZV[] = {{\n    0{values}\n}};\n\
             static const char *const migrt_ZP[] = {{\n    {}\n}};\n\
             static const migrt_flow migrt_ZF[] = {{\n    {}\n}};\n\
             static const migrt_sizes migrt_Z = {{migrt_ZN, {}, migrt_ZV, {}, migrt_ZF, {}, migrt_ZP}};\n",
            names.in_a_row(),
            files.separated(),
            rows.join(", "),
            names.list.len(),
            constants.texts().count() + 1,
            rows.len(),
        );
        SizeTables {
            definitions,
            object: Some(
                "{\"migrt_sizes\", (void *)migrt_ZV, 0, 0, sizeof migrt_ZV, MIGRT_O_STATIC | MIGRT_O_SIZES, 0, 0}"
                    .into(),
            ),
            reference: "&migrt_Z",
        }
    }

    /// Number of the file, and the line.
    fn flow_place(&self, span: Span, files: &mut Numbered) -> (usize, u32) {
        let place = self.lines.place(span.start as usize);
        (files.number(place.file), place.line)
    }
}

/// Texts without repetition, each with its number.
#[derive(Default)]
struct Numbered {
    list: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Numbered {
    fn number(&mut self, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.numbers.insert(text.into(), self.list.len());
        self.list.push(text.into());
        self.list.len() - 1
    }

    /// One literal, each text with its zero.
    fn in_a_row(&self) -> String {
        let mut out = String::new();
        for text in &self.list {
            let quoted = c_string(text);
            let _ = writeln!(out, "    {}\\0\"", &quoted[..quoted.len() - 1]);
        }
        out
    }

    /// A literal each, and one more: no table is empty.
    fn separated(&self) -> String {
        let quoted = self.list.iter().map(|text| c_string(text) + ", ");
        quoted.chain(["0".into()]).collect()
    }
}
