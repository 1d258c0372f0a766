//! Children of expressions, initialisers and statements, and walks over them.
//!
//! Bounds of variable length arrays are evaluated where their type is written
//! (C11 6.7.6.2p5), so they are children of that declaration or expression.

use super::*;
use crate::source::Span;
use smallvec::{smallvec, SmallVec};

/// Few enough, nearly always, to need no memory of their own: walks ask for them
/// at every node.
pub type Exprs = SmallVec<[ExprId; 4]>;
pub type Stmts = SmallVec<[StmtId; 4]>;

impl Unit {
    /// Direct sub-expressions in source order, those inside initialisers
    /// included; statement expressions have none (see `expr_stmt`).
    pub fn expr_children(&self, id: ExprId) -> Exprs {
        let mut children = Exprs::new();
        self.push_expr_children(id, &mut children);
        children
    }

    fn push_expr_children(&self, id: ExprId, out: &mut Exprs) {
        let span = self.exprs[id].span;
        match self.exprs[id].kind {
            ExprKind::Cast { to: ty, .. }
            | ExprKind::CompoundLiteral { ty, .. }
            | ExprKind::SizeofType(ty) => self.push_bounds(ty.ty, span, out),
            _ => {}
        }
        match &self.exprs[id].kind {
            ExprKind::Unary { operand, .. }
            | ExprKind::Cast { operand, .. }
            | ExprKind::SizeofExpr(operand)
            | ExprKind::AlignofExpr(operand) => out.push(*operand),
            ExprKind::Binary { left, right, .. }
            | ExprKind::Logical { left, right, .. }
            | ExprKind::Assign { left, right, .. }
            | ExprKind::Comma { left, right } => out.extend([*left, *right]),
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                out.push(*cond);
                out.extend(then.iter().copied());
                out.push(*otherwise);
            }
            ExprKind::ChooseExpr {
                cond,
                then,
                otherwise,
            } => {
                out.extend([*cond, *then, *otherwise]);
            }
            ExprKind::Index { base, index } => out.extend([*base, *index]),
            ExprKind::Member { base, .. } => out.push(*base),
            ExprKind::Call { callee, args } => {
                out.push(*callee);
                out.extend(args.iter().copied());
            }
            ExprKind::CompoundLiteral { init, .. } => out.extend(self.init_exprs(*init)),
            ExprKind::Offsetof { indices, .. } => out.extend(indices.iter().copied()),
            ExprKind::Generic {
                control,
                selected,
                others,
            } => {
                out.push(*control);
                out.extend(selected.iter().copied());
                out.extend(others.iter().copied());
            }
            ExprKind::VaArg { list, .. } => out.push(*list),
            ExprKind::Opaque(operands) => out.extend(operands.iter().copied()),
            ExprKind::Name(_)
            | ExprKind::Builtin(_)
            | ExprKind::EnumConstant(_)
            | ExprKind::Integer { .. }
            | ExprKind::Float
            | ExprKind::Char { .. }
            | ExprKind::String { .. }
            | ExprKind::FunctionName
            | ExprKind::SizeofType(_)
            | ExprKind::AlignofType(_)
            | ExprKind::TypesCompatible(..)
            | ExprKind::StatementExpression(_)
            | ExprKind::LabelAddress(_) => {}
        }
    }

    /// Bounds of variable length arrays in a type written within `span`.
    fn push_bounds(&self, ty: TypeId, span: Span, out: &mut Exprs) {
        match *self.types.kind(ty) {
            TypeKind::Array { elem, len } => {
                if let ArrayLen::Variable(Some(bound)) = len {
                    let within = span.contains(self.exprs[bound].outer_span());
                    out.extend(within.then_some(bound));
                }
                self.push_bounds(elem.ty, span, out);
            }
            TypeKind::Pointer(to) => self.push_bounds(to.ty, span, out),
            TypeKind::Function(ref function) => self.push_bounds(function.ret.ty, span, out),
            _ => {}
        }
    }

    /// The block of a statement expression.
    pub fn expr_stmt(&self, id: ExprId) -> Option<StmtId> {
        match self.exprs[id].kind {
            ExprKind::StatementExpression(block) => Some(block),
            _ => None,
        }
    }

    /// All expressions of an initialiser, designators included, in order.
    pub fn init_exprs(&self, id: InitId) -> Exprs {
        let mut out = Exprs::new();
        self.push_init_exprs(id, &mut out);
        out
    }

    fn push_init_exprs(&self, id: InitId, out: &mut Exprs) {
        match &self.inits[id] {
            Init::Expr(expr) => out.push(*expr),
            Init::List { items, .. } => {
                for item in items {
                    for designator in &item.designators {
                        match designator {
                            Designator::Field(..) => {}
                            Designator::Index(index) => out.push(*index),
                            Designator::Range(low, high) => out.extend([*low, *high]),
                        }
                    }
                    self.push_init_exprs(item.init, out);
                }
            }
        }
    }

    /// Direct sub-statements in source order.
    pub fn stmt_children(&self, id: StmtId) -> Stmts {
        match &self.stmts[id].kind {
            StmtKind::Block(items) => Stmts::from_slice(items),
            StmtKind::If {
                then, otherwise, ..
            } => std::iter::once(*then).chain(*otherwise).collect(),
            StmtKind::For { init, body, .. } => init.iter().copied().chain([*body]).collect(),
            StmtKind::While { body, .. }
            | StmtKind::DoWhile { body, .. }
            | StmtKind::Switch { body, .. }
            | StmtKind::Case { body, .. }
            | StmtKind::Default { body }
            | StmtKind::Label { body, .. } => smallvec![*body],
            _ => Stmts::new(),
        }
    }

    /// Expressions that belong to the statement itself, not to sub-statements,
    /// in source order.
    pub fn stmt_exprs(&self, id: StmtId) -> Exprs {
        match &self.stmts[id].kind {
            StmtKind::Expr(expr) | StmtKind::ComputedGoto(expr) => smallvec![*expr],
            StmtKind::If { cond, .. }
            | StmtKind::While { cond, .. }
            | StmtKind::DoWhile { cond, .. }
            | StmtKind::Switch { cond, .. } => smallvec![*cond],
            StmtKind::For { cond, step, .. } => cond.iter().chain(step).copied().collect(),
            StmtKind::Case { low, high, .. } => std::iter::once(*low).chain(*high).collect(),
            StmtKind::Return(value) => value.iter().copied().collect(),
            StmtKind::Asm {
                outputs, inputs, ..
            } => outputs
                .iter()
                .chain(inputs)
                .map(|(_, expr)| *expr)
                .collect(),
            StmtKind::Declaration(declaration) => self.declaration_exprs(declaration),
            _ => Exprs::new(),
        }
    }

    /// Bounds and initialisers of a declaration, in source order.
    fn declaration_exprs(&self, declaration: &Declaration) -> Exprs {
        let mut out = Exprs::new();
        self.push_specifier_bounds(declaration, &mut out);
        for declarator in &declaration.declarators {
            let ty = self.decls[declarator.decl].ty.ty;
            self.push_bounds(ty, declarator.span, &mut out);
            if let Some(init) = declarator.init {
                self.push_init_exprs(init, &mut out);
            }
        }
        out
    }

    /// Bounds inside the specifiers, as in `typeof(int[n]) a`.
    fn push_specifier_bounds(&self, declaration: &Declaration, out: &mut Exprs) {
        if let Some(first) = declaration.declarators.first() {
            self.push_bounds(self.decls[first.decl].ty.ty, declaration.specifiers, out);
        }
    }

    /// Calls `visit` for the statement and everything below it, statement
    /// expressions included; parents first.
    pub fn walk_stmts(&self, root: StmtId, visit: &mut dyn FnMut(StmtId)) {
        visit(root);
        for expr in self.stmt_exprs(root) {
            self.walk_exprs(expr, &mut |id| {
                if let Some(block) = self.expr_stmt(id) {
                    self.walk_stmts(block, visit);
                }
            });
        }
        for child in self.stmt_children(root) {
            self.walk_stmts(child, visit);
        }
    }

    /// Calls `visit` for the expression and all below it, parents first;
    /// does not enter statement expressions.
    pub fn walk_exprs(&self, root: ExprId, visit: &mut dyn FnMut(ExprId)) {
        visit(root);
        for child in self.expr_children(root) {
            self.walk_exprs(child, visit);
        }
    }

    /// Calls `visit` for every expression below the statement, statement
    /// expressions included.
    pub fn walk_stmt_exprs(&self, root: StmtId, visit: &mut dyn FnMut(ExprId)) {
        self.walk_stmts(root, &mut |stmt| {
            for expr in self.stmt_exprs(stmt) {
                self.walk_exprs(expr, visit);
            }
        });
    }
}
