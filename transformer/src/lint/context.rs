//! What all rules may ask about a unit.

use super::facts::Facts;
use super::keep::Home;
use super::polls::Polls;
use crate::annotate::Selectors;
use crate::config::Annotations;
use crate::flow::Flow;
use crate::hir::*;
use crate::source::{SourceText, Span};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

pub struct Context<'a> {
    pub unit: &'a Unit,
    pub source: &'a SourceText,
    pub flow: &'a Flow,
    pub annotations: &'a Annotations,
    pub selectors: &'a Selectors,
    pub(super) tree: Tree,
    pub(super) facts: Facts,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// `None`: in a declaration at file scope.
    pub function: Option<FunctionId>,
}

/// Links from the inside out, which the typed tree does not have.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// By index of the expression.
    pub parents: Vec<Option<ExprId>>,
    /// What becomes of the values of expressions that are no operands.
    pub homes: HashMap<ExprId, Home>,
    /// Functions that are installed as signal handlers, and where.
    pub handlers: OnceCell<Vec<(DeclId, Span)>>,
    /// Where functions poll, as far as it was asked.
    pub polls: RefCell<HashMap<DeclId, Rc<Polls>>>,
}

impl<'a> Context<'a> {
    /// The expression this one is an operand of.
    pub fn parent(&self, expr: ExprId) -> Option<ExprId> {
        self.tree.parents[expr.index()]
    }

    /// Written by the user, not in a system header.
    pub fn is_own(&self, span: Span) -> bool {
        !self.source.lines().is_system(span.start as usize)
    }

    /// The text of an expression as it stands in the preprocessed text, on one
    /// line, cut where it is long.
    pub fn words(&self, expr: ExprId) -> String {
        let bytes = self.source.slice(self.unit.exprs[expr].span);
        let text = String::from_utf8_lossy(bytes);
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        let line = words.join(" ");
        match line.char_indices().nth(60) {
            Some((at, _)) => format!("{}...", &line[..at]),
            None => line,
        }
    }

    /// The name a call is made by, if it is made by name.
    pub fn callee(&self, call: ExprId) -> Option<&'a str> {
        let ExprKind::Call { callee, .. } = &self.unit.exprs[call].kind else {
            return None;
        };
        match &self.unit.exprs[*callee].kind {
            ExprKind::Name(decl) => Some(&self.unit.decls[*decl].name),
            ExprKind::Builtin(name) => Some(name),
            _ => None,
        }
    }

    /// The name and the arguments of a call of a function that this program does
    /// not define in this unit and did not declare in a header of its own: one of
    /// the library's.
    pub fn library_call(&self, call: ExprId) -> Option<(&'a str, &'a [ExprId])> {
        let ExprKind::Call { callee, args } = &self.unit.exprs[call].kind else {
            return None;
        };
        match &self.unit.exprs[*callee].kind {
            ExprKind::Name(decl) => {
                let name = self.unit.decls[*decl].name.as_str();
                self.is_library_function(*decl).then_some((name, args))
            }
            ExprKind::Builtin(name) => Some((name, args)),
            _ => None,
        }
    }

    /// The expression without the casts around its value.
    pub fn without_casts(&self, mut expr: ExprId) -> ExprId {
        while let ExprKind::Cast { operand, .. } = self.unit.exprs[expr].kind {
            expr = operand;
        }
        expr
    }

    /// The type the value has where it is used, typedefs looked through.
    pub fn value_type(&self, expr: ExprId) -> TypeId {
        self.unit.canonical(self.unit.exprs[expr].converted)
    }
}
