//! Top-level items (C11 6.9).

use super::{Lower, Node};
use crate::hir::{Item, ItemKind};
use crate::source::Span;
use crate::syntax::normalise::Mark;
use lang_c::ast;

impl Lower<'_> {
    pub(super) fn items(&mut self, tree: &ast::TranslationUnit) {
        let stray = self.normalised.side.stray_semicolons();
        let mut stray = stray.iter().copied().peekable();
        for node in &tree.0 {
            let start = self.node_span(node).start;
            while let Some(span) = stray.next_if(|s| s.start < start) {
                self.push_item(ItemKind::Empty, span);
            }
            self.item(node);
        }
        for span in stray {
            self.push_item(ItemKind::Empty, span);
        }
    }

    fn push_item(&mut self, kind: ItemKind, span: Span) {
        let system = self.tokens.is_system(span.start);
        self.unit.items.push(Item { kind, span, system });
    }

    fn item(&mut self, node: &Node<ast::ExternalDeclaration>) {
        match &node.node {
            ast::ExternalDeclaration::Declaration(declaration) => {
                let from = self.item_start(self.node_span(declaration));
                let declaration = self.declaration(declaration, from);
                let span = declaration.span;
                self.push_item(ItemKind::Declaration(declaration), span);
            }
            ast::ExternalDeclaration::FunctionDefinition(definition) => {
                let from = self.item_start(self.node_span(definition));
                let function = self.function_definition(definition, from);
                let span = self.unit.functions[function].span;
                self.push_item(ItemKind::Function(function), span);
            }
            ast::ExternalDeclaration::StaticAssert(assert) => {
                let span = self.node_span(assert);
                let from = self.item_start(span);
                let span = self.item_span(span, from);
                if self.mark(span) == Some(&Mark::FileAsm) {
                    self.push_item(ItemKind::Asm, span);
                } else {
                    self.static_assert(assert);
                    self.push_item(ItemKind::StaticAssert, span);
                }
            }
        }
    }

    /// Where an item starts, attributes and `__extension__` counted.
    fn item_start(&self, span: Span) -> u32 {
        self.normalised.side.declaration_start(span.start)
    }

    pub(super) fn static_assert(&mut self, node: &Node<ast::StaticAssert>) {
        self.rvalue_expr(&node.node.expression);
    }
}
