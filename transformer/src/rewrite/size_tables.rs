//! The size graph of a unit as tables: `migrt_sizes` of the ABI.

use super::cx::{c_string, Cx};
use super::size_graph::{self, Node, Signature, SizeGraph};
use crate::config::{Annotations, SizeKind, SizeNote};
use crate::flow::address_taken;
use crate::hir::*;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

const ALL_ONES: &str = "(__typeof__(sizeof(0)))-1";

/// What `migcc.toml` says of a place: a multiple of a size, or a number.
type Told = (Node, Option<String>);

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
        let constants = self.constants(&graph, &told);
        if graph.edges.is_empty() && told.is_empty() {
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
        let nodes: BTreeSet<Node> = graph.edges.iter().map(|(_, to, _)| *to).collect();
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
            graph.edges.retain(|(_, to, _)| *to != node);
            told.push((node, of));
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
            Node::Variable(decl) => annotations.size_of_variable(&self.unit.decls[decl].name),
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

    /// Expressions that are sizes, as C text and without repetition.
    fn constants(&self, graph: &SizeGraph, told: &[Told]) -> Vec<String> {
        let mut found = Vec::new();
        let texts = graph.edges.iter().filter_map(|(from, _, _)| match from {
            Node::Constant(e) => Some(self.constant_name(*e)),
            Node::AllOnes => Some(ALL_ONES.into()),
            _ => None,
        });
        for text in texts.chain(told.iter().filter_map(|(_, of)| of.clone())) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    fn constant_name(&self, e: ExprId) -> String {
        let unit = self.unit;
        match unit.exprs[e].kind {
            ExprKind::SizeofType(q) => format!("sizeof({})", self.type_name(q.ty)),
            ExprKind::SizeofExpr(operand) => {
                format!("sizeof({})", self.type_name(unit.exprs[operand].ty.ty))
            }
            ExprKind::AlignofType(q) => format!("__alignof__({})", self.type_name(q.ty)),
            ExprKind::AlignofExpr(operand) => {
                format!("__alignof__({})", self.type_name(unit.exprs[operand].ty.ty))
            }
            _ => self.constant_text(e),
        }
    }

    fn write(&self, graph: &SizeGraph, told: &[Told], constants: &[String]) -> SizeTables {
        let mut nodes: HashMap<String, usize> = HashMap::new();
        let mut names = String::new();
        let mut number = |name: String| {
            let next = nodes.len();
            *nodes.entry(name.clone()).or_insert_with(|| {
                let quoted = c_string(&name);
                let _ = writeln!(names, "    {}\\0\"", &quoted[..quoted.len() - 1]);
                next
            })
        };
        number("".into());
        for text in constants {
            number(format!("c:{text}"));
        }
        let mut rows = Vec::new();
        let named = |node: Node| self.node_name(node);
        for &(from, to, kind) in &graph.edges {
            rows.push((number(named(from)), number(named(to)), kind));
        }
        for (node, of) in told {
            let (from, kind) = match of {
                Some(text) => (number(format!("c:{text}")), size_graph::MULTIPLE),
                None => (0, size_graph::NUMBER),
            };
            rows.push((from, number(named(*node)), kind));
        }
        let rows: Vec<String> = rows
            .iter()
            .map(|(from, to, kind)| format!("{{{from}, {to}, {kind}}}"))
            .collect();
        let values = constants.join(",\n    ");
        let definitions = format!(
            "static const char migrt_ZN[] =\n{names};\n\
             static const migrt_size migrt_ZV[] = {{\n    0{}{values}\n}};\n\
             static const migrt_flow migrt_ZF[] = {{\n    {}\n}};\n\
             static const migrt_sizes migrt_Z = {{migrt_ZN, {}, migrt_ZV, {}, migrt_ZF, {}}};\n",
            if constants.is_empty() { "" } else { ",\n    " },
            rows.join(", "),
            nodes.len(),
            constants.len() + 1,
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

    /// A name by which all units know the place; one that begins with a capital
    /// is this unit's own. The empty name is *other*.
    fn node_name(&self, node: Node) -> String {
        let unit = self.unit;
        let own = |decl: DeclId, letter: char| {
            if unit.decls[decl].linkage == Linkage::External {
                letter
            } else {
                letter.to_ascii_uppercase()
            }
        };
        let name = |decl: DeclId| unit.decls[decl].name.as_str();
        match node {
            Node::Other => String::new(),
            Node::AllOnes => format!("c:{ALL_ONES}"),
            Node::Constant(e) => format!("c:{}", self.constant_name(e)),
            Node::Member(record, index) => format!(
                "m:{}.{}",
                self.record_spelling(record),
                unit.records[record].fields[index]
                    .name
                    .as_deref()
                    .unwrap_or("")
            ),
            Node::Variable(decl) => match unit.decls[decl].scope {
                Scope::Automatic(f) => format!("L:{}.{}", name(f), name(decl)),
                Scope::Static(f) => format!("O:{}.{}", name(decl), name(f)),
                _ => format!("{}:{}", own(decl, 'o'), name(decl)),
            },
            Node::Param(decl, i) => format!("{}:{}.{i}", own(decl, 'p'), name(decl)),
            Node::Return(decl) => format!("{}:{}", own(decl, 'r'), name(decl)),
            Node::Indirect(signature, i) => format!("i:{}.{i}", spell(signature)),
            Node::IndirectReturn(signature) => format!("i:{}", spell(signature)),
            Node::Pointed => "*".into(),
        }
    }

    /// The name of the record's descriptor.
    fn record_spelling(&self, record: RecordId) -> String {
        let ty = self.unit.types.find(&TypeKind::Record(record));
        // Members of an anonymous struct in a struct belong to the outer one.
        let outer = self.unit.records.iter().find(|(_, outer)| {
            outer.is_union == self.unit.records[record].is_union
                && outer.fields.iter().any(|f| {
                    f.name.is_none()
                        && f.bit_width.is_none()
                        && self.unit.record_of(f.ty.ty) == Some(record)
                })
        });
        match outer {
            Some((outer, _)) if self.unit.records[record].anonymous_member => {
                self.record_spelling(outer)
            }
            _ => ty.map_or(String::new(), |ty| self.unit.spell(ty)),
        }
    }
}

fn spell(signature: Signature) -> String {
    match signature {
        Signature::Types(digest) => format!("{digest:016x}"),
        Signature::Count(count) => count.to_string(),
    }
}
