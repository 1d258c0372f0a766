//! What blocks hold, by the rewriter's own inference: what it does not know a
//! capture does not know.

use super::End;
use crate::hir::*;
use crate::lint::Context;
use crate::rewrite::alloc::{self, Allocation};
use crate::rewrite::hints;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Default)]
pub struct Allocations {
    /// Calls of the program's own functions.
    hinted: HashMap<ExprId, Allocation>,
    casts: HashMap<ExprId, TypeId>,
    /// Functions that return a block they have allocated.
    allocators: HashSet<DeclId>,
}

impl Allocations {
    pub fn find(cx: &Context) -> Allocations {
        let own = |span| cx.is_own(span);
        let hints = hints::find(cx.unit, cx.flow, cx.annotations, &own);
        Allocations {
            hinted: hints
                .into_iter()
                .map(|hint| (hint.call, hint.allocation))
                .collect(),
            casts: alloc::casts(cx.unit),
            allocators: allocators(cx),
        }
    }
}

/// Functions with `return malloc(..)`, or `p = malloc(..)` and `return p`, and
/// those that return what such a function gives them.
fn allocators(cx: &Context) -> HashSet<DeclId> {
    let mut found = HashSet::new();
    let mut blocks = HashSet::new();
    loop {
        let before = found.len() + blocks.len();
        let calls: Vec<ExprId> = cx
            .unit
            .exprs
            .ids()
            .filter(|&id| is_block(cx, id, &found))
            .collect();
        for id in calls {
            match cx.journey(id).end {
                End::Returned(function) => {
                    found.insert(function);
                }
                End::Initialises(decl) => {
                    blocks.insert(decl);
                }
                End::Assigned(place) => blocks.extend(variable(cx, place)),
                _ => {}
            }
        }
        for (id, _) in cx.unit.exprs.iter() {
            if let (Some(decl), End::Returned(function)) = (variable(cx, id), cx.journey(id).end) {
                found.extend(blocks.contains(&decl).then_some(function));
            }
        }
        if found.len() + blocks.len() == before {
            return found;
        }
    }
}

fn is_block(cx: &Context, e: ExprId, allocators: &HashSet<DeclId>) -> bool {
    let ExprKind::Call { callee, .. } = cx.unit.exprs[e].kind else {
        return false;
    };
    let known = ["malloc", "calloc", "realloc", "aligned_alloc"];
    let library = cx
        .library_call(e)
        .is_some_and(|(name, _)| known.contains(&name));
    library
        || matches!(cx.unit.exprs[callee].kind, ExprKind::Name(decl) if allocators.contains(&decl))
}

fn variable(cx: &Context, e: ExprId) -> Option<DeclId> {
    match cx.unit.exprs[e].kind {
        ExprKind::Name(decl) => cx.is_automatic(decl).then_some(decl),
        _ => None,
    }
}

/// A call of one of the library's allocation functions.
pub struct Allocated<'a> {
    pub name: &'a str,
    pub args: &'a [ExprId],
    pub allocation: Allocation,
    /// What the result is used as a pointer to.
    pub target: Option<TypeId>,
    /// Arguments whose product is the size.
    pub sizes: Vec<ExprId>,
}

impl<'a> Context<'a> {
    pub fn allocated(&self, call: ExprId) -> Option<Allocated<'a>> {
        let (name, args) = self.library_call(call)?;
        let name = name.strip_prefix("__builtin_").unwrap_or(name);
        let sizes: &[usize] = match name {
            "malloc" | "alloca" => &[0],
            "calloc" => &[0, 1],
            "realloc" | "aligned_alloc" | "memalign" => &[1],
            "reallocarray" => &[1, 2],
            _ => return None,
        };
        let casts = &self.allocations().casts;
        let hinted = self.allocations().hinted.get(&call).copied();
        let found = hinted.unwrap_or_else(|| alloc::infer(self.unit, call, name, casts));
        Some(Allocated {
            name,
            args,
            allocation: found,
            target: self.goes_to(call),
            sizes: sizes.iter().filter_map(|&n| args.get(n)).copied().collect(),
        })
    }

    /// What a call that returns a pointer is used as a pointer to.
    pub fn goes_to(&self, call: ExprId) -> Option<TypeId> {
        let cast = self.allocations().casts.get(&call).copied();
        let ty = cast.unwrap_or(self.unit.exprs[call].converted);
        Some(self.unit.canonical(self.unit.pointee(ty)?.ty))
    }

    /// Functions of the unit that return what they allocate.
    pub fn allocators(&self) -> &HashSet<DeclId> {
        &self.allocations().allocators
    }

    /// What the rewriter knows of a block from one of the program's own
    /// functions.
    pub fn hinted(&self, call: ExprId) -> Option<Allocation> {
        self.allocations().hinted.get(&call).copied()
    }
}
