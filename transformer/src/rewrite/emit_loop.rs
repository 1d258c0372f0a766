//! Loops of both clones: polls at back edges, budgets, chunks.

use super::budget::budget_condition;
use super::emit::{has_loop, Emitter};
use crate::hir::*;
use crate::linear::Loop;
use crate::liveness::Var;
use std::collections::HashMap;

impl Emitter<'_> {
    pub fn loop_(&mut self, l: &Loop) {
        self.at(self.cx.unit.stmts[l.stmt].span);
        self.line("{");
        if self.placing && !l.single {
            self.resumable_loop(l);
        } else {
            self.ops(&l.init);
            self.running_loop(l);
        }
        self.line("}");
    }

    /// A loop that is entered at its head.
    pub fn running_loop(&mut self, l: &Loop) {
        let outer = (self.break_to.take(), self.continue_to.take());
        match &l.budget {
            Some(_) => self.budgeted_loop(l),
            None => self.polled_loop(l),
        }
        (self.break_to, self.continue_to) = outer;
    }

    fn polled_loop(&mut self, l: &Loop) {
        let next = self.fresh("next");
        self.break_to = None;
        self.continue_to = Some(next.clone());
        l.pragmas.iter().for_each(|&n| self.pragma(n));
        let cond = l.cond.map(|e| self.expr(e));
        match &cond {
            Some(cond) if l.at_head && l.pre.is_empty() => {
                self.line(&format!("for (; {cond}; ) {{"))
            }
            _ => self.line("for (;;) {"),
        }
        if l.at_head && !l.pre.is_empty() {
            self.ops(&l.pre);
            self.leave_unless(&cond, "break");
        }
        self.ops(&l.body);
        self.line(&format!("{next}: ;"));
        if l.at_head {
            self.ops(&l.step);
        } else {
            self.ops(&l.pre);
            self.leave_unless(&cond, "break");
        }
        l.poll.iter().for_each(|&site| self.poll(site));
        self.line("}");
    }

    fn leave_unless(&mut self, cond: &Option<String>, how: &str) {
        if let Some(cond) = cond {
            self.line(&format!("if (!({cond})) {how};"));
        }
    }

    /// Within the budget the nest runs as the user wrote it; past it, with
    /// polls.
    fn budgeted_loop(&mut self, l: &Loop) {
        let condition = budget_condition(self, l);
        if let Some(condition) = &condition {
            self.line(&format!("if ({condition}) {{"));
            l.pragmas.iter().for_each(|&n| self.pragma(n));
            let text = self.loop_text(l);
            self.line(&text);
            self.line("} else {");
        }
        if !self.chunked_loop(l) {
            self.polled_loop(l);
        }
        if condition.is_some() {
            self.line("}");
        }
    }

    /// The loop without its init, as the user wrote it.
    fn loop_text(&self, l: &Loop) -> String {
        let unit = self.cx.unit;
        let StmtKind::For {
            cond, step, body, ..
        } = unit.stmts[l.stmt].kind
        else {
            return String::new();
        };
        let cond = cond.map(|e| self.expr(e)).unwrap_or_default();
        let step = step.map(|e| self.expr(e)).unwrap_or_default();
        let body = self.verbatim_text_of_loop_body(body);
        format!("for (; {cond}; {step}) {body}")
    }

    /// `break` and `continue` in it belong to the loop that is written around.
    fn verbatim_text_of_loop_body(&self, body: StmtId) -> String {
        let span = self.cx.unit.stmts[body].span;
        let plain = Emitter {
            cx: self.cx,
            plan: self.plan,
            mode: self.mode,
            out: String::new(),
            placing: false,
            break_to: None,
            continue_to: None,
            labels: Vec::new(),
            interrupted: 0,
            running: HashMap::new(),
            edits: self.edits.clone(),
            next_label: 0,
        };
        plain.verbatim_text(body, span)
    }

    /// An innermost loop in chunks: the inner loop is the user's, the outer
    /// one polls. False if the bound may change meanwhile.
    fn chunked_loop(&mut self, l: &Loop) -> bool {
        let Some(counted) = l.budget.as_ref().filter(|c| c.bound_is_plain) else {
            return false;
        };
        let has_sites = l.body.iter().any(has_loop);
        let (Some(site), Some(cond)) = (l.poll, l.cond) else {
            return false;
        };
        if has_sites {
            return false;
        }
        let unit = self.cx.unit;
        let (var, bound) = (self.var(Var::Local(counted.var)), self.expr(counted.bound));
        let up = counted.step > 0;
        let distance = super::budget::distance(self, counted, &var, &bound);
        let chunk = self.cx.flow.limits.chunk * counted.step.unsigned_abs() as i64;
        let sign = if up { '+' } else { '-' };
        let end = self
            .cx
            .declare(unit.exprs[counted.bound].converted, "migrt_end");
        let out = self.fresh("out");
        let StmtKind::For {
            step: Some(step),
            body,
            ..
        } = unit.stmts[l.stmt].kind
        else {
            return false;
        };
        self.line(&format!("for (;;) {{\n{end} = {bound};"));
        self.line(&format!(
            "if ({distance} > {chunk}) migrt_end = {var} {sign} {chunk};"
        ));
        l.pragmas.iter().for_each(|&n| self.pragma(n));
        self.break_to = Some(out.clone());
        self.continue_to = None;
        let (step, op) = (self.expr(step), operator(counted.op));
        let text = self.verbatim_text(body, unit.stmts[body].span);
        self.break_to = None;
        self.line(&format!("for (; {var} {op} migrt_end; {step}) {text}"));
        let cond = self.expr(cond);
        self.line(&format!("if (!({cond})) break;"));
        self.poll(site);
        self.line(&format!("}}\n{out}: ;"));
        true
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        _ => "!=",
    }
}
