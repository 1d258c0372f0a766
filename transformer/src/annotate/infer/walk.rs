//! Tags and members in the order in which statements meet them.

use super::paths::{key, owner, Access};
use super::{Candidate, Evidence, Survey};
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};

/// More values of one `case` range say nothing.
const MOST_VALUES: i128 = 256;

/// What a run of statements knows of tags, by object.
type Known = HashMap<String, BTreeSet<i128>>;

struct Walk<'a> {
    unit: &'a Unit,
    text: &'a str,
    candidate: Candidate<'a>,
    accesses: HashMap<ExprId, &'a Access>,
    evidence: &'a mut Evidence,
    known: Known,
    /// Writes of members whose tag was not written yet: object, member.
    pending: Vec<(String, String)>,
    /// The object whose tag the innermost `switch` looks at.
    switch: Option<String>,
    /// The statement before goes on here.
    live: bool,
    /// Writes of the tag by object, and whether a member was written with it.
    tags: Vec<(String, i128, bool)>,
}

/// Looks at every function that names a member of the union.
pub fn functions(
    unit: &Unit,
    text: &str,
    candidate: Candidate,
    survey: &Survey,
    accesses: &[Access],
    evidence: &mut Evidence,
) {
    let tags = tags(unit, candidate, survey);
    for (_, function) in unit.functions.iter() {
        if evidence.unexplained {
            return; // nothing can mend that
        }
        let inside: HashMap<ExprId, &Access> = accesses
            .iter()
            .filter(|access| function.span.contains(access.span))
            .map(|access| (access.expr, access))
            .collect();
        if inside.is_empty() && !tags.iter().any(|&span| function.span.contains(span)) {
            continue;
        }
        let mut walk = Walk {
            unit,
            text,
            candidate,
            accesses: inside,
            evidence,
            known: Known::new(),
            pending: Vec::new(),
            switch: None,
            live: true,
            tags: Vec::new(),
        };
        walk.statement(function.body);
        let bare: Vec<i128> = walk.tags.iter().filter(|t| !t.2).map(|t| t.1).collect();
        evidence.bare.extend(bare);
    }
}

/// Where the tag is named.
fn tags(unit: &Unit, candidate: Candidate, survey: &Survey) -> Vec<Span> {
    let members = survey.members.get(&candidate.record).into_iter().flatten();
    let exprs = members.map(|&id| &unit.exprs[id]);
    let named = exprs
        .filter(|e| matches!(&e.kind, ExprKind::Member { field, .. } if field == candidate.tag));
    named.map(|e| e.span).collect()
}

