//! Writes a body in linear form as C: the part that both clones share.

use super::cx::Cx;
use super::edits::Edit;
use super::frame::Plan;
use super::gaps;
use crate::flow::{callee_noreturn, is_portable_size, walk};
use crate::hir::*;
use crate::linear::{Accumulator, Cond, Op, Replacement, SiteId, TempId};
use crate::liveness::Var;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Which clone is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Fast,
    /// All locals hoisted; objects in memory live in the record.
    Resume,
}

pub struct Emitter<'a> {
    pub cx: &'a Cx<'a>,
    pub plan: &'a Plan<'a>,
    pub mode: Mode,
    pub out: String,
    /// Resume labels are being placed: this is the copy that is jumped into.
    pub placing: bool,
    /// Where `break` and `continue` go when not to the enclosing C statement.
    pub break_to: Option<String>,
    pub continue_to: Option<String>,
    /// Names of user labels in repeated copies, innermost last.
    pub labels: Vec<HashMap<LabelId, String>>,
    /// Loops around that are being written as what is left of an iteration.
    pub interrupted: usize,
    /// Where computed gotos go (`emit_jump`), in the resume clone.
    pub running: HashMap<LabelId, String>,
    pub edits: Vec<Edit>,
    pub next_label: usize,
}

impl<'a> Emitter<'a> {
    pub fn new(cx: &'a Cx<'a>, plan: &'a Plan<'a>, mode: Mode) -> Emitter<'a> {
        let mut emitter = Emitter {
            cx,
            plan,
            mode,
            out: String::new(),
            placing: mode == Mode::Resume,
            break_to: None,
            continue_to: None,
            labels: Vec::new(),
            interrupted: 0,
            running: HashMap::new(),
            edits: Vec::new(),
            next_label: 0,
        };
        emitter.running = emitter.running_labels();
        emitter.edits = emitter.function_edits();
        emitter
    }

    /// Edits that hold in all of the body: hoisted parts, compound literals,
    /// and in the resume clone the new names of variables.
    fn function_edits(&self) -> Vec<Edit> {
        let unit = self.cx.unit;
        let mut edits = Vec::new();
        for (&e, replacement) in &self.plan.body.replaced {
            let span = unit.exprs[e].outer_span();
            edits.push(match replacement {
                Replacement::Temp(temp) => Edit::text(span, self.var(Var::Temp(*temp))),
                Replacement::Expr(other) => Edit::span(span, unit.exprs[*other].outer_span()),
                Replacement::Nothing => Edit::text(span, "((void)0)"),
            });
        }
        for (&e, &temp) in &self.plan.body.literals {
            let name = self.var(Var::Temp(temp));
            let span = unit.exprs[e].outer_span();
            let pointer = self.cx.declare(unit.exprs[e].ty.ty, "(*)");
            edits.push(Edit::insert(
                span.start,
                format!("(*({pointer})__builtin_memcpy(&{name}, &"),
            ));
            edits.push(Edit::insert(span.end, format!(", sizeof({name})))")));
        }
        for &e in self.plan.body.lengths.keys() {
            let span = unit.exprs[e].outer_span();
            let temp = self.plan.body.lengths[&e];
            if !self.is_parameter_length(span) {
                edits.push(Edit::insert(span.start, format!("(migrt_t{temp} = (")));
                edits.push(Edit::insert(span.end, "))"));
            }
        }
        self.alloca_edits(&mut edits);
        if self.mode == Mode::Resume {
            self.list_edits(&mut edits);
            self.typedef_edits(&mut edits);
        }
        {
            let renamed = match self.mode {
                Mode::Fast => self
                    .plan
                    .renamed
                    .union(&self.plan.gapped)
                    .copied()
                    .collect(),
                Mode::Resume => self.hoisted(),
            };
            for decl in renamed {
                let text = self.var(Var::Local(decl));
                if text != unit.decls[decl].name {
                    edits.extend(unit.decls[decl].uses.iter().map(|&span| Edit {
                        of: Some(decl),
                        ..Edit::text(span, text.clone())
                    }));
                }
            }
        }
        edits.extend(self.jump_edits_of_function());
        edits.sort_by_key(|e| e.span.start);
        edits
    }

    fn is_parameter_length(&self, span: Span) -> bool {
        self.plan.function.header.contains(span)
    }

    /// Names of variably modified types: the resume clone does not declare
    /// them.
    fn typedef_edits(&self, edits: &mut Vec<Edit>) {
        let unit = self.cx.unit;
        for decl in declared_types(unit, &self.plan.body.ops) {
            let ty = unit.decls[decl].ty.ty;
            let text = self.cx.declare_variable(&self.plan.body, ty, "");
            edits.extend(unit.decls[decl].uses.iter().map(|&span| Edit {
                of: Some(decl),
                ..Edit::text(span, format!("__typeof__({text})"))
            }));
        }
    }

    /// Parameters and the locals whose declarations are ops of their own.
    pub fn hoisted(&self) -> Vec<DeclId> {
        let mut all = self.plan.function.params.clone();
        declared(self.cx.unit, &self.plan.body.ops, &mut all);
        let mut seen = HashSet::new();
        all.retain(|decl| seen.insert(*decl));
        all
    }

    /// How a variable is written.
    pub fn var(&self, var: Var) -> String {
        if self.needs_type(var) {
            return self.typed(var, &self.storage(var));
        }
        self.storage(var)
    }

    /// What holds a variable.
    fn storage(&self, var: Var) -> String {
        let plan = self.plan;
        let in_record = self.mode == Mode::Resume && plan.lives_in_record(self.cx.unit, var);
        if in_record {
            return format!("(migrt_R->{})", plan.name(var));
        }
        match (self.mode, var) {
            (Mode::Fast, _) if plan.is_gapped(self.cx.unit, var) => {
                let name = plan.name(var);
                format!("{}.{name}", gaps::holder(name))
            }
            (Mode::Fast, Var::Local(decl)) if !plan.renamed.contains(&decl) => {
                self.cx.unit.decls[decl].name.clone()
            }
            _ => plan.name(var).to_string(),
        }
    }

    pub fn temp(&self, temp: TempId) -> String {
        self.var(Var::Temp(temp))
    }

    /// `target = value;`, also for a record with constant members, which C does
    /// not assign (C11 6.3.2.1p1).
    fn assignment(&self, ty: TypeId, target: &str, value: &str) -> String {
        if !self.cx.unit.has_const_member(ty) {
            return format!("{target} = {value};");
        }
        let image = self.cx.declare(ty, "migrt_i");
        format!(
            "{{ {image} = {value}; __builtin_memcpy((void *)&{target}, &migrt_i, sizeof({target})); }}"
        )
    }

    /// The same for a temporary; without one, just the value.
    pub fn temp_assignment(&self, temp: Option<TempId>, value: &str) -> String {
        match temp {
            Some(temp) => {
                let ty = self.plan.var_type(self.cx.unit, Var::Temp(temp));
                self.assignment(ty, &self.temp(temp), value)
            }
            None => format!("{value};"),
        }
    }

    pub fn fresh(&mut self, what: &str) -> String {
        self.next_label += 1;
        format!("migrt_{what}{}", self.next_label)
    }

    pub fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    pub fn at(&mut self, span: Span) {
        self.out.push_str(&self.cx.marker(span));
    }

    /// Text of an expression that stands for itself.
    pub fn expr(&self, e: ExprId) -> String {
        self.span(self.cx.unit.exprs[e].outer_span(), &[], &HashSet::new())
    }

    /// Text of a call although something else stands in its place.
    pub fn call(&self, e: ExprId) -> String {
        let expr = &self.cx.unit.exprs[e];
        let own = expr.outer_span();
        self.cx
            .render_with(expr.span, &[self.near(expr.span)], &|edit| {
                edit.span != own && edit.span != expr.span
            })
    }

    /// Text of a span with more edits; `inside`: objects it declares itself.
    pub fn span(&self, span: Span, more: &[Edit], inside: &HashSet<DeclId>) -> String {
        self.cx
            .render_with(span, &[self.near(span), more], &|edit| {
                edit.of.is_none_or(|decl| !inside.contains(&decl))
            })
    }

    /// The function's edits that start inside `span`.
    fn near(&self, span: Span) -> &[Edit] {
        let first = self.edits.partition_point(|e| e.span.start < span.start);
        let last = self.edits.partition_point(|e| e.span.start <= span.end);
        &self.edits[first..last]
    }

    pub fn ops(&mut self, ops: &[Op]) {
        ops.iter().for_each(|op| self.op(op));
    }

    fn braced(&mut self, ops: &[Op]) {
        self.line("{");
        self.ops(ops);
        self.line("}");
    }

    fn op(&mut self, op: &Op) {
        let unit = self.cx.unit;
        match op {
            Op::Eval(e) => {
                self.at(unit.exprs[*e].span);
                let text = self.expr(*e);
                self.line(&format!("{text};"));
            }
            Op::Set { temp, value, truth } => {
                self.at(unit.exprs[*value].span);
                let text = self.expr(*value);
                let text = if *truth {
                    format!("!!({text})")
                } else {
                    format!("({text})")
                };
                let text = self.temp_assignment(Some(*temp), &text);
                self.line(&text);
            }
            Op::Copy { temp, from } => {
                let text = self.temp_assignment(Some(*temp), &self.temp(*from));
                self.line(&text);
            }
            Op::Call { temp, call, site } => self.checked_call(*temp, *call, *site),
            Op::Held { temp, call } => self.held_call(*temp, *call),
            Op::Tail { call, at } => self.tail_call(*call, *at),
            Op::Poll(site) => self.poll(*site),
            Op::Accumulate(e) => self.accumulate(*e),
            Op::Restart { call, at } => self.restart(*call, *at),
            Op::Declare { stmt, first, last } => self.declare(*stmt, *first, *last),
            Op::Early(decl) => self.early(*decl),
            Op::Verbatim(stmt) => self.verbatim(*stmt),
            Op::If {
                cond,
                then,
                otherwise,
                at,
            } => self.if_(cond, then, otherwise, *at),
            Op::Loop(l) => self.loop_(l),
            Op::Switch { cond, body, at } => self.switch(*cond, body, *at),
            Op::Case(stmt) => self.case(*stmt),
            Op::Label(label) => {
                let name = self.label(*label);
                self.line(&format!("{name}: ;"));
            }
            Op::Goto { label, at } => {
                self.at(*at);
                let name = self.label(*label);
                self.line(&format!("goto {name};"));
            }
            Op::ComputedGoto { value, at } => {
                self.at(*at);
                let text = self.expr(*value);
                self.line(&format!("goto *({text});"));
            }
            Op::Arm(n) => self.arm(*n),
            Op::Break(at) => {
                self.at(*at);
                let text = jump(&self.break_to, "break");
                self.line(&text);
            }
            Op::Continue(at) => {
                self.at(*at);
                let text = jump(&self.continue_to, "continue");
                self.line(&text);
            }
            Op::Return { value, at } => {
                self.at(*at);
                let value = value.map(|e| self.expr(e));
                let text = self.return_text(value);
                self.line(&text);
            }
            Op::Block(ops) => self.braced(ops),
            Op::Pragma(n) => self.pragma(*n),
        }
    }

    pub fn pragma(&mut self, n: usize) {
        if let Some(pragma) = self.cx.unit.pragmas.get(n) {
            let text = format!("\n#pragma {}\n", pragma.text);
            self.out.push_str(&text);
        }
    }

    fn label(&self, label: LabelId) -> String {
        let copies = self.labels.iter().rev();
        let renamed = copies.filter_map(|copy| copy.get(&label)).next();
        renamed.cloned().unwrap_or_else(|| self.first_label(label))
    }

    /// `return` in the clone at hand, of what was accumulated too.
    pub fn return_text(&self, value: Option<String>) -> String {
        let accumulated = self.plan.body.accumulator;
        let value = value.map(|value| match accumulated {
            Some(accumulator) => self.accumulated(accumulator, &value),
            None => value,
        });
        self.leave_text(value, &self.release_text())
    }

    fn accumulated(&self, accumulator: Accumulator, value: &str) -> String {
        let op = if accumulator.op == BinaryOp::Add {
            '+'
        } else {
            '*'
        };
        let own = self.cx.type_name(self.plan.ret);
        let wrapping = format!("unsigned {}", own.trim_start_matches("unsigned "));
        let sum = self.temp(accumulator.temp);
        format!("({own})(({wrapping}){sum} {op} ({wrapping})({value}))")
    }

    fn accumulate(&mut self, value: ExprId) {
        let Some(accumulator) = self.plan.body.accumulator else {
            return;
        };
        self.at(self.cx.unit.exprs[value].span);
        let text = self.accumulated(accumulator, &self.expr(value));
        let sum = self.temp(accumulator.temp);
        self.line(&format!("{sum} = {text};"));
    }

    /// A call of the function itself in the place of its return.
    fn restart(&mut self, call: ExprId, at: Span) {
        let cx = self.cx;
        self.at(at);
        let ExprKind::Call { args, .. } = &cx.unit.exprs[call].kind else {
            return;
        };
        let (mut values, mut moves) = (String::new(), String::new());
        for (i, (&arg, &param)) in args.iter().zip(&self.plan.function.params).enumerate() {
            let value = format!("migrt_a{i}");
            let declaration = cx.declare(cx.unit.decls[param].ty.ty, &value);
            values.push_str(&format!("{declaration} = ({}); ", self.expr(arg)));
            moves.push_str(&format!("{} = {value}; ", self.var(Var::Local(param))));
        }
        self.line(&format!("{{ {values}{moves}goto migrt_start; }}"));
    }

    /// Where accumulating recursion starts; `fresh`: the sum begins here.
    pub fn start(&mut self, fresh: bool) {
        let Some(accumulator) = self.plan.body.accumulator else {
            return;
        };
        if fresh {
            let zero = if accumulator.op == BinaryOp::Add {
                0
            } else {
                1
            };
            let sum = self.temp(accumulator.temp);
            self.line(&format!("{sum} = {zero};"));
        }
        self.line("migrt_start: ;");
    }

    /// Leaves the clone at hand: the resume clone gives its record back.
    /// `release`: what else it gives back.
    fn leave_text(&self, value: Option<String>, release: &str) -> String {
        match (self.mode, value) {
            (Mode::Fast, None) if !release.is_empty() => format!("{{ {release}return; }}"),
            (Mode::Fast, Some(value)) if !release.is_empty() => {
                let result = self.cx.declare(self.plan.ret, "migrt_r");
                format!("{{ {result} = ({value}); {release}return migrt_r; }}")
            }
            (Mode::Fast, Some(value)) => format!("return {value};"),
            (Mode::Fast, None) => "return;".into(),
            (Mode::Resume, None) => format!("{{ {release}migrt_frame_done(migrt_R); return; }}"),
            (Mode::Resume, Some(value)) => {
                let result = self.cx.declare(self.plan.ret, "migrt_r");
                format!("{{ {result} = ({value}); {release}migrt_frame_done(migrt_R); return migrt_r; }}")
            }
        }
    }

    /// Saves this frame and returns to the caller, which does the same.
    fn unwind(&self, site: SiteId) -> String {
        let unit = self.cx.unit;
        let mut args: Vec<String> = self.plan.live.at_site[site]
            .iter()
            .map(|&var| {
                if self.plan.is_label(var) {
                    return self.label_number(var);
                }
                let text = self.var(var);
                if self.plan.is_vla(unit, var) {
                    format!("&{text}, sizeof({text})")
                } else if self.plan.is_memory(var) {
                    format!("&{text}")
                } else if unit.is_variably_modified(self.plan.var_type(unit, var)) {
                    format!("(void *){text}")
                } else {
                    text
                }
            })
            .collect();
        let mut before = String::new();
        if self.plan.variadic {
            let (own, start) = self.start_arguments();
            args.push(own.into());
            before = start;
        }
        if !self.plan.allocas.is_empty() {
            let own = ["migrt_newest, 0", "0, migrt_list"];
            args.push(own[usize::from(self.mode == Mode::Resume)].into());
        }
        let call = format!("migrt_save_{}_{site}({})", self.plan.id, args.join(", "));
        if unit.is_void(self.plan.ret) {
            let done = if self.mode == Mode::Resume {
                " migrt_frame_done(migrt_R);"
            } else {
                ""
            };
            return format!("{{ {before}{call};{done} return; }}");
        }
        let leave = self.leave_text(Some(call), "");
        if before.is_empty() {
            return leave;
        }
        format!("{{ {before}{leave} }}")
    }

    fn checked_call(&mut self, temp: Option<TempId>, call: ExprId, site: SiteId) {
        self.at(self.cx.unit.exprs[call].span);
        self.describe_call(call);
        let text = self.temp_assignment(temp, &self.call(call));
        self.line(&text);
        if self.placing {
            let cast = self.cx.declare(self.cx.unit.exprs[call].ty.ty, "(*)(void)");
            let next = self.temp_assignment(temp, &format!("(({cast})migrt_next())()"));
            self.line(&format!("goto migrt_c{site};\nmigrt_s{site}: ;"));
            self.line(&format!("{next}\nmigrt_c{site}: ;"));
        }
        let unwind = self.unwind(site);
        self.line(&format!(
            "if (__builtin_expect(migrt_unwinding, 0)) {unwind}"
        ));
        if callee_noreturn(self.cx.unit, call) {
            self.line("for (;;) ;");
        }
        self.hint(temp, call);
    }

    /// Tells the type of the block that the call returned.
    fn hint(&mut self, temp: Option<TempId>, call: ExprId) {
        if let (Some(temp), Some(n)) = (temp, self.cx.hints.get(&call)) {
            let temp = self.temp(temp);
            self.line(&format!("migrt_hint({temp}, &migrt_A[{n}]);"));
        }
    }

    fn held_call(&mut self, temp: Option<TempId>, call: ExprId) {
        self.at(self.cx.unit.exprs[call].span);
        let text = self.temp_assignment(temp, &self.call(call));
        self.line(&format!("migrt_hold++; {text} migrt_hold--;"));
        self.hint(temp, call);
    }

    fn tail_call(&mut self, call: ExprId, at: Span) {
        self.at(at);
        self.describe_call(call);
        let text = self.call(call);
        if self.cx.unit.is_void(self.plan.ret) {
            let rest = self.return_text(None);
            return self.line(&format!("{text}; {rest}"));
        }
        let text = self.return_text(Some(text));
        self.line(&text);
    }

    pub fn poll(&mut self, site: SiteId) {
        let unwind = self.unwind(site);
        self.line(&format!(
            "if (__builtin_expect(migrt_pending, 0) && migrt_poll()) {unwind}"
        ));
        if self.placing {
            self.line(&format!("migrt_s{site}: ;"));
        }
    }

    fn if_(&mut self, cond: &Cond, then: &[Op], otherwise: &[Op], at: Span) {
        self.at(at);
        let cond = match cond {
            Cond::Expr(e) => self.expr(*e),
            Cond::Temp {
                temp,
                negated: false,
            } => self.temp(*temp),
            Cond::Temp {
                temp,
                negated: true,
            } => format!("!{}", self.temp(*temp)),
        };
        self.line(&format!("if ({cond})"));
        self.braced(then);
        match otherwise {
            [] => {}
            // `else if` chains may be longer than braces may nest.
            [only @ Op::If { .. }] => {
                self.out.push_str("else ");
                self.op(only);
            }
            _ => {
                self.line("else");
                self.braced(otherwise);
            }
        }
    }

    fn switch(&mut self, cond: ExprId, body: &[Op], at: Span) {
        self.at(at);
        let text = self.expr(cond);
        self.line(&format!("switch ({text})"));
        let outer = self.break_to.take();
        self.braced(body);
        self.break_to = outer;
    }

    fn case(&mut self, stmt: StmtId) {
        self.at(self.cx.unit.stmts[stmt].span);
        let text = match self.cx.unit.stmts[stmt].kind {
            StmtKind::Case {
                low, high: None, ..
            } => format!("case {}: ;", self.expr(low)),
            StmtKind::Case {
                low,
                high: Some(high),
                ..
            } => {
                format!("case {} ... {}: ;", self.expr(low), self.expr(high))
            }
            _ => "default: ;".to_string(),
        };
        self.line(&text);
    }

    /// A statement without a site: its own text, with the jumps that leave it
    /// redirected.
    fn verbatim(&mut self, stmt: StmtId) {
        let kind = &self.cx.unit.stmts[stmt].kind;
        if self.mode == Mode::Resume && matches!(kind, StmtKind::LocalLabels(_)) {
            return; // they have names of their own there
        }
        let span = self.cx.unit.stmts[stmt].span;
        self.at(span);
        let text = self.verbatim_text(stmt, span);
        self.line(&text);
    }

    pub fn verbatim_text(&self, stmt: StmtId, span: Span) -> String {
        let unit = self.cx.unit;
        let mut jumps = Vec::new();
        self.jump_edits(stmt, false, false, &mut jumps);
        let mut inside = HashSet::new();
        walk::each_stmt(unit, stmt, &mut |s| {
            if let StmtKind::Declaration(declaration) = &unit.stmts[s].kind {
                inside.extend(declaration.declarators.iter().map(|d| d.decl));
            }
        });
        self.span(span, &jumps, &inside)
    }

    /// `break` and `continue` that leave the statement, and in the resume
    /// clone every `return`.
    fn jump_edits(&self, stmt: StmtId, in_loop: bool, in_switch: bool, edits: &mut Vec<Edit>) {
        let unit = self.cx.unit;
        let span = unit.stmts[stmt].span;
        let mut inner = (in_loop, in_switch);
        match &unit.stmts[stmt].kind {
            StmtKind::Break if !in_loop && !in_switch => {
                edits.extend(
                    self.break_to
                        .iter()
                        .map(|to| Edit::text(span, format!("goto {to};"))),
                );
            }
            StmtKind::Continue if !in_loop => {
                edits.extend(
                    self.continue_to
                        .iter()
                        .map(|to| Edit::text(span, format!("goto {to};"))),
                );
            }
            StmtKind::Return(value)
                if self.mode == Mode::Resume
                    || self.plan.variadic
                    || self.plan.body.accumulator.is_some() =>
            {
                edits.extend(self.return_edits(span, value.map(|e| unit.exprs[e].outer_span())));
            }
            StmtKind::For { .. } | StmtKind::While { .. } | StmtKind::DoWhile { .. } => {
                inner.0 = true
            }
            StmtKind::Switch { .. } => inner.1 = true,
            _ => {}
        }
        for e in walk::own_exprs(unit, stmt) {
            walk::each_expr_shallow(unit, e, &mut |e| {
                if let ExprKind::StatementExpression(body) = unit.exprs[e].kind {
                    self.jump_edits(body, in_loop, in_switch, edits);
                }
            });
        }
        for child in walk::children(unit, stmt) {
            self.jump_edits(child, inner.0, inner.1, edits);
        }
    }

    fn return_edits(&self, stmt: Span, value: Option<Span>) -> Vec<Edit> {
        let Some(value) = value else {
            return vec![Edit::text(stmt, self.return_text(None))];
        };
        let full = self.return_text(Some("\u{1}".into()));
        let (before, after) = full.split_once('\u{1}').unwrap_or(("return ", ";"));
        vec![
            Edit::text(
                Span {
                    start: stmt.start,
                    end: value.start,
                },
                before,
            ),
            Edit::text(
                Span {
                    start: value.end,
                    end: stmt.end,
                },
                after,
            ),
        ]
    }

    fn declare(&mut self, stmt: StmtId, first: usize, last: usize) {
        let cx = self.cx;
        let StmtKind::Declaration(declaration) = &cx.unit.stmts[stmt].kind else {
            return;
        };
        let early = &self.plan.body.early;
        let stays = |d: &Declarator| !cx.renamed.contains_key(&d.decl);
        let gapped = &self.plan.gapped;
        let whole =
            |d: &Declarator| stays(d) && !early.contains(&d.decl) && !gapped.contains(&d.decl);
        let all = &declaration.declarators;
        if self.mode == Mode::Fast && first == 0 && last == all.len() && all.iter().all(whole) {
            if !all.is_empty() {
                self.at(declaration.span);
                let text = self.span(declaration.span, &[], &HashSet::new());
                self.line(&text);
                all.iter().for_each(|d| self.without_garbage(d));
            }
            return;
        }
        for (n, declarator) in all.iter().enumerate().take(last).skip(first) {
            if !stays(declarator) {
                continue;
            }
            self.at(declarator.span);
            let decl = &cx.unit.decls[declarator.decl];
            let automatic =
                decl.kind == DeclKind::Object && !walk::is_static(cx.unit, declarator.decl);
            let variable = cx.unit.is_variably_modified(decl.ty.ty);
            let exists = self.mode == Mode::Resume || early.contains(&declarator.decl);
            if self.mode == Mode::Resume && (automatic || variable) {
                self.begin_variable(declaration, n);
                self.assign_initial(declarator);
            } else if exists && automatic {
                self.assign_initial(declarator);
            } else {
                match gapped.contains(&declarator.decl) {
                    true => self.declare_gapped(declarator),
                    false => self.declare_one(declaration, declarator),
                }
                self.without_garbage(declarator);
            }
        }
    }

    fn declare_gapped(&mut self, declarator: &Declarator) {
        let var = Var::Local(declarator.decl);
        let text = self.cx.declare_gapped(self.plan, var);
        let init = declarator
            .init_span
            .map(|span| format!(" = {{{}}}", self.span(span, &[], &HashSet::new())));
        self.line(&format!("{text}{};", init.unwrap_or_default()));
    }

    /// The resume clone has it at its head.
    fn early(&mut self, decl: DeclId) {
        if self.mode == Mode::Fast {
            let var = Var::Local(decl);
            let text = match self.plan.gapped.contains(&decl) {
                true => self.cx.declare_gapped(self.plan, var),
                false => {
                    let (before, after) = self.cx.alignment(var);
                    format!("{before}{}{after}", self.cx.declare_var(self.plan, var))
                }
            };
            self.line(&format!("{text};"));
            self.clear(decl);
        }
    }

    /// A variable that a callee is to fill is saved before it is filled. What
    /// the stack held there before could be refused as its value.
    fn without_garbage(&mut self, declarator: &Declarator) {
        let var = Var::Local(declarator.decl);
        let is_saved = self.plan.is_memory(var) && self.plan.is_recorded(var);
        let automatic = !walk::is_static(self.cx.unit, declarator.decl);
        if self.mode == Mode::Fast && declarator.init.is_none() && automatic && is_saved {
            self.clear(declarator.decl);
        }
    }

    /// Small ones only: clearing a large array could be felt.
    fn clear(&mut self, decl: DeclId) {
        let unit = self.cx.unit;
        let ty = unit.decls[decl].ty.ty;
        if is_portable_size(unit, ty) {
            return;
        }
        let name = self.var(Var::Local(decl));
        self.line(&format!(
            "__builtin_memset((void *)&{name}, 0, sizeof({name}) <= 128 ? sizeof({name}) : 0);"
        ));
    }

    fn declare_one(&mut self, declaration: &Declaration, declarator: &Declarator) {
        let none = HashSet::new();
        let specifiers = self.span(declaration.specifiers, &[], &none);
        let name = self.span(declarator.span, &[], &none);
        let init = declarator
            .init_span
            .map(|span| format!(" = {}", self.span(span, &[], &none)));
        self.line(&format!("{specifiers} {name}{};", init.unwrap_or_default()));
    }

    /// The resume clone declares all locals at its head; what is left of a
    /// declaration is the assignment.
    fn assign_initial(&mut self, declarator: &Declarator) {
        let cx = self.cx;
        let unit = cx.unit;
        let Some((init, span)) = declarator.init.zip(declarator.init_span) else {
            return;
        };
        let var = self.var(Var::Local(declarator.decl));
        let ty = unit.decls[declarator.decl].ty.ty;
        if unit.is_vla(ty) {
            // Only `{}` initialises such an array (C23 6.7.11p4).
            return self.line(&format!("__builtin_memset(&{var}, 0, sizeof({var}));"));
        }
        let text = self.span(span, &[], &HashSet::new());
        let is_value = matches!(unit.inits[init], Init::Expr(_)) && !unit.is_array(ty);
        if is_value {
            let text = self.assignment(ty, &var, &format!("({text})"));
            return self.line(&text);
        }
        let image = cx.declare(ty, "migrt_i");
        self.line(&format!(
            "{{ {image} = {text}; __builtin_memcpy((void *)&{var}, &migrt_i, sizeof({var})); }}"
        ));
    }
}

