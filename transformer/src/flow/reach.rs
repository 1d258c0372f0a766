//! The analysis itself: a fixed point over the unit's functions.

use super::answers::Answers;
use super::arms::{self, Arms};
use super::bytes::Bytes;
use super::computed::{self, Computed};
use super::features::Obstacle;
use super::library::{self, Wrap};
use super::recursion::{self, Edge};
use super::setjmp::{self, Arming};
use super::sizes::Sizes;
use super::{
    always, features, frames, limits, loops, memory_objects, walk, CallClass, Flow, FunctionFlow,
    Limits, LoopPoll, Treatment,
};
use crate::hir::*;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// What the user says of functions, by name.
#[derive(Debug, Default)]
pub struct Policies<'a> {
    /// Captures are kept out of them, in whatever unit they are.
    pub waiting: HashSet<&'a str>,
    /// They have no polls of their own.
    pub unpolled: HashSet<&'a str>,
    pub limits: Limits,
}

/// Works out reach and poll placement for a unit.
pub fn analyse(unit: &Unit, policies: &Policies) -> Flow {
    let mut cx = Cx::new(unit, policies);
    cx.keep_out();
    cx.find_polling();
    cx.place_recursion_polls();
    cx.find_polling();
    cx.find_covered_loops();
    cx.finish()
}

struct Cx<'a> {
    unit: &'a Unit,
    policies: &'a Policies<'a>,
    /// Functions written by the user, in source order.
    order: Vec<DeclId>,
    memory: HashMap<DeclId, HashSet<DeclId>>,
    obstacles: HashMap<DeclId, (Obstacle, Span)>,
    calls: HashMap<DeclId, Vec<ExprId>>,
    loops: HashMap<DeclId, Vec<StmtId>>,
    address_taken: HashSet<DeclId>,
    recursion_polls: HashSet<ExprId>,
    /// Loops whose every iteration passes a poll elsewhere.
    covered: HashSet<StmtId>,
    bytes: Bytes,
    sizes: Sizes,
    answers: Answers,
    arms: Arms,
    computed: HashMap<DeclId, Computed>,
    armings: HashMap<DeclId, Vec<Arming>>,
    /// Functions that may return because of a capture, and why.
    polling: HashMap<DeclId, (String, Span)>,
}