impl Walk<'_> {
    fn statement(&mut self, id: StmtId) {
        if self.evidence.unexplained {
            return;
        }
        match &self.unit.stmts[id].kind {
            StmtKind::Block(items) => self.block(items),
            StmtKind::If {
                cond,
                then,
                otherwise,
            } => self.branch(*cond, *then, *otherwise),
            StmtKind::Switch { cond, body } => self.switched(*cond, *body),
            StmtKind::Case { low, high, body } => {
                self.case(*low, *high);
                self.statement(*body);
            }
            StmtKind::Default { body } | StmtKind::Label { body, .. } => {
                self.forget();
                self.statement(*body);
            }
            StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. } => {
                self.looped(id)
            }
            StmtKind::NestedFunction(_) => self.evidence.unexplained = true,
            _ => self.plain(id),
        }
    }

    fn plain(&mut self, id: StmtId) {
        self.declared(id);
        for e in self.unit.stmt_exprs(id) {
            self.expression(e);
        }
        self.live = !matches!(
            self.unit.stmts[id].kind,
            StmtKind::Break
                | StmtKind::Continue
                | StmtKind::Return(_)
                | StmtKind::Goto(_)
                | StmtKind::ComputedGoto(_)
        );
    }

    /// The name means another object from here on.
    fn declared(&mut self, id: StmtId) {
        let unit = self.unit;
        if let StmtKind::Declaration(declaration) = &unit.stmts[id].kind {
            for declarator in &declaration.declarators {
                let name = &unit.decls[declarator.decl].name;
                self.known
                    .retain(|object, _| !object.contains(name.as_str()));
            }
        }
    }

    /// A write that no tag follows in its own block stays unexplained.
    fn block(&mut self, items: &[StmtId]) {
        let outer = std::mem::take(&mut self.pending);
        for &item in items {
            self.statement(item);
        }
        items.iter().for_each(|&item| self.declared(item));
        self.evidence.unexplained |= !self.pending.is_empty();
        self.pending = outer;
    }

    /// Where control comes from elsewhere nothing is known.
    fn forget(&mut self) {
        self.known.clear();
        self.evidence.unexplained |= !self.pending.is_empty();
        self.pending.clear();
        self.live = true;
    }

    /// Its own world: what it writes must be explained in it.
    fn apart(&mut self, known: Known, body: StmtId) -> Known {
        let outer = std::mem::take(&mut self.pending);
        let before = std::mem::replace(&mut self.known, known);
        self.live = true;
        self.statement(body);
        self.evidence.unexplained |= !self.pending.is_empty();
        self.pending = outer;
        std::mem::replace(&mut self.known, before)
    }

    fn branch(&mut self, cond: ExprId, then: StmtId, otherwise: Option<StmtId>) {
        self.expression(cond);
        self.pending_must_be_empty();
        let guard = self.guard(cond);
        let (mut yes, mut no) = (self.known.clone(), self.known.clone());
        if let Some((object, values, equal)) = guard {
            let side = if equal { &mut yes } else { &mut no };
            side.insert(object, values);
        }
        let yes = self.apart(yes, then);
        let yes_ends = !self.live;
        let no = match otherwise {
            Some(body) => self.apart(no, body),
            None => {
                self.live = true;
                no
            }
        };
        let no_ends = !self.live;
        self.known = match (yes_ends, no_ends) {
            (true, false) => no,
            (false, true) => yes,
            _ => yes
                .into_iter()
                .filter(|(k, v)| no.get(k) == Some(v))
                .collect(),
        };
        self.live = !(yes_ends && no_ends);
    }

    /// A run of statements ends at a branch.
    fn pending_must_be_empty(&mut self) {
        self.evidence.unexplained |= !self.pending.is_empty();
        self.pending.clear();
    }

    fn switched(&mut self, cond: ExprId, body: StmtId) {
        self.expression(cond);
        self.pending_must_be_empty();
        let tag = self.tag_of(cond);
        let outer = std::mem::replace(&mut self.switch, tag);
        self.live = false;
        self.known.clear();
        self.statement(body);
        self.switch = outer;
        self.forget();
    }

    fn case(&mut self, low: ExprId, high: Option<ExprId>) {
        let range = (
            self.unit.constant(low),
            self.unit.constant(high.unwrap_or(low)),
        );
        let before = self
            .switch
            .as_ref()
            .and_then(|object| self.known.get(object))
            .cloned();
        let falls = std::mem::replace(&mut self.live, true);
        self.pending_must_be_empty();
        self.known.clear();
        let (Some(object), (Some(low), Some(high))) = (self.switch.clone(), range) else {
            return;
        };
        if high - low > MOST_VALUES || (falls && before.is_none()) {
            return;
        }
        let mut values: BTreeSet<i128> = (low..=high).collect();
        values.extend(before.filter(|_| falls).into_iter().flatten());
        self.known.insert(object, values);
    }

    fn looped(&mut self, id: StmtId) {
        self.forget();
        for child in self.unit.stmt_children(id) {
            self.apart(Known::new(), child);
        }
        for e in self.unit.stmt_exprs(id) {
            self.known.clear();
            self.expression(e);
            self.pending_must_be_empty();
        }
        self.forget();
    }

    /// `v->tag`, under casts: the object.
    fn tag_of(&self, e: ExprId) -> Option<String> {
        match &self.unit.exprs[e].kind {
            ExprKind::Cast { operand, .. } => self.tag_of(*operand),
            ExprKind::Member {
                base, arrow, field, ..
            } => {
                let of = owner(self.unit, *base, *arrow)?;
                (of == self.candidate.record && field == self.candidate.tag)
                    .then(|| key(self.unit, self.text, *base, *arrow))
                    .flatten()
            }
            _ => None,
        }
    }

    /// `v->tag == K` and what `||` makes of several: object, values, and whether
    /// they hold where the condition does.
    fn guard(&self, cond: ExprId) -> Option<(String, BTreeSet<i128>, bool)> {
        match self.unit.exprs[cond].kind {
            ExprKind::Binary {
                op: op @ (BinaryOp::Eq | BinaryOp::Ne),
                left,
                right,
            } => {
                let object = self.tag_of(left)?;
                let value = self.unit.constant(right)?;
                Some((object, BTreeSet::from([value]), op == BinaryOp::Eq))
            }
            ExprKind::Logical {
                and: false,
                left,
                right,
            } => {
                let (object, mut values, equal) = self.guard(left)?;
                let (other, more, also) = self.guard(right)?;
                values.extend(more);
                (object == other && equal && also).then_some((object, values, true))
            }
            ExprKind::Logical {
                and: true,
                left,
                right,
            } => {
                let found = self.guard(left).or_else(|| self.guard(right))?;
                found.2.then_some(found)
            }
            _ => None,
        }
    }

    /// What one full expression does, in textual order; a side of `&&`, `||` and
    /// `?:` may not be evaluated, so writes in there explain nothing.
    fn expression(&mut self, root: ExprId) {
        let mut all = Vec::new();
        self.unit.walk_exprs(root, &mut |e| all.push(e));
        let conditional = all.iter().any(|&e| {
            matches!(
                self.unit.exprs[e].kind,
                ExprKind::Logical { .. }
                    | ExprKind::Conditional { .. }
                    | ExprKind::StatementExpression(_)
            )
        });
        all.sort_by_key(|&e| self.unit.exprs[e].span.start);
        for e in all {
            self.effect(e, conditional);
            if let Some(access) = self.accesses.get(&e).copied() {
                self.access(access);
            }
        }
    }

    fn effect(&mut self, e: ExprId, conditional: bool) {
        let unit = self.unit;
        let (left, value) = match unit.exprs[e].kind {
            ExprKind::Assign { op, left, right } => (
                left,
                unit.constant(right)
                    .filter(|_| op.is_none() && !conditional),
            ),
            ExprKind::Unary { op, operand } if op.is_step() || op == UnaryOp::AddressOf => {
                (operand, None)
            }
            _ => return,
        };
        match self.tag_of(left) {
            Some(object) => self.tagged(object, value),
            None if self.is_tag(left) => {
                self.known.clear();
                self.evidence.unexplained |= value.is_none();
                self.evidence.bare.extend(value);
            }
            None => self.changed(left),
        }
    }

    /// The tag of an object that cannot be told from others.
    fn is_tag(&self, e: ExprId) -> bool {
        matches!(&self.unit.exprs[e].kind, ExprKind::Member { base, arrow, field, .. }
            if field == self.candidate.tag
                && owner(self.unit, *base, *arrow) == Some(self.candidate.record))
    }

    /// A tag that may become anything, or whose address is taken, tells nothing.
    fn tagged(&mut self, object: String, value: Option<i128>) {
        self.evidence.unexplained |= value.is_none();
        let mut used = false;
        let waiting: Vec<(String, String)> = std::mem::take(&mut self.pending);
        for (of, member) in waiting {
            match value {
                Some(value) if of == object => {
                    self.evidence.note(&BTreeSet::from([value]), &member);
                    used = true;
                }
                None if of == object => self.evidence.unexplained = true,
                _ => self.pending.push((of, member)),
            }
        }
        self.tags
            .extend(value.map(|value| (object.clone(), value, used)));
        match value {
            Some(value) => self.known.insert(object, BTreeSet::from([value])),
            None => self.known.remove(&object),
        };
    }

    /// Objects that are named through what is assigned are others now.
    fn changed(&mut self, left: ExprId) {
        let span = self.unit.exprs[left].span;
        let text = self.text.get(span.start as usize..span.end as usize);
        let plain: String = text.unwrap_or_default().split_whitespace().collect();
        self.known.retain(|object, _| !object.contains(&plain));
        let lost = self
            .pending
            .iter()
            .any(|(object, _)| object.contains(&plain));
        self.evidence.unexplained |= lost;
    }

    fn access(&mut self, access: &Access) {
        let values = access
            .object
            .as_ref()
            .and_then(|object| self.known.get(object));
        self.evidence.written |= access.write;
        if let Some(last) = self
            .tags
            .iter_mut()
            .rev()
            .find(|t| Some(&t.0) == access.object.as_ref())
        {
            last.2 |= access.write && values.is_some_and(|v| v.contains(&last.1));
        }
        match (values.cloned(), access.write) {
            (Some(values), _) => self.evidence.note(&values, &access.member),
            (None, false) => {}
            (None, true) => match &access.object {
                Some(object) => self.pending.push((object.clone(), access.member.clone())),
                None => self.evidence.unexplained = true,
            },
        }
    }
}
