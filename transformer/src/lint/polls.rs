//! Whether a variable is read behind a poll, by the order of the text.
//!
//! Polls are calls and loops. A poll in a branch that ends in a `return` has
//! nothing behind it but the rest of the branch. Other jumps are not followed:
//! where they matter the answer is that the variable is read.

use super::Context;
use crate::flow::{callee_noreturn, walk, CallClass, LoopPoll, Treatment};
use crate::hir::*;
use crate::source::Span;
use std::collections::HashSet;
use std::rc::Rc;

/// Where a function polls.
#[derive(Debug, Default)]
pub(super) struct Polls {
    /// Calls that may poll, and loops with a poll of their own.
    pub all: Vec<Span>,
    /// Loops with a poll somewhere.
    loops: Vec<Span>,
    /// Branches that end in a `return` or a call that never comes back.
    leaving: Vec<Span>,
    /// What assignments give a new value.
    overwritten: HashSet<Span>,
}

impl<'a> Context<'a> {
    /// `decl`, which has a value from `written` on, is read behind a poll.
    pub fn is_read_behind_a_poll(&self, function: &Function, decl: DeclId, written: Span) -> bool {
        if self.treatment(function.decl) != Treatment::Instrument {
            return false;
        }
        let uses = &self.unit.decls[decl].uses;
        let polls = self.polls_of(function);
        let next_is_read = |after: u32, limit: u32| {
            let next = uses.iter().find(|span| span.start >= after);
            next.is_some_and(|span| {
                let again = written.contains(*span) || polls.overwritten.contains(span);
                span.end <= limit && !again
            })
        };
        let straight =
            |poll: &Span| poll.start >= written.end && next_is_read(poll.end, polls.limit(*poll));
        let declared = self.unit.decls[decl].name_span;
        let next_time = |around: &Span| match around.contains(written) {
            true => !around.contains(declared) && next_is_read(around.start, around.end),
            false => around.start > written.start && uses.iter().any(|u| around.contains(*u)),
        };
        polls.all.iter().any(straight) || polls.loops.iter().any(next_time)
    }

    /// Worked out once for each function.
    pub(super) fn polls_of(&self, function: &Function) -> Rc<Polls> {
        if let Some(polls) = self.tree.polls.borrow().get(&function.decl) {
            return polls.clone();
        }
        let polls = Rc::new(self.polls(function));
        let known = polls.clone();
        self.tree.polls.borrow_mut().insert(function.decl, known);
        polls
    }

    fn polls(&self, function: &Function) -> Polls {
        let unit = self.unit;
        let mut polls = Polls::default();
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            if let ExprKind::Assign { op: None, left, .. } = unit.exprs[e].kind {
                polls.overwritten.insert(unit.exprs[left].span);
            }
            if self.flow.class(e) == CallClass::Checked || self.flow.recursion_polls.contains(&e) {
                polls.all.push(unit.exprs[e].span);
            }
        });
        let calls = polls.all.clone();
        walk::each_stmt(unit, function.body, &mut |stmt| {
            let span = unit.stmts[stmt].span;
            polls.leaving.extend(self.leaves(stmt).then_some(span));
            let Some(plan) = self.flow.loops.get(&stmt) else {
                return;
            };
            let polls_itself = !matches!(plan, LoopPoll::None);
            polls.all.extend(polls_itself.then_some(span));
            if polls_itself || calls.iter().any(|call| span.contains(*call)) {
                polls.loops.push(span);
            }
        });
        polls
    }

    /// Nothing behind the statement is reached from its end.
    fn leaves(&self, stmt: StmtId) -> bool {
        match &self.unit.stmts[stmt].kind {
            StmtKind::Return(_) => true,
            StmtKind::Block(items) => items.last().is_some_and(|&last| self.leaves(last)),
            StmtKind::Expr(expr) => callee_noreturn(self.unit, *expr),
            _ => false,
        }
    }
}

impl Polls {
    /// Where what may come behind a poll ends.
    fn limit(&self, poll: Span) -> u32 {
        let around = self.leaving.iter().filter(|span| span.contains(poll));
        around.map(|span| span.end).min().unwrap_or(u32::MAX)
    }
}
