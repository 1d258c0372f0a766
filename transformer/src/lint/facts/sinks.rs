//! Where the value of a whole expression goes.

use crate::flow::walk;
use crate::hir::*;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sink {
    /// The value of a variable, or of a part of it.
    Initialises(DeclId),
    /// The result of this function.
    Returned(DeclId),
    /// Looked at to decide where to go on.
    Tested,
    Dropped,
}

#[derive(Debug, Default)]
pub struct Sinks {
    by_root: HashMap<ExprId, Sink>,
}

impl Sinks {
    pub fn find(unit: &Unit) -> Sinks {
        let mut sinks = Sinks::default();
        for (id, decl) in unit.decls.iter() {
            let values = decl.init.iter().flat_map(|&init| unit.init_exprs(init));
            for value in values {
                sinks.by_root.insert(value, Sink::Initialises(id));
            }
        }
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            walk::each_stmt(unit, function.body, &mut |stmt| {
                sinks.stmt(unit, function.decl, stmt)
            });
        }
        sinks
    }

    fn stmt(&mut self, unit: &Unit, function: DeclId, stmt: StmtId) {
        let tested = match &unit.stmts[stmt].kind {
            StmtKind::Return(Some(value)) => {
                self.by_root.insert(*value, Sink::Returned(function));
                return;
            }
            StmtKind::If { cond, .. }
            | StmtKind::While { cond, .. }
            | StmtKind::DoWhile { cond, .. }
            | StmtKind::Switch { cond, .. } => Some(*cond),
            StmtKind::For { cond, .. } => *cond,
            _ => None,
        };
        self.by_root.extend(tested.map(|cond| (cond, Sink::Tested)));
    }

    /// Of an expression that is no part of another one.
    pub fn of(&self, root: ExprId) -> Sink {
        self.by_root.get(&root).copied().unwrap_or(Sink::Dropped)
    }
}
