//! Initialisers (C11 6.7.9).

use super::init_cursor::Cursor;
use super::{Lower, Node};
use crate::hir::{
    ArrayLen, Designator, ExprKind, Init, InitId, InitItem, QualType, TypeId, TypeKind,
};
use crate::source::Span;
use lang_c::ast;

/// Stand-in for the nothing between the braces of `(T){}`.
const EMPTY: &str = "__migcc_empty";

impl Lower<'_> {
    /// The initialiser without its `=`.
    pub(super) fn initializer_span(&self, node: &Node<ast::Initializer>) -> Span {
        let span = self.node_span(node);
        let first = self.tokens.at(span.start);
        if self.tokens.str(first) == "=" {
            return Span {
                start: self.tokens.span(first + 1).start,
                end: span.end,
            };
        }
        span
    }

    /// Lowers the initialiser of an object of type `ty`; also gives the type
    /// completed by it.
    pub(super) fn initializer(
        &mut self,
        node: &Node<ast::Initializer>,
        ty: QualType,
    ) -> (InitId, QualType) {
        let span = self.initializer_span(node);
        match &node.node {
            ast::Initializer::List(items) => self.braced(items, span, ty),
            ast::Initializer::Expression(expr) => {
                let id = self.expr(expr);
                let ty = self.completed_by_string(ty, id);
                if !self.is_char_array(ty.ty) {
                    self.assign_to(id, ty.ty);
                }
                (self.unit.inits.push(Init::Expr(id)), ty)
            }
        }
    }

    /// `char s[] = "x"`: the array takes the literal's length.
    fn completed_by_string(&mut self, ty: QualType, expr: crate::hir::ExprId) -> QualType {
        let resolved = self.unit.resolve(ty);
        let literal = self.ty_of(expr);
        match (
            self.unit.types.kind(resolved.ty).clone(),
            self.unit.kind(literal.ty),
        ) {
            (
                TypeKind::Array {
                    elem,
                    len: ArrayLen::Unknown,
                },
                TypeKind::Array {
                    len: len @ ArrayLen::Known(_),
                    ..
                },
            ) => {
                let len = *len;
                let ty = self.intern(TypeKind::Array { elem, len });
                QualType {
                    ty,
                    quals: resolved.quals,
                }
            }
            _ => ty,
        }
    }

    fn is_char_array(&self, ty: TypeId) -> bool {
        self.unit
            .element(ty.into())
            .is_some_and(|elem| self.unit.is_integer(elem.ty))
    }

    /// A list in braces for an object of type `ty`.
    pub(super) fn braced(
        &mut self,
        items: &[Node<ast::InitializerListItem>],
        span: Span,
        ty: QualType,
    ) -> (InitId, QualType) {
        let mut cursor = Cursor::new(ty);
        let mut lowered = Vec::new();
        for item in items {
            if !is_empty(item) {
                lowered.push(self.init_item(item, &mut cursor));
            }
        }
        let ty = self.completed_by_list(ty, &cursor);
        (
            self.unit.inits.push(Init::List {
                items: lowered,
                span,
            }),
            ty,
        )
    }

    fn completed_by_list(&mut self, ty: QualType, cursor: &Cursor) -> QualType {
        let resolved = self.unit.resolve(ty);
        match *self.unit.types.kind(resolved.ty) {
            TypeKind::Array {
                elem,
                len: ArrayLen::Unknown,
            } => {
                let Some(count) = cursor.count() else {
                    return ty;
                };
                let len = ArrayLen::Known(count);
                let ty = self.intern(TypeKind::Array { elem, len });
                QualType {
                    ty,
                    quals: resolved.quals,
                }
            }
            _ => ty,
        }
    }

    fn init_item(
        &mut self,
        node: &Node<ast::InitializerListItem>,
        cursor: &mut Cursor,
    ) -> InitItem {
        let span = self.node_span(node);
        let designators: Vec<Designator> = node
            .node
            .designation
            .iter()
            .map(|d| self.designator(d))
            .collect();
        if designators.is_empty() {
            cursor.next(&self.unit);
        } else {
            cursor.designate(&self.unit, &designators);
        }
        let init = match &node.node.initializer.node {
            ast::Initializer::List(items) => {
                let list = self.node_span(&node.node.initializer);
                let ty = cursor.current(&self.unit);
                let ty = ty.unwrap_or_else(|| self.error_type().into());
                let (init, complete) = self.braced(items, list, ty);
                cursor.note_string(&self.unit, complete);
                init
            }
            ast::Initializer::Expression(expr) => {
                let id = self.expr(expr);
                let literal = matches!(self.unit.exprs[id].kind, ExprKind::String { .. });
                cursor.descend(&self.unit, self.ty_of(id), literal);
                if let Some(ty) = cursor.current(&self.unit) {
                    if !(literal && self.unit.is_array(ty.ty)) {
                        self.assign_to(id, ty.ty);
                    } else if cursor.at_root() {
                        let complete = self.completed_by_string(ty, id);
                        cursor.note_string(&self.unit, complete);
                    }
                } else {
                    self.rvalue(id);
                }
                self.unit.inits.push(Init::Expr(id))
            }
        };
        InitItem {
            designators,
            init,
            span,
        }
    }

    fn designator(&mut self, node: &Node<ast::Designator>) -> Designator {
        match &node.node {
            ast::Designator::Index(index) => Designator::Index(self.rvalue_expr(index)),
            ast::Designator::Member(name) => {
                let (name, span) = self.name(name);
                Designator::Field(name, span)
            }
            ast::Designator::Range(range) => {
                let low = self.rvalue_expr(&range.node.from);
                let high = self.rvalue_expr(&range.node.to);
                Designator::Range(low, high)
            }
        }
    }
}

fn is_empty(node: &Node<ast::InitializerListItem>) -> bool {
    match &node.node.initializer.node {
        ast::Initializer::Expression(expr) => {
            matches!(&expr.node, ast::Expression::Identifier(name) if name.node.name == EMPTY)
        }
        ast::Initializer::List(_) => false,
    }
}
