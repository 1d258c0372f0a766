//! Jumps whose target is a value: computed gotos and `setjmp`.
//!
//! # Computed gotos
//! Loops stand twice in a resume clone (`resume`), and so do the labels in them.
//! A computed goto goes to the copy that runs on, wherever it stands itself: an
//! interpreter may never come to the end of its loop, and would else stay in the
//! copy that is full of entries. So there is one table, whose labels are those of
//! the outermost copy that runs on. Jumping into the middle of it is what the
//! user's goto does, and all variables are declared at the head.
//!
//! # setjmp
//! ```c
//! t = setjmp(migrt_jump_arm(buffer, sizeof(jmp_buf), 0, slot));
//! ```
//! notes in the buffer that it belongs to `slot`, an object of the frame that
//! moves with it. The resume clone begins with
//!
//! ```c
//! if (slot[0]) { migrt_jump_rearm(slot, env); if ((v = setjmp(env))) { t = v; goto a; } }
//! ```
//!
//! and a `longjmp` to a buffer of an earlier life goes through its slot. The
//! user's buffer is never written to by a restore, for nobody knows whether it
//! still is one.

use super::cx::Cx;
use super::edits::Edit;
use super::emit::{Emitter, Mode};
use crate::flow::setjmp::{self, Arming};
use crate::flow::walk;
use crate::hir::*;
use crate::linear::Op;
use crate::liveness::Var;
use std::collections::HashMap;

impl Emitter<'_> {
    /// Names of the labels that computed gotos go to.
    pub fn running_labels(&self) -> HashMap<LabelId, String> {
        let mut inside = Vec::new();
        if self.mode == Mode::Resume {
            labels_in_loops(&self.plan.body.ops, false, &mut inside);
        }
        let targets = self.plan.computed.map_or(&[][..], |c| &c.targets);
        let found = inside.into_iter().filter(|label| targets.contains(label));
        found
            .map(|label| (label, format!("migrt_g{}", label.index())))
            .collect()
    }

    /// A label's name where it stands first.
    pub fn first_label(&self, label: LabelId) -> String {
        let name = &self.cx.unit.labels[label].name;
        if self.mode == Mode::Resume && self.is_local(label) {
            format!("migrt_w{}_{name}", label.index())
        } else {
            name.clone()
        }
    }

    fn is_local(&self, label: LabelId) -> bool {
        let unit = self.cx.unit;
        let mut found = false;
        walk::each_stmt(unit, self.plan.function.body, &mut |s| {
            if let StmtKind::LocalLabels(labels) = &unit.stmts[s].kind {
                found |= labels.contains(&label);
            }
        });
        found
    }

    fn address(&self, label: LabelId) -> String {
        let running = self.running.get(&label).cloned();
        format!("&&{}", running.unwrap_or_else(|| self.first_label(label)))
    }

    /// Edits in the text of either clone.
    pub fn jump_edits_of_function(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        for armed in &self.plan.body.armings {
            let slot = self.temp(armed.slot);
            edits.extend(buffer_edits(self.cx, &armed.arming, &slot));
        }
        let computed = self.plan.computed.filter(|_| self.mode == Mode::Resume);
        if computed.is_some() {
            let span = self.plan.function.span;
            let exprs = self.cx.unit.exprs.iter();
            for (_, e) in exprs.filter(|(_, e)| span.contains(e.span)) {
                if let ExprKind::LabelAddress(label) = e.kind {
                    edits.push(Edit::text(e.span, self.address(label)));
                }
            }
        }
        if self.mode == Mode::Resume {
            self.inner_labels(&mut edits);
        }
        edits
    }

    /// A statement expression that keeps its text may stand there twice, and its
    /// labels with it: nothing outside may jump to them, so they can be local.
    fn inner_labels(&self, edits: &mut Vec<Edit>) {
        let unit = self.cx.unit;
        walk::each_stmt_expr(unit, self.plan.function.body, &mut |e| {
            let ExprKind::StatementExpression(body) = unit.exprs[e].kind else {
                return;
            };
            let mut labels = Vec::new();
            own_labels(unit, body, &mut labels);
            labels.retain(|&label| !self.is_local(label) && !self.is_target(label));
            let names = labels.iter().map(|&l| unit.labels[l].name.as_str());
            let names: Vec<&str> = names.collect();
            if !names.is_empty() {
                let text = format!(" __label__ {}; ", names.join(", "));
                edits.push(Edit::insert(unit.stmts[body].span.start + 1, text));
            }
        });
    }

    /// A computed goto may go there.
    fn is_target(&self, label: LabelId) -> bool {
        self.plan
            .computed
            .is_some_and(|c| c.targets.contains(&label))
    }

    /// All labels by number, for variables that hold their addresses.
    pub fn label_list(&self) -> String {
        let Some(computed) = self.plan.computed.filter(|_| self.plan.numbers_labels()) else {
            return String::new();
        };
        let all: Vec<String> = computed.targets.iter().map(|&l| self.address(l)).collect();
        format!(
            "static const void *const migrt_L[] = {{{}}};\n",
            all.join(", ")
        )
    }

    /// The number of the label a variable holds.
    pub fn label_number(&self, var: Var) -> String {
        let count = self.plan.computed.map_or(0, |c| c.targets.len());
        format!("migrt_label_number({}, migrt_L, {count})", self.var(var))
    }

    pub fn arm(&mut self, n: usize) {
        let armed = self.plan.body.armings[n];
        self.at(self.cx.unit.exprs[armed.arming.call].span);
        let text = self.call(armed.arming.call);
        let text = self.temp_assignment(Some(armed.result), &text);
        self.line(&text);
        if self.placing {
            self.line(&format!("migrt_a{n}: ;"));
        }
    }

    /// What the head of the resume clone does for each call of `setjmp`.
    pub fn rearm(&self) -> String {
        let armings = self.plan.body.armings.iter().enumerate();
        let mut out = String::new();
        for (n, armed) in armings {
            let (slot, result) = (self.temp(armed.slot), self.temp(armed.result));
            let Some(env) = self.buffer_type(&armed.arming) else {
                continue;
            };
            let env = self.cx.declare(env, &format!("migrt_e{n}[1]"));
            let again = self.again(&armed.arming, n);
            out.push_str(&format!(
                "{env}; int migrt_v{n};\n\
                 if ({slot}[0]) {{\n\
                 migrt_jump_rearm({slot}, migrt_e{n});\n\
                 migrt_v{n} = {again};\n\
                 if (migrt_v{n}) {{ {result} = migrt_v{n}; goto migrt_a{n}; }}\n}}\n"
            ));
        }
        if !out.is_empty() {
            out.push_str("migrt_jump_ready();\n");
        }
        out
    }

    fn buffer_type(&self, arming: &Arming) -> Option<TypeId> {
        let unit = self.cx.unit;
        let to = unit.pointee(unit.exprs[arming.buffer].converted)?;
        Some(to.ty)
    }

    /// The mask is the runtime's business then.
    fn again(&self, arming: &Arming, n: usize) -> String {
        let unit = self.cx.unit;
        let callee = match unit.exprs[arming.call].kind {
            ExprKind::Call { callee, .. } => callee,
            _ => arming.call,
        };
        let name = match unit.exprs[callee].kind {
            ExprKind::Name(decl) => unit.decls[decl].name.as_str(),
            _ => "setjmp",
        };
        match arming.mask {
            Some(_) => format!("{name}(migrt_e{n}, 0)"),
            None => format!("{name}(migrt_e{n})"),
        }
    }
}

