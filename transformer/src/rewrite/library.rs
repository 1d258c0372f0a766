//! Uses of library functions that the runtime stands in for.

use super::edits::Edit;
use crate::flow::library::{only_calls, site_prototype, stand_in, wrap, Wrap};
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Default)]
pub struct Wraps {
    /// Wrapped names and where each is first used.
    pub used: BTreeMap<String, Span>,
    /// The same for names that are not declared (C90 6.3.2.2).
    pub implicit: BTreeMap<String, Span>,
    pub edits: Vec<Edit>,
    /// Calls of the allocation functions: they get one more argument.
    pub allocations: Vec<ExprId>,
}

impl Wraps {
    pub fn find(unit: &Unit, is_user: &dyn Fn(Span) -> bool) -> Wraps {
        let callees = direct_callees(unit);
        let mut wraps = Wraps::default();
        for (id, e) in unit.exprs.iter().filter(|(_, e)| is_user(e.span)) {
            let Some((name, class)) = used_name(unit, e) else {
                continue;
            };
            let call = callees.get(&id).filter(|_| class == Wrap::Alloc);
            if call.is_none() && only_calls(name) {
                continue;
            }
            let suffix = if call.is_some() { "_at" } else { "" };
            let text = format!("{}{suffix}", stand_in(name));
            wraps.edits.push(Edit::text(e.span, text));
            let used = match e.kind {
                ExprKind::Builtin(_) => &mut wraps.implicit,
                _ => &mut wraps.used,
            };
            let first = used.entry(name.to_string()).or_insert(e.span);
            if e.span < *first {
                *first = e.span;
            }
            wraps.allocations.extend(call);
        }
        wraps
    }
}

/// The library function that `e` names, if the runtime stands in for it. One
/// that is not declared and may wait is left to the library: nobody would check
/// whether it returns because of a capture.
fn used_name<'a>(unit: &'a Unit, e: &'a Expr) -> Option<(&'a str, Wrap)> {
    match &e.kind {
        ExprKind::Name(decl) => {
            let entity = &unit.decls[*decl];
            wrapped(unit, entity).map(|class| (entity.name.as_str(), class))
        }
        ExprKind::Builtin(name) => {
            let class = wrap(name).filter(|&class| class != Wrap::Blocks);
            class.map(|class| (name.as_str(), class))
        }
        _ => None,
    }
}

/// What declares the stand-in of a function that the source does not declare:
/// the compiler knows some of them (gcc and clang take the implicit declaration
/// for that of their builtin), the others return `int`.
pub fn implicit_prototype(name: &str) -> String {
    let is_builtin = BUILTINS.contains(&name);
    let site = site_prototype(name).unwrap_or_default();
    match is_builtin {
        true => format!(
            "extern __typeof__(__builtin_{name}) {};\n{site}",
            stand_in(name)
        ),
        false => format!("extern int {}();\n{site}", stand_in(name)),
    }
}

const BUILTINS: [&str; 7] = [
    "malloc",
    "calloc",
    "realloc",
    "aligned_alloc",
    "free",
    "strdup",
    "strndup",
];

/// A library function the runtime stands in for.
pub fn wrapped(unit: &Unit, decl: &Decl) -> Option<Wrap> {
    wrap(&decl.name).filter(|_| is_library(unit, decl))
}

/// A function of the C library, also where a header has an inline definition of
/// it (glibc's `getline`, and many with `_FORTIFY_SOURCE`).
pub fn is_library(unit: &Unit, decl: &Decl) -> bool {
    let inline = decl.function.is_some_and(|f| unit.functions[f].system);
    decl.kind == DeclKind::Function && decl.system && (!decl.defined || inline)
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
