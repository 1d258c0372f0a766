//! The resume clone: continues a frame where its record says it stopped.
//!
//! It is entered once, at a label in the middle of the body, so every loop
//! around that label exists twice. The first copy holds the labels; it is what
//! is left of the iteration that was interrupted, and has no back edge of its
//! own. At its end control passes to the second copy, a clean loop without
//! labels that the compiler can optimise as it does the original:
//!
//! ```c
//!     goto head;              /* when the loop is reached the normal way */
//!     ...rest of the body, with labels...
//!   next: step; poll; site_of_the_poll: ;
//!   head: for (; cond; ) { body; step; poll; }
//!   out: ;
//! ```
//!
//! Designs that lost: labels inside the running loop cost 1.5 to 3.5 times the
//! loop's speed after a restore, because a loop with two entries is no natural
//! loop; one clone per site multiplies the code by the number of sites.

use super::emit::{Emitter, Mode};
use super::frame::{list_member, struct_name, Plan};
use super::prelude::ASIDE;
use crate::hir::*;
use crate::linear::{Loop, Op};
use crate::liveness::Var;
use std::collections::HashMap;
use std::fmt::Write;

use super::cx::Cx;

/// The whole resume clone of a function.
pub fn resume_clone(cx: &Cx, plan: &Plan) -> String {
    let mut emitter = Emitter::new(cx, plan, Mode::Resume);
    let head = cx.declare(plan.ret, &format!("migrt_resume_{}(void)", plan.id));
    emitter.at(plan.function.span);
    emitter.line(&format!("{ASIDE} static {head}\n{{"));
    emitter.line(&format!(
        "{} *migrt_R = migrt_frame_load(&migrt_fn_{});",
        struct_name(plan),
        plan.id
    ));
    let labels = emitter.label_list();
    emitter.out.push_str(&labels);
    let locals = local_definitions(cx, plan, &emitter);
    emitter.out.push_str(&locals);
    let sites = plan.body.sites.iter().enumerate();
    let cases: String = sites
        .filter(|(_, site)| !site.held)
        .map(|(i, _)| format!("case {}: goto migrt_s{i};\n", i + 1))
        .collect();
    let jumps = emitter.rearm();
    emitter.out.push_str(&jumps);
    emitter.line(&format!("switch (migrt_R->migrt_site) {{\n{cases}}}"));
    emitter.start(false);
    emitter.ops(&plan.body.ops);
    let end = if cx.unit.is_void(plan.ret) {
        emitter.return_text(None)
    } else {
        let release = emitter.release_text();
        format!(
            "{release}migrt_frame_done(migrt_R);\n{}",
            cx.dummy_return(plan.ret)
        )
    };
    emitter.line(&end);
    emitter.line("}");
    emitter.out
}

fn local_definitions(cx: &Cx, plan: &Plan, emitter: &Emitter) -> String {
    let locals = emitter.hoisted().into_iter().map(Var::Local);
    let temps = (0..plan.body.temps.len()).map(Var::Temp);
    let mut out = String::new();
    for name in plan.hidden() {
        let _ = writeln!(out, "void *{name} = migrt_R->{name};");
    }
    for var in locals.chain(temps) {
        if plan.is_list(cx.unit, var) {
            out.push_str(&list_definition(plan, var));
            continue;
        }
        if plan.lives_in_record(cx.unit, var) {
            continue;
        }
        let ty = plan.var_type(cx.unit, var);
        let name = plan.name(var);
        let declaration = cx.declare_var(plan, var);
        let _ = if plan.is_label(var) && plan.is_recorded(var) {
            writeln!(
                out,
                "{declaration} = migrt_R->{name} ? (void *)migrt_L[migrt_R->{name} - 1] : 0;"
            )
        } else if plan.is_vla(cx.unit, var) && !plan.is_recorded(var) {
            writeln!(out, "{declaration} = 0;")
        } else if !plan.is_recorded(var) {
            let (before, after) = cx.alignment(var);
            writeln!(out, "{before}{declaration}{after};")
        } else if cx.unit.is_aggregate(ty) && !plan.is_vla(cx.unit, var) {
            writeln!(
                out,
                "{declaration}; __builtin_memcpy((void *)&{name}, (const void *)&migrt_R->{name}, sizeof {name});"
            )
        } else {
            writeln!(out, "{declaration} = migrt_R->{name};")
        };
    }
    out
}

