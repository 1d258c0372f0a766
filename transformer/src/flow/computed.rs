//! Computed gotos: where labels whose address is taken may be jumped to from.
//!
//! An address of a label means nothing on another machine, so it must not get
//! into anything an image carries. It stays within the function in a
//!
//! - *table*: a constant static array of the function, whose elements are label
//!   addresses or differences of two. Both clones have a table of their own, with
//!   their own labels;
//! - *label variable*: an automatic pointer that only ever gets label addresses
//!   or elements of tables. A record holds the label's number instead;
//!
//! and everything else that is done with them is part of a `goto *`. Whatever
//! does not fit keeps captures out of the function.

use super::features::Obstacle;
use super::{cursor, walk};
use crate::hir::*;
use crate::source::Span;
use std::collections::HashSet;

/// What a function does with the addresses of its labels.
#[derive(Debug, Default, Clone)]
pub struct Computed {
    /// Labels a computed goto may jump to, in textual order.
    pub targets: Vec<LabelId>,
    /// Static objects that hold label addresses.
    pub tables: HashSet<DeclId>,
    /// Automatic objects that do.
    pub variables: HashSet<DeclId>,
    /// Statements a poll must precede, so that every cycle passes one.
    pub polls: HashSet<StmtId>,
}

/// `None`: nothing is done with label addresses. An error is the place where
/// one gets out.
pub fn find(
    unit: &Unit,
    function: &Function,
    memory: &HashSet<DeclId>,
) -> Result<Option<Computed>, (Obstacle, Span)> {
    let features = [Feature::LabelAddress, Feature::ComputedGoto];
    let named = |f: Feature| features.contains(&f);
    if !function.features.iter().any(|&(f, _)| named(f)) {
        return Ok(None);
    }
    let mut cx = Cx {
        unit,
        memory,
        found: Computed::default(),
        escape: None,
    };
    cx.targets(function);
    cx.tables(function);
    cx.variables(function);
    cx.check_stmt(function.body);
    cx.local_labels(function);
    if let Some(at) = cx.escape {
        return Err((Obstacle::LabelAddress, at));
    }
    cx.found.polls = cursor::polls(unit, function, &cx.found, memory);
    Ok(Some(cx.found))
}

struct Cx<'a> {
    unit: &'a Unit,
    memory: &'a HashSet<DeclId>,
    found: Computed,
    /// The first place where a label address gets out.
    escape: Option<Span>,
}

