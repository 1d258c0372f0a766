//! Variables whose declaration comes later than their beginning.

use super::build::Cx;
use super::Op;
use crate::flow::walk;
use crate::hir::*;
use std::collections::HashSet;

impl Cx<'_> {
    /// The variable exists from here on. One of variably modified type begins
    /// at its declaration (C11 6.2.4p7).
    pub fn exist(&mut self, decl: DeclId) {
        let variable = self.unit.is_variably_modified(self.unit.decls[decl].ty.ty);
        if !variable && self.body.early.insert(decl) {
            self.out.push(Op::Early(decl));
        }
    }

    /// `T *p = g(sizeof *p);`: the call becomes a statement before the
    /// declaration, where `p` has no name yet.
    pub fn names_itself(&self, declarator: &Declarator) -> bool {
        let uses = &self.unit.decls[declarator.decl].uses;
        let init = declarator.init_span;
        init.is_some_and(|init| uses.iter().any(|&at| init.contains(at)))
    }

    /// Objects of a block that a `goto` in it may carry back past their
    /// declaration: a pointer to one stays good (C11 6.2.4p6).
    pub fn passed_backwards(&self, all: &[StmtId]) -> Vec<DeclId> {
        let labels: Vec<HashSet<LabelId>> = all.iter().map(|&s| self.labels_in(s)).collect();
        if labels.iter().all(HashSet::is_empty) {
            return Vec::new();
        }
        let gotos: Vec<HashSet<LabelId>> = all.iter().map(|&s| self.gotos_in(s)).collect();
        let passed = |at: usize| {
            let back = gotos[at..].iter().flatten();
            let mut before = labels[..=at].iter();
            let back: HashSet<_> = back.collect();
            before.any(|labels| labels.iter().any(|label| back.contains(label)))
        };
        let declared = all.iter().enumerate().filter(|(at, _)| passed(*at));
        declared
            .flat_map(|(_, &stmt)| self.objects_of(stmt))
            .collect()
    }

    fn labels_in(&self, stmt: StmtId) -> HashSet<LabelId> {
        let mut found = HashSet::new();
        walk::each_stmt(self.unit, stmt, &mut |s| {
            if let StmtKind::Label { label, .. } = self.unit.stmts[s].kind {
                found.insert(label);
            }
        });
        found
    }

    fn gotos_in(&self, stmt: StmtId) -> HashSet<LabelId> {
        let mut found = HashSet::new();
        walk::each_stmt(self.unit, stmt, &mut |s| {
            if let StmtKind::Goto(label) = self.unit.stmts[s].kind {
                found.insert(label);
            }
        });
        found
    }

    /// Those whose address matters among the variables a statement declares.
    fn objects_of(&self, stmt: StmtId) -> Vec<DeclId> {
        match &self.unit.stmts[stmt].kind {
            StmtKind::Declaration(declaration) => {
                let all = declaration.declarators.iter().map(|d| d.decl);
                all.filter(|decl| self.memory.contains(decl)).collect()
            }
            StmtKind::Label { body, .. } => self.objects_of(*body),
            _ => Vec::new(),
        }
    }
}