fn jump(to: &Option<String>, keyword: &str) -> String {
    match to {
        Some(label) => format!("goto {label};"),
        None => format!("{keyword};"),
    }
}

/// A loop or a poll at any depth.
pub fn has_loop(op: &Op) -> bool {
    match op {
        Op::Loop(_) | Op::Poll(_) | Op::Call { .. } => true,
        Op::Block(ops) | Op::Switch { body: ops, .. } => ops.iter().any(has_loop),
        Op::If {
            then, otherwise, ..
        } => then.iter().chain(otherwise).any(has_loop),
        _ => false,
    }
}

/// Variably modified types the body declares.
fn declared_types(unit: &Unit, ops: &[Op]) -> Vec<DeclId> {
    let is_type = |d: &DeclId| {
        unit.decls[*d].kind == DeclKind::Typedef && unit.is_variably_modified(unit.decls[*d].ty.ty)
    };
    let mut found = Vec::new();
    each_declared(unit, ops, &mut found);
    found.retain(is_type);
    found
}

pub fn declared(unit: &Unit, ops: &[Op], found: &mut Vec<DeclId>) {
    each_declared(unit, ops, found);
    found.retain(|&d| {
        matches!(unit.decls[d].kind, DeclKind::Object | DeclKind::Param)
            && !walk::is_static(unit, d)
    });
}

fn each_declared(unit: &Unit, ops: &[Op], found: &mut Vec<DeclId>) {
    for op in ops {
        match op {
            Op::Declare { stmt, first, last } => {
                let StmtKind::Declaration(declaration) = &unit.stmts[*stmt].kind else {
                    continue;
                };
                found.extend(
                    declaration.declarators[*first..*last]
                        .iter()
                        .map(|d| d.decl),
                );
            }
            Op::Early(decl) => found.push(*decl),
            Op::Block(ops) | Op::Switch { body: ops, .. } => each_declared(unit, ops, found),
            Op::If {
                then, otherwise, ..
            } => {
                each_declared(unit, then, found);
                each_declared(unit, otherwise, found);
            }
            Op::Loop(l) => {
                for part in [&l.init, &l.pre, &l.body, &l.step] {
                    each_declared(unit, part, found);
                }
            }
            _ => {}
        }
    }
}
