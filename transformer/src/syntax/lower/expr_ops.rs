//! Operators (C11 6.5.2.1, 6.5.3, 6.5.5 to 6.5.16).

use super::expr::binary_op;
use super::{Lower, Node};
use crate::hir::{
    BinaryOp, ExprId, ExprKind, Feature, FloatKind, QualType, Quals, TypeId, TypeKind, UnaryOp,
};
use crate::source::Span;
use lang_c::ast;

/// Stand-in for the omitted operand of `a ?: b`.
const OMITTED: &str = "__migcc_omitted";

impl Lower<'_> {
    pub(super) fn unary(&mut self, node: &Node<ast::UnaryOperatorExpression>) -> ExprId {
        let span = self.node_span(node);
        let op_span = self.node_span(&node.node.operator);
        let Some(op) = self.unary_op(&node.node.operator.node, op_span) else {
            return self.label_address(&node.node.operand, span);
        };
        let operand = self.expr(&node.node.operand);
        let own = self.ty_of(operand);
        let (ty, lvalue): (QualType, bool) = match op {
            UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot => {
                (self.promote(operand).into(), false)
            }
            UnaryOp::Not => {
                let value = self.rvalue(operand);
                (self.truth_type(value).into(), false)
            }
            UnaryOp::AddressOf => (self.unit.pointer_to(own).into(), false),
            UnaryOp::Deref => (self.dereferenced(operand, span), true),
            UnaryOp::PreIncrement
            | UnaryOp::PreDecrement
            | UnaryOp::PostIncrement
            | UnaryOp::PostDecrement => (own.ty.into(), false),
            UnaryOp::Real | UnaryOp::Imag => (
                self.unit.complex_part(own.ty).into(),
                self.unit.exprs[operand].lvalue,
            ),
            UnaryOp::Extension => (own, self.unit.exprs[operand].lvalue),
        };
        let lvalue = lvalue && !self.unit.is_function(ty.ty);
        self.push_expr(ExprKind::Unary { op, operand }, ty, span, lvalue)
    }

    fn label_address(&mut self, operand: &Node<ast::Expression>, span: Span) -> ExprId {
        let ast::Expression::Identifier(name) = &operand.node else {
            self.error(span, "`&&` takes the address of a label");
            let ty = self.error_type();
            return self.push_value(ExprKind::Opaque(Vec::new()), ty, span);
        };
        let (name, at) = self.name(name);
        let label = self.label_use(&name, at);
        self.feature(Feature::LabelAddress, span);
        let void = self.intern(TypeKind::Void);
        let ty = self.unit.pointer_to(void.into());
        self.push_value(ExprKind::LabelAddress(label), ty, span)
    }

    fn dereferenced(&mut self, operand: ExprId, span: Span) -> QualType {
        let pointer = self.rvalue(operand);
        match self.unit.pointee(pointer) {
            Some(to) => to,
            None => {
                if !self.unit.is_error(pointer) {
                    self.error(span, "`*` needs a pointer");
                }
                self.error_type().into()
            }
        }
    }

    pub(super) fn cast(&mut self, node: &Node<ast::CastExpression>) -> ExprId {
        let span = self.node_span(node);
        let to = self.type_name(&node.node.type_name);
        let operand = self.expr(&node.node.expression);
        if !self.unit.is_void(to.ty) {
            self.rvalue(operand);
        }
        self.push_value(ExprKind::Cast { to, operand }, to.ty, span)
    }

    pub(super) fn binary(&mut self, node: &Node<ast::BinaryOperatorExpression>) -> ExprId {
        let span = self.node_span(node);
        let left = self.expr(&node.node.lhs);
        let right = self.expr(&node.node.rhs);
        match &node.node.operator.node {
            ast::BinaryOperator::Index => self.index(left, right, span),
            ast::BinaryOperator::LogicalAnd => self.logical(true, left, right, span),
            ast::BinaryOperator::LogicalOr => self.logical(false, left, right, span),
            ast::BinaryOperator::Assign => {
                let to = self.ty_of(left).ty;
                self.assign_to(right, to);
                self.push_value(
                    ExprKind::Assign {
                        op: None,
                        left,
                        right,
                    },
                    to,
                    span,
                )
            }
            other => match binary_op(other) {
                Some(op) if is_assignment(other) => self.compound_assign(op, left, right, span),
                Some(op) => self.operation(op, left, right, span),
                None => {
                    let ty = self.error_type();
                    self.push_value(ExprKind::Opaque(vec![left, right]), ty, span)
                }
            },
        }
    }

    fn index(&mut self, base: ExprId, index: ExprId, span: Span) -> ExprId {
        let vector = match *self.unit.kind(self.ty_of(base).ty) {
            TypeKind::Vector { elem, .. } => Some(elem),
            _ => None,
        };
        let (a, b) = (self.rvalue(base), self.rvalue(index));
        let elem = self.unit.pointee(a).or_else(|| self.unit.pointee(b));
        let ty = match (vector, elem) {
            (Some(elem), _) => QualType {
                ty: elem,
                quals: self.ty_of(base).quals,
            },
            (None, Some(elem)) => elem,
            (None, None) => {
                if !self.unit.is_error(a) && !self.unit.is_error(b) {
                    self.error(span, "`[]` needs a pointer or an array");
                }
                self.error_type().into()
            }
        };
        self.push_expr(ExprKind::Index { base, index }, ty, span, true)
    }

    fn logical(&mut self, and: bool, left: ExprId, right: ExprId, span: Span) -> ExprId {
        self.rvalue(left);
        self.rvalue(right);
        let int = self.int();
        self.push_value(ExprKind::Logical { and, left, right }, int, span)
    }

    fn operation(&mut self, op: BinaryOp, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let ty = match op {
            BinaryOp::Shl | BinaryOp::Shr => {
                self.promote(right);
                self.promote(left)
            }
            BinaryOp::Add | BinaryOp::Sub => self.additive(op, left, right, span),
            BinaryOp::Lt
            | BinaryOp::Gt
            | BinaryOp::Le
            | BinaryOp::Ge
            | BinaryOp::Eq
            | BinaryOp::Ne => self.comparison(left, right),
            _ => self.arithmetic_pair(left, right),
        };
        self.push_value(ExprKind::Binary { op, left, right }, ty, span)
    }

    fn additive(&mut self, op: BinaryOp, left: ExprId, right: ExprId, span: Span) -> TypeId {
        let (a, b) = (self.rvalue(left), self.rvalue(right));
        match (self.unit.is_pointer(a), self.unit.is_pointer(b)) {
            (true, true) if op == BinaryOp::Sub => {
                let ptrdiff = self.unit.target.ptrdiff.clone();
                self.intern(ptrdiff)
            }
            (true, true) => {
                self.error(span, "pointers cannot be added");
                self.error_type()
            }
            (true, false) => a,
            (false, true) => b,
            (false, false) => self.arithmetic_pair(left, right),
        }
    }

    fn comparison(&mut self, left: ExprId, right: ExprId) -> TypeId {
        let (a, b) = (self.rvalue(left), self.rvalue(right));
        match (self.unit.is_pointer(a), self.unit.is_pointer(b)) {
            (false, false) => {
                let common = self.arithmetic_pair(left, right);
                return self.truth_type(common);
            }
            (true, false) => self.convert_null(right, a),
            (false, true) => self.convert_null(left, b),
            (true, true) => {}
        }
        self.int()
    }

    /// A null pointer constant takes the type of the pointer beside it.
    fn convert_null(&mut self, id: ExprId, pointer: TypeId) {
        if self.unit.is_null_constant(id) {
            self.convert(id, pointer);
        }
    }

    /// Result of `!`, `==`, `<`: `int`, for vectors one of signed integers.
    fn truth_type(&mut self, ty: TypeId) -> TypeId {
        let TypeKind::Vector { elem, bytes } = *self.unit.kind(ty) else {
            return self.int();
        };
        let kind = match *self.unit.kind(elem) {
            TypeKind::Float(FloatKind::Float) => TypeKind::Int { signed: true },
            TypeKind::Float(_) if self.unit.target.long_bits == 64 => {
                TypeKind::Long { signed: true }
            }
            TypeKind::Float(_) => TypeKind::LongLong { signed: true },
            TypeKind::Char | TypeKind::UChar => TypeKind::SChar,
            TypeKind::Short { .. } => TypeKind::Short { signed: true },
            TypeKind::Int { .. } => TypeKind::Int { signed: true },
            TypeKind::Long { .. } => TypeKind::Long { signed: true },
            TypeKind::LongLong { .. } => TypeKind::LongLong { signed: true },
            ref other => other.clone(),
        };
        let elem = self.intern(kind);
        self.intern(TypeKind::Vector { elem, bytes })
    }

    fn compound_assign(&mut self, op: BinaryOp, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let to = self.ty_of(left).ty;
        self.rvalue(right);
        match op {
            _ if self.unit.is_pointer(to) => {}
            BinaryOp::Shl | BinaryOp::Shr => {
                self.promote(right);
            }
            _ => {
                let common = self.arithmetic_type(left, right);
                self.convert(right, common);
            }
        }
        self.push_value(
            ExprKind::Assign {
                op: Some(op),
                left,
                right,
            },
            to,
            span,
        )
    }

    pub(super) fn conditional(&mut self, node: &Node<ast::ConditionalExpression>) -> ExprId {
        let span = self.node_span(node);
        let cond = self.rvalue_expr(&node.node.condition);
        let omitted = matches!(&node.node.then_expression.node,
            ast::Expression::Identifier(name) if name.node.name == OMITTED);
        let then = (!omitted).then(|| self.expr(&node.node.then_expression));
        let otherwise = self.expr(&node.node.else_expression);
        let ty = self.conditional_type(then.unwrap_or(cond), otherwise);
        self.push_value(
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            },
            ty,
            span,
        )
    }

    /// C11 6.5.15p5, p6; converts both arms.
    fn conditional_type(&mut self, then: ExprId, otherwise: ExprId) -> TypeId {
        let (a, b) = (self.rvalue(then), self.rvalue(otherwise));
        if self.unit.is_arithmetic(a) && self.unit.is_arithmetic(b) {
            return self.arithmetic_pair(then, otherwise);
        }
        if self.unit.is_void(a) || self.unit.is_void(b) {
            return self.intern(TypeKind::Void);
        }
        let ty = self.conditional_pointer(then, otherwise).unwrap_or(a);
        if self.unit.is_pointer(ty) {
            self.convert(then, ty);
            self.convert(otherwise, ty);
        }
        ty
    }

    fn conditional_pointer(&mut self, then: ExprId, otherwise: ExprId) -> Option<TypeId> {
        let (a, b) = (
            self.unit.exprs[then].converted,
            self.unit.exprs[otherwise].converted,
        );
        let (to_a, to_b) = match (self.unit.pointee(a), self.unit.pointee(b)) {
            (Some(x), Some(y)) => (x, y),
            (Some(_), None) => return Some(a),
            (None, Some(_)) => return Some(b),
            (None, None) => return None,
        };
        if self.unit.is_null_constant(otherwise) {
            return Some(a);
        }
        if self.unit.is_null_constant(then) {
            return Some(b);
        }
        let (x, y) = (self.unit.resolve(to_a), self.unit.resolve(to_b));
        let quals = x.quals.union(y.quals);
        if self.unit.is_void(x.ty) || self.unit.is_void(y.ty) {
            let void = self.intern(TypeKind::Void);
            return Some(self.unit.pointer_to(QualType { ty: void, quals }));
        }
        if x.quals == y.quals && x.ty == y.ty {
            return Some(a);
        }
        let plain = |q: QualType| QualType {
            ty: q.ty,
            quals: Quals::NONE,
        };
        let target = self.unit.composite(plain(to_a), plain(to_b));
        Some(self.unit.pointer_to(QualType {
            ty: target.ty,
            quals,
        }))
    }
}

fn is_assignment(op: &ast::BinaryOperator) -> bool {
    use ast::BinaryOperator::*;
    matches!(
        op,
        AssignMultiply
            | AssignDivide
            | AssignModulo
            | AssignPlus
            | AssignMinus
            | AssignShiftLeft
            | AssignShiftRight
            | AssignBitwiseAnd
            | AssignBitwiseXor
            | AssignBitwiseOr
    )
}
