//! Tags and members in initialisers: `{ .tag = INT, .u.i = 5 }`.

use super::{Candidate, Evidence};
use crate::hir::*;
use std::collections::BTreeSet;

/// Every initialiser of the unit, and the type of what it initialises.
pub fn initialisers(unit: &Unit) -> Vec<(TypeId, InitId)> {
    let declared = unit
        .decls
        .iter()
        .filter_map(|(_, d)| d.init.map(|init| (d.ty.ty, init)));
    let literals = unit.exprs.iter().filter_map(|(_, e)| match e.kind {
        ExprKind::CompoundLiteral { ty, init } => Some((ty.ty, init)),
        _ => None,
    });
    declared.chain(literals).collect()
}

/// Looks at all of them.
pub fn all(unit: &Unit, candidate: Candidate, every: &[(TypeId, InitId)], evidence: &mut Evidence) {
    for &(ty, init) in every {
        if contains(unit, ty, candidate.record) {
            value(unit, candidate, ty, init, evidence);
        }
    }
}

fn contains(unit: &Unit, ty: TypeId, record: RecordId) -> bool {
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => contains(unit, elem.ty, record),
        TypeKind::Record(id) => {
            id == record
                || unit.records[id]
                    .fields
                    .iter()
                    .any(|f| contains(unit, f.ty.ty, record))
        }
        _ => false,
    }
}

/// Braces that are left out (C11 6.7.9p20) are more than is followed here.
fn value(unit: &Unit, candidate: Candidate, ty: TypeId, init: InitId, evidence: &mut Evidence) {
    let items = match &unit.inits[init] {
        // A copy of an object that was made elsewhere.
        Init::Expr(e) => {
            evidence.unexplained |= unit.record_of(unit.exprs[*e].ty.ty).is_none();
            return;
        }
        Init::List { items, .. } => items,
    };
    if is_zero(unit, items) {
        return;
    }
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => {
            for item in items {
                let indexed = item
                    .designators
                    .iter()
                    .all(|d| !matches!(d, Designator::Field(..)));
                match indexed && item.designators.len() < 2 {
                    true => value(unit, candidate, elem.ty, item.init, evidence),
                    false => evidence.unexplained = true,
                }
            }
        }
        TypeKind::Record(id) if id == candidate.record => object(unit, candidate, items, evidence),
        TypeKind::Record(id) => outer(unit, candidate, id, items, evidence),
        _ => evidence.unexplained = true,
    }
}

/// `{0}` and `{}` suit every member.
fn is_zero(unit: &Unit, items: &[InitItem]) -> bool {
    match items {
        [] => true,
        [only] if only.designators.is_empty() => match &unit.inits[only.init] {
            Init::Expr(e) => unit.constant(*e) == Some(0),
            Init::List { items, .. } => is_zero(unit, items),
        },
        _ => false,
    }
}

/// Members in order; `None`: more than is followed here.
fn placed<'a>(
    unit: &Unit,
    record: RecordId,
    items: &'a [InitItem],
) -> Option<Vec<(usize, &'a InitItem)>> {
    let fields = &unit.records[record].fields;
    let mut next = 0;
    let mut found = Vec::new();
    for item in items {
        if let Some(Designator::Field(name, _)) = item.designators.first() {
            next = fields.iter().position(|f| {
                f.name.as_deref() == Some(name)
                    || f.name.is_none()
                        && unit
                            .record_of(f.ty.ty)
                            .is_some_and(|id| unit.find_field(id, name).is_some())
            })?;
        } else if !item.designators.is_empty() {
            return None;
        }
        while fields.get(next)?.name.is_none() && unit.record_of(fields.get(next)?.ty.ty).is_none()
        {
            next += 1;
        }
        found.push((next, item));
        next += 1;
    }
    Some(found)
}

fn outer(
    unit: &Unit,
    candidate: Candidate,
    record: RecordId,
    items: &[InitItem],
    evidence: &mut Evidence,
) {
    let Some(found) = placed(unit, record, items) else {
        evidence.unexplained = true;
        return;
    };
    for (index, item) in found {
        let ty = unit.records[record].fields[index].ty.ty;
        if !contains(unit, ty, candidate.record) {
            continue;
        }
        match item.designators.len() {
            0 | 1 => value(unit, candidate, ty, item.init, evidence),
            _ => evidence.unexplained = true,
        }
    }
}

fn object(unit: &Unit, candidate: Candidate, items: &[InitItem], evidence: &mut Evidence) {
    let Some(found) = placed(unit, candidate.record, items) else {
        evidence.unexplained = true;
        return;
    };
    let fields = &unit.records[candidate.record].fields;
    let mut tag = Some(0);
    let mut member = None;
    for (index, item) in found {
        let field = &fields[index];
        if field.name.as_deref() == Some(candidate.tag) {
            tag = match &unit.inits[item.init] {
                Init::Expr(e) => unit.constant(*e),
                Init::List { .. } => None,
            };
        } else if unit.record_of(field.ty.ty) == Some(candidate.union) {
            match union_member(unit, candidate, field.name.is_none(), item) {
                Ok(name) => member = name.or(member),
                Err(()) => evidence.unexplained = true,
            }
        } else if unit.is_aggregate(field.ty.ty) || unit.is_union(field.ty.ty) {
            // Without braces the items would be those of its members.
            let braced = matches!(unit.inits[item.init], Init::List { .. });
            evidence.unexplained |= !braced && item.designators.is_empty();
        }
    }
    if let Some(member) = member {
        evidence.written = true;
        match tag {
            Some(value) => evidence.note(&BTreeSet::from([value]), &member),
            None => evidence.unexplained = true,
        }
    }
}

/// The member an item initialises; none: all zero, or a copy.
fn union_member(
    unit: &Unit,
    candidate: Candidate,
    anonymous: bool,
    item: &InitItem,
) -> Result<Option<String>, ()> {
    let way = if anonymous { 0 } else { 1 };
    if let Some(Designator::Field(name, _)) = item.designators.get(way) {
        return Ok(Some(name.clone()));
    }
    match &unit.inits[item.init] {
        Init::Expr(e) if unit.record_of(unit.exprs[*e].ty.ty).is_some() => Ok(None),
        Init::Expr(_) => Err(()),
        Init::List { items, .. } if is_zero(unit, items) => Ok(None),
        Init::List { items, .. } => match items.first().map(|i| i.designators.first()) {
            Some(Some(Designator::Field(name, _))) if items.len() == 1 => Ok(Some(name.clone())),
            Some(None) if items.len() == 1 => {
                let first = unit
                    .fields_flat(candidate.union)
                    .first()
                    .and_then(|f| f.name.clone());
                first.map(Some).ok_or(())
            }
            _ => Err(()),
        },
    }
}
