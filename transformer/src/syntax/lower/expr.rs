//! Expressions: structure, spans and primary expressions (C11 6.5.1, 6.5.2).

use super::{Lower, Node};
use crate::hir::{
    BinaryOp, DeclKind, Expr, ExprId, ExprKind, Feature, FunctionType, QualType, StmtKind,
    TypeKind, UnaryOp,
};
use crate::source::Span;
use crate::syntax::normalise::Mark;
use lang_c::ast;

impl Lower<'_> {
    /// Lowers an expression; its value is not yet used (`converted` is its own
    /// type until the context converts it).
    pub(super) fn expr(&mut self, node: &Node<ast::Expression>) -> ExprId {
        let outer = self.node_span(node);
        let id = self.bare_expr(&node.node, outer);
        let inner = self.unit.exprs[id].span;
        if outer != inner && self.is_parenthesised(outer) {
            self.unit.exprs[id].parens = Some(outer);
        }
        id
    }

    fn is_parenthesised(&self, span: Span) -> bool {
        let first = self.tokens.at(span.start);
        self.tokens.str(first) == "(" && self.tokens.span(self.tokens.mate(first)).end == span.end
    }

    pub(super) fn push_expr(
        &mut self,
        kind: ExprKind,
        ty: QualType,
        span: Span,
        lvalue: bool,
    ) -> ExprId {
        self.unit.exprs.push(Expr {
            kind,
            ty,
            converted: ty.ty,
            span,
            parens: None,
            lvalue,
        })
    }

    /// An expression that is no lvalue.
    pub(super) fn push_value(
        &mut self,
        kind: ExprKind,
        ty: impl Into<QualType>,
        span: Span,
    ) -> ExprId {
        // An rvalue has no qualifiers (C11 6.5.4 note 104, 6.7.3p5).
        let ty = self.unit.unqualified(ty.into().ty);
        self.push_expr(kind, ty.into(), span, false)
    }

    fn bare_expr(&mut self, node: &ast::Expression, outer: Span) -> ExprId {
        use ast::Expression::*;
        match node {
            Identifier(name) => self.identifier(name, false),
            Constant(constant) => self.constant(constant),
            StringLiteral(string) => {
                let span = self.node_span(string);
                let (kind, ty) = self.string(span);
                self.push_expr(kind, ty, span, true)
            }
            GenericSelection(node) => self.generic(node),
            Member(node) => self.member(node),
            Call(node) => self.call(node),
            CompoundLiteral(node) => self.compound_literal(node),
            SizeOfTy(node) => self.sizeof_type(node),
            SizeOfVal(node) => self.sizeof_value(node),
            AlignOf(node) => {
                let ty = self.type_name(&node.node.0);
                let size = self.size_type();
                self.push_value(ExprKind::AlignofType(ty), size, self.node_span(node))
            }
            UnaryOperator(node) => self.unary(node),
            Cast(node) => self.cast(node),
            BinaryOperator(node) => self.binary(node),
            Conditional(node) => self.conditional(node),
            Comma(items) => self.comma(items, outer),
            OffsetOf(node) => self.offsetof(node),
            VaArg(node) => self.va_arg(node),
            Statement(node) => self.statement_expression(node),
        }
    }

    fn constant(&mut self, node: &Node<ast::Constant>) -> ExprId {
        let span = self.node_span(node);
        match &node.node {
            ast::Constant::Integer(_) => {
                let (kind, ty) = self.integer(span);
                self.push_value(kind, ty, span)
            }
            ast::Constant::Float(_) => {
                let ty = self.float(span);
                self.push_value(ExprKind::Float, ty, span)
            }
            ast::Constant::Character(_) => {
                let (kind, ty) = self.character(span);
                self.push_value(kind, ty, span)
            }
        }
    }

    /// A name; `called` when it stands as the function of a call.
    pub(super) fn identifier(&mut self, node: &Node<ast::Identifier>, called: bool) -> ExprId {
        let (name, span) = self.name(node);
        if let Some(id) = self.special_name(&node.node.name, span) {
            return id;
        }
        let Some(decl) = self.lookup(&name, span) else {
            return self.unknown_name(name, span, called);
        };
        let item = &self.unit.decls[decl];
        let (ty, kind) = (item.ty, item.kind);
        match kind {
            DeclKind::EnumConstant => self.push_value(ExprKind::EnumConstant(decl), ty, span),
            DeclKind::Function => self.push_value(ExprKind::Name(decl), ty, span),
            DeclKind::Object | DeclKind::Param => {
                self.push_expr(ExprKind::Name(decl), ty, span, true)
            }
            DeclKind::Typedef => {
                self.error(
                    span,
                    format!("`{name}` stands for a value here but names a type"),
                );
                self.opaque(span)
            }
        }
    }

    fn opaque(&mut self, span: Span) -> ExprId {
        let ty = self.error_type();
        self.push_value(ExprKind::Opaque(Vec::new()), ty, span)
    }

    /// Names that are no declared entities.
    fn special_name(&mut self, name: &str, span: Span) -> Option<ExprId> {
        match name {
            "__func__" | "__FUNCTION__" | "__PRETTY_FUNCTION__" => {
                let ty = self.function_name_type();
                Some(self.push_expr(ExprKind::FunctionName, ty, span, true))
            }
            "__migcc_true" | "__migcc_false" => {
                let value = Some(u128::from(name == "__migcc_true"));
                let ty = self.intern(TypeKind::Bool);
                Some(self.push_value(ExprKind::Integer { value }, ty, span))
            }
            "__migcc_nullptr" => {
                let ty = self.intern(TypeKind::NullPtr);
                Some(self.push_value(ExprKind::Integer { value: Some(0) }, ty, span))
            }
            _ => None,
        }
    }

    /// `static const char __func__[]` (C11 6.4.2.2).
    fn function_name_type(&mut self) -> QualType {
        let length = match self.current() {
            Some(function) => self.unit.decls[function].name.len() as u64 + 1,
            None => 1,
        };
        let mut elem: QualType = self.intern(TypeKind::Char).into();
        elem.quals.is_const = true;
        let len = crate::hir::ArrayLen::Known(length);
        self.intern(TypeKind::Array { elem, len }).into()
    }

    /// A compiler builtin, or an implicit declaration (C90 6.3.2.2).
    fn unknown_name(&mut self, name: String, span: Span, called: bool) -> ExprId {
        if !called && !name.starts_with("__builtin_") {
            self.error(span, format!("`{name}` is not declared"));
            return self.opaque(span);
        }
        let ret = self
            .builtin_result(&name)
            .unwrap_or_else(|| self.int().into());
        let function = FunctionType {
            ret,
            params: Vec::new(),
            variadic: false,
            prototyped: false,
        };
        let ty = self.intern(TypeKind::Function(function));
        self.push_value(ExprKind::Builtin(name), ty, span)
    }

    fn member(&mut self, node: &Node<ast::MemberExpression>) -> ExprId {
        let span = self.node_span(node);
        let base = self.expr(&node.node.expression);
        let arrow = node.node.operator.node == ast::MemberOperator::Indirect;
        let mut object = self.ty_of(base);
        if arrow {
            let pointer = self.rvalue(base);
            object = self.unit.pointee(pointer).unwrap_or(object);
        }
        let object = self.unit.resolve(object);
        let (field, field_span) = self.name(&node.node.identifier);
        let found = self
            .unit
            .record_of(object.ty)
            .and_then(|r| self.unit.find_field(r, &field));
        let ty = match found {
            Some(found) => super::qualified(found.ty, object.quals),
            None => {
                if !self.unit.is_error(object.ty) {
                    self.error(field_span, format!("there is no member `{field}` here"));
                }
                self.error_type().into()
            }
        };
        let lvalue = arrow || self.unit.exprs[base].lvalue;
        self.push_expr(
            ExprKind::Member {
                base,
                arrow,
                field,
                field_span,
            },
            ty,
            span,
            lvalue,
        )
    }

    fn compound_literal(&mut self, node: &Node<ast::CompoundLiteral>) -> ExprId {
        let span = self.node_span(node);
        let ty = self.type_name(&node.node.type_name);
        let type_end = self.node_span(&node.node.type_name).end;
        let brace = self.tokens.span(self.tokens.at(type_end) + 1).start;
        let list = Span {
            start: brace,
            end: span.end,
        };
        let (init, ty) = self.braced(&node.node.initializer_list, list, ty);
        self.push_expr(ExprKind::CompoundLiteral { ty, init }, ty, span, true)
    }

    fn comma(&mut self, items: &[Node<ast::Expression>], outer: Span) -> ExprId {
        let mut items = items.iter();
        let Some(first) = items.next() else {
            return self.opaque(outer);
        };
        let mut left = self.expr(first);
        let start = self.unit.exprs[left].outer_span().start;
        for item in items {
            let right = self.rvalue_expr(item);
            let span = Span {
                start,
                end: self.unit.exprs[right].outer_span().end,
            };
            let ty = self.unit.exprs[right].converted;
            left = self.push_value(ExprKind::Comma { left, right }, ty, span);
        }
        left
    }

    /// `({ .. })`: the value of its last expression statement.
    fn statement_expression(&mut self, node: &Node<ast::Statement>) -> ExprId {
        let block_span = self.node_span(node);
        let open = self.tokens.at(block_span.start).saturating_sub(1);
        let span = Span {
            start: self.tokens.span(open).start,
            end: self.tokens.span(self.tokens.mate(open)).end,
        };
        self.feature(Feature::StatementExpression, span);
        let ast::Statement::Compound(items) = &node.node else {
            return self.opaque(span);
        };
        let block = self.block(items, block_span);
        let ty = match self.last_value(block) {
            Some(value) => self.rvalue(value),
            None => self.intern(TypeKind::Void),
        };
        self.push_value(ExprKind::StatementExpression(block), ty, span)
    }

    /// The expression whose value a statement expression has.
    fn last_value(&self, block: crate::hir::StmtId) -> Option<ExprId> {
        let StmtKind::Block(items) = &self.unit.stmts[block].kind else {
            return None;
        };
        let mut last = *items.last()?;
        loop {
            match self.unit.stmts[last].kind {
                StmtKind::Expr(value) => return Some(value),
                StmtKind::Label { body, .. } => last = body,
                _ => return None,
            }
        }
    }

    pub(super) fn unary_op(&self, node: &ast::UnaryOperator, at: Span) -> Option<UnaryOp> {
        let marked = match self.mark(at) {
            Some(Mark::Real) => Some(UnaryOp::Real),
            Some(Mark::Imag) => Some(UnaryOp::Imag),
            Some(Mark::Extension) => Some(UnaryOp::Extension),
            Some(Mark::LabelAddress) => return None,
            _ => None,
        };
        Some(marked.unwrap_or(match node {
            ast::UnaryOperator::PostIncrement => UnaryOp::PostIncrement,
            ast::UnaryOperator::PostDecrement => UnaryOp::PostDecrement,
            ast::UnaryOperator::PreIncrement => UnaryOp::PreIncrement,
            ast::UnaryOperator::PreDecrement => UnaryOp::PreDecrement,
            ast::UnaryOperator::Address => UnaryOp::AddressOf,
            ast::UnaryOperator::Indirection => UnaryOp::Deref,
            ast::UnaryOperator::Plus => UnaryOp::Plus,
            ast::UnaryOperator::Minus => UnaryOp::Minus,
            ast::UnaryOperator::Complement => UnaryOp::BitNot,
            ast::UnaryOperator::Negate => UnaryOp::Not,
        }))
    }
}

/// The operator of a binary or compound assignment expression.
pub fn binary_op(op: &ast::BinaryOperator) -> Option<BinaryOp> {
    use ast::BinaryOperator::*;
    Some(match op {
        Multiply | AssignMultiply => BinaryOp::Mul,
        Divide | AssignDivide => BinaryOp::Div,
        Modulo | AssignModulo => BinaryOp::Rem,
        Plus | AssignPlus => BinaryOp::Add,
        Minus | AssignMinus => BinaryOp::Sub,
        ShiftLeft | AssignShiftLeft => BinaryOp::Shl,
        ShiftRight | AssignShiftRight => BinaryOp::Shr,
        Less => BinaryOp::Lt,
        Greater => BinaryOp::Gt,
        LessOrEqual => BinaryOp::Le,
        GreaterOrEqual => BinaryOp::Ge,
        Equals => BinaryOp::Eq,
        NotEquals => BinaryOp::Ne,
        BitwiseAnd | AssignBitwiseAnd => BinaryOp::And,
        BitwiseXor | AssignBitwiseXor => BinaryOp::Xor,
        BitwiseOr | AssignBitwiseOr => BinaryOp::Or,
        Index | LogicalAnd | LogicalOr | Assign => return None,
    })
}
