//! Which automatic objects live in memory: their address matters, so pointers
//! to them may be anywhere.

use super::walk;
use crate::hir::*;
use std::collections::HashSet;

/// Automatic objects of `function` whose address is taken or that decay to
/// pointers, and all arrays.
pub fn memory_objects(unit: &Unit, function: &Function) -> HashSet<DeclId> {
    let mut found: HashSet<DeclId> = function
        .locals
        .iter()
        .copied()
        .filter(|&d| unit.is_array(unit.decls[d].ty.ty))
        .collect();
    let mut indexed = HashSet::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| match &unit.exprs[e].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => {
            found.extend(walk::root_object(unit, *operand));
        }
        ExprKind::Index { base, .. } => {
            indexed.insert(*base);
        }
        _ => {}
    });
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if decays(unit, e) && !indexed.contains(&e) {
            found.extend(walk::root_object(unit, e));
        }
    });
    found
}

/// An array that is converted to a pointer where it stands.
fn decays(unit: &Unit, e: ExprId) -> bool {
    let expr = &unit.exprs[e];
    unit.is_array(expr.ty.ty) && !unit.is_array(expr.converted)
}
