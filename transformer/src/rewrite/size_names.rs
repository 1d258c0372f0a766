//! Names by which all units know the places of the graph of sizes.

use super::cx::Cx;
use super::size_constants::SizeConstants;
use super::size_graph::{Node, Signature};
use crate::hir::*;

impl Cx<'_> {
    /// A name by which all units know the place; one that begins with a capital
    /// is this unit's own. The empty name is *other*.
    pub fn node_name(&self, node: Node, constants: &SizeConstants) -> String {
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
            Node::AllOnes => format!("c:{}", constants.all_ones()),
            Node::Constant(e) => format!("c:{}", constants.label_of(self, e)),
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