/// Buffers of functions that are not captured inside have no slot, but
/// `longjmp` learns from them how far polls were held when they were armed.
pub fn arming_edits(cx: &Cx, function: &Function) -> Vec<Edit> {
    let unit = cx.unit;
    let mut edits = Vec::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if let Some(arming) = setjmp::arming(unit, e) {
            edits.extend(buffer_edits(cx, &arming, "0"));
        }
    });
    edits
}

fn buffer_edits(cx: &Cx, arming: &Arming, slot: &str) -> [Edit; 2] {
    let unit = cx.unit;
    let span = unit.exprs[arming.buffer].outer_span();
    let record = unit.pointee(unit.exprs[arming.buffer].converted);
    let size = record.map_or(String::new(), |to| cx.type_name(to.ty));
    let mask = arming
        .mask
        .map_or("0".into(), |e| cx.render(unit.exprs[e].outer_span()));
    [
        Edit::insert(span.start, "migrt_jump_arm("),
        Edit::insert(span.end, format!(", sizeof({size}), !!({mask}), {slot})")),
    ]
}

/// Labels of a statement, without those in its statement expressions.
fn own_labels(unit: &Unit, stmt: StmtId, found: &mut Vec<LabelId>) {
    if let StmtKind::Label { label, .. } = unit.stmts[stmt].kind {
        found.push(label);
    }
    for child in walk::children(unit, stmt) {
        own_labels(unit, child, found);
    }
}

/// Labels that have a second copy.
fn labels_in_loops(ops: &[Op], inside: bool, found: &mut Vec<LabelId>) {
    for op in ops {
        match op {
            Op::Label(label) if inside => found.push(*label),
            Op::Block(ops) | Op::Switch { body: ops, .. } => labels_in_loops(ops, inside, found),
            Op::If {
                then, otherwise, ..
            } => {
                labels_in_loops(then, inside, found);
                labels_in_loops(otherwise, inside, found);
            }
            Op::Loop(l) => {
                labels_in_loops(&l.init, inside, found);
                for part in [&l.pre, &l.body, &l.step] {
                    labels_in_loops(part, inside || !l.single, found);
                }
            }
            _ => {}
        }
    }
}
