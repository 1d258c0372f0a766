//! Variables that hold the size of a type.
//!
//! `sort(v, n, sizeof *v, compare)`: inside `sort` the parameter is a number
//! like any other, but after a restore where the type has another size it is
//! wrong, and nothing in its own type says so. Such a variable keeps captures
//! out of every site across which it is live. A quotient of two sizes is a
//! count and travels.

use super::layout::is_portable_size;
use super::walk;
use crate::hir::*;
use std::collections::HashSet;

/// What holds sizes in a unit.
#[derive(Debug, Default)]
pub struct Sizes {
    /// Parameters and automatic variables.
    pub variables: HashSet<DeclId>,
    /// Functions that return one.
    functions: HashSet<DeclId>,
}

impl Sizes {
    pub fn find(unit: &Unit) -> Sizes {
        let mut sizes = Sizes::default();
        while sizes.grow(unit) {}
        sizes
    }

    fn grow(&mut self, unit: &Unit) -> bool {
        let before = self.variables.len() + self.functions.len();
        for (_, e) in unit.exprs.iter() {
            match &e.kind {
                ExprKind::Assign { op, left, right } => {
                    let scales = matches!(op, Some(BinaryOp::Div | BinaryOp::Rem));
                    if let (ExprKind::Name(decl), false) = (&unit.exprs[*left].kind, scales) {
                        self.note(unit, *decl, *right);
                    }
                }
                ExprKind::Call { callee, args } => self.note_arguments(unit, *callee, args),
                _ => {}
            }
        }
        for (id, decl) in unit
            .decls
            .iter()
            .filter(|(_, d)| d.kind == DeclKind::Object)
        {
            if let Some(Init::Expr(e)) = decl.init.map(|init| &unit.inits[init]) {
                self.note(unit, id, *e);
            }
        }
        self.note_returns(unit);
        self.variables.len() + self.functions.len() != before
    }

    fn note(&mut self, unit: &Unit, decl: DeclId, value: ExprId) {
        let automatic = !walk::is_static(unit, decl) && unit.is_integer(unit.decls[decl].ty.ty);
        if automatic && self.is_size(unit, value) {
            self.variables.insert(decl);
        }
    }

    fn note_arguments(&mut self, unit: &Unit, callee: ExprId, args: &[ExprId]) {
        let ExprKind::Name(decl) = unit.exprs[callee].kind else {
            return;
        };
        let Some(function) = unit.decls[decl].function else {
            return;
        };
        for (&param, &arg) in unit.functions[function].params.iter().zip(args) {
            self.note(unit, param, arg);
        }
    }

    fn note_returns(&mut self, unit: &Unit) {
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            walk::each_stmt(unit, function.body, &mut |stmt| {
                if let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind {
                    if self.is_size(unit, value) {
                        self.functions.insert(function.decl);
                    }
                }
            });
        }
    }

    /// An argument tells another unit the size of a type.
    pub fn lends(&self, unit: &Unit, args: &[ExprId]) -> bool {
        args.iter().any(|&arg| self.is_size(unit, arg))
    }

    /// The value depends on the size of a type that is not the same everywhere.
    pub fn is_size(&self, unit: &Unit, e: ExprId) -> bool {
        match &unit.exprs[e].kind {
            ExprKind::SizeofType(q) => !is_portable_size(unit, q.ty),
            ExprKind::SizeofExpr(operand) => !is_portable_size(unit, unit.exprs[*operand].ty.ty),
            ExprKind::Offsetof { .. } => true,
            ExprKind::EnumConstant(decl) => match unit.decls[*decl].enum_expr {
                Some(EnumExpr::Is(e) | EnumExpr::CountsFrom(e)) => {
                    unit.constant(e).is_none() && self.is_size(unit, e)
                }
                None => false,
            },
            ExprKind::Name(decl) => self.variables.contains(decl),
            ExprKind::Cast { to, operand } => {
                unit.is_integer(to.ty) && self.is_size(unit, *operand)
            }
            ExprKind::Binary { op, left, right } => {
                self.is_size_operation(unit, *op, *left, *right)
            }
            ExprKind::Conditional {
                then, otherwise, ..
            } => then
                .iter()
                .chain([otherwise])
                .any(|&arm| self.is_size(unit, arm)),
            ExprKind::Comma { right, .. } | ExprKind::Assign { right, .. } => {
                self.is_size(unit, *right)
            }
            ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Extension,
                operand,
            } => self.is_size(unit, *operand),
            ExprKind::Call { callee, .. } => match unit.exprs[*callee].kind {
                ExprKind::Name(decl) => self.functions.contains(&decl),
                _ => false,
            },
            _ => false,
        }
    }

    fn is_size_operation(&self, unit: &Unit, op: BinaryOp, left: ExprId, right: ExprId) -> bool {
        let integer = unit.is_integer(unit.exprs[left].converted)
            && unit.is_integer(unit.exprs[right].converted);
        let (left, right) = (self.is_size(unit, left), self.is_size(unit, right));
        match op {
            BinaryOp::Lt
            | BinaryOp::Gt
            | BinaryOp::Le
            | BinaryOp::Ge
            | BinaryOp::Eq
            | BinaryOp::Ne => false,
            // How many of one fit into the other.
            BinaryOp::Div if left && right => false,
            _ => integer && (left || right),
        }
    }
}
