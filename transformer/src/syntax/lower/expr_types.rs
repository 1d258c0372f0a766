//! Expressions with type operands: sizeof, _Alignof, _Generic, offsetof,
//! va_arg (C11 6.5.1.1, 6.5.3.4, 7.16, 7.19).

use super::{Lower, Node};
use crate::hir::{ExprId, ExprKind, Feature, QualType, TypeId};
use crate::syntax::normalise::Mark;
use lang_c::ast;

impl Lower<'_> {
    /// `size_t`.
    pub(super) fn size_type(&mut self) -> TypeId {
        let size = self.unit.target.size.clone();
        self.intern(size)
    }

    pub(super) fn sizeof_type(&mut self, node: &Node<ast::SizeOfTy>) -> ExprId {
        let span = self.node_span(node);
        let ty = self.type_name(&node.node.0);
        let size = self.size_type();
        self.push_value(ExprKind::SizeofType(ty), size, span)
    }

    pub(super) fn sizeof_value(&mut self, node: &Node<ast::SizeOfVal>) -> ExprId {
        let span = self.node_span(node);
        let alignof = self.mark(span) == Some(&Mark::Alignof);
        let operand = self.expr(&node.node.0);
        let size = self.size_type();
        let kind = if alignof {
            ExprKind::AlignofExpr(operand)
        } else {
            ExprKind::SizeofExpr(operand)
        };
        self.push_value(kind, size, span)
    }

    pub(super) fn generic(&mut self, node: &Node<ast::GenericSelection>) -> ExprId {
        let span = self.node_span(node);
        let control = self.expr(&node.node.expression);
        let control_type: QualType = self.unit.decayed(self.ty_of(control)).into();
        let (mut selected, mut default, mut others) = (None, None, Vec::new());
        for association in &node.node.associations {
            match &association.node {
                ast::GenericAssociation::Type(typed) => {
                    let ty = self.type_name(&typed.node.type_name);
                    let arm = self.expr(&typed.node.expression);
                    if selected.is_none() && self.unit.compatible(control_type, ty) {
                        selected = Some(arm);
                    } else {
                        others.push(arm);
                    }
                }
                ast::GenericAssociation::Default(expr) => default = Some(self.expr(expr)),
            }
        }
        if selected.is_none() {
            selected = default;
        } else {
            others.extend(default);
        }
        let (ty, lvalue) = match selected {
            Some(arm) => (self.ty_of(arm), self.unit.exprs[arm].lvalue),
            None => {
                self.error(
                    span,
                    "no association of this _Generic fits, and it has no default",
                );
                (self.error_type().into(), false)
            }
        };
        self.push_expr(
            ExprKind::Generic {
                control,
                selected,
                others,
            },
            ty,
            span,
            lvalue,
        )
    }

    pub(super) fn offsetof(&mut self, node: &Node<ast::OffsetOfExpression>) -> ExprId {
        let span = self.node_span(node);
        let ty = self.type_name(&node.node.type_name);
        let designator = self.node_span(&node.node.designator);
        let members = &node.node.designator.node.members;
        let mut indices = Vec::new();
        for member in members {
            if let ast::OffsetMember::Index(index) = &member.node {
                indices.push(self.rvalue_expr(index));
            }
        }
        let size = self.size_type();
        self.push_value(
            ExprKind::Offsetof {
                ty,
                designator,
                indices,
            },
            size,
            span,
        )
    }

    pub(super) fn va_arg(&mut self, node: &Node<ast::VaArgExpression>) -> ExprId {
        let span = self.node_span(node);
        let list = self.expr(&node.node.va_list);
        let ty = self.type_name(&node.node.type_name);
        self.feature(Feature::VaList, span);
        self.push_value(ExprKind::VaArg { list, ty }, ty.ty, span)
    }
}
