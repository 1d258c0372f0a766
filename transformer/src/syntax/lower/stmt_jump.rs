//! Labels (C11 6.8.1, GNU C 6.2, 6.3) and asm statements (GNU C 6.47).

use super::{Lower, Node};
use crate::hir::{ExprId, Feature, Label, LabelId, Stmt, StmtId, StmtKind};
use crate::source::Span;
use crate::syntax::normalise::{AsmInfo, Mark};
use lang_c::ast;

impl Lower<'_> {
    fn new_label(&mut self, name: &str) -> LabelId {
        let label = Label {
            name: name.to_owned(),
            span: Span::default(),
            uses: Vec::new(),
        };
        let id = self.unit.labels.push(label);
        if let Some(function) = &mut self.function {
            function.labels.push(id);
        }
        id
    }

    fn label(&mut self, name: &str, span: Span) -> LabelId {
        if let Some(local) = self.scopes.local_label(name) {
            return local;
        }
        let known = self
            .function
            .as_ref()
            .and_then(|f| f.label_names.get(name).copied());
        if let Some(known) = known {
            return known;
        }
        if self.function.is_none() {
            self.error(span, format!("label `{name}` outside a function"));
        }
        let id = self.new_label(name);
        if let Some(function) = &mut self.function {
            function.label_names.insert(name.to_owned(), id);
        }
        id
    }

    /// `__label__ name;`
    pub(super) fn local_label(&mut self, name: &str, span: Span) -> LabelId {
        let id = self.new_label(name);
        self.unit.labels[id].uses.push(span);
        self.scopes.declare_label(name, id);
        id
    }

    pub(super) fn label_use(&mut self, name: &str, span: Span) -> LabelId {
        let id = self.label(name, span);
        self.unit.labels[id].uses.push(span);
        id
    }

    pub(super) fn label_definition(&mut self, name: &str, span: Span) -> LabelId {
        let id = self.label(name, span);
        if !self.unit.labels[id].span.is_empty() {
            self.error(
                span,
                format!("label `{name}` was already defined in this function"),
            );
        }
        self.unit.labels[id].span = span;
        id
    }

    /// Every label that is used must be defined (C11 6.8.6.1p1).
    pub(super) fn check_labels(&mut self) {
        let Some(function) = &self.function else {
            return;
        };
        let undefined: Vec<LabelId> = function
            .labels
            .iter()
            .copied()
            .filter(|l| self.unit.labels[*l].span.is_empty() && self.is_used_label(*l))
            .collect();
        for id in undefined {
            let label = &self.unit.labels[id];
            let (name, at) = (label.name.clone(), label.uses.first().copied());
            self.error(
                at.unwrap_or_default(),
                format!("label `{name}` is used but not defined in this function"),
            );
        }
    }

    /// A `__label__` that is only declared may stay undefined.
    fn is_used_label(&self, id: LabelId) -> bool {
        let function = self.function.as_ref();
        let label = &self.unit.labels[id];
        let plain = function.is_some_and(|f| f.label_names.get(&label.name) == Some(&id));
        plain || label.uses.len() > 1
    }

    pub(super) fn asm(&mut self, node: &Node<ast::AsmStatement>, span: Span) -> StmtId {
        let info = match self.mark(self.node_span(node)) {
            Some(Mark::Asm(info)) => info.clone(),
            _ => AsmInfo::default(),
        };
        let (mut outputs, mut inputs) = (Vec::new(), Vec::new());
        if let ast::AsmStatement::GnuExtended(asm) = &node.node {
            for operand in &asm.outputs {
                let constraint = self.text_of(&operand.node.constraints);
                outputs.push((constraint, self.expr(&operand.node.variable_name)));
            }
            for operand in &asm.inputs {
                let constraint = self.text_of(&operand.node.constraints);
                inputs.push((constraint, self.asm_input(&operand.node.variable_name)));
            }
        }
        let basic = matches!(node.node, ast::AsmStatement::GnuBasic(_));
        let volatile = info.volatile || info.goto || basic || outputs.is_empty();
        let labels = info
            .labels
            .iter()
            .map(|(name, at)| self.label_use(name, *at))
            .collect::<Vec<_>>();
        let feature = if info.goto {
            Feature::AsmGoto
        } else {
            Feature::Asm
        };
        self.feature(feature, span);
        let kind = StmtKind::Asm {
            outputs,
            inputs,
            labels,
            volatile,
        };
        self.unit.stmts.push(Stmt { kind, span })
    }

    fn asm_input(&mut self, node: &Node<ast::Expression>) -> ExprId {
        let id = self.expr(node);
        if !self.unit.exprs[id].lvalue || self.unit.is_array(self.ty_of(id).ty) {
            self.rvalue(id);
        }
        id
    }

    fn text_of(&self, node: &Node<ast::StringLiteral>) -> String {
        node.node.iter().map(|s| s.trim_matches('"')).collect()
    }
}