/// A `va_list` at the argument it had come to.
fn list_definition(plan: &Plan, var: Var) -> String {
    let name = plan.name(var);
    let mut out = format!("__builtin_va_list {name};\n");
    if plan.is_recorded(var) {
        let block = list_member(name);
        let _ = writeln!(
            out,
            "migrt_list_begin(&{name}, migrt_R->{block}, migrt_R->{name});"
        );
    }
    out
}

impl Emitter<'_> {
    /// A loop in the copy that is jumped into.
    pub fn resumable_loop(&mut self, l: &Loop) {
        let (next, head, out) = (self.fresh("next"), self.fresh("head"), self.fresh("out"));
        self.ops(&l.init);
        self.line(&format!("goto {head};"));
        if is_entered(l) {
            self.interrupted_iteration(l, &next, &out);
            l.poll.iter().for_each(|&site| self.poll(site));
        } else if let Some(site) = l.poll {
            self.line(&format!("migrt_s{site}: ;"));
        }
        self.line(&format!("{head}: ;"));
        self.clean_loop(l);
        self.line(&format!("{out}: ;"));
    }

    /// What is left of the iteration that was interrupted.
    fn interrupted_iteration(&mut self, l: &Loop, next: &str, out: &str) {
        let outer = (
            self.break_to.replace(out.into()),
            self.continue_to.replace(next.into()),
        );
        let leave = l
            .cond
            .map(|e| format!("if (!({})) goto {out};", self.expr(e)));
        self.interrupted += 1;
        if l.at_head {
            self.ops(&l.pre);
            leave.iter().for_each(|text| self.line(text));
        }
        self.ops(&l.body);
        self.line(&format!("{next}: ;"));
        if l.at_head {
            self.ops(&l.step);
        } else {
            self.ops(&l.pre);
            leave.iter().for_each(|text| self.line(text));
        }
        self.interrupted -= 1;
        (self.break_to, self.continue_to) = outer;
    }

    /// The copy that runs on: no resume labels, user labels renamed.
    fn clean_loop(&mut self, l: &Loop) {
        let mut renamed = HashMap::new();
        for part in [&l.pre, &l.body, &l.step] {
            self.rename_labels(part, &mut renamed);
        }
        self.labels.push(renamed);
        self.placing = false;
        self.running_loop(l);
        self.placing = true;
        self.labels.pop();
    }

    fn rename_labels(&mut self, ops: &[Op], renamed: &mut HashMap<LabelId, String>) {
        for op in ops {
            match op {
                Op::Label(label) => {
                    let running = self.running.get(label).filter(|_| self.interrupted == 0);
                    let name = running.cloned().unwrap_or_else(|| self.fresh("u"));
                    renamed.insert(*label, name);
                }
                Op::Block(ops) | Op::Switch { body: ops, .. } => self.rename_labels(ops, renamed),
                Op::If {
                    then, otherwise, ..
                } => {
                    self.rename_labels(then, renamed);
                    self.rename_labels(otherwise, renamed);
                }
                Op::Loop(l) => {
                    for part in [&l.init, &l.pre, &l.body, &l.step] {
                        self.rename_labels(part, renamed);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Something inside the loop can be jumped to, besides the poll at its end.
fn is_entered(l: &Loop) -> bool {
    [&l.pre, &l.body, &l.step]
        .into_iter()
        .flatten()
        .any(has_entry)
}

fn has_entry(op: &Op) -> bool {
    match op {
        Op::Call { .. } | Op::Poll(_) | Op::Label(_) | Op::Arm(_) => true,
        Op::Block(ops) | Op::Switch { body: ops, .. } => ops.iter().any(has_entry),
        Op::If {
            then, otherwise, ..
        } => then.iter().chain(otherwise).any(has_entry),
        Op::Loop(l) => {
            l.poll.is_some()
                || [&l.init, &l.pre, &l.body, &l.step]
                    .into_iter()
                    .flatten()
                    .any(has_entry)
        }
        _ => false,
    }
}
