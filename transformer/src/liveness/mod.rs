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
use crate::linear::{Body, TempId};
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
}

impl Live {
    /// Marks the sites that would save what means something else on another
    /// machine: the size of a type, a word read from bytes; true if there are
    /// any.
    pub fn hold_local_values(&mut self, flow: &Flow, body: &mut Body) -> bool {
        let stays = |var: &Var| match var {
            Var::Local(decl) => flow.sizes.contains(decl) || flow.words.contains(decl),
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
    let visible = scope::visible_at_sites(unit, function, body);
    let mut at_site: Vec<BTreeSet<Var>> = visible
        .iter()
        .map(|all| all.intersection(&memory).copied().collect())
        .collect();
    for (node, site) in graph.sites() {
        let live = live_out[node].intersection(&set_before[node]).copied();
        let named = |v: &Var| matches!(v, Var::Temp(_)) || visible[site].contains(v);
        at_site[site].extend(live.filter(|v| named(v) && !memory.contains(v)));
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
    }
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
