//! Walking the parts of expressions and statements that are evaluated.

use crate::hir::*;
use smallvec::smallvec;

/// Operands of `e` that are evaluated when `e` is (some of them only
/// conditionally), in textual order. A statement expression's statements are
/// not operands; see [`each_expr`].
pub fn operands(unit: &Unit, e: ExprId) -> Exprs {
    match &unit.exprs[e].kind {
        ExprKind::Unary { operand, .. } | ExprKind::Cast { operand, .. } => smallvec![*operand],
        ExprKind::Binary { left, right, .. }
        | ExprKind::Logical { left, right, .. }
        | ExprKind::Assign { left, right, .. }
        | ExprKind::Comma { left, right } => smallvec![*left, *right],
        ExprKind::Conditional {
            cond,
            then,
            otherwise,
        } => [*cond]
            .into_iter()
            .chain(*then)
            .chain([*otherwise])
            .collect(),
        ExprKind::Index { base, index } => smallvec![*base, *index],
        ExprKind::Member { base, .. } => smallvec![*base],
        ExprKind::Call { callee, args } => std::iter::once(*callee)
            .chain(args.iter().copied())
            .collect(),
        ExprKind::CompoundLiteral { init, .. } => init_exprs(unit, *init),
        ExprKind::Generic { selected, .. } => selected.iter().copied().collect(),
        ExprKind::VaArg { list, .. } => smallvec![*list],
        ExprKind::ChooseExpr {
            then, otherwise, ..
        } => smallvec![*then, *otherwise],
        ExprKind::Opaque(parts) => Exprs::from_slice(parts),
        _ => Exprs::new(),
    }
}

/// Values of an initialiser in textual order (designators are constants).
pub fn init_exprs(unit: &Unit, init: InitId) -> Exprs {
    match &unit.inits[init] {
        Init::Expr(e) => smallvec![*e],
        Init::List { items, .. } => items
            .iter()
            .flat_map(|item| init_exprs(unit, item.init))
            .collect(),
    }
}

/// Calls `visit` for `root` and every expression evaluated within it, operands
/// after their parent, statement expressions included.
pub fn each_expr(unit: &Unit, root: ExprId, visit: &mut dyn FnMut(ExprId)) {
    visit(root);
    if let ExprKind::StatementExpression(body) = unit.exprs[root].kind {
        each_stmt_expr(unit, body, visit);
    }
    for operand in operands(unit, root) {
        each_expr(unit, operand, visit);
    }
}

/// Like [`each_expr`] without entering statement expressions.
pub fn each_expr_shallow(unit: &Unit, root: ExprId, visit: &mut dyn FnMut(ExprId)) {
    visit(root);
    for operand in operands(unit, root) {
        each_expr_shallow(unit, operand, visit);
    }
}

/// Calls `visit` for every expression evaluated in a statement.
pub fn each_stmt_expr(unit: &Unit, stmt: StmtId, visit: &mut dyn FnMut(ExprId)) {
    for e in own_exprs(unit, stmt) {
        each_expr(unit, e, visit);
    }
    for child in children(unit, stmt) {
        each_stmt_expr(unit, child, visit);
    }
}

/// Calls `visit` for a statement and every statement in it, those in statement
/// expressions included.
pub fn each_stmt(unit: &Unit, stmt: StmtId, visit: &mut dyn FnMut(StmtId)) {
    visit(stmt);
    for e in own_exprs(unit, stmt) {
        each_expr_shallow(unit, e, &mut |e| {
            if let ExprKind::StatementExpression(body) = unit.exprs[e].kind {
                each_stmt(unit, body, visit);
            }
        });
    }
    for child in children(unit, stmt) {
        each_stmt(unit, child, visit);
    }
}

/// Expressions a statement evaluates itself, not those of its substatements.
pub fn own_exprs(unit: &Unit, stmt: StmtId) -> Exprs {
    match &unit.stmts[stmt].kind {
        StmtKind::Expr(e) | StmtKind::ComputedGoto(e) => smallvec![*e],
        StmtKind::Return(e) => e.iter().copied().collect(),
        StmtKind::If { cond, .. }
        | StmtKind::While { cond, .. }
        | StmtKind::DoWhile { cond, .. }
        | StmtKind::Switch { cond, .. } => smallvec![*cond],
        StmtKind::For { cond, step, .. } => cond.iter().chain(step).copied().collect(),
        StmtKind::Declaration(declaration) => (0..declaration.declarators.len())
            .flat_map(|n| declarator_exprs(unit, declaration, n))
            .collect(),
        StmtKind::Asm {
            outputs, inputs, ..
        } => outputs.iter().chain(inputs).map(|(_, e)| *e).collect(),
        _ => Exprs::new(),
    }
}

/// What a declarator evaluates: lengths of arrays, then the initialiser.
pub fn declarator_exprs(unit: &Unit, declaration: &Declaration, n: usize) -> Exprs {
    let Some(declarator) = declaration.declarators.get(n) else {
        return Exprs::new();
    };
    let mut found = Exprs::from_vec(unit.declared_lengths(declaration, n));
    if !is_static(unit, declarator.decl) {
        found.extend(declarator.init.iter().flat_map(|&i| init_exprs(unit, i)));
    }
    found
}

/// Substatements in textual order.
pub fn children(unit: &Unit, stmt: StmtId) -> Stmts {
    unit.stmt_children(stmt)
}

/// Has static storage duration (or is not an object).
pub fn is_static(unit: &Unit, decl: DeclId) -> bool {
    !matches!(unit.decls[decl].scope, Scope::Automatic(_))
}

/// The automatic object a chain of `.` and array indexing starts from:
/// `x` for `x.a[i].b`.
pub fn root_object(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match &unit.exprs[e].kind {
        ExprKind::Name(decl) if !is_static(unit, *decl) => Some(*decl),
        ExprKind::Member {
            base, arrow: false, ..
        } => root_object(unit, *base),
        ExprKind::Index { base, .. } if unit.is_array(unit.exprs[*base].ty.ty) => {
            root_object(unit, *base)
        }
        ExprKind::Unary {
            op: UnaryOp::Extension | UnaryOp::Real | UnaryOp::Imag,
            operand,
        } => root_object(unit, *operand),
        _ => None,
    }
}

/// The compound literal a chain of `.` and array indexing starts from.
pub fn literal_root(unit: &Unit, e: ExprId) -> Option<ExprId> {
    match unit.exprs[e].kind {
        ExprKind::CompoundLiteral { .. } => Some(e),
        ExprKind::Member {
            base, arrow: false, ..
        } => literal_root(unit, base),
        ExprKind::Index { base, .. } if unit.is_array(unit.exprs[base].ty.ty) => {
            literal_root(unit, base)
        }
        _ => None,
    }
}
