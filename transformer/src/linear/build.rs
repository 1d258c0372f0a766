//! Statements into linear form.

use super::sites::{callee_label, Marked};
use super::{Body, Cond, Loop, Op, Site, SiteId, SiteKind, Temp, TempId};
use crate::flow::arguments::starts_list;
use crate::flow::frames;
use crate::flow::{cases_inside, loops, walk, CallClass, Flow, LoopPoll};
use crate::hir::*;
use crate::source::Span;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// The linear form of a function's body.
pub fn linearise(unit: &Unit, flow: &Flow, function: &Function) -> Body {
    let empty = HashSet::new();
    let memory = flow
        .functions
        .get(&function.decl)
        .map_or(&empty, |f| &f.memory);
    let mut cx = Cx {
        unit,
        flow,
        function,
        memory,
        marked: Marked::find(unit, flow, function.body),
        body: Body::default(),
        names: HashMap::new(),
        leaves: OnceCell::new(),
        out: Vec::new(),
    };
    cx.place_literals();
    cx.place_accumulator();
    cx.stmt(function.body);
    let ops = std::mem::take(&mut cx.out);
    cx.place_lengths(&ops);
    let mut body = cx.body;
    body.ops = ops;
    body
}

/// `unsigned long long [2]`, for [`Cx::slot`]; the unit must have the type.
pub fn pair_of(word: TypeId) -> TypeKind {
    TypeKind::Array {
        elem: word.into(),
        len: ArrayLen::Known(2),
    }
}

pub(super) struct Cx<'a> {
    pub unit: &'a Unit,
    pub flow: &'a Flow,
    pub function: &'a Function,
    pub memory: &'a HashSet<DeclId>,
    pub marked: Marked,
    pub body: Body,
    names: HashMap<String, usize>,
    /// Whether tail calls may leave the frame; looked at once.
    leaves: OnceCell<bool>,
    /// Where ops go.
    pub out: Vec<Op>,
}

