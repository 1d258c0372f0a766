//! Conversions an expression's context applies (C11 6.3, 6.5).

use super::{Lower, Node};
use crate::hir::{ExprId, ExprKind, TypeId, TypeKind, UnaryOp};
use lang_c::ast;

impl Lower<'_> {
    /// Lowers an expression whose value is used.
    pub(super) fn rvalue_expr(&mut self, node: &Node<ast::Expression>) -> ExprId {
        let id = self.expr(node);
        self.rvalue(id);
        id
    }

    /// Sets the converted type; one that differs only in spelling is kept.
    pub(super) fn convert(&mut self, id: ExprId, to: TypeId) {
        let own = self.unit.unqualified(self.ty_of(id).ty);
        let same = self.unit.canonical(own) == self.unit.canonical(to);
        self.unit.exprs[id].converted = if same { own } else { self.unit.unqualified(to) };
    }

    /// Lvalue conversion, array and function decay (C11 6.3.2.1).
    pub(super) fn rvalue(&mut self, id: ExprId) -> TypeId {
        let ty = self.unit.decayed(self.ty_of(id));
        self.convert(id, ty);
        self.unit.exprs[id].converted
    }

    /// The type after integer promotion, bit-fields included.
    pub(super) fn promoted_type(&mut self, id: ExprId) -> TypeId {
        let ty = self.unit.decayed(self.ty_of(id));
        match self.bit_field_width(id) {
            Some(width) => self.unit.promoted_bit_field(ty, width),
            None => self.unit.promoted(ty),
        }
    }

    pub(super) fn promote(&mut self, id: ExprId) -> TypeId {
        let ty = self.promoted_type(id);
        self.convert(id, ty);
        ty
    }

    /// Default argument promotions (C11 6.5.2.2p6).
    pub(super) fn promote_argument(&mut self, id: ExprId) {
        let promoted = self.promoted_type(id);
        let ty = self.unit.argument_promoted(promoted);
        self.convert(id, ty);
    }

    /// Usual arithmetic conversions of both operands.
    pub(super) fn arithmetic_pair(&mut self, left: ExprId, right: ExprId) -> TypeId {
        let common = self.arithmetic_type(left, right);
        self.convert(left, common);
        self.convert(right, common);
        common
    }

    pub(super) fn arithmetic_type(&mut self, left: ExprId, right: ExprId) -> TypeId {
        let (a, b) = (self.promoted_type(left), self.promoted_type(right));
        self.unit.arithmetic(a, b)
    }

    /// Conversion as by assignment (C11 6.5.16.1): also arguments of
    /// prototyped functions, initialisers and returned values.
    pub(super) fn assign_to(&mut self, id: ExprId, to: TypeId) {
        self.rvalue(id);
        if self.unit.is_error(to) || self.unit.is_void(to) {
            return;
        }
        if self.unit.is_scalar(to) || self.unit.is_vector(to) {
            self.convert(id, to);
        }
    }

    /// `Some(width)` when the expression designates a bit-field.
    pub(super) fn bit_field_width(&self, id: ExprId) -> Option<Option<u64>> {
        match &self.unit.exprs[id].kind {
            ExprKind::Member { base, field, .. } => {
                let base = self.unit.exprs[*base].ty.ty;
                let ty = self.unit.pointee(base).map_or(base, |to| to.ty);
                let ty = match *self.unit.kind(ty) {
                    TypeKind::Array { elem, .. } => elem.ty,
                    _ => ty,
                };
                let found = self.unit.find_field(self.unit.record_of(ty)?, field)?;
                let field = &self.unit.records[found.record].fields[found.index];
                field.bit_width.map(|width| width.value)
            }
            // gcc and clang keep the width through these.
            ExprKind::Unary {
                op: UnaryOp::Extension,
                operand,
            } => self.bit_field_width(*operand),
            ExprKind::Unary { op, operand } if op.is_step() => self.bit_field_width(*operand),
            ExprKind::Assign { left, .. } => self.bit_field_width(*left),
            ExprKind::Comma { right, .. } => self.bit_field_width(*right),
            _ => None,
        }
    }
}
