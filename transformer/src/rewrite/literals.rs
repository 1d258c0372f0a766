//! Compound literals at file scope whose address matters: static objects
//! without a name (C11 6.5.2.5p5), given one so that pointers to them can be
//! translated.

use super::cx::Cx;
use super::edits::Edit;
use super::gaps::GAP;
use crate::flow::walk;
use crate::hir::*;
use crate::source::Span;

/// A compound literal that becomes a static object.
#[derive(Debug, Clone)]
pub struct FileLiteral {
    pub expr: ExprId,
    pub span: Span,
    pub init: Span,
    /// How it is named: a member, for there is a gap behind it (`gaps`).
    pub variable: String,
    holder: String,
}

/// The literals of user code, inner ones before those that contain them.
pub fn find(unit: &Unit, is_user: &dyn Fn(Span) -> bool) -> Vec<FileLiteral> {
    let bodies: Vec<Span> = unit.functions.iter().map(|(_, f)| f.span).collect();
    let mut found: Vec<(ExprId, Span, Span)> = unit
        .exprs
        .iter()
        .filter_map(|(id, e)| match e.kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => walk::literal_root(unit, operand),
            _ if unit.is_array(e.ty.ty) && unit.is_pointer(e.converted) => {
                walk::literal_root(unit, id)
            }
            _ => None,
        })
        .filter_map(|id| match unit.exprs[id].kind {
            ExprKind::CompoundLiteral { init, .. } => match unit.inits[init] {
                Init::List { span, .. } => Some((id, unit.exprs[id].span, span)),
                Init::Expr(_) => None,
            },
            _ => None,
        })
        .filter(|(_, span, _)| is_user(*span) && !bodies.iter().any(|body| body.contains(*span)))
        .collect();
    found.sort_by_key(|(_, span, _)| (span.end, span.start));
    found.dedup_by_key(|(id, ..)| *id);
    found
        .into_iter()
        .enumerate()
        .map(|(n, (expr, span, init))| FileLiteral {
            expr,
            span,
            init,
            variable: format!("migrt_lit{n}.value"),
            holder: format!("migrt_lit{n}"),
        })
        .collect()
}

impl FileLiteral {
    pub fn edit(&self) -> Edit {
        Edit::text(self.span, self.variable.clone())
    }

    pub fn definition(&self, cx: &Cx) -> String {
        let (whole, init) = (cx.render_inside(self.span, &[]), cx.render(self.init));
        format!(
            "static struct {{ __typeof__({whole}) value; {GAP} }} {} = {{{init}}};\n",
            self.holder
        )
    }
}
