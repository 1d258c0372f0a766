//! The flow graph of a body in linear form and the two data-flow problems on
//! it: liveness (backward) and "may have been set" (forward).

mod condition;

use super::bits::{Bits, Numbers};
use super::usage::Usage;
use super::Var;
use crate::flow::{callee_noreturn, walk};
use crate::hir::*;
use crate::linear::{Body, Cond, Loop, Op, SiteId};
use std::collections::{HashMap, HashSet};

type NodeId = usize;
type Set = HashSet<Var>;

#[derive(Debug, Default)]
struct Node {
    usage: Usage,
    next: Vec<NodeId>,
    site: Option<SiteId>,
}

pub struct Graph {
    nodes: Vec<Node>,
    entry: NodeId,
    params: Set,
}

impl Numbers {
    /// Numbers every variable the graph mentions.
    fn of(graph: &Graph) -> Numbers {
        let mut numbers = Numbers::default();
        for Node { usage, .. } in &graph.nodes {
            for list in [&usage.reads, &usage.kills, &usage.sets, &usage.unsets] {
                list.iter().for_each(|&v| numbers.add(v));
            }
        }
        graph.params.iter().for_each(|&v| numbers.add(v));
        numbers
    }
}

impl Graph {
    pub fn build(
        unit: &Unit,
        function: &Function,
        body: &Body,
        memory: &Set,
        targets: &[LabelId],
    ) -> Graph {
        let mut builder = Builder {
            unit,
            function,
            body,
            nodes: vec![Node::default()],
            labels: HashMap::new(),
            breaks: Vec::new(),
            continues: Vec::new(),
            switches: Vec::new(),
            start: 0,
            targets,
            returns: Vec::new(),
        };
        builder.start = builder.node(Usage::default(), Vec::new());
        let first = builder.ops(&body.ops, 0);
        builder.nodes[builder.start].next = vec![first];
        builder.join_jumps();
        let accumulator = body
            .accumulator
            .map(|a| Var::Temp(a.temp))
            .into_iter()
            .collect();
        let start = builder.start;
        let entry = builder.node(
            Usage {
                kills: accumulator,
                ..Usage::default()
            },
            vec![start],
        );
        let mut params: Set = function.params.iter().map(|&d| Var::Local(d)).collect();
        params.extend(memory);
        Graph {
            nodes: builder.nodes,
            entry,
            params,
        }
    }