impl<'a> Cx<'a> {
    fn new(unit: &'a Unit, policies: &'a Policies<'a>) -> Self {
        let answers = Answers::find(unit);
        let mut cx = Cx {
            unit,
            policies,
            order: Vec::new(),
            memory: HashMap::new(),
            obstacles: HashMap::new(),
            calls: HashMap::new(),
            loops: HashMap::new(),
            address_taken: address_taken(unit),
            recursion_polls: HashSet::new(),
            covered: HashSet::new(),
            bytes: Bytes::find(unit),
            sizes: Sizes::find(unit),
            arms: arms::find(unit, &answers),
            answers,
            computed: HashMap::new(),
            armings: HashMap::new(),
            polling: HashMap::new(),
        };
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            cx.add(function);
        }
        cx
    }

    fn keep_out(&mut self) {
        for &decl in &self.order {
            let entity = &self.unit.decls[decl];
            if self.waits(decl) {
                let at = entity.name_span;
                self.obstacles
                    .entry(decl)
                    .or_insert((Obstacle::Configured, at));
            }
        }
    }

    fn waits(&self, decl: DeclId) -> bool {
        self.policies
            .waiting
            .contains(self.unit.decls[decl].name.as_str())
    }

    fn unpolled(&self, decl: DeclId) -> bool {
        self.policies
            .unpolled
            .contains(self.unit.decls[decl].name.as_str())
    }

    fn add(&mut self, function: &Function) {
        let unit = self.unit;
        let decl = function.decl;
        self.order.push(decl);
        self.memory.insert(decl, memory_objects(unit, function));
        if let Some(obstacle) = features::obstacle(unit, function) {
            self.obstacles.insert(decl, obstacle);
        }
        if let Some(at) = frames::length_of_size(unit, function, &self.sizes) {
            self.obstacles
                .entry(decl)
                .or_insert((Obstacle::VlaOfSizes, at));
        }
        self.add_jumps(function);
        if let Some(&at) = self.bytes.writers.get(&decl) {
            self.obstacles
                .entry(decl)
                .or_insert((Obstacle::ByteWriter, at));
        }
        let mut calls = Vec::new();
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            if matches!(unit.exprs[e].kind, ExprKind::Call { .. }) {
                calls.push(e);
            }
        });
        calls.sort_by_key(|&e| unit.exprs[e].span);
        self.calls.insert(decl, calls);
        let mut all = Vec::new();
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if loops::is_loop(unit, stmt) {
                all.push(stmt);
            }
        });
        self.loops.insert(decl, all);
    }

    fn add_jumps(&mut self, function: &Function) {
        let (unit, decl) = (self.unit, function.decl);
        match computed::find(unit, function, &self.memory[&decl]) {
            Ok(found) => self.computed.extend(found.map(|found| (decl, found))),
            Err(obstacle) => {
                self.obstacles.entry(decl).or_insert(obstacle);
            }
        }
        match setjmp::find(unit, function) {
            Ok(found) => {
                self.armings.insert(decl, found);
            }
            Err(obstacle) => {
                self.obstacles.entry(decl).or_insert(obstacle);
            }
        }
    }

    /// Grows `polling` until nothing changes.
    fn find_polling(&mut self) {
        self.polling.clear();
        loop {
            let mut changed = false;
            for i in 0..self.order.len() {
                let decl = self.order[i];
                if self.polling.contains_key(&decl) || self.obstacles.contains_key(&decl) {
                    continue;
                }
                if let Some(why) = self.reason_to_poll(decl) {
                    self.polling.insert(decl, why);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn reason_to_poll(&self, decl: DeclId) -> Option<(String, Span)> {
        let unit = self.unit;
        for &call in &self.calls[&decl] {
            let at = unit.exprs[call].span;
            if self.recursion_polls.contains(&call) {
                return Some(("it polls before a call that may recurse".into(), at));
            }
            if self.class(call) == CallClass::Checked {
                return Some((format!("it calls {}", callee_name(unit, call)), at));
            }
        }
        for &stmt in &self.loops[&decl] {
            if !matches!(self.plan(decl, stmt), LoopPoll::None) {
                return Some((
                    "it has a loop without a small constant bound".into(),
                    unit.stmts[stmt].span,
                ));
            }
        }
        let jump = self.computed.get(&decl).and_then(|c| c.polls.iter().min());
        if let Some(&stmt) = jump.filter(|_| !self.unpolled(decl)) {
            let why = "it has a computed goto that may go back".into();
            return Some((why, unit.stmts[stmt].span));
        }
        if let Some(arming) = self.armings.get(&decl).and_then(|all| all.first()) {
            let at = unit.exprs[arming.call].span;
            return Some(("it calls setjmp, which may return again".into(), at));
        }
        if self.policies.limits.every_statement && !self.unpolled(decl) {
            let why = "every statement polls (MIGCC_TESTING)".into();
            return Some((why, unit.decls[decl].name_span));
        }
        let jump = self.backward(decl).first().copied()?;
        Some(("it has a backward goto".into(), unit.stmts[jump].span))
    }

    /// Jumps to labels that stand before them: each closes a cycle.
    fn backward(&self, decl: DeclId) -> Vec<StmtId> {
        let unit = self.unit;
        let mut found = Vec::new();
        if self.unpolled(decl) {
            return found;
        }
        if let Some(function) = unit.decls[decl].function {
            walk::each_stmt(unit, unit.functions[function].body, &mut |stmt| {
                if is_backward(unit, stmt) && !self.arms.stmts.contains(&stmt) {
                    found.push(stmt);
                }
            });
        }
        found
    }

    /// Captures wait for calls that only this kind of machine makes.
    fn class(&self, call: ExprId) -> CallClass {
        match self.class_anywhere(call) {
            CallClass::Checked if self.arms.calls.contains(&call) => CallClass::Held,
            class => class,
        }
    }

    fn class_anywhere(&self, call: ExprId) -> CallClass {
        let unit = self.unit;
        let ExprKind::Call { callee, args } = &unit.exprs[call].kind else {
            return CallClass::Plain;
        };
        match &unit.exprs[*callee].kind {
            ExprKind::Builtin(name) if name.starts_with("__") => CallClass::Plain,
            ExprKind::Builtin(name) => self.library_class(name, args, false),
            ExprKind::Name(decl) if unit.decls[*decl].kind == DeclKind::Function => {
                self.direct_class(*decl, args)
            }
            _ => self.outside_class(args),
        }
    }

    /// A function that is not in this unit, or not known.
    fn outside_class(&self, args: &[ExprId]) -> CallClass {
        let lends = self.bytes.lends(self.unit, args)
            || self.sizes.lends(self.unit, args)
            || self.answers.lends(self.unit, args);
        if lends {
            CallClass::Held
        } else {
            CallClass::Checked
        }
    }

    fn direct_class(&self, decl: DeclId, args: &[ExprId]) -> CallClass {
        let entity = &self.unit.decls[decl];
        if self.memory.contains_key(&decl) {
            return if self.polling.contains_key(&decl) {
                CallClass::Checked
            } else {
                CallClass::Plain
            };
        }
        if entity.system {
            return self.library_class(&entity.name, args, true);
        }
        let pure = entity
            .attributes
            .iter()
            .any(|(name, _)| name == "pure" || name == "const");
        let known = pure || self.waits(decl);
        if known || entity.name.starts_with("__builtin_") {
            return CallClass::Plain;
        }
        self.outside_class(args)
    }

    /// A function of the C library. An undeclared function is taken for one of
    /// ours unless the runtime knows the name.
    fn library_class(&self, name: &str, args: &[ExprId], declared: bool) -> CallClass {
        match library::wrap(name) {
            Some(Wrap::Blocks) => CallClass::Checked,
            None if !declared || name == "migrt_checkpoint" => CallClass::Checked,
            Some(Wrap::Plain | Wrap::Alloc) => CallClass::Plain,
            None if args.iter().any(|&arg| self.is_callback(arg)) => CallClass::Held,
            None => CallClass::Plain,
        }
    }

    fn is_callback(&self, arg: ExprId) -> bool {
        let unit = self.unit;
        let ty = unit.exprs[arg].converted;
        unit.is_pointer(ty) && unit.function_type(ty).is_some() && unit.constant(arg) != Some(0)
    }

    fn plan(&self, function: DeclId, stmt: StmtId) -> LoopPoll {
        let unit = self.unit;
        let covered = self.covered.contains(&stmt) || self.unpolled(function);
        if loops::runs_once(unit, stmt) || covered || self.arms.stmts.contains(&stmt) {
            return LoopPoll::None;
        }
        let counted = loops::counted(unit, stmt, &self.memory[&function]);
        match &counted {
            Some(counted) => match counted.constant_trips(unit) {
                Some(trips) if self.is_short(function, stmt, trips) => LoopPoll::None,
                _ if self.is_cheap(stmt) => LoopPoll::Budget(counted.clone()),
                _ => LoopPoll::BackEdge,
            },
            None => LoopPoll::BackEdge,
        }
    }

    /// The loop with all it contains runs few iterations and calls nothing
    /// that may unwind.
    fn is_short(&self, function: DeclId, stmt: StmtId, trips: u64) -> bool {
        let short = self.policies.limits.short;
        trips <= short
            && self
                .iterations(function, stmt, trips)
                .is_some_and(|n| n <= short)
    }

    fn iterations(&self, function: DeclId, stmt: StmtId, trips: u64) -> Option<u64> {
        let unit = self.unit;
        let mut inner = 1u64;
        let mut bounded = true;
        let mut nested = Vec::new();
        for child in walk::children(unit, stmt) {
            nested_loops(unit, child, &mut nested);
        }
        for &inner_loop in &nested {
            let counted = loops::counted(unit, inner_loop, &self.memory[&function]);
            let known = counted
                .and_then(|c| c.constant_trips(unit))
                .and_then(|n| self.iterations(function, inner_loop, n));
            match known {
                Some(n) => inner = inner.saturating_add(n),
                None if loops::runs_once(unit, inner_loop) => {}
                None => bounded = false,
            }
        }
        walk::each_stmt_expr(unit, stmt, &mut |e| {
            if matches!(unit.exprs[e].kind, ExprKind::Call { .. }) {
                bounded &= self.class(e) == CallClass::Plain;
            }
        });
        walk::each_stmt(unit, stmt, &mut |s| {
            bounded &= !matches!(
                unit.stmts[s].kind,
                StmtKind::Goto(_) | StmtKind::ComputedGoto(_)
            );
        });
        bounded.then(|| trips.saturating_mul(inner))
    }

    /// No calls but such as cost about as much as arithmetic, and no labels:
    /// the body may be repeated in the output.
    fn is_cheap(&self, stmt: StmtId) -> bool {
        let unit = self.unit;
        let mut cheap = true;
        walk::each_stmt_expr(unit, stmt, &mut |e| {
            cheap &= match &unit.exprs[e].kind {
                ExprKind::Call { callee, .. } => is_arithmetic(unit, *callee),
                ExprKind::StatementExpression(_) | ExprKind::CompoundLiteral { .. } => false,
                _ => true,
            };
        });
        walk::each_stmt(unit, stmt, &mut |s| {
            cheap &= match &unit.stmts[s].kind {
                StmtKind::Label { .. }
                | StmtKind::Goto(_)
                | StmtKind::ComputedGoto(_)
                | StmtKind::Asm { .. }
                | StmtKind::NestedFunction(_) => false,
                StmtKind::Declaration(d) => !declares_static(unit, d),
                _ => true,
            };
        });
        cheap && cases_inside(unit, stmt)
    }

    fn place_recursion_polls(&mut self) {
        let unit = self.unit;
        let edges: HashMap<DeclId, Vec<Edge>> = self
            .order
            .iter()
            .filter(|&&decl| !self.obstacles.contains_key(&decl) && !self.unpolled(decl))
            .map(|&decl| {
                (
                    decl,
                    self.calls[&decl]
                        .iter()
                        .filter_map(|&c| self.edge(c))
                        .collect(),
                )
            })
            .collect();
        let visible = self.order.iter().copied().filter(|d| {
            unit.decls[*d].linkage == Linkage::External && unit.decls[*d].name != "main"
                || self.address_taken.contains(d)
        });
        let polls = self.order.iter().copied().filter(|&d| self.polls_itself(d));
        let mut found =
            recursion::recursion_polls(&self.order, &edges, &visible.collect(), &polls.collect());
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            recursion::drop_dominated(unit, function.body, &mut found);
        }
        found.retain(|call| !self.arms.calls.contains(call));
        self.recursion_polls = found;
    }

    /// Loops that need no poll because what they call always has one. A function
    /// always polls when each path through it does, by a poll before a call that
    /// may recurse or by a call of such a function; polls of loops do not count,
    /// so none that is left out here is relied on.
    fn find_covered_loops(&mut self) {
        let unit = self.unit;
        let mut always: HashSet<DeclId> = HashSet::new();
        loop {
            let sure = |e: ExprId| self.polls_for_sure(e, &always);
            let more: Vec<DeclId> = self
                .order
                .iter()
                .copied()
                .filter(|d| self.polling.contains_key(d) && !always.contains(d))
                .filter(|&d| {
                    let body = unit.decls[d].function.map(|f| unit.functions[f].body);
                    body.is_some_and(|body| always::on_return(unit, body, &sure))
                })
                .collect();
            if more.is_empty() {
                break;
            }
            always.extend(more);
        }
        let sure = |e: ExprId| self.polls_for_sure(e, &always);
        let loops = self.order.iter().flat_map(|&d| {
            let polling = self.polling.contains_key(&d);
            self.loops[&d]
                .iter()
                .map(move |&l| (d, l))
                .filter(move |_| polling)
        });
        self.covered = loops
            .filter(|&(d, l)| matches!(self.plan(d, l), LoopPoll::BackEdge))
            .filter(|&(_, l)| always::on_iteration(unit, l, &sure))
            .map(|(_, l)| l)
            .collect();
    }

    fn polls_for_sure(&self, e: ExprId, always: &HashSet<DeclId>) -> bool {
        if self.recursion_polls.contains(&e) {
            return true;
        }
        let ExprKind::Call { callee, .. } = &self.unit.exprs[e].kind else {
            return false;
        };
        match &self.unit.exprs[*callee].kind {
            ExprKind::Name(decl) => always.contains(decl) && self.class(e) == CallClass::Checked,
            _ => false,
        }
    }

    fn polls_itself(&self, decl: DeclId) -> bool {
        self.loops[&decl]
            .iter()
            .any(|&stmt| !matches!(self.plan(decl, stmt), LoopPoll::None))
    }

    fn edge(&self, call: ExprId) -> Option<Edge> {
        let unit = self.unit;
        let ExprKind::Call { callee, .. } = &unit.exprs[call].kind else {
            return None;
        };
        match &unit.exprs[*callee].kind {
            ExprKind::Builtin(_) => None,
            ExprKind::Name(decl) if unit.decls[*decl].kind == DeclKind::Function => {
                if self.memory.contains_key(decl) {
                    Some(Edge {
                        call,
                        targets: vec![*decl],
                        outside: false,
                    })
                } else {
                    let outside =
                        !unit.decls[*decl].system && self.class(call) == CallClass::Checked;
                    outside.then(|| Edge {
                        call,
                        targets: Vec::new(),
                        outside,
                    })
                }
            }
            _ => Some(Edge {
                call,
                targets: self.indirect_targets(*callee),
                outside: true,
            }),
        }
    }

    fn indirect_targets(&self, callee: ExprId) -> Vec<DeclId> {
        let unit = self.unit;
        let wanted = unit.function_type(unit.exprs[callee].converted);
        let mut all: Vec<DeclId> = self
            .address_taken
            .iter()
            .copied()
            .filter(|d| self.memory.contains_key(d))
            .filter(
                |&d| match (&wanted, unit.function_type(unit.decls[d].ty.ty)) {
                    (Some(a), Some(b)) => {
                        a.params.len() == b.params.len() || !a.prototyped || !b.prototyped
                    }
                    _ => true,
                },
            )
            .collect();
        all.sort();
        all
    }

    fn finish(self) -> Flow {
        let mut flow = Flow::default();
        for &decl in &self.order {
            for &call in &self.calls[&decl] {
                flow.calls.insert(call, self.class(call));
            }
            for &stmt in &self.loops[&decl] {
                flow.loops.insert(stmt, self.plan(decl, stmt));
            }
            flow.backward.extend(self.backward(decl));
            let treatment = self.treatment(decl);
            let computed = self.computed.get(&decl).cloned();
            if treatment == Treatment::Instrument {
                let polls = computed.iter().filter(|_| !self.unpolled(decl));
                let polls = polls.flat_map(|c| &c.polls);
                let polls = polls.filter(|stmt| !self.arms.stmts.contains(stmt));
                flow.jump_polls.extend(polls);
                if self.policies.limits.every_statement && !self.unpolled(decl) {
                    let function = self.unit.decls[decl].function;
                    let body = function.map(|id| self.unit.functions[id].body);
                    let all = body.map(|b| limits::statements(self.unit, b, &flow.loops));
                    flow.jump_polls.extend(all.into_iter().flatten());
                }
                let armings = self.armings.get(&decl).into_iter().flatten();
                flow.armings.extend(armings.map(|a| (a.call, *a)));
            }
            let memory = self.memory.get(&decl).cloned().unwrap_or_default();
            flow.functions.insert(
                decl,
                FunctionFlow {
                    treatment,
                    why: self.polling.get(&decl).cloned(),
                    obstacle: self.obstacle(decl),
                    memory,
                    computed,
                },
            );
        }
        flow.recursion_polls = self.recursion_polls;
        flow.limits = self.policies.limits;
        flow.sizes = self.sizes.variables;
        flow.words = self.answers.words.variables;
        flow.answers = self.answers.variables;
        flow.static_answers = self.answers.statics;
        flow
    }

    /// An obstacle that matters: the function would poll without it.
    fn obstacle(&self, decl: DeclId) -> Option<(Obstacle, Span)> {
        let matters = self.polls_itself(decl)
            || self.jumps_back(decl)
            || self.treatment(decl) == Treatment::Hold;
        self.obstacles.get(&decl).filter(|_| matters).cloned()
    }

    /// It has a cycle of its own that no loop statement makes.
    fn jumps_back(&self, decl: DeclId) -> bool {
        let function = self.unit.decls[decl].function;
        let features = function.map(|id| self.unit.functions[id].features.iter());
        let computed = |(feature, _): &(Feature, Span)| *feature == Feature::ComputedGoto;
        !self.backward(decl).is_empty() || features.is_some_and(|mut all| all.any(computed))
    }

    /// It calls functions that stand in attributes only.
    fn cleans_up(&self, decl: DeclId) -> bool {
        let function = self.unit.decls[decl].function;
        function.is_some_and(|id| self.unit.functions[id].has(Feature::Cleanup))
    }

    fn treatment(&self, decl: DeclId) -> Treatment {
        if self.obstacles.contains_key(&decl) {
            let calls_out = self.cleans_up(decl)
                || self.calls[&decl]
                    .iter()
                    .any(|&c| self.class(c) != CallClass::Plain);
            return if calls_out {
                Treatment::Hold
            } else {
                Treatment::Verbatim
            };
        }
        let held = self.calls[&decl]
            .iter()
            .any(|&c| self.class(c) == CallClass::Held);
        if self.polling.contains_key(&decl) || held {
            Treatment::Instrument
        } else {
            Treatment::Verbatim
        }
    }
}

fn callee_name(unit: &Unit, call: ExprId) -> String {
    match &unit.exprs[call].kind {
        ExprKind::Call { callee, .. } => match &unit.exprs[*callee].kind {
            ExprKind::Name(decl) => unit.decls[*decl].name.clone(),
            ExprKind::Builtin(name) => name.clone(),
            _ => "through a pointer".into(),
        },
        _ => String::new(),
    }
}

/// The call never comes back, other than to unwind.
pub fn callee_noreturn(unit: &Unit, call: ExprId) -> bool {
    let ExprKind::Call { callee, .. } = unit.exprs[call].kind else {
        return false;
    };
    matches!(unit.exprs[callee].kind, ExprKind::Name(decl) if unit.decls[decl].noreturn)
}

/// Functions whose address is used as a value anywhere in the unit.
/// Functions named other than to be called.
pub fn address_taken(unit: &Unit) -> HashSet<DeclId> {
    let callees: HashSet<ExprId> = unit
        .exprs
        .iter()
        .filter_map(|(_, e)| match &e.kind {
            ExprKind::Call { callee, .. } => Some(*callee),
            _ => None,
        })
        .collect();
    unit.exprs
        .iter()
        .filter(|(id, _)| !callees.contains(id))
        .filter_map(|(_, e)| match &e.kind {
            ExprKind::Name(decl) if unit.decls[*decl].kind == DeclKind::Function => Some(*decl),
            _ => None,
        })
        .collect()
}

fn nested_loops(unit: &Unit, stmt: StmtId, found: &mut Vec<StmtId>) {
    if loops::is_loop(unit, stmt) {
        found.push(stmt);
        return;
    }
    for child in walk::children(unit, stmt) {
        nested_loops(unit, child, found);
    }
}

/// A builtin or a function of the C library on floating values only.
fn is_arithmetic(unit: &Unit, callee: ExprId) -> bool {
    match &unit.exprs[callee].kind {
        ExprKind::Builtin(name) => name.starts_with("__builtin_"),
        ExprKind::Name(decl) => {
            let decl = &unit.decls[*decl];
            decl.system
                && unit.function_type(decl.ty.ty).is_some_and(|f| {
                    unit.is_floating(f.ret.ty) && f.params.iter().all(|p| unit.is_floating(p.ty))
                })
        }
        _ => false,
    }
}

fn declares_static(unit: &Unit, declaration: &Declaration) -> bool {
    declaration
        .declarators
        .iter()
        .any(|d| walk::is_static(unit, d.decl))
        || declaration.defines_tag
}

/// Every `case` in the statement belongs to a `switch` in it.
pub fn cases_inside(unit: &Unit, stmt: StmtId) -> bool {
    match unit.stmts[stmt].kind {
        StmtKind::Case { .. } | StmtKind::Default { .. } => false,
        StmtKind::Switch { .. } => true,
        _ => walk::children(unit, stmt)
            .into_iter()
            .all(|child| cases_inside(unit, child)),
    }
}

fn is_backward(unit: &Unit, stmt: StmtId) -> bool {
    match unit.stmts[stmt].kind {
        StmtKind::Goto(label) => unit.labels[label].span.start < unit.stmts[stmt].span.start,
        _ => false,
    }
}
