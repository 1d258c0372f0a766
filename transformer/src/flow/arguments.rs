//! Variadic functions and `va_list`s: what of them keeps captures out.

use super::features::Obstacle;
use super::{memory_objects, walk};
use crate::hir::*;
use crate::source::Span;

/// What a call does to the `va_list` that is its first argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListCall {
    Start,
    Copy,
    End,
}

/// Calls of `va_start` and its relatives.
pub fn list_call(unit: &Unit, e: ExprId) -> Option<(ListCall, &[ExprId])> {
    let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
        return None;
    };
    let ExprKind::Builtin(name) = &unit.exprs[*callee].kind else {
        return None;
    };
    let what = match name.strip_prefix("__builtin_")? {
        "va_start" | "c23_va_start" => ListCall::Start,
        "va_copy" => ListCall::Copy,
        "va_end" => ListCall::End,
        _ => return None,
    };
    Some((what, args))
}

pub fn is_list(unit: &Unit, ty: TypeId) -> bool {
    matches!(unit.kind(ty), TypeKind::VaList)
}

/// The function takes variable arguments and looks at them.
pub fn starts_list(unit: &Unit, function: &Function) -> bool {
    let mut found = false;
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        found |= matches!(list_call(unit, e), Some((ListCall::Start, _)));
    });
    found
}

/// A `va_list` that no record can hold.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let at = unit.decls[function.decl].name_span;
    let foreign = |(name, _): &(String, String)| name == "ms_abi" || name == "sysv_abi";
    if unit.decls[function.decl].attributes.iter().any(foreign) && starts_list(unit, function) {
        return Some((Obstacle::VaListForeign, at));
    }
    variables(unit, function).or_else(|| values(unit, function))
}

fn variables(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let memory = memory_objects(unit, function);
    let mut all = function.locals.iter().chain(&function.params);
    all.find_map(|d| {
        let decl = &unit.decls[*d];
        let list = is_list(unit, decl.ty.ty);
        let why = if list && memory.contains(d) {
            Obstacle::VaListAddress
        } else if !list && contains_list(unit, decl.ty.ty) {
            Obstacle::VaListInObject
        } else {
            return None;
        };
        Some((why, decl.name_span))
    })
}

/// An object with a `va_list` in it.
fn contains_list(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::VaList => true,
        TypeKind::Array { elem, .. } => contains_list(unit, elem.ty),
        TypeKind::Record(id) => unit.records[id]
            .fields
            .iter()
            .any(|f| contains_list(unit, f.ty.ty)),
        _ => false,
    }
}

/// `cond ? a : b` of two `va_list`s and the like would need a temporary.
fn values(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut found = None;
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        let expr = &unit.exprs[e];
        let computed = matches!(
            expr.kind,
            ExprKind::Conditional { .. }
                | ExprKind::Comma { .. }
                | ExprKind::StatementExpression(_)
                | ExprKind::ChooseExpr { .. }
        );
        if computed && is_list(unit, expr.ty.ty) {
            found = found.or(Some((Obstacle::VaListValue, expr.span)));
        }
    });
    found
}