    pub fn sites(&self) -> impl Iterator<Item = (usize, SiteId)> + '_ {
        self.nodes
            .iter()
            .enumerate()
            .filter_map(|(i, node)| node.site.map(|site| (i, site)))
    }

    /// Variables read later, per node, as of its end (a call's own result is
    /// not among them: the resume clone gets it from the callee).
    pub fn live_out(&self) -> Vec<Set> {
        let numbers = Numbers::of(self);
        let mut live_in: Vec<Bits> = vec![numbers.empty(); self.nodes.len()];
        let before = self.predecessors();
        let mut work: Vec<NodeId> = (0..self.nodes.len()).collect();
        let mut queued = vec![true; self.nodes.len()];
        while let Some(n) = work.pop() {
            queued[n] = false;
            let usage = &self.nodes[n].usage;
            let mut live = self.after(n, &live_in, &numbers);
            numbers.remove(&mut live, usage.kills.iter().chain(&usage.unsets));
            numbers.insert(&mut live, &usage.reads);
            if live != live_in[n] {
                live_in[n] = live;
                for &p in &before[n] {
                    if !std::mem::replace(&mut queued[p], true) {
                        work.push(p);
                    }
                }
            }
        }
        self.at_sites(&numbers, |n| {
            let mut live = self.after(n, &live_in, &numbers);
            numbers.remove(&mut live, &self.nodes[n].usage.kills);
            live
        })
    }

    fn after(&self, n: NodeId, live_in: &[Bits], numbers: &Numbers) -> Bits {
        let mut all = numbers.empty();
        self.nodes[n].next.iter().for_each(|&s| {
            all.join(&live_in[s]);
        });
        all
    }

    /// Sets for the nodes that are sites; nobody asks for the others.
    fn at_sites(&self, numbers: &Numbers, of: impl Fn(NodeId) -> Bits) -> Vec<Set> {
        let nodes = self.nodes.iter().enumerate();
        nodes
            .map(|(n, node)| node.site.map(|_| numbers.vars(&of(n))).unwrap_or_default())
            .collect()
    }

    fn predecessors(&self) -> Vec<Vec<NodeId>> {
        let mut before = vec![Vec::new(); self.nodes.len()];
        for (n, node) in self.nodes.iter().enumerate() {
            node.next.iter().for_each(|&s| before[s].push(n));
        }
        before
    }

    /// Variables that may have a value when a node begins.
    pub fn maybe_set(&self) -> Vec<Set> {
        let numbers = Numbers::of(self);
        let mut set_in: Vec<Bits> = vec![numbers.empty(); self.nodes.len()];
        numbers.insert(&mut set_in[self.entry], &self.params);
        let mut seen = vec![false; self.nodes.len()];
        let mut work = vec![self.entry];
        while let Some(n) = work.pop() {
            seen[n] = true;
            let usage = &self.nodes[n].usage;
            let mut out = set_in[n].clone();
            numbers.remove(&mut out, &usage.unsets);
            numbers.insert(&mut out, usage.sets.iter().chain(&usage.kills));
            for &s in &self.nodes[n].next {
                if set_in[s].join(&out) || !seen[s] {
                    work.push(s);
                }
            }
        }
        self.at_sites(&numbers, |n| set_in[n].clone())
    }

    /// Variables that have a value when a node begins, whatever way led there.
    pub fn surely_set(&self) -> Vec<Set> {
        let numbers = Numbers::of(self);
        let mut set_in: Vec<Bits> = vec![numbers.all(); self.nodes.len()];
        set_in[self.entry] = numbers.empty();
        numbers.insert(&mut set_in[self.entry], &self.params);
        let mut seen = vec![false; self.nodes.len()];
        let mut work = vec![self.entry];
        while let Some(n) = work.pop() {
            seen[n] = true;
            let usage = &self.nodes[n].usage;
            let mut out = set_in[n].clone();
            numbers.remove(&mut out, &usage.unsets);
            numbers.insert(&mut out, &usage.kills);
            for &s in &self.nodes[n].next {
                if set_in[s].meet(&out) || !seen[s] {
                    work.push(s);
                }
            }
        }
        self.at_sites(&numbers, |n| set_in[n].clone())
    }
}

/// Builds the graph backwards: every function takes the node that follows and
/// returns the node to enter by.
struct Builder<'a> {
    unit: &'a Unit,
    function: &'a Function,
    body: &'a Body,
    nodes: Vec<Node>,
    labels: HashMap<LabelId, NodeId>,
    breaks: Vec<NodeId>,
    continues: Vec<NodeId>,
    switches: Vec<NodeId>,
    /// Where the body begins, for recursion that became a loop.
    start: NodeId,
    /// Labels whose address is taken.
    targets: &'a [LabelId],
    /// Where `setjmp` returns.
    returns: Vec<NodeId>,
}

