//! Lengths of variable length arrays.
//!
//! The length of `int a[n]` is what `n` was when the declaration was reached
//! (C11 6.7.6.2p5). A temp holds it, so that a frame record can carry it and
//! the resume clone can write the type: `int (*)[migrt_t3]`.

use super::build::Cx;
use super::{Op, Temp};
use crate::hir::*;

impl Cx<'_> {
    /// A temp for each length that a parameter or a declaration of the body
    /// evaluates. Declarations inside statements without a site stay as they
    /// are.
    pub(super) fn place_lengths(&mut self, ops: &[Op]) {
        for &param in &self.function.params {
            let ty = self.unit.decls[param].ty.ty;
            self.unit
                .variable_lengths(ty)
                .into_iter()
                .for_each(|e| self.place_length(e));
        }
        ops.iter().for_each(|op| self.lengths_of(op));
    }

    fn lengths_of(&mut self, op: &Op) {
        match op {
            Op::Declare { stmt, first, last } => self.declared(*stmt, *first, *last),
            Op::Block(ops) | Op::Switch { body: ops, .. } => {
                ops.iter().for_each(|op| self.lengths_of(op));
            }
            Op::If {
                then, otherwise, ..
            } => then
                .iter()
                .chain(otherwise)
                .for_each(|op| self.lengths_of(op)),
            Op::Loop(l) => {
                for part in [&l.init, &l.pre, &l.body, &l.step] {
                    part.iter().for_each(|op| self.lengths_of(op));
                }
            }
            _ => {}
        }
    }

    fn declared(&mut self, stmt: StmtId, first: usize, last: usize) {
        let unit = self.unit;
        let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
            return;
        };
        for declarator in &declaration.declarators[first..last] {
            let all = unit.variable_lengths(unit.decls[declarator.decl].ty.ty);
            all.into_iter().for_each(|e| self.place_length(e));
        }
    }

    fn place_length(&mut self, e: ExprId) {
        if self.body.lengths.contains_key(&e) {
            return;
        }
        let ty = self.unit.canonical(self.unit.exprs[e].converted).into();
        self.body.temps.push(Temp { ty, memory: false });
        self.body.lengths.insert(e, self.body.temps.len() - 1);
    }
}
