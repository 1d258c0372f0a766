//! Accumulating recursion into loops.
//!
//! gcc and clang turn `return a + f(..)` in `f` into a loop with an
//! accumulator. The check after the call would keep them from it and cost more
//! than half the speed of such functions, so we do it ourselves:
//!
//! ```c
//! acc = 0;
//! start:
//! if (n < 2) return acc + n;
//! t = fib(n - 1); /* site */
//! acc += t; n = n - 2; goto start;
//! ```
//!
//! The sum is built in another order, in unsigned arithmetic, which wraps
//! (C11 6.2.5p9), so the result is the same.

use super::build::Cx;
use super::{Accumulator, Op, Temp};
use crate::flow::walk;
use crate::hir::*;
use crate::source::Span;

/// `return left op f(..);` in `f`.
#[derive(Debug, Clone, Copy)]
struct Step {
    op: BinaryOp,
    left: ExprId,
    call: ExprId,
}

impl Cx<'_> {
    /// Decides whether the function's recursion becomes a loop.
    pub(super) fn place_accumulator(&mut self) {
        let unit = self.unit;
        let mut steps = Vec::new();
        walk::each_stmt(unit, self.function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind {
                steps.extend(self.step(value));
            }
        });
        let Some(op) = steps
            .first()
            .map(|s| s.op)
            .filter(|&op| steps.iter().all(|s| s.op == op))
        else {
            return;
        };
        if !self.can_restart() {
            return;
        }
        let ty = self.return_type();
        self.body.temps.push(Temp {
            ty: ty.into(),
            memory: false,
        });
        self.body.accumulator = Some(Accumulator {
            temp: self.body.temps.len() - 1,
            op,
        });
    }

    fn return_type(&self) -> TypeId {
        let unit = self.unit;
        let own = unit.function_type(unit.decls[self.function.decl].ty.ty);
        own.map_or(unit.decls[self.function.decl].ty.ty, |f| {
            unit.canonical(f.ret.ty)
        })
    }

    /// Parameters can be assigned, and no pointer refers to this level.
    fn can_restart(&self) -> bool {
        let unit = self.unit;
        let decl = &unit.decls[self.function.decl];
        let plain = unit
            .function_type(decl.ty.ty)
            .is_some_and(|f| f.prototyped && !f.variadic);
        let whole = matches!(
            unit.types.kind(self.return_type()),
            TypeKind::Int { .. } | TypeKind::Long { .. } | TypeKind::LongLong { .. }
        );
        let assignable = self.function.params.iter().all(|&p| {
            let ty = unit.resolve(unit.decls[p].ty);
            !ty.quals.is_const && !ty.quals.is_volatile && unit.is_scalar(ty.ty)
        });
        plain
            && whole
            && assignable
            && self.memory.is_empty()
            && self.body.literals.is_empty()
            && !self.arms()
    }

    fn step(&self, value: ExprId) -> Option<Step> {
        let unit = self.unit;
        let ExprKind::Binary { op, left, right } = unit.exprs[value].kind else {
            return None;
        };
        let fits = matches!(op, BinaryOp::Add | BinaryOp::Mul)
            && self.is_self_call(right)
            && unit.canonical(unit.exprs[value].ty.ty) == self.return_type()
            && unit.canonical(unit.exprs[right].ty.ty) == self.return_type();
        fits.then_some(Step {
            op,
            left,
            call: right,
        })
    }

    fn is_self_call(&self, e: ExprId) -> bool {
        let unit = self.unit;
        let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
            return false;
        };
        matches!(unit.exprs[*callee].kind, ExprKind::Name(decl) if decl == self.function.decl)
            && args.len() == self.function.params.len()
    }

    /// Emits `return value;` as a step of the loop if it is one.
    pub(super) fn accumulate(&mut self, value: ExprId, at: Span) -> bool {
        if self.body.accumulator.is_none() {
            return false;
        }
        let (left, call) = match self.step(value) {
            Some(step) => (Some(step.left), step.call),
            None if self.is_self_call(value) => (None, value),
            None => return false,
        };
        if let Some(left) = left {
            self.hoist(left);
        }
        walk::operands(self.unit, call)
            .into_iter()
            .for_each(|e| self.hoist(e));
        self.recursion_poll(call);
        self.out.extend(left.map(Op::Accumulate));
        self.out.push(Op::Restart { call, at });
        true
    }
}
