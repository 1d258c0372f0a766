//! How much may run between two polls.

use super::walk;
use super::LoopPoll;
use crate::hir::*;
use std::collections::{HashMap, HashSet};

/// The usual ones keep a program fast. `MIGCC_TESTING` makes them so small that
/// small programs take every path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A loop of this many cheap iterations in all needs no poll.
    pub short: u64,
    /// Cheap iterations of a counted nest that run without a poll: well under a
    /// millisecond.
    pub budget: i64,
    /// Iterations of an innermost loop between two polls past the budget.
    pub chunk: i64,
    /// A poll precedes every statement.
    pub every_statement: bool,
}

impl Limits {
    pub const TESTING: Limits = Limits {
        short: 0,
        budget: 4,
        chunk: 3,
        every_statement: true,
    };
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            short: 4096,
            budget: 1 << 20,
            chunk: 1 << 16,
            every_statement: false,
        }
    }
}

/// The statements of `body` that a poll can precede. Loops within the budget are
/// left as they are: they run untouched, or poll in their own way.
pub fn statements(unit: &Unit, body: StmtId, loops: &HashMap<StmtId, LoopPoll>) -> HashSet<StmtId> {
    let mut found = HashSet::new();
    let mut budgeted = HashSet::new();
    walk::each_stmt(unit, body, &mut |stmt| {
        if matches!(loops.get(&stmt), Some(LoopPoll::Budget(_))) {
            walk::each_stmt(unit, stmt, &mut |inner| {
                budgeted.insert(inner);
            });
        }
        let simple = matches!(
            unit.stmts[stmt].kind,
            StmtKind::Expr(_)
                | StmtKind::Return(_)
                | StmtKind::If { .. }
                | StmtKind::Switch { .. }
                | StmtKind::Declaration(_)
        );
        if simple {
            found.insert(stmt);
        }
    });
    &found - &budgeted
}
