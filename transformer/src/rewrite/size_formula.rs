//! Functions that only compute: `static size_t up(size_t n) { return (n + 7) & ~7; }`.
//!
//! One is called with a size here and with a count there. Were all of its results
//! one node, each would be both. So the result of such a call is what the formula
//! makes of the arguments of this very call.

use super::size_graph::{Flows, Node};
use super::size_value::value;
use crate::hir::*;

pub struct Formula<'u> {
    params: &'u [DeclId],
    result: ExprId,
}

/// The formula of a function of this unit alone, if that is all there is to it.
pub fn formula(unit: &Unit, decl: DeclId, count: usize) -> Option<Formula<'_>> {
    let function = &unit.functions[unit.decls[decl].function?];
    let StmtKind::Block(body) = &unit.stmts[function.body].kind else {
        return None;
    };
    let &[only] = body.as_slice() else {
        return None;
    };
    let StmtKind::Return(Some(result)) = unit.stmts[only].kind else {
        return None;
    };
    let fits = unit.decls[decl].linkage == Linkage::Internal && function.params.len() == count;
    (fits && only_computes(unit, result)).then_some(Formula {
        params: &function.params,
        result,
    })
}

impl Formula<'_> {
    /// Of a call with these arguments.
    pub fn of(&self, unit: &Unit, args: &[ExprId]) -> Flows {
        let given: Vec<Flows> = args.iter().map(|&arg| value(unit, arg)).collect();
        let mut flows = Flows::new();
        for (node, kind) in value(unit, self.result) {
            let param = self.params.iter().position(|&p| node == Node::Variable(p));
            match param.and_then(|i| given.get(i)) {
                Some(given) => flows.extend(given.iter().map(|&(from, how)| (from, how.max(kind)))),
                None => flows.push((node, kind)),
            }
        }
        flows.sort_unstable();
        flows.dedup();
        flows
    }
}

/// Nothing in it stores or calls: parameters are what they were.
fn only_computes(unit: &Unit, e: ExprId) -> bool {
    let mut only = true;
    unit.walk_exprs(e, &mut |inner| {
        only &= match &unit.exprs[inner].kind {
            ExprKind::Assign { .. }
            | ExprKind::Call { .. }
            | ExprKind::StatementExpression(_)
            | ExprKind::Opaque(_) => false,
            ExprKind::Unary { op, .. } => !op.is_step(),
            _ => true,
        }
    });
    only
}
