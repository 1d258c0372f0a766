//! Uses of library functions that the runtime stands in for.

use super::edits::Edit;
use crate::flow::library::{stand_in, wrap, Wrap};
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Default)]
pub struct Wraps {
    /// Wrapped names and where each is first used.
    pub used: BTreeMap<String, Span>,
    pub edits: Vec<Edit>,
    /// Calls of the allocation functions: they get one more argument.
    pub allocations: Vec<ExprId>,
}

impl Wraps {
    pub fn find(unit: &Unit, is_user: &dyn Fn(Span) -> bool) -> Wraps {
        let callees = direct_callees(unit);
        let mut wraps = Wraps::default();
        for (id, e) in unit.exprs.iter() {
            let ExprKind::Name(decl) = &e.kind else {
                continue;
            };
            let entity = &unit.decls[*decl];
            let Some(class) = wrapped(entity).filter(|_| is_user(e.span)) else {
                continue;
            };
            let call = callees.get(&id).filter(|_| class == Wrap::Alloc);
            let suffix = if call.is_some() { "_at" } else { "" };
            wraps.edits.push(Edit::text(
                e.span,
                format!("{}{suffix}", stand_in(&entity.name)),
            ));
            let first = wraps.used.entry(entity.name.clone()).or_insert(e.span);
            if e.span < *first {
                *first = e.span;
            }
            wraps.allocations.extend(call);
        }
        wraps
    }
}

/// A library function the runtime stands in for.
pub fn wrapped(decl: &Decl) -> Option<Wrap> {
    let ours = decl.kind == DeclKind::Function && decl.system && !decl.defined;
    wrap(&decl.name).filter(|_| ours)
}

fn direct_callees(unit: &Unit) -> HashMap<ExprId, ExprId> {
    unit.exprs
        .iter()
        .filter_map(|(id, e)| match &e.kind {
            ExprKind::Call { callee, .. } => Some((*callee, id)),
            _ => None,
        })
        .collect()
}
