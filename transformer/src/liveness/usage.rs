//! What an expression reads, surely overwrites, and may set.

use super::Var;
use crate::flow::arguments::{list_call, ListCall};
use crate::flow::walk;
use crate::hir::*;
use crate::linear::{Body, Replacement};
use std::collections::HashSet;

/// Effects of one node on the function's variables.
#[derive(Debug, Default, Clone)]
pub struct Usage {
    pub reads: Vec<Var>,
    /// Overwritten on every path through the node.
    pub kills: Vec<Var>,
    /// May hold a value afterwards.
    pub sets: Vec<Var>,
    /// Holds no value afterwards (a declaration without initialiser).
    pub unsets: Vec<Var>,
}

impl Usage {
    /// Adds what evaluating `e` does. `surely`: on every path.
    pub fn expr(&mut self, unit: &Unit, body: &Body, e: ExprId, surely: bool) {
        match body.replaced.get(&e) {
            Some(Replacement::Temp(temp)) => return self.reads.push(Var::Temp(*temp)),
            Some(Replacement::Expr(rest)) => return self.expr(unit, body, *rest, surely),
            Some(Replacement::Nothing) => return,
            None => {}
        }
        if self.list_call(unit, body, e, surely) {
            return;
        }
        self.lengths(unit, body, e);
        match unit.exprs[e].kind.clone() {
            ExprKind::Name(decl) if !walk::is_static(unit, decl) => {
                self.reads.push(Var::Local(decl))
            }
            ExprKind::Assign { op, left, right } => {
                self.expr(unit, body, right, surely);
                self.target(unit, body, left, op.is_some(), surely);
            }
            ExprKind::Unary { op, operand } if is_step(op) => {
                self.target(unit, body, operand, true, surely);
            }
            ExprKind::Logical { left, right, .. } => {
                self.expr(unit, body, left, surely);
                self.expr(unit, body, right, false);
            }
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                self.expr(unit, body, cond, surely);
                then.iter().for_each(|&e| self.expr(unit, body, e, false));
                self.expr(unit, body, otherwise, false);
            }
            ExprKind::StatementExpression(stmt) => self.stmt(unit, body, stmt),
            ExprKind::CompoundLiteral { .. } if body.literals.contains_key(&e) => {
                self.operands(unit, body, e, surely);
            }
            _ => self.operands(unit, body, e, surely),
        }
    }

    /// `va_start` and `va_copy` set their first operand, `va_end` needs it no
    /// more.
    fn list_call(&mut self, unit: &Unit, body: &Body, e: ExprId, surely: bool) -> bool {
        let Some((what, args)) = list_call(unit, e) else {
            return false;
        };
        let Some(ExprKind::Name(decl)) = args.first().map(|&list| &unit.exprs[list].kind) else {
            return false;
        };
        if what == ListCall::Copy {
            let from = args.iter().skip(1);
            from.for_each(|&from| self.expr(unit, body, from, surely));
        }
        let list = Var::Local(*decl);
        match what {
            ListCall::End => {}
            _ if surely => self.kills.push(list),
            _ => self.sets.push(list),
        }
        true
    }

    /// Lengths in a type name are evaluated with it (C11 6.7.6.2p5).
    fn lengths(&mut self, unit: &Unit, body: &Body, e: ExprId) {
        let ty = match unit.exprs[e].kind {
            ExprKind::SizeofType(ty) | ExprKind::VaArg { ty, .. } => ty,
            ExprKind::Cast { to, .. } => to,
            ExprKind::SizeofExpr(operand) if unit.is_vla(unit.exprs[operand].ty.ty) => {
                return self.expr(unit, body, operand, false);
            }
            _ => return,
        };
        for length in unit.variable_lengths(ty.ty) {
            self.expr(unit, body, length, false);
        }
    }

    fn operands(&mut self, unit: &Unit, body: &Body, e: ExprId, surely: bool) {
        for operand in walk::operands(unit, e) {
            self.expr(unit, body, operand, surely);
        }
    }

    /// The left side of an assignment.
    fn target(&mut self, unit: &Unit, body: &Body, left: ExprId, also_read: bool, surely: bool) {
        if let ExprKind::Name(decl) = unit.exprs[left].kind {
            if walk::is_static(unit, decl) {
                return;
            }
            let var = Var::Local(decl);
            if also_read {
                self.reads.push(var);
            }
            if surely {
                self.kills.push(var);
            }
            self.sets.push(var);
            return;
        }
        match walk::root_object(unit, left) {
            // A part is written: the rest keeps its value.
            Some(decl) => {
                self.sets.push(Var::Local(decl));
                if also_read {
                    self.reads.push(Var::Local(decl));
                }
                self.indices(unit, body, left, surely);
            }
            None => self.expr(unit, body, left, surely),
        }
    }

    /// Index expressions on the way to a part of an object.
    fn indices(&mut self, unit: &Unit, body: &Body, e: ExprId, surely: bool) {
        match unit.exprs[e].kind.clone() {
            ExprKind::Member { base, .. } => self.indices(unit, body, base, surely),
            ExprKind::Index { base, index } => {
                self.indices(unit, body, base, surely);
                self.expr(unit, body, index, surely);
            }
            ExprKind::Unary { operand, .. } => self.indices(unit, body, operand, surely),
            _ => {}
        }
    }

    /// Drops variables that exist only within the node.
    pub fn forget(&mut self, own: &HashSet<Var>) {
        for list in [
            &mut self.reads,
            &mut self.kills,
            &mut self.sets,
            &mut self.unsets,
        ] {
            list.retain(|v| !own.contains(v));
        }
    }

    /// A whole statement without a site, taken as one node.
    pub fn stmt(&mut self, unit: &Unit, body: &Body, stmt: StmtId) {
        if let StmtKind::Asm { outputs, .. } = &unit.stmts[stmt].kind {
            let written = outputs
                .iter()
                .filter_map(|(_, e)| walk::root_object(unit, *e));
            self.sets.extend(written.map(Var::Local));
        }
        if let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind {
            let declared = declaration.declarators.iter().filter(|d| d.init.is_some());
            self.sets.extend(declared.map(|d| Var::Local(d.decl)));
        }
        for e in walk::own_exprs(unit, stmt) {
            self.expr(unit, body, e, false);
        }
        for child in walk::children(unit, stmt) {
            self.stmt(unit, body, child);
        }
    }
}

fn is_step(op: UnaryOp) -> bool {
    matches!(
        op,
        UnaryOp::PreIncrement
            | UnaryOp::PreDecrement
            | UnaryOp::PostIncrement
            | UnaryOp::PostDecrement
    )
}
