//! Statements (C11 6.8).

use super::scope::Frame;
use super::{Lower, Node};
use crate::hir::{DeclId, Declaration, ExprId, Feature, Stmt, StmtId, StmtKind};
use crate::source::Span;
use crate::syntax::normalise::Mark;
use lang_c::ast;

impl Lower<'_> {
    fn push_stmt(&mut self, kind: StmtKind, span: Span) -> StmtId {
        self.unit.stmts.push(Stmt { kind, span })
    }

    /// A block at `span`, in a scope of its own.
    pub(super) fn block(&mut self, items: &[Node<ast::BlockItem>], span: Span) -> StmtId {
        self.scopes.push(Frame::default());
        let mut from = span.start + 1;
        let mut stmts = Vec::new();
        for item in items {
            let id = self.block_item(item, from);
            from = from.max(self.unit.stmts[id].span.end);
            stmts.push(id);
        }
        self.scopes.pop();
        self.push_stmt(StmtKind::Block(stmts), span)
    }

    fn block_item(&mut self, node: &Node<ast::BlockItem>, from: u32) -> StmtId {
        match &node.node {
            ast::BlockItem::Declaration(declaration) => {
                let declaration = self.declaration(declaration, from);
                self.declaration_stmt(declaration)
            }
            ast::BlockItem::StaticAssert(assert) => {
                self.static_assert(assert);
                let span = self.item_span(self.node_span(assert), from);
                self.push_stmt(StmtKind::StaticAssert, span)
            }
            ast::BlockItem::Statement(statement) => self.stmt(statement, from),
        }
    }

    fn declaration_stmt(&mut self, declaration: Declaration) -> StmtId {
        let span = declaration.span;
        if let Some((decl, whole)) = self.nested_function(&declaration) {
            self.feature(Feature::NestedFunction, whole);
            return self.push_stmt(StmtKind::NestedFunction(decl), whole);
        }
        self.push_stmt(StmtKind::Declaration(declaration), span)
    }

    fn nested_function(&self, declaration: &Declaration) -> Option<(DeclId, Span)> {
        let declarator = declaration.declarators.first()?;
        let uses = &self.unit.decls[declarator.decl].uses;
        uses.iter().find_map(|name| match self.mark(*name) {
            Some(Mark::NestedFunction { span, .. }) if span.contains(declaration.span) => {
                Some((declarator.decl, *span))
            }
            _ => None,
        })
    }

    /// A statement that starts at the first token at or after `from`.
    pub(super) fn stmt(&mut self, node: &Node<ast::Statement>, from: u32) -> StmtId {
        let own = self.node_span(node);
        let span = if own.is_empty() {
            own
        } else {
            self.item_span(own, from)
        };
        match &node.node {
            ast::Statement::Compound(items) => {
                let id = self.block(items, own);
                self.unit.stmts[id].span = span;
                id
            }
            ast::Statement::Labeled(labeled) => self.labeled(labeled, span),
            ast::Statement::Expression(None) => self.empty(own, span),
            ast::Statement::Expression(Some(expr)) => {
                let expr = self.expr(expr);
                self.push_stmt(StmtKind::Expr(expr), span)
            }
            ast::Statement::If(_) | ast::Statement::Switch(_) => self.selection(node, span),
            ast::Statement::While(_) | ast::Statement::DoWhile(_) => self.iteration(node, span),
            ast::Statement::For(statement) => self.for_stmt(statement, span),
            ast::Statement::Goto(name) => {
                let (name, at) = self.name(name);
                let label = self.label_use(&name, at);
                self.push_stmt(StmtKind::Goto(label), span)
            }
            ast::Statement::Continue => self.push_stmt(StmtKind::Continue, span),
            ast::Statement::Break => self.push_stmt(StmtKind::Break, span),
            ast::Statement::Return(value) => self.return_stmt(value.as_deref(), own, span),
            ast::Statement::Asm(asm) => self.asm(asm, span),
        }
    }

    fn empty(&mut self, own: Span, span: Span) -> StmtId {
        let attributes = self.normalised.side.statement_attributes(own.start);
        self.use_attribute_names(attributes);
        let Some(Mark::LocalLabels(labels)) = self.mark(own) else {
            return self.push_stmt(StmtKind::Empty, span);
        };
        let labels = labels
            .iter()
            .map(|(name, at)| self.local_label(name, *at))
            .collect();
        self.feature(Feature::LocalLabel, span);
        self.push_stmt(StmtKind::LocalLabels(labels), span)
    }

    fn return_stmt(
        &mut self,
        value: Option<&Node<ast::Expression>>,
        own: Span,
        span: Span,
    ) -> StmtId {
        let value = value.map(|value| self.expr(value));
        if self.mark(own) == Some(&Mark::ComputedGoto) {
            self.feature(Feature::ComputedGoto, span);
            if let Some(value) = value {
                self.rvalue(value);
                return self.push_stmt(StmtKind::ComputedGoto(value), span);
            }
        }
        if let (Some(value), Some(function)) = (value, &self.function) {
            let to = function.return_type;
            self.assign_to(value, to);
        }
        self.push_stmt(StmtKind::Return(value), span)
    }

    /// A controlling expression that is compared with zero.
    fn condition(&mut self, node: &Node<ast::Expression>) -> ExprId {
        self.rvalue_expr(node)
    }

    /// End of the parenthesised part after the keyword at `keyword`.
    fn after_parens(&self, keyword: u32) -> u32 {
        let open = self.tokens.at(keyword) + 1;
        self.tokens.span(self.tokens.mate(open)).end
    }

    fn selection(&mut self, node: &Node<ast::Statement>, span: Span) -> StmtId {
        self.scopes.push(Frame::default());
        let kind = match &node.node {
            ast::Statement::If(node) => self.if_stmt(node),
            ast::Statement::Switch(node) => {
                let from = self.after_parens(self.node_span(node).start);
                let cond = self.expr(&node.node.expression);
                self.promote(cond);
                let body = self.inner(&node.node.statement, from);
                StmtKind::Switch { cond, body }
            }
            _ => StmtKind::Empty,
        };
        self.scopes.pop();
        self.push_stmt(kind, span)
    }

    fn if_stmt(&mut self, node: &Node<ast::IfStatement>) -> StmtKind {
        let from = self.after_parens(self.node_span(node).start);
        let cond = self.condition(&node.node.condition);
        let then = self.inner(&node.node.then_statement, from);
        let otherwise = node.node.else_statement.as_ref().map(|otherwise| {
            let after = self.tokens.at(self.unit.stmts[then].span.end);
            self.inner(otherwise, self.tokens.span(after).end)
        });
        StmtKind::If {
            cond,
            then,
            otherwise,
        }
    }

    /// A sub-statement: a scope of its own (C11 6.8.4p3, 6.8.5p5).
    fn inner(&mut self, node: &Node<ast::Statement>, from: u32) -> StmtId {
        self.scopes.push(Frame::default());
        let id = self.stmt(node, from);
        self.scopes.pop();
        id
    }

    fn iteration(&mut self, node: &Node<ast::Statement>, span: Span) -> StmtId {
        let kind = match &node.node {
            ast::Statement::While(node) => {
                let from = self.after_parens(self.node_span(node).start);
                let cond = self.condition(&node.node.expression);
                let body = self.inner(&node.node.statement, from);
                StmtKind::While { cond, body }
            }
            ast::Statement::DoWhile(node) => {
                let from = self
                    .tokens
                    .span(self.tokens.at(self.node_span(node).start))
                    .end;
                let body = self.inner(&node.node.statement, from);
                let cond = self.condition(&node.node.expression);
                StmtKind::DoWhile { body, cond }
            }
            _ => StmtKind::Empty,
        };
        self.push_stmt(kind, span)
    }

    fn for_stmt(&mut self, node: &Node<ast::ForStatement>, span: Span) -> StmtId {
        let keyword = self.node_span(node).start;
        let from = self.after_parens(keyword);
        let open = self.tokens.span(self.tokens.at(keyword) + 1).end;
        self.scopes.push(Frame::default());
        let init = self.for_init(&node.node.initializer, open);
        let cond = node
            .node
            .condition
            .as_ref()
            .map(|cond| self.condition(cond));
        let step = node.node.step.as_ref().map(|step| self.expr(step));
        let body = self.inner(&node.node.statement, from);
        self.scopes.pop();
        self.push_stmt(
            StmtKind::For {
                init,
                cond,
                step,
                body,
            },
            span,
        )
    }

    fn for_init(&mut self, node: &Node<ast::ForInitializer>, from: u32) -> Option<StmtId> {
        let span = self.node_span(node);
        match &node.node {
            ast::ForInitializer::Empty => None,
            ast::ForInitializer::Expression(expr) => {
                let expr = self.expr(expr);
                Some(self.push_stmt(StmtKind::Expr(expr), span))
            }
            ast::ForInitializer::Declaration(declaration) => {
                let declaration = self.declaration(declaration, from);
                Some(self.declaration_stmt(declaration))
            }
            ast::ForInitializer::StaticAssert(assert) => {
                self.static_assert(assert);
                Some(self.push_stmt(StmtKind::StaticAssert, span))
            }
        }
    }

    fn labeled(&mut self, node: &Node<ast::LabeledStatement>, span: Span) -> StmtId {
        let label = &node.node.label;
        let colon = self.tokens.before(self.node_span(label).end);
        let from = self.tokens.span(colon).end;
        let kind = match &label.node {
            ast::Label::Identifier(name) => {
                let (name, at) = self.name(name);
                let label = self.label_definition(&name, at);
                StmtKind::Label {
                    label,
                    body: self.stmt(&node.node.statement, from),
                }
            }
            ast::Label::Case(value) => {
                let low = self.rvalue_expr(value);
                StmtKind::Case {
                    low,
                    high: None,
                    body: self.stmt(&node.node.statement, from),
                }
            }
            ast::Label::CaseRange(range) => {
                let low = self.rvalue_expr(&range.node.low);
                let high = Some(self.rvalue_expr(&range.node.high));
                StmtKind::Case {
                    low,
                    high,
                    body: self.stmt(&node.node.statement, from),
                }
            }
            ast::Label::Default => StmtKind::Default {
                body: self.stmt(&node.node.statement, from),
            },
        };
        self.push_stmt(kind, span)
    }
}
