//! Where members of a union are named, and what is done with them.

use super::Survey;
use crate::hir::*;
use crate::source::Span;
use std::collections::HashMap;

/// A member of the union, named in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    pub expr: ExprId,
    pub span: Span,
    /// Its text tells objects apart; `None`: it may mean another one each time.
    pub object: Option<String>,
    pub member: String,
    pub write: bool,
}

/// Expressions that name a member, by the record it is taken of. Looked for once:
/// there may be hundreds of candidates.
pub type Members = HashMap<RecordId, Vec<ExprId>>;

pub fn members(unit: &Unit) -> Members {
    let mut found = Members::new();
    for (id, expr) in unit.exprs.iter() {
        if let ExprKind::Member { base, arrow, .. } = expr.kind {
            if let Some(record) = owner(unit, base, arrow) {
                found.entry(record).or_default().push(id);
            }
        }
    }
    found
}

pub fn accesses(
    unit: &Unit,
    text: &str,
    survey: &Survey,
    record: RecordId,
    union: RecordId,
) -> Vec<Access> {
    let mut found = Vec::new();
    let of = |record| survey.members.get(&record).into_iter().flatten();
    for &id in of(record).chain(of(union)) {
        let expr = &unit.exprs[id];
        let ExprKind::Member {
            base, arrow, field, ..
        } = &expr.kind
        else {
            continue;
        };
        let Some(object) = object_of(unit, text, *base, *arrow, field, record, union) else {
            continue;
        };
        found.push(Access {
            expr: id,
            span: expr.span,
            object,
            member: field.clone(),
            write: is_write(unit, &survey.parents, id),
        });
    }
    found
}

/// The record a member is taken of.
pub fn owner(unit: &Unit, base: ExprId, arrow: bool) -> Option<RecordId> {
    let expr = &unit.exprs[base];
    match arrow {
        true => unit.record_of(unit.pointee(expr.converted)?.ty),
        false => unit.record_of(expr.ty.ty),
    }
}

/// The text of the object whose union `base.field` looks into; the outer
/// `None`: another union.
fn object_of(
    unit: &Unit,
    text: &str,
    base: ExprId,
    arrow: bool,
    field: &str,
    record: RecordId,
    union: RecordId,
) -> Option<Option<String>> {
    let of = owner(unit, base, arrow)?;
    if of == record {
        let found = unit.find_field(record, field)?;
        let inside = found.record == union || unit.find_field(union, field).is_some();
        return (inside && found.record != record).then(|| key(unit, text, base, arrow));
    }
    if of != union {
        return None;
    }
    match &unit.exprs[base].kind {
        ExprKind::Member {
            base, arrow: outer, ..
        } if !arrow => Some(key(unit, text, *base, *outer)),
        _ => Some(None),
    }
}

/// `v->` and `(v)->` are the same; anything that calls or assigns is nothing.
pub fn key(unit: &Unit, text: &str, base: ExprId, arrow: bool) -> Option<String> {
    let mut pure = true;
    unit.walk_exprs(base, &mut |e| {
        pure &= match &unit.exprs[e].kind {
            ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Integer { .. }
            | ExprKind::EnumConstant(_)
            | ExprKind::Cast { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Unary { op, .. } => !op.is_step(),
            _ => false,
        };
    });
    let span = unit.exprs[base].span;
    let text = text.get(span.start as usize..span.end as usize)?;
    let plain: String = text.split_whitespace().collect();
    pure.then(|| format!("{plain}{}", if arrow { "->" } else { "." }))
}

/// The expression each one is a part of.
pub type Parents = HashMap<ExprId, ExprId>;

pub fn parents(unit: &Unit) -> Parents {
    let mut found = HashMap::new();
    for (id, _) in unit.exprs.iter() {
        found.extend(unit.expr_children(id).into_iter().map(|child| (child, id)));
    }
    found
}

/// Anything but a read of a scalar or of a whole object.
fn is_write(unit: &Unit, parents: &Parents, access: ExprId) -> bool {
    let mut at = access;
    while let Some(&parent) = parents.get(&at) {
        let climbs = match &unit.exprs[parent].kind {
            ExprKind::Member {
                base, arrow: false, ..
            } => *base == at,
            ExprKind::Index { base, .. } => *base == at && unit.is_array(unit.exprs[at].ty.ty),
            _ => false,
        };
        if !climbs {
            return match &unit.exprs[parent].kind {
                ExprKind::Assign { left, .. } if *left == at => true,
                ExprKind::SizeofExpr(_) => false,
                ExprKind::Unary { op, .. } if op.is_step() => true,
                ExprKind::Unary {
                    op: UnaryOp::AddressOf,
                    ..
                } => true,
                _ => unit.is_array(unit.exprs[at].ty.ty),
            };
        }
        at = parent;
    }
    unit.is_array(unit.exprs[at].ty.ty)
}
