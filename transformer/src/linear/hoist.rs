//! Expressions into linear form.

use super::build::Cx;
use super::{Armed, Cond, Op, Replacement, TempId};
use crate::flow::setjmp::Arming;
use crate::flow::{walk, CallClass};
use crate::hir::*;

impl Cx<'_> {
    /// Emits ops for every site within `e`; what is left of `e` evaluates
    /// without one.
    pub fn hoist(&mut self, e: ExprId) {
        if !self.marked.exprs.contains(&e) {
            return;
        }
        match self.unit.exprs[e].kind.clone() {
            ExprKind::Call { .. } => self.hoist_call(e),
            ExprKind::Logical { and, left, right } => self.hoist_logical(e, and, left, right),
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                self.hoist_conditional(e, cond, then, otherwise);
            }
            ExprKind::Comma { left, right } => self.hoist_comma(e, left, right),
            ExprKind::StatementExpression(body) => self.hoist_statements(e, body),
            _ => walk::operands(self.unit, e)
                .into_iter()
                .for_each(|operand| self.hoist(operand)),
        }
    }

    fn hoist_call(&mut self, e: ExprId) {
        walk::operands(self.unit, e)
            .into_iter()
            .for_each(|operand| self.hoist(operand));
        self.recursion_poll(e);
        if let Some(&arming) = self.flow.armings.get(&e) {
            let result = self.call_setjmp(arming);
            return self.replace(e, Some(result));
        }
        if self.flow.class(e) == CallClass::Plain {
            return;
        }
        let temp = self.temp_for(e);
        self.push_call(e, temp);
        self.replace(e, temp);
    }

    /// A temp for the value of `e`, unless it is void.
    fn temp_for(&mut self, e: ExprId) -> Option<TempId> {
        let ty = self.unit.exprs[e].ty.ty;
        (!self.unit.is_void(ty)).then(|| self.temp(ty.into()))
    }

    fn replace(&mut self, e: ExprId, temp: Option<TempId>) {
        let replacement = temp.map_or(Replacement::Nothing, Replacement::Temp);
        self.body.replaced.insert(e, replacement);
    }

    /// A call of `setjmp`, and a poll where it returns: what jumps back may do so
    /// for ever.
    fn call_setjmp(&mut self, arming: Arming) -> TempId {
        let unit = self.unit;
        let result = self.temp(unit.exprs[arming.call].ty.ty.into());
        let slot = self.slot();
        self.body.armings.push(Armed {
            arming,
            result,
            slot,
        });
        self.out.push(Op::Arm(self.body.armings.len() - 1));
        let site = self.poll("setjmp", unit.exprs[arming.call].span);
        self.out.push(Op::Poll(site));
        result
    }

    fn push_call(&mut self, call: ExprId, temp: Option<TempId>) {
        match self.flow.class(call) {
            CallClass::Checked => {
                let site = self.call_site(call);
                self.out.push(Op::Call { temp, call, site });
            }
            CallClass::Held => {
                self.count_call(call);
                self.out.push(Op::Held { temp, call });
            }
            CallClass::Plain => self.out.push(Op::Eval(call)),
        }
    }

    /// A poll before a call that may close a cycle of the call graph.
    pub fn recursion_poll(&mut self, call: ExprId) {
        if self.flow.recursion_polls.contains(&call) {
            let site = self.poll("recursion", self.unit.exprs[call].span);
            self.out.push(Op::Poll(site));
        }
    }

    /// The call that is all of an expression statement, if it is a site.
    pub fn as_site_call(&self, e: ExprId) -> Option<ExprId> {
        match self.unit.exprs[e].kind {
            ExprKind::Call { .. } if self.flow.armings.contains_key(&e) => None,
            ExprKind::Call { .. } if self.flow.class(e) != CallClass::Plain => Some(e),
            ExprKind::Cast { to, operand } if self.unit.is_void(to.ty) => {
                self.as_site_call(operand)
            }
            ExprKind::Unary {
                op: UnaryOp::Extension,
                operand,
            } => self.as_site_call(operand),
            _ => None,
        }
    }

    /// A call whose value nobody uses.
    pub fn call_unused(&mut self, call: ExprId) {
        walk::operands(self.unit, call)
            .into_iter()
            .for_each(|operand| self.hoist(operand));
        self.recursion_poll(call);
        self.push_call(call, None);
    }

    /// Whether something is left to evaluate where `e` stood.
    pub fn has_residue(&self, e: ExprId) -> bool {
        match self.body.replaced.get(&e) {
            Some(Replacement::Expr(rest)) => self.has_residue(*rest),
            Some(Replacement::Temp(_) | Replacement::Nothing) => false,
            None => true,
        }
    }

    fn hoist_logical(&mut self, e: ExprId, and: bool, left: ExprId, right: ExprId) {
        self.hoist(left);
        if !self.marked.exprs.contains(&right) {
            return;
        }
        let temp = self.temp(self.unit.exprs[e].ty.ty.into());
        self.out.push(Op::Set {
            temp,
            value: left,
            truth: true,
        });
        let then = self.collect(|cx| {
            cx.hoist(right);
            cx.out.push(Op::Set {
                temp,
                value: right,
                truth: true,
            });
        });
        let at = self.unit.exprs[right].span;
        let cond = Cond::Temp {
            temp,
            negated: !and,
        };
        self.out.push(Op::If {
            cond,
            then,
            otherwise: Vec::new(),
            at,
        });
        self.replace(e, Some(temp));
    }

    fn hoist_conditional(
        &mut self,
        e: ExprId,
        cond: ExprId,
        then: Option<ExprId>,
        otherwise: ExprId,
    ) {
        self.hoist(cond);
        let in_arms = then
            .iter()
            .chain([&otherwise])
            .any(|arm| self.marked.exprs.contains(arm));
        if !in_arms {
            return;
        }
        let temp = self.temp_for(e);
        let at = self.unit.exprs[e].span;
        match then {
            Some(then) => {
                let then = self.collect(|cx| cx.arm(temp, then));
                let otherwise = self.collect(|cx| cx.arm(temp, otherwise));
                self.out.push(Op::If {
                    cond: Cond::Expr(cond),
                    then,
                    otherwise,
                    at,
                });
            }
            None => self.hoist_default(temp, cond, otherwise),
        }
        self.replace(e, temp);
    }

    /// GNU `cond ?: otherwise`: the condition is evaluated once.
    fn hoist_default(&mut self, temp: Option<TempId>, cond: ExprId, otherwise: ExprId) {
        let at = self.unit.exprs[cond].span;
        let Some(temp) = temp else { return };
        let test = self.temp(self.unit.exprs[cond].converted.into());
        self.out.push(Op::Set {
            temp: test,
            value: cond,
            truth: false,
        });
        let then = vec![Op::Copy { temp, from: test }];
        let otherwise = self.collect(|cx| cx.arm(Some(temp), otherwise));
        let cond = Cond::Temp {
            temp: test,
            negated: false,
        };
        self.out.push(Op::If {
            cond,
            then,
            otherwise,
            at,
        });
    }

    fn arm(&mut self, temp: Option<TempId>, value: ExprId) {
        match temp {
            None => self.evaluate(value),
            Some(temp) => {
                self.hoist(value);
                self.out.push(Op::Set {
                    temp,
                    value,
                    truth: false,
                });
            }
        }
    }

    fn hoist_comma(&mut self, e: ExprId, left: ExprId, right: ExprId) {
        if !self.marked.exprs.contains(&right) {
            return self.hoist(left);
        }
        self.evaluate(left);
        self.hoist(right);
        self.body.replaced.insert(e, Replacement::Expr(right));
    }

    /// A statement expression: its statements, and its value in a temp.
    fn hoist_statements(&mut self, e: ExprId, body: StmtId) {
        let unit = self.unit;
        let StmtKind::Block(all) = &unit.stmts[body].kind else {
            return;
        };
        let value = match all.last().map(|&last| &unit.stmts[last].kind) {
            Some(StmtKind::Expr(value)) if !unit.is_void(unit.exprs[e].ty.ty) => Some(*value),
            _ => None,
        };
        let temp = value.and_then(|_| self.temp_for(e));
        let statements = if value.is_some() {
            &all[..all.len() - 1]
        } else {
            &all[..]
        };
        let ops = self.collect(|cx| {
            statements.iter().for_each(|&s| cx.stmt(s));
            value.into_iter().for_each(|value| cx.arm(temp, value));
        });
        self.out.push(Op::Block(ops));
        self.replace(e, temp);
    }
}
