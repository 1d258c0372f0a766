//! Types as C declarations that are valid at file scope of the emitted unit.
//!
//! Typedef names are looked through, so that nothing depends on the scope the
//! user's typedef stands in; records and enums are named by tags that
//! [`Cx::record_tag`] and [`Cx::enum_tag`] make sure exist.

use super::cx::Cx;
use super::edits::Edit;
use crate::flow::walk;
use crate::hir::*;

impl Cx<'_> {
    /// A declaration of `name` with the unqualified type `ty`.
    pub fn declare(&self, ty: TypeId, name: &str) -> String {
        let rename = |named: Named| match named {
            Named::Record(id) => Some(self.record_tag(id)),
            Named::Enum(id) => Some(self.enum_tag(id)),
            Named::Typedef(decl) => self.renamed.get(&decl).cloned(),
        };
        let length = |e: ExprId| self.constant_text(e);
        let options = PrintOptions {
            text: "",
            keep_typedefs: false,
            rename: &rename,
            length: Some(&length),
            unqualified: true,
        };
        self.unit.declare(ty.into(), name, &options)
    }

    /// The type name itself, as in a cast.
    pub fn type_name(&self, ty: TypeId) -> String {
        self.declare(ty, "")
    }

    /// A constant expression, valid at file scope: `sizeof x` of an automatic
    /// `x` becomes `sizeof` its type.
    pub fn constant_text(&self, e: ExprId) -> String {
        let unit = self.unit;
        if let Some(value) = unit.constant(e) {
            return value.to_string();
        }
        // Of a parameter of a function type (C11 6.7.6.2p4).
        if self.variable_lengths.contains(&e) {
            return "*".into();
        }
        let edits = self.sizeof_edits(e);
        self.render_with(unit.exprs[e].outer_span(), &[&edits], &|_| true)
    }

    /// `sizeof x` of automatic objects, as `sizeof` of their types.
    pub fn sizeof_edits(&self, e: ExprId) -> Vec<Edit> {
        let unit = self.unit;
        let mut edits = Vec::new();
        unit.walk_exprs(e, &mut |inner| {
            if let ExprKind::SizeofExpr(operand) = unit.exprs[inner].kind {
                if self.names_automatic(operand) {
                    let ty = self.type_name(unit.exprs[operand].ty.ty);
                    edits.push(Edit::text(unit.exprs[inner].span, format!("sizeof({ty})")));
                }
            }
        });
        edits
    }

    fn names_automatic(&self, e: ExprId) -> bool {
        let unit = self.unit;
        let mut found = false;
        unit.walk_exprs(e, &mut |inner| {
            if let ExprKind::Name(decl) = unit.exprs[inner].kind {
                found |= !walk::is_static(unit, decl);
            }
        });
        found
    }
}
