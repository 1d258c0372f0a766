//! Selectors that nobody named, from how the program writes tag and member.
//!
//! # Goal
//! `v->tag = INT; v->u.i = 5;` says what an annotation would say. A wrong guess
//! would be a wrong value after a restore, so one counter-example is enough to
//! infer nothing.
//!
//! # What counts
//! For a union in a struct of the unit's own file (nobody else knows it) and
//! each integer member of that struct:
//!
//! - every write of a member of the union, its address included, must stand
//!   together with a write of the tag with a constant for the same object in one
//!   run of statements, or under `switch (v->tag)` or `if (v->tag == K)`;
//!   or in one initialiser;
//! - every constant goes with one member; reads under a guard must agree;
//! - the tag gets nothing but constants, its address is not taken, and a constant
//!   that goes with a member is never written without it;
//! - exactly one member of the struct may pass.
//!
//! The union's type must be used for this member alone, and its address as a
//! whole must never be taken.
//!
//! # Sharp edges
//! A constant that comes with no member has no case. A capture between the write
//! of the tag and that of the member sees the old bytes under the new tag, which
//! nobody reads before they are written.

mod initialisers;
mod paths;
mod walk;

use super::collect::{Case, Selector, Selectors};
use super::path::{case_member, spelling, Found};
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What was inferred, for `MIGCC_LOG`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    pub record: String,
    pub what: String,
    pub at: Span,
}

/// A union, and the member of its struct that may be its selector.
#[derive(Debug, Clone, Copy)]
struct Candidate<'a> {
    record: RecordId,
    union: RecordId,
    tag: &'a str,
}

/// Members by constant.
#[derive(Debug, Default)]
struct Evidence {
    cases: BTreeMap<i128, BTreeSet<String>>,
    written: bool,
    /// Constants that the tag got without a member.
    bare: BTreeSet<i128>,
    /// Something that no tag explains.
    unexplained: bool,
}

/// What is looked for once for all candidates.
struct Survey {
    parents: paths::Parents,
    members: paths::Members,
    initialisers: Vec<(TypeId, InitId)>,
}

impl Survey {
    fn new(unit: &Unit) -> Survey {
        Survey {
            parents: paths::parents(unit),
            members: paths::members(unit),
            initialisers: initialisers::initialisers(unit),
        }
    }
}

/// Adds selectors to `known`; records of which `own` holds are the unit's alone.
pub fn infer(
    unit: &Unit,
    text: &str,
    known: &mut Selectors,
    own: &dyn Fn(Span) -> bool,
) -> Vec<Inferred> {
    let mut found = Vec::new();
    let mut survey = None;
    for (union, place) in places(unit) {
        let record = place.record;
        let settled = known.get(&record).is_some_and(|all| {
            all.iter()
                .any(|s| s.union.as_ref().is_some_and(|u| u.union == union))
        });
        if settled || !own(unit.records[record].span) || spelling(unit, record).is_none() {
            continue;
        }
        let survey = survey.get_or_insert_with(|| Survey::new(unit));
        if let Some((tag, cases)) = only_tag(unit, text, record, union, survey) {
            let (selector, note) = selector(unit, record, union, &place, &tag, &cases);
            known.entry(record).or_default().push(selector);
            found.push(note);
        }
    }
    found
}

/// The only member of a union's type in the whole unit.
struct Place {
    record: RecordId,
    name: Option<String>,
    ty: TypeId,
}

