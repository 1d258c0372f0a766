//! Which expressions and statements contain sites.

use crate::flow::{library, walk, CallClass, Flow, LoopPoll};
use crate::hir::*;
use std::collections::HashSet;

/// Expressions and statements of one function that have to be taken apart.
#[derive(Debug, Default)]
pub struct Marked {
    pub exprs: HashSet<ExprId>,
    pub stmts: HashSet<StmtId>,
}

impl Marked {
    pub fn find(unit: &Unit, flow: &Flow, body: StmtId) -> Marked {
        let mut marked = Marked::default();
        marked.stmt(unit, flow, body);
        marked
    }

    fn stmt(&mut self, unit: &Unit, flow: &Flow, stmt: StmtId) -> bool {
        let mut found = walk::children(unit, stmt)
            .into_iter()
            .fold(false, |found, child| self.stmt(unit, flow, child) | found);
        for e in walk::own_exprs(unit, stmt) {
            found |= self.expr(unit, flow, e);
        }
        found |= match flow.loops.get(&stmt) {
            Some(LoopPoll::BackEdge | LoopPoll::Budget(_)) => true,
            Some(LoopPoll::None) | None => flow.backward.contains(&stmt),
        };
        found |= flow.jump_polls.contains(&stmt);
        if found {
            self.stmts.insert(stmt);
        }
        found
    }

    fn expr(&mut self, unit: &Unit, flow: &Flow, e: ExprId) -> bool {
        let mut found = walk::operands(unit, e)
            .into_iter()
            .fold(false, |found, operand| {
                self.expr(unit, flow, operand) | found
            });
        found |= match &unit.exprs[e].kind {
            ExprKind::StatementExpression(body) => self.stmt(unit, flow, *body),
            ExprKind::Call { .. } => {
                flow.class(e) != CallClass::Plain
                    || flow.recursion_polls.contains(&e)
                    || flow.armings.contains_key(&e)
            }
            _ => false,
        };
        if found {
            self.exprs.insert(e);
        }
        found
    }
}

/// What a site at a call is named after.
pub fn callee_label(unit: &Unit, call: ExprId) -> String {
    let ExprKind::Call { callee, .. } = &unit.exprs[call].kind else {
        return "call".into();
    };
    match &unit.exprs[*callee].kind {
        ExprKind::Name(decl) if unit.decls[*decl].kind == DeclKind::Function => {
            let decl = &unit.decls[*decl];
            match library::wrap(&decl.name) {
                Some(_) if decl.system => format!("call {}", library::stand_in(&decl.name)),
                _ => format!("call {}", decl.name),
            }
        }
        ExprKind::Builtin(name) => format!("call {name}"),
        _ => "call through pointer".into(),
    }
}
