//! What captures would save of the variables of functions.

use super::unset;
use crate::flow::{walk, Flow, Treatment};
use crate::hir::*;
use crate::linear::{linearise, Body};
use crate::liveness::{self, Var};
use crate::source::Span;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct Alive {
    /// With a place where a capture can happen.
    saved: HashMap<DeclId, Span>,
    /// They may have no value there, and be read without one.
    unset: HashMap<DeclId, Span>,
}

impl Alive {
    pub fn find(unit: &Unit, flow: &Flow) -> Alive {
        let mut alive = Alive::default();
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            let own = flow.functions.get(&function.decl);
            if own.is_some_and(|f| f.treatment == Treatment::Instrument) {
                alive.function(unit, flow, function);
            }
        }
        alive
    }

    fn function(&mut self, unit: &Unit, flow: &Flow, function: &Function) {
        let mut body: Body = linearise(unit, flow, function);
        let mut live = liveness::analyse(unit, flow, function, &body);
        live.hold_local_values(flow, &mut body);
        for (site, saved) in body.sites.iter().zip(&live.at_site) {
            let locals = saved.iter().filter_map(|var| match var {
                Var::Local(decl) => Some(*decl),
                Var::Temp(_) => None,
            });
            for decl in locals {
                self.saved.entry(decl).or_insert(site.span);
            }
        }
        let watched = |decl| !walk::is_static(unit, decl);
        let reads = unset::reads(unit, function, &watched);
        for (site, decl) in liveness::unset(unit, flow, function, &body) {
            let site = &body.sites[site];
            if !site.held && reads.contains_key(&decl) {
                self.unset.entry(decl).or_insert(site.span);
            }
        }
    }

    /// A place where a capture saves this parameter or automatic variable.
    pub fn site(&self, decl: DeclId) -> Option<Span> {
        self.saved.get(&decl).copied()
    }

    /// A place where a capture saves it although it may have no value.
    pub fn unset_site(&self, decl: DeclId) -> Option<Span> {
        self.unset.get(&decl).copied()
    }
}
