//! Which variables a frame record must hold at each site.
//!
//! A variable is saved when its value may be read after the site and may have
//! been set before it. That keeps dead and garbage pointers out of images.
//! Objects whose address matters are saved wherever they are in scope: a
//! pointer to them may be anywhere.

mod bits;
mod graph;
mod scope;
mod usage;

use crate::flow::Flow;
use crate::hir::*;
use crate::linear::{Body, SiteId, TempId};
use graph::Graph;
use std::collections::{BTreeSet, HashSet};

/// A variable of a function in linear form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Var {
    Local(DeclId),
    Temp(TempId),
}

/// The result for one function.
#[derive(Debug, Default)]
pub struct Live {
    /// Per site, in declaration order.
    pub at_site: Vec<Vec<Var>>,
    /// All variables that any site saves, in declaration order.
    pub recorded: Vec<Var>,
    /// Those among the function's variables whose address matters.
    pub memory: HashSet<Var>,
    /// Locals that hide another one at some site.
    pub hiding: HashSet<DeclId>,
}

impl Live {
    /// Marks the sites that would save what means something else on another
    /// machine: the size of a type, a word read from bytes, an answer about the
    /// machine; true if there are any.
    pub fn hold_local_values(&mut self, flow: &Flow, body: &mut Body) -> bool {
        let stays = |var: &Var| match var {
            Var::Local(decl) => [&flow.sizes, &flow.words, &flow.answers]
                .iter()
                .any(|set| set.contains(decl)),
            Var::Temp(_) => false,
        };
        for (live, site) in self.at_site.iter_mut().zip(&mut body.sites) {
            site.held = live.iter().any(stays);
            if site.held {
                live.clear();
            }
        }
        let recorded: BTreeSet<Var> = self.at_site.iter().flatten().copied().collect();
        self.recorded = recorded.into_iter().collect();
        body.sites.iter().any(|site| site.held)
    }
}

/// Works out what each site of `body` saves.
pub fn analyse(unit: &Unit, flow: &Flow, function: &Function, body: &Body) -> Live {
    let memory = memory_vars(flow, function, body);
    let own = flow.functions.get(&function.decl);
    let computed = own.and_then(|f| f.computed.as_ref());
    let targets = computed.map_or(&[][..], |c| &c.targets);
    let graph = Graph::build(unit, function, body, &memory, targets);
    let live_out = graph.live_out();
    let set_before = graph.maybe_set();
    let scope::Scopes {
        at_site: visible,
        hiding,
    } = scope::at_sites(unit, function, body);
    let mut at_site: Vec<BTreeSet<Var>> = visible
        .iter()
        .map(|all| all.intersection(&memory).copied().collect())
        .collect();
    for (node, site) in graph.sites() {
        let live = live_out[node].intersection(&set_before[node]).copied();
        let named = |v: &Var| matches!(v, Var::Temp(_)) || visible[site].contains(v);
        at_site[site].extend(live.filter(|v| named(v) && !memory.contains(v)));
    }
    for (seen, live) in visible.iter().zip(&mut at_site) {
        live.extend(lengths_in_scope(unit, body, seen));
    }
    let slots = body.armings.iter().map(|armed| &armed.slot);
    for literal in body.literals.values().chain(slots) {
        at_site.iter_mut().for_each(|live| {
            live.insert(Var::Temp(*literal));
        });
    }
    let recorded: BTreeSet<Var> = at_site.iter().flatten().copied().collect();
    Live {
        at_site: at_site.into_iter().map(Vec::from_iter).collect(),
        recorded: recorded.into_iter().collect(),
        memory,
        hiding,
    }
}

/// Variables that a site saves although no value was given to them on some way
/// to it. Those whose address matters begin as zeros.
pub fn unset(
    unit: &Unit,
    flow: &Flow,
    function: &Function,
    body: &Body,
) -> BTreeSet<(SiteId, DeclId)> {
    let memory = memory_vars(flow, function, body);
    let own = flow.functions.get(&function.decl);
    let computed = own.and_then(|f| f.computed.as_ref());
    let targets = computed.map_or(&[][..], |c| &c.targets);
    let graph = Graph::build(unit, function, body, &memory, targets);
    let (live, may, must) = (graph.live_out(), graph.maybe_set(), graph.surely_set());
    let mut found = BTreeSet::new();
    for (node, site) in graph.sites() {
        let saved = live[node].intersection(&may[node]);
        found.extend(
            saved
                .filter(|var| !must[node].contains(var) && !memory.contains(var))
                .filter_map(|var| match var {
                    Var::Local(decl) => Some((site, *decl)),
                    Var::Temp(_) => None,
                }),
        );
    }
    found
}

/// Lengths of the types of what is in scope: to be in scope a variably
/// modified identifier must have been declared (C11 6.8.6.1p1), so all of
/// them have a value.
fn lengths_in_scope<'a>(
    unit: &'a Unit,
    body: &'a Body,
    seen: &'a HashSet<Var>,
) -> impl Iterator<Item = Var> + 'a {
    let types = seen.iter().filter_map(|var| match var {
        Var::Local(decl) => Some(unit.decls[*decl].ty.ty),
        Var::Temp(_) => None,
    });
    types
        .flat_map(|ty| unit.variable_lengths(ty))
        .filter_map(|e| body.lengths.get(&e).map(|&temp| Var::Temp(temp)))
}

fn memory_vars(flow: &Flow, function: &Function, body: &Body) -> HashSet<Var> {
    let locals = flow
        .functions
        .get(&function.decl)
        .into_iter()
        .flat_map(|f| &f.memory);
    let temps = body
        .temps
        .iter()
        .enumerate()
        .filter(|(_, temp)| temp.memory);
    locals
        .map(|&d| Var::Local(d))
        .chain(temps.map(|(i, _)| Var::Temp(i)))
        .collect()
}
