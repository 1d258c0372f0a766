//! Which objects in memory exist at each site.

use super::Var;
use crate::hir::*;
use crate::linear::{Body, Op};
use std::collections::HashSet;

/// Objects in memory that are in scope, per site.
pub fn memory_at_sites(unit: &Unit, body: &Body, memory: &HashSet<Var>) -> Vec<Vec<Var>> {
    let params = memory
        .iter()
        .copied()
        .filter(|v| is_param(unit, *v))
        .collect();
    let mut cx = Cx {
        unit,
        memory,
        open: params,
        at: vec![Vec::new(); body.sites.len()],
    };
    cx.ops(&body.ops);
    cx.at
}

fn is_param(unit: &Unit, var: Var) -> bool {
    matches!(var, Var::Local(decl) if unit.decls[decl].kind == DeclKind::Param)
}

struct Cx<'a> {
    unit: &'a Unit,
    memory: &'a HashSet<Var>,
    open: Vec<Var>,
    at: Vec<Vec<Var>>,
}

impl Cx<'_> {
    fn scope(&mut self, ops: &[Op]) {
        let depth = self.open.len();
        // A jump back to a label may pass over a declaration whose object
        // pointers still refer to.
        if ops.iter().any(|op| matches!(op, Op::Label(_))) {
            ops.iter().for_each(|op| self.declare(op));
        }
        self.ops(ops);
        self.open.truncate(depth);
    }

    fn ops(&mut self, ops: &[Op]) {
        ops.iter().for_each(|op| self.op(op));
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Declare { .. } => self.declare(op),
            Op::Block(ops) => self.scope(ops),
            Op::Switch { body, .. } => self.scope(body),
            Op::If {
                then, otherwise, ..
            } => {
                self.scope(then);
                self.scope(otherwise);
            }
            Op::Loop(l) => {
                let depth = self.open.len();
                self.ops(&l.init);
                self.scope(&l.pre);
                self.scope(&l.body);
                self.scope(&l.step);
                l.poll.into_iter().for_each(|site| self.note(site));
                self.open.truncate(depth);
            }
            Op::Call { site, .. } | Op::Poll(site) => self.note(*site),
            _ => {}
        }
    }

    fn note(&mut self, site: usize) {
        self.at[site] = self.open.clone();
    }

    fn declare(&mut self, op: &Op) {
        let Op::Declare { stmt, first, last } = op else {
            return;
        };
        let StmtKind::Declaration(declaration) = &self.unit.stmts[*stmt].kind else {
            return;
        };
        for declarator in &declaration.declarators[*first..*last] {
            let var = Var::Local(declarator.decl);
            if self.memory.contains(&var) && !self.open.contains(&var) {
                self.open.push(var);
            }
        }
    }
}
