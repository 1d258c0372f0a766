//! What a rule is.

use super::{At, Context, Report};
use crate::hir::*;
use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Portability of values: it migrates, and means something else elsewhere.
    Note,
    /// It migrates under a condition.
    Warning,
    /// It cannot migrate.
    Error,
}

impl Severity {
    pub fn text(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What is said of a rule in its doc comment; `#[derive(Documented)]` makes it.
#[derive(Debug)]
pub struct Documentation {
    /// `MIG012`; never given to another rule.
    pub code: &'static str,
    /// `pointer-to-integer`.
    pub name: &'static str,
    pub severity: Severity,
    /// The version of migcc that has it first.
    pub since: &'static str,
    /// What it finds, in one line without a full stop.
    pub summary: &'static str,
    /// The sections, as Markdown.
    pub body: &'static str,
    /// Its source file.
    pub file: &'static str,
}

pub trait Documented {
    fn documentation(&self) -> &'static Documentation;
}

/// A rule implements the calls it needs; each is made once for every node of the
/// user's own code (nothing of a system header, nothing unevaluated inside
/// `sizeof` and its like).
pub trait Rule: Documented + Sync {
    /// Once, before all others: what concerns the unit as a whole.
    fn unit(&self, _cx: &Context, _report: &mut Report) {}
    /// A function definition.
    fn function(&self, _cx: &Context, _function: &Function, _report: &mut Report) {}
    /// An object, a parameter or a declared function; not typedefs.
    fn decl(&self, _cx: &Context, _decl: DeclId, _report: &mut Report) {}
    /// A complete struct or union.
    fn record(&self, _cx: &Context, _record: RecordId, _report: &mut Report) {}
    fn stmt(&self, _cx: &Context, _at: At, _stmt: StmtId, _report: &mut Report) {}
    fn expr(&self, _cx: &Context, _at: At, _expr: ExprId, _report: &mut Report) {}
}