impl Builder<'_> {
    fn node(&mut self, usage: Usage, next: Vec<NodeId>) -> NodeId {
        self.nodes.push(Node {
            usage,
            next,
            site: None,
        });
        self.nodes.len() - 1
    }

    fn label(&mut self, label: LabelId) -> NodeId {
        if let Some(&node) = self.labels.get(&label) {
            return node;
        }
        let node = self.node(Usage::default(), Vec::new());
        self.labels.insert(label, node);
        node
    }

    fn expr(&self, e: ExprId) -> Usage {
        let mut usage = Usage::default();
        usage.expr(self.unit, self.body, e, true);
        usage
    }

    fn ops(&mut self, ops: &[Op], next: NodeId) -> NodeId {
        ops.iter().rev().fold(next, |next, op| self.op(op, next))
    }

    fn op(&mut self, op: &Op, next: NodeId) -> NodeId {
        match op {
            Op::Eval(e) => {
                let usage = self.expr(*e);
                self.node(usage, vec![next])
            }
            Op::Set { temp, value, .. } => {
                let mut usage = self.expr(*value);
                usage.kills.push(Var::Temp(*temp));
                self.node(usage, vec![next])
            }
            Op::Copy { temp, from } => {
                let reads = vec![Var::Temp(*from)];
                let usage = Usage {
                    reads,
                    kills: vec![Var::Temp(*temp)],
                    ..Usage::default()
                };
                self.node(usage, vec![next])
            }
            Op::Call { temp, call, site } => self.call(*temp, *call, Some(*site), next),
            Op::Held { temp, call } => self.call(*temp, *call, None, next),
            Op::Tail { call, .. } => {
                let usage = self.operands(*call);
                self.node(usage, Vec::new())
            }
            Op::Poll(site) => self.poll(*site, next),
            Op::Accumulate(e) => {
                let mut usage = self.expr(*e);
                usage.reads.extend(self.accumulator());
                usage.kills.extend(self.accumulator());
                self.node(usage, vec![next])
            }
            Op::Restart { call, .. } => {
                let mut usage = self.operands(*call);
                usage
                    .kills
                    .extend(self.function.params.iter().map(|&p| Var::Local(p)));
                self.node(usage, vec![self.start])
            }
            Op::Declare { stmt, first, last } => self.declare(*stmt, *first, *last, next),
            Op::Verbatim(stmt) => self.verbatim(*stmt, next),
            Op::Early(_) => next,
            Op::If {
                cond,
                then,
                otherwise,
                ..
            } => {
                let then = self.ops(then, next);
                let otherwise = self.ops(otherwise, next);
                let temp = match cond {
                    Cond::Expr(e) => return self.condition(*e, then, otherwise),
                    Cond::Temp { temp, .. } => Var::Temp(*temp),
                };
                let usage = Usage {
                    reads: vec![temp],
                    ..Usage::default()
                };
                self.node(usage, vec![then, otherwise])
            }
            Op::Loop(l) => self.loop_(l, next),
            Op::Switch { cond, body, .. } => self.switch(*cond, body, next),
            Op::Case(_) => {
                let node = self.node(Usage::default(), vec![next]);
                if let Some(&dispatch) = self.switches.last() {
                    self.nodes[dispatch].next.push(node);
                }
                node
            }
            Op::Label(label) => {
                let node = self.label(*label);
                self.nodes[node].next = vec![next];
                node
            }
            Op::Goto { label, .. } => self.label(*label),
            Op::ComputedGoto { value, .. } => {
                let usage = self.expr(*value);
                let targets = self.targets.to_vec();
                let next = targets.into_iter().map(|l| self.label(l)).collect();
                self.node(usage, next)
            }
            Op::Arm(n) => self.arm(*n, next),
            Op::Break(_) => self.breaks.last().copied().unwrap_or(next),
            Op::Continue(_) => self.continues.last().copied().unwrap_or(next),
            Op::Return { value, .. } => self.returned(*value),
            Op::Block(ops) => self.ops(ops, next),
            Op::Pragma(_) => next,
        }
    }

    fn accumulator(&self) -> Option<Var> {
        self.body.accumulator.map(|a| Var::Temp(a.temp))
    }

    fn poll(&mut self, site: SiteId, next: NodeId) -> NodeId {
        let node = self.node(Usage::default(), vec![next]);
        self.nodes[node].site = Some(site);
        node
    }

    fn operands(&self, call: ExprId) -> Usage {
        let mut usage = Usage::default();
        for operand in walk::operands(self.unit, call) {
            usage.expr(self.unit, self.body, operand, true);
        }
        usage
    }

    /// Arguments are evaluated before the callee runs: their effects come
    /// first, the site and the result after them.
    fn call(
        &mut self,
        temp: Option<usize>,
        call: ExprId,
        site: Option<SiteId>,
        next: NodeId,
    ) -> NodeId {
        let result = Usage {
            kills: temp.into_iter().map(Var::Temp).collect(),
            ..Usage::default()
        };
        let after = if callee_noreturn(self.unit, call) {
            Vec::new()
        } else {
            vec![next]
        };
        let returned = self.node(result, after);
        self.nodes[returned].site = site;
        let arguments = self.operands(call);
        self.node(arguments, vec![returned])
    }

    /// `setjmp` is where it is called and, from then on, where every site may go.
    fn arm(&mut self, n: usize, next: NodeId) -> NodeId {
        let armed = self.body.armings[n];
        let result = Usage {
            kills: vec![Var::Temp(armed.result)],
            ..Usage::default()
        };
        let returned = self.node(result, vec![next]);
        self.returns.push(returned);
        let arguments = self.operands(armed.arming.call);
        self.node(arguments, vec![returned])
    }

    /// Any call made after `setjmp` may end in a `longjmp`.
    fn join_jumps(&mut self) {
        for returned in std::mem::take(&mut self.returns) {
            let mut seen = vec![false; self.nodes.len()];
            let mut work = vec![returned];
            while let Some(n) = work.pop() {
                if !std::mem::replace(&mut seen[n], true) {
                    work.extend(&self.nodes[n].next);
                }
            }
            for (n, node) in self.nodes.iter_mut().enumerate() {
                if seen[n] && node.site.is_some() {
                    node.next.push(returned);
                }
            }
        }
    }

    fn declare(&mut self, stmt: StmtId, first: usize, last: usize, next: NodeId) -> NodeId {
        let unit = self.unit;
        let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
            return next;
        };
        (first..last).rev().fold(next, |next, n| {
            let declarator = &declaration.declarators[n];
            let mut usage = Usage::default();
            for e in walk::declarator_exprs(unit, declaration, n) {
                usage.expr(unit, self.body, e, true);
            }
            let decl = &unit.decls[declarator.decl];
            let var = Var::Local(declarator.decl);
            match decl.kind == DeclKind::Object && !walk::is_static(unit, declarator.decl) {
                true if declarator.init.is_some() => usage.kills.push(var),
                true if self.body.early.contains(&declarator.decl) => {}
                true => usage.unsets.push(var),
                false => {}
            }
            self.node(usage, vec![next])
        })
    }

    fn verbatim(&mut self, stmt: StmtId, next: NodeId) -> NodeId {
        match self.unit.stmts[stmt].kind {
            StmtKind::Expr(e) => {
                let usage = self.expr(e);
                self.node(usage, vec![next])
            }
            StmtKind::Return(value) => self.returned(value),
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => {
                let then = self.verbatim(then, next);
                let otherwise = otherwise.map_or(next, |stmt| self.verbatim(stmt, next));
                self.condition(cond, then, otherwise)
            }
            _ => self.whole(stmt, next),
        }
    }

    fn returned(&mut self, value: Option<ExprId>) -> NodeId {
        let mut usage = value.map(|e| self.expr(e)).unwrap_or_default();
        usage.reads.extend(self.accumulator());
        self.node(usage, Vec::new())
    }

    /// A statement as one node.
    fn whole(&mut self, stmt: StmtId, next: NodeId) -> NodeId {
        let unit = self.unit;
        let mut usage = Usage::default();
        usage.stmt(unit, self.body, stmt);
        usage.forget(&declared_in(unit, stmt));
        usage.reads.extend(self.accumulator());
        let mut all = vec![next];
        walk::each_stmt(unit, stmt, &mut |s| match unit.stmts[s].kind {
            StmtKind::Break => all.extend(self.breaks.last()),
            StmtKind::Continue => all.extend(self.continues.last()),
            _ => {}
        });
        self.node(usage, all)
    }

    fn loop_(&mut self, l: &Loop, next: NodeId) -> NodeId {
        // Entered again from the back edge: allocated first, joined last.
        let again = self.node(Usage::default(), Vec::new());
        let back = match l.poll {
            Some(site) => self.poll(site, again),
            None => again,
        };
        self.breaks.push(next);
        let entry = if l.at_head {
            let step = self.ops(&l.step, back);
            self.continues.push(step);
            let body = self.ops(&l.body, step);
            let test = self.test(l, body, next);
            self.ops(&l.pre, test)
        } else {
            let test = self.test(l, back, next);
            let pre = self.ops(&l.pre, test);
            self.continues.push(pre);
            self.ops(&l.body, pre)
        };
        self.breaks.pop();
        self.continues.pop();
        self.nodes[again].next = vec![entry];
        self.ops(&l.init, again)
    }

    fn test(&mut self, l: &Loop, inside: NodeId, outside: NodeId) -> NodeId {
        match l.cond {
            Some(e) => self.condition(e, inside, outside),
            None => inside,
        }
    }

    fn switch(&mut self, cond: ExprId, body: &[Op], next: NodeId) -> NodeId {
        let usage = self.expr(cond);
        // Without a matching case the body is skipped.
        let dispatch = self.node(usage, vec![next]);
        self.breaks.push(next);
        self.switches.push(dispatch);
        self.ops(body, next);
        self.switches.pop();
        self.breaks.pop();
        dispatch
    }
}

/// Locals that a statement declares for itself.
fn declared_in(unit: &Unit, stmt: StmtId) -> Set {
    let mut found = Set::new();
    walk::each_stmt(unit, stmt, &mut |s| {
        if let StmtKind::Declaration(declaration) = &unit.stmts[s].kind {
            found.extend(declaration.declarators.iter().map(|d| Var::Local(d.decl)));
        }
    });
    found
}