impl Cx<'_> {
    pub fn temp(&mut self, ty: QualType) -> TempId {
        self.body.temps.push(Temp { ty, memory: false });
        self.body.temps.len() - 1
    }

    /// What a buffer of `setjmp` refers to.
    pub fn slot(&mut self) -> TempId {
        let unit = self.unit;
        let ty = unit.types.find(&TypeKind::LongLong { signed: false });
        let pair = ty.and_then(|ty| unit.types.find(&pair_of(ty)));
        let ty = pair.unwrap_or(unit.decls[self.function.decl].ty.ty).into();
        self.body.temps.push(Temp { ty, memory: true });
        self.body.temps.len() - 1
    }

    /// Its name among equals. What is held here may be a site on another kind of
    /// machine: it counts, or those behind it would have other names there.
    fn next_name(&mut self, label: String) -> String {
        let ordinal = self.names.entry(label.clone()).or_insert(0);
        *ordinal += 1;
        format!("{label} {ordinal}")
    }

    /// A call for which captures wait.
    pub fn count_call(&mut self, call: ExprId) {
        self.next_name(callee_label(self.unit, call));
    }

    fn site(&mut self, kind: SiteKind, label: String, span: Span) -> SiteId {
        let name = self.next_name(label);
        self.body.sites.push(Site {
            kind,
            span,
            name,
            held: false,
        });
        self.body.sites.len() - 1
    }

    pub fn call_site(&mut self, call: ExprId) -> SiteId {
        let label = callee_label(self.unit, call);
        self.site(SiteKind::Call, label, self.unit.exprs[call].span)
    }

    pub fn poll(&mut self, label: &str, span: Span) -> SiteId {
        self.site(SiteKind::Poll, label.to_string(), span)
    }

    /// The function calls `setjmp`: its frame must stay where it is.
    pub fn arms(&self) -> bool {
        let span = self.function.span;
        let mut calls = self.flow.armings.keys();
        calls.any(|&call| span.contains(self.unit.exprs[call].span))
    }

    /// Ops that `fill` emits, apart from the current output.
    pub fn collect(&mut self, fill: impl FnOnce(&mut Self)) -> Vec<Op> {
        let outer = std::mem::take(&mut self.out);
        fill(self);
        std::mem::replace(&mut self.out, outer)
    }

    /// Compound literals with automatic storage that pointers may refer to get
    /// an object of their own (C11 6.5.2.5p5: they live as long as the block).
    fn place_literals(&mut self) {
        let unit = self.unit;
        let mut found = Vec::new();
        walk::each_stmt_expr(
            unit,
            self.function.body,
            &mut |e| match unit.exprs[e].kind {
                ExprKind::Unary {
                    op: UnaryOp::AddressOf,
                    operand,
                } => {
                    found.extend(walk::literal_root(unit, operand));
                }
                _ if unit.is_array(unit.exprs[e].ty.ty) => {
                    found.extend(walk::literal_root(unit, e))
                }
                _ => {}
            },
        );
        for e in found {
            if !self.body.literals.contains_key(&e) {
                let ty = unit.exprs[e].ty.ty.into();
                self.body.temps.push(Temp { ty, memory: true });
                self.body.literals.insert(e, self.body.temps.len() - 1);
            }
        }
    }

    pub fn stmt(&mut self, stmt: StmtId) {
        let unit = self.unit;
        if !self.marked.stmts.contains(&stmt) {
            return self.unmarked(stmt);
        }
        let at = unit.stmts[stmt].span;
        if self.flow.jump_polls.contains(&stmt) {
            let site = self.poll("jump", at);
            self.out.push(Op::Poll(site));
        }
        match &unit.stmts[stmt].kind {
            StmtKind::ComputedGoto(value) => {
                self.hoist(*value);
                self.out.push(Op::ComputedGoto { value: *value, at });
            }
            StmtKind::Expr(e) => self.evaluate(*e),
            StmtKind::Declaration(declaration) => self.declaration(stmt, declaration),
            StmtKind::Goto(label) => {
                if self.flow.backward.contains(&stmt) {
                    let site = self.poll("goto", at);
                    self.out.push(Op::Poll(site));
                }
                self.out.push(Op::Goto { label: *label, at });
            }
            StmtKind::Return(value) => self.return_(stmt, *value),
            _ if self.open(stmt) => {}
            _ => {
                // `asm` and the like, with sites in the operands.
                walk::own_exprs(unit, stmt)
                    .into_iter()
                    .for_each(|e| self.hoist(e));
                self.out.push(Op::Verbatim(stmt));
            }
        }
    }

    /// A statement without a site. Labels and `case`s are taken off so that
    /// they can be renamed and jumped to; declarations are ops because their
    /// variables may live across sites that follow.
    fn unmarked(&mut self, stmt: StmtId) {
        let unit = self.unit;
        let at = unit.stmts[stmt].span;
        match &unit.stmts[stmt].kind {
            StmtKind::Declaration(declaration) => {
                let last = declaration.declarators.len();
                self.out.push(Op::Declare {
                    stmt,
                    first: 0,
                    last,
                });
            }
            StmtKind::Goto(label) => self.out.push(Op::Goto { label: *label, at }),
            StmtKind::ComputedGoto(value) => self.out.push(Op::ComputedGoto { value: *value, at }),
            StmtKind::Break => self.out.push(Op::Break(at)),
            StmtKind::Continue => self.out.push(Op::Continue(at)),
            StmtKind::Return(value) => self.out.push(Op::Return { value: *value, at }),
            _ if self.must_open(stmt) && self.open(stmt) => {}
            _ => self.out.push(Op::Verbatim(stmt)),
        }
    }

    /// Takes a structured statement apart; false if it is not one.
    fn open(&mut self, stmt: StmtId) -> bool {
        let unit = self.unit;
        let at = unit.stmts[stmt].span;
        match &unit.stmts[stmt].kind {
            StmtKind::Block(all) => {
                let ops = self.collect(|cx| {
                    cx.passed_backwards(all)
                        .into_iter()
                        .for_each(|decl| cx.exist(decl));
                    cx.sequence(all, at);
                });
                self.out.push(Op::Block(ops));
            }
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => {
                self.hoist(*cond);
                let cond = Cond::Expr(*cond);
                let then = self.collect(|cx| cx.stmt(*then));
                let otherwise = self.collect(|cx| otherwise.iter().for_each(|&s| cx.stmt(s)));
                self.out.push(Op::If {
                    cond,
                    then,
                    otherwise,
                    at,
                });
            }
            StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. } => {
                self.loop_(stmt, Vec::new());
            }
            StmtKind::Switch { cond, body } => {
                self.hoist(*cond);
                let body = self.collect(|cx| cx.stmt(*body));
                self.out.push(Op::Switch {
                    cond: *cond,
                    body,
                    at,
                });
            }
            StmtKind::Case { body, .. } | StmtKind::Default { body } => {
                self.out.push(Op::Case(stmt));
                self.stmt(*body);
            }
            StmtKind::Label { label, body } => {
                self.out.push(Op::Label(*label));
                self.stmt(*body);
            }
            _ => return false,
        }
        true
    }

    /// Has labels, gotos or `case`s of an outer `switch`: the emitter has to
    /// see them.
    fn must_open(&self, stmt: StmtId) -> bool {
        let unit = self.unit;
        let mut open = !cases_inside(unit, stmt);
        walk::each_stmt(unit, stmt, &mut |s| {
            open |= matches!(
                unit.stmts[s].kind,
                StmtKind::Label { .. } | StmtKind::Goto(_) | StmtKind::ComputedGoto(_)
            );
        });
        open
    }

    /// The statements of a block, with the pragmas that stand between them.
    fn sequence(&mut self, all: &[StmtId], block: Span) {
        let unit = self.unit;
        let mut from = block.start;
        for &stmt in all {
            let at = unit.stmts[stmt].span;
            let pragmas = self.pragmas(from, at.start);
            from = at.end;
            if loops::is_loop(unit, stmt) && self.marked.stmts.contains(&stmt) {
                self.loop_(stmt, pragmas);
            } else {
                self.out.extend(pragmas.into_iter().map(Op::Pragma));
                self.stmt(stmt);
            }
        }
        let rest = self.pragmas(from, block.end);
        self.out.extend(rest.into_iter().map(Op::Pragma));
    }

    fn pragmas(&self, from: u32, to: u32) -> Vec<usize> {
        let all = &self.unit.pragmas;
        let first = all.partition_point(|p| p.span.start < from);
        (first..all.len())
            .take_while(|&i| all[i].span.end <= to)
            .collect()
    }

    /// An expression statement: its value is not used.
    pub fn evaluate(&mut self, e: ExprId) {
        if let Some(call) = self.as_site_call(e) {
            return self.call_unused(call);
        }
        self.hoist(e);
        if self.has_residue(e) {
            self.out.push(Op::Eval(e));
        }
    }

    /// Declarations are split where an initialiser contains a site.
    fn declaration(&mut self, stmt: StmtId, declaration: &Declaration) {
        let mut first = 0;
        for i in 0..declaration.declarators.len() {
            let values = walk::declarator_exprs(self.unit, declaration, i);
            if !values.iter().any(|e| self.marked.exprs.contains(e)) {
                continue;
            }
            if first < i {
                self.out.push(Op::Declare {
                    stmt,
                    first,
                    last: i,
                });
            }
            let declarator = &declaration.declarators[i];
            if self.names_itself(declarator) {
                self.exist(declarator.decl);
            }
            values.into_iter().for_each(|e| self.hoist(e));
            self.out.push(Op::Declare {
                stmt,
                first: i,
                last: i + 1,
            });
            first = i + 1;
        }
        let last = declaration.declarators.len();
        if first < last {
            self.out.push(Op::Declare { stmt, first, last });
        }
    }

    fn loop_(&mut self, stmt: StmtId, pragmas: Vec<usize>) {
        let unit = self.unit;
        let (init, cond, step, body, at_head) = match &unit.stmts[stmt].kind {
            StmtKind::While { cond, body } => (None, Some(*cond), None, *body, true),
            StmtKind::DoWhile { body, cond } => (None, Some(*cond), None, *body, false),
            StmtKind::For {
                init,
                cond,
                step,
                body,
            } => (*init, *cond, *step, *body, true),
            _ => return,
        };
        let plan = self
            .flow
            .loops
            .get(&stmt)
            .cloned()
            .unwrap_or(LoopPoll::None);
        let poll = match &plan {
            LoopPoll::None => None,
            _ => Some(self.poll("loop", unit.stmts[stmt].span)),
        };
        let budget = match plan {
            LoopPoll::Budget(counted) => Some(counted),
            _ => None,
        };
        let init = self.collect(|cx| init.into_iter().for_each(|s| cx.stmt(s)));
        let pre = self.collect(|cx| cond.into_iter().for_each(|e| cx.hoist(e)));
        let body_ops = self.collect(|cx| cx.stmt(body));
        let step = self.collect(|cx| step.into_iter().for_each(|e| cx.evaluate(e)));
        let single = !cases_inside(unit, body);
        self.out.push(Op::Loop(Box::new(Loop {
            stmt,
            at_head,
            init,
            pre,
            cond,
            body: body_ops,
            step,
            poll,
            budget,
            pragmas,
            single,
        })));
    }

    fn return_(&mut self, stmt: StmtId, value: Option<ExprId>) {
        let unit = self.unit;
        let at = unit.stmts[stmt].span;
        match value {
            Some(value) if self.accumulate(value, at) => {}
            Some(call) if self.is_tail_call(call) => {
                walk::operands(unit, call)
                    .into_iter()
                    .for_each(|e| self.hoist(e));
                self.recursion_poll(call);
                self.out.push(Op::Tail { call, at });
            }
            Some(value) if unit.is_void(unit.exprs[value].ty.ty) => {
                self.evaluate(value);
                self.out.push(Op::Return { value: None, at });
            }
            Some(value) => {
                self.hoist(value);
                self.out.push(Op::Return {
                    value: Some(value),
                    at,
                });
            }
            None => self.out.push(Op::Return { value, at }),
        }
    }

    /// No pointer and no jump can come back to this frame.
    fn may_leave(&self) -> bool {
        self.memory.is_empty()
            && frames::allocas(self.unit, self.function).is_empty()
            && !starts_list(self.unit, self.function)
            && !self.arms()
    }

    /// `return g(x);` with the function's own return type and nothing of this
    /// frame left that a pointer could reach.
    fn is_tail_call(&self, value: ExprId) -> bool {
        let unit = self.unit;
        let own = &unit.decls[self.function.decl];
        let Some(own_type) = unit.function_type(own.ty.ty) else {
            return false;
        };
        matches!(unit.exprs[value].kind, ExprKind::Call { .. })
            && self.flow.class(value) == CallClass::Checked
            && self.body.literals.is_empty()
            && self.body.accumulator.is_none()
            && *self.leaves.get_or_init(|| self.may_leave())
            && unit.canonical(own_type.ret.ty) == unit.canonical(unit.exprs[value].ty.ty)
            && own.name != "main"
    }
}