fn places(unit: &Unit) -> BTreeMap<RecordId, Place> {
    let mut found = BTreeMap::new();
    let mut spoiled = BTreeSet::new();
    for (record, owner) in unit.records.iter().filter(|(_, r)| r.complete) {
        for field in &owner.fields {
            let direct = unit
                .record_of(field.ty.ty)
                .filter(|&id| unit.records[id].is_union);
            let Some(union) = direct else { continue };
            let usable = !owner.is_union && !owner.anonymous_member && owner.function.is_none();
            let place = Place {
                record,
                name: field.name.clone(),
                ty: field.ty.ty,
            };
            if found.insert(union, place).is_some() || !usable {
                spoiled.insert(union);
            }
        }
    }
    // Objects and pointers of the union's own type would escape us.
    let of_union = |ty: TypeId| {
        let kind = unit.types.kind(ty);
        match kind {
            TypeKind::Pointer(q) => unit.record_of(q.ty),
            TypeKind::Array { elem, .. } => unit.record_of(elem.ty),
            _ => None,
        }
    };
    spoiled.extend((0..unit.types.len()).filter_map(|n| of_union(TypeId(n as u32))));
    spoiled.extend(
        unit.decls
            .iter()
            .filter(|(_, d)| d.kind != DeclKind::Typedef)
            .filter_map(|(_, d)| unit.record_of(d.ty.ty)),
    );
    // So would values of it that are made elsewhere.
    spoiled.extend(
        unit.exprs
            .iter()
            .filter(|(_, e)| !matches!(e.kind, ExprKind::Member { .. } | ExprKind::Assign { .. }))
            .filter_map(|(_, e)| unit.record_of(e.ty.ty)),
    );
    found.retain(|union, _| !spoiled.contains(union));
    found
}

type Cases = BTreeMap<i128, String>;

/// The only member that explains every write.
fn only_tag(
    unit: &Unit,
    text: &str,
    record: RecordId,
    union: RecordId,
    survey: &Survey,
) -> Option<(String, Cases)> {
    let accesses = paths::accesses(unit, text, survey, record, union);
    let mut passed = None;
    for field in &unit.records[record].fields {
        let Some(tag) = field
            .name
            .as_deref()
            .filter(|_| unit.is_integer(field.ty.ty))
        else {
            continue;
        };
        let candidate = Candidate { record, union, tag };
        let mut evidence = Evidence::default();
        walk::functions(unit, text, candidate, survey, &accesses, &mut evidence);
        initialisers::all(unit, candidate, &survey.initialisers, &mut evidence);
        if let Some(cases) = evidence.cases() {
            if passed.replace((tag.to_string(), cases)).is_some() {
                return None;
            }
        }
    }
    passed
}

impl Evidence {
    fn note(&mut self, values: &BTreeSet<i128>, member: &str) {
        for &value in values {
            self.cases
                .entry(value)
                .or_default()
                .insert(member.to_string());
        }
    }

    fn cases(self) -> Option<Cases> {
        let mut cases = Cases::new();
        for (value, members) in self.cases {
            let mut members = members.into_iter();
            let (Some(member), None) = (members.next(), members.next()) else {
                return None;
            };
            cases.insert(value, member);
        }
        if self.bare.iter().any(|value| cases.contains_key(value)) {
            return None;
        }
        (self.written && !self.unexplained && !cases.is_empty()).then_some(cases)
    }
}

fn selector(
    unit: &Unit,
    record: RecordId,
    union: RecordId,
    place: &Place,
    tag: &str,
    cases: &Cases,
) -> (Selector, Inferred) {
    let name = spelling(unit, record).unwrap_or_default();
    let span = unit.records[record].span;
    let rows = cases.iter().map(|(&value, member)| Case {
        low: value,
        high: value,
        name: case_member(unit, union, member),
        ty: None,
    });
    let listed: Vec<String> = cases.iter().map(|(v, m)| format!("{v}: {m}")).collect();
    let way = place
        .name
        .clone()
        .unwrap_or_else(|| "the anonymous union".into());
    let note = Inferred {
        record: name.clone(),
        what: format!(
            "`self->{tag}` tells the member of {way} in use: {}",
            listed.join(", ")
        ),
        at: span,
    };
    let selector = Selector {
        tail: false,
        pointee: None,
        outside: None,
        ty: unit
            .types
            .find(&TypeKind::Record(record))
            .unwrap_or(place.ty),
        union: Some(Found {
            union,
            ty: place.ty,
            names: place.name.iter().cloned().collect(),
            anonymous: place.name.is_none(),
        }),
        value: super::collect::Value::Member(tag.to_string()),
        probe: None,
        follow: None,
        cases: rows.collect(),
        text: format!("self->{tag} (inferred)"),
        span,
        table: None,
    };
    (selector, note)
}
