//! What captures would save of the variables of functions.
//!
//! Worked out function by function, when a rule first asks: liveness is the
//! dearest thing a rule can want to know, and most functions have nothing any
//! rule asks it for.

use super::unset;
use crate::flow::{walk, Flow, Treatment};
use crate::hir::*;
use crate::linear::{linearise, Body};
use crate::liveness::{self, Var};
use crate::source::Span;
use std::cell::RefCell;
use std::collections::HashMap;

/// Variables, each with a place where a capture can happen.
type Places = HashMap<DeclId, Span>;

/// What is known already, by function.
#[derive(Debug, Default)]
pub struct Known {
    saved: RefCell<HashMap<DeclId, Places>>,
    unset: RefCell<HashMap<DeclId, Places>>,
}

#[derive(Debug, Clone, Copy)]
pub struct Alive<'a> {
    pub unit: &'a Unit,
    pub flow: &'a Flow,
    pub known: &'a Known,
}

impl Alive<'_> {
    /// A place where a capture saves this parameter or automatic variable.
    pub fn site(&self, decl: DeclId) -> Option<Span> {
        self.place(decl, &self.known.saved, &|function| self.saved(function))
    }

    /// A place where a capture saves it although it may have no value, and may be
    /// read without one.
    pub fn unset_site(&self, decl: DeclId) -> Option<Span> {
        self.place(decl, &self.known.unset, &|function| self.unset(function))
    }

    fn place(
        &self,
        decl: DeclId,
        known: &RefCell<HashMap<DeclId, Places>>,
        find: &dyn Fn(&Function) -> Places,
    ) -> Option<Span> {
        let Scope::Automatic(owner) = self.unit.decls[decl].scope else {
            return None;
        };
        if let Some(places) = known.borrow().get(&owner) {
            return places.get(&decl).copied();
        }
        let treatment = self.flow.functions.get(&owner).map(|f| &f.treatment);
        let function = self.unit.decls[owner].function;
        let places = match (treatment, function) {
            (Some(Treatment::Instrument), Some(id)) => find(&self.unit.functions[id]),
            _ => Places::new(),
        };
        let place = places.get(&decl).copied();
        known.borrow_mut().insert(owner, places);
        place
    }

    fn saved(&self, function: &Function) -> Places {
        let mut body: Body = linearise(self.unit, self.flow, function);
        let mut live = liveness::analyse(self.unit, self.flow, function, &body);
        live.hold_local_values(self.flow, &mut body);
        let mut places = Places::new();
        for (site, saved) in body.sites.iter().zip(&live.at_site) {
            let locals = saved.iter().filter_map(|var| match var {
                Var::Local(decl) => Some(*decl),
                Var::Temp(_) => None,
            });
            for decl in locals {
                places.entry(decl).or_insert(site.span);
            }
        }
        places
    }

    fn unset(&self, function: &Function) -> Places {
        let unit = self.unit;
        let mut body: Body = linearise(unit, self.flow, function);
        let mut live = liveness::analyse(unit, self.flow, function, &body);
        live.hold_local_values(self.flow, &mut body);
        let watched = |decl| !walk::is_static(unit, decl);
        let reads = unset::reads(unit, function, &watched);
        let mut places = Places::new();
        for (site, decl) in liveness::unset(unit, self.flow, function, &body) {
            let site = &body.sites[site];
            if !site.held && reads.contains_key(&decl) {
                places.entry(decl).or_insert(site.span);
            }
        }
        places
    }
}