impl Cx<'_> {
    fn escapes(&mut self, at: Span) {
        self.escape.get_or_insert(at);
    }

    fn targets(&mut self, function: &Function) {
        let unit = self.unit;
        let mut all: Vec<LabelId> = unit
            .exprs
            .iter()
            .filter(|(_, e)| function.span.contains(e.span))
            .filter_map(|(_, e)| match e.kind {
                ExprKind::LabelAddress(label) => Some(label),
                _ => None,
            })
            .collect();
        all.sort_by_key(|&label| unit.labels[label].span);
        all.dedup();
        self.found.targets = all;
    }

    /// Static objects initialised with labels. They stand in the clones, so
    /// their declarations must not declare anything both clones share.
    fn tables(&mut self, function: &Function) {
        let unit = self.unit;
        walk::each_stmt(unit, function.body, &mut |stmt| {
            let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
                return;
            };
            let is_table = |d: &Declarator| {
                walk::is_static(unit, d.decl) && d.init.is_some_and(|i| names_label(unit, i))
            };
            let all = &declaration.declarators;
            let tables = all.iter().filter(|d| is_table(d)).map(|d| d.decl);
            self.found.tables.extend(tables);
            let mixed =
                all.iter().any(is_table) && (!all.iter().all(is_table) || declaration.defines_tag);
            if mixed {
                self.escape.get_or_insert(declaration.span);
            }
        });
    }

    /// Grows the set of automatic pointers that get label addresses.
    fn variables(&mut self, function: &Function) {
        let unit = self.unit;
        let assigned = assignments(unit, function);
        loop {
            let before = self.found.variables.len();
            for &(decl, value) in &assigned {
                let fits = !self.memory.contains(&decl)
                    && unit.is_pointer(unit.decls[decl].ty.ty)
                    && !unit.decls[decl].ty.quals.is_volatile;
                if fits && self.is_label(value) && self.names_one(value) {
                    self.found.variables.insert(decl);
                }
            }
            if self.found.variables.len() == before {
                break;
            }
        }
        for (decl, value) in assigned {
            if self.found.variables.contains(&decl) && !self.is_label(value) {
                self.escapes(unit.exprs[value].span);
            }
        }
    }

    /// The value is the address of a label, or null.
    fn is_label(&self, e: ExprId) -> bool {
        let unit = self.unit;
        match &unit.exprs[e].kind {
            ExprKind::LabelAddress(_) => true,
            ExprKind::Name(decl) => self.found.variables.contains(decl),
            ExprKind::Index { base, .. } => self.is_table(*base),
            ExprKind::Unary {
                op: UnaryOp::Deref,
                operand,
            } => match unit.exprs[*operand].kind {
                ExprKind::Binary {
                    op: BinaryOp::Add,
                    left,
                    ..
                } => self.is_table(left),
                _ => self.is_table(*operand),
            },
            ExprKind::Unary {
                op: UnaryOp::Extension,
                operand,
            } => self.is_label(*operand),
            ExprKind::Cast { to, operand } => unit.is_pointer(to.ty) && self.is_label(*operand),
            ExprKind::Comma { right, .. } => self.is_label(*right),
            ExprKind::Conditional {
                then: Some(then),
                otherwise,
                ..
            } => self.is_label(*then) && self.is_label(*otherwise),
            _ => unit.constant(e) == Some(0),
        }
    }

    /// Not just null.
    fn names_one(&self, e: ExprId) -> bool {
        let mut found = false;
        self.unit.walk_exprs(e, &mut |e| {
            found |= match self.unit.exprs[e].kind {
                ExprKind::LabelAddress(_) => true,
                ExprKind::Name(decl) => {
                    self.found.tables.contains(&decl) || self.found.variables.contains(&decl)
                }
                _ => false,
            };
        });
        found
    }

    /// A table of addresses (not of differences).
    fn is_table(&self, e: ExprId) -> bool {
        let unit = self.unit;
        let element = unit.pointee(unit.exprs[e].converted);
        matches!(unit.exprs[e].kind, ExprKind::Name(decl) if self.found.tables.contains(&decl))
            && element.is_some_and(|q| unit.is_pointer(q.ty))
    }

    fn check_stmt(&mut self, stmt: StmtId) {
        let unit = self.unit;
        match &unit.stmts[stmt].kind {
            StmtKind::ComputedGoto(e) => self.check(*e, true),
            StmtKind::Declaration(declaration) => {
                for d in &declaration.declarators {
                    let inits = d.init.filter(|_| !walk::is_static(unit, d.decl));
                    let allowed = self.found.variables.contains(&d.decl);
                    for e in inits.into_iter().flat_map(|i| walk::init_exprs(unit, i)) {
                        self.check(e, allowed);
                    }
                }
            }
            _ => {
                for e in walk::own_exprs(unit, stmt) {
                    self.check(e, false);
                }
            }
        }
        for child in walk::children(unit, stmt) {
            self.check_stmt(child);
        }
    }

    /// `allowed`: the value of `e` stays where label addresses may be.
    fn check(&mut self, e: ExprId, allowed: bool) {
        let unit = self.unit;
        let is_ours =
            |decl: &DeclId| self.found.tables.contains(decl) || self.found.variables.contains(decl);
        match &unit.exprs[e].kind {
            ExprKind::LabelAddress(_) if !allowed => self.escapes(unit.exprs[e].span),
            ExprKind::Name(decl) if !allowed && is_ours(decl) => self.escapes(unit.exprs[e].span),
            ExprKind::Assign { op, left, right } => {
                let variable = matches!(unit.exprs[*left].kind,
                    ExprKind::Name(decl) if self.found.variables.contains(&decl));
                self.check(*left, variable && op.is_none());
                self.check(*right, variable && op.is_none());
            }
            ExprKind::Unary { op, operand } => self.check(*operand, allowed && !op.is_step()),
            ExprKind::Index { base, index } => {
                self.check(*base, allowed);
                self.check(*index, false);
            }
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                self.check(*cond, allowed && then.is_none());
                then.iter().for_each(|&e| self.check(e, allowed));
                self.check(*otherwise, allowed);
            }
            ExprKind::Comma { left, right } => {
                self.check(*left, false);
                self.check(*right, allowed);
            }
            ExprKind::Cast { to, operand } => {
                // An integer made of an address is no label variable's business.
                let stays = allowed && !unit.is_void(to.ty);
                self.check(*operand, stays);
            }
            ExprKind::Binary { left, right, .. } => {
                self.check(*left, allowed);
                self.check(*right, allowed);
            }
            ExprKind::StatementExpression(body) => self.check_inner(*body),
            _ => {
                for operand in walk::operands(unit, e) {
                    self.check(operand, false);
                }
            }
        }
    }

    /// Statements in an expression are text to the rewriter where no site is in
    /// them, and text has no labels of its own in each clone.
    fn check_inner(&mut self, body: StmtId) {
        let unit = self.unit;
        let mut at = None;
        walk::each_stmt(unit, body, &mut |s| {
            if matches!(unit.stmts[s].kind, StmtKind::ComputedGoto(_)) {
                at = at.or(Some(unit.stmts[s].span));
            }
            if matches!(unit.stmts[s].kind, StmtKind::Label { label, .. } if self.found.targets.contains(&label))
            {
                at = at.or(Some(unit.stmts[s].span));
            }
        });
        if let Some(at) = at {
            self.escapes(at);
        }
        self.check_stmt(body);
    }

    /// The numbers of labels come from a list at the head of the function,
    /// where local labels have no meaning.
    fn local_labels(&mut self, function: &Function) {
        let unit = self.unit;
        if self.found.variables.is_empty() {
            return;
        }
        walk::each_stmt(unit, function.body, &mut |s| {
            if let StmtKind::LocalLabels(labels) = &unit.stmts[s].kind {
                if labels.iter().any(|l| self.found.targets.contains(l)) {
                    self.escape.get_or_insert(unit.stmts[s].span);
                }
            }
        });
    }
}

/// The initialiser has the address of a label in it.
pub fn names_label(unit: &Unit, init: InitId) -> bool {
    let mut found = false;
    for e in walk::init_exprs(unit, init) {
        unit.walk_exprs(e, &mut |e| {
            found |= matches!(unit.exprs[e].kind, ExprKind::LabelAddress(_));
        });
    }
    found
}

/// Values that automatic objects get, parameters aside.
fn assignments(unit: &Unit, function: &Function) -> Vec<(DeclId, ExprId)> {
    let mut found = Vec::new();
    walk::each_stmt(unit, function.body, &mut |stmt| {
        if let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind {
            for d in declaration.declarators.iter() {
                let init = d.init.filter(|_| !walk::is_static(unit, d.decl));
                if let Some(Init::Expr(e)) = init.map(|i| &unit.inits[i]) {
                    found.push((d.decl, *e));
                }
            }
        }
    });
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if let ExprKind::Assign { left, right, .. } = unit.exprs[e].kind {
            if let ExprKind::Name(decl) = unit.exprs[left].kind {
                let automatic = !walk::is_static(unit, decl) && !function.params.contains(&decl);
                found.extend(automatic.then_some((decl, right)));
            }
        }
    });
    found
}
