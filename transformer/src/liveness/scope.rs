//! Which locals can be named at each site: those whose declaration stands
//! before it in an enclosing block (C11 6.2.1p7).

use super::Var;
use crate::flow::walk;
use crate::hir::*;
use crate::linear::{Body, Op};
use std::collections::HashSet;

/// What is in scope at sites.
pub struct Scopes {
    /// Locals, per site; parameters are in scope everywhere.
    pub at_site: Vec<HashSet<Var>>,
    /// Locals that hide another one at some site: the fast clone, which names
    /// what it saves, has to give them other names.
    pub hiding: HashSet<DeclId>,
}

pub fn at_sites(unit: &Unit, function: &Function, body: &Body) -> Scopes {
    let open = function.params.iter().map(|&d| Var::Local(d)).collect();
    let mut cx = Cx {
        unit,
        open,
        at: vec![HashSet::new(); body.sites.len()],
        hiding: HashSet::new(),
    };
    cx.ops(&body.ops);
    Scopes {
        at_site: cx.at,
        hiding: cx.hiding,
    }
}

struct Cx<'a> {
    unit: &'a Unit,
    open: Vec<Var>,
    at: Vec<HashSet<Var>>,
    hiding: HashSet<DeclId>,
}

impl Cx<'_> {
    fn scope(&mut self, ops: &[Op]) {
        let depth = self.open.len();
        self.ops(ops);
        self.open.truncate(depth);
    }

    fn ops(&mut self, ops: &[Op]) {
        ops.iter().for_each(|op| self.op(op));
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Declare { .. } => self.declare(op),
            Op::Early(decl) => self.open.push(Var::Local(*decl)),
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
        self.at[site] = self.open.iter().copied().collect();
        let mut names = HashSet::new();
        for var in &self.open {
            if let Var::Local(decl) = *var {
                let hides = !names.insert(self.unit.decls[decl].name.as_str());
                // Those with static storage move out of the function.
                if hides && !walk::is_static(self.unit, decl) {
                    self.hiding.insert(decl);
                }
            }
        }
    }

    fn declare(&mut self, op: &Op) {
        let Op::Declare { stmt, first, last } = op else {
            return;
        };
        let StmtKind::Declaration(declaration) = &self.unit.stmts[*stmt].kind else {
            return;
        };
        let declared = declaration.declarators[*first..*last].iter();
        self.open.extend(declared.map(|d| Var::Local(d.decl)));
    }
}
