//! Numbers that are addresses: casts of pointers, and what they are passed
//! through on their way: variables, parameters, results of functions.
//!
//! Members and globals are not followed. Storing an address there is what the
//! rules report.

use crate::flow::walk;
use crate::hir::*;
use std::collections::HashSet;

#[derive(Debug, Default)]
pub struct Addresses {
    /// Parameters and automatic variables.
    variables: HashSet<DeclId>,
    functions: HashSet<DeclId>,
}

/// Masks and divisors up to this ask for an alignment.
pub const LOW_BITS: i128 = 63;

impl Addresses {
    pub fn find(unit: &Unit) -> Addresses {
        let mut found = Addresses::default();
        let returns = returns(unit);
        while found.grow(unit, &returns) {}
        found
    }

    fn grow(&mut self, unit: &Unit, returns: &[(DeclId, ExprId)]) -> bool {
        let before = self.variables.len() + self.functions.len();
        for (_, e) in unit.exprs.iter() {
            match &e.kind {
                ExprKind::Assign { op, left, right } if keeps_address(*op) => {
                    if let ExprKind::Name(decl) = unit.exprs[*left].kind {
                        self.note(unit, decl, *right);
                    }
                }
                ExprKind::Call { callee, args } => self.arguments(unit, *callee, args),
                _ => {}
            }
        }
        for (id, decl) in unit.decls.iter() {
            if let Some(Init::Expr(value)) = decl.init.map(|init| &unit.inits[init]) {
                self.note(unit, id, *value);
            }
        }
        for &(function, value) in returns {
            if self.is_address(unit, value) && returns_number(unit, function) {
                self.functions.insert(function);
            }
        }
        self.variables.len() + self.functions.len() != before
    }

    fn note(&mut self, unit: &Unit, decl: DeclId, value: ExprId) {
        let ty = unit.decls[decl].ty.ty;
        let holds = is_wide(unit, ty) && !walk::is_static(unit, decl);
        if holds && self.is_address(unit, value) {
            self.variables.insert(decl);
        }
    }

    fn arguments(&mut self, unit: &Unit, callee: ExprId, args: &[ExprId]) {
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

    /// A pointer is converted to a number here that is an address.
    pub fn converts(&self, unit: &Unit, e: ExprId) -> bool {
        is_conversion(unit, e)
    }

    /// The value is the address of something, as a number.
    pub fn is_address(&self, unit: &Unit, e: ExprId) -> bool {
        let expr = &unit.exprs[e];
        if is_conversion(unit, e) {
            return true;
        }
        match &expr.kind {
            ExprKind::Cast { to, operand } => {
                is_wide(unit, to.ty) && self.is_address(unit, *operand)
            }
            ExprKind::Name(decl) => self.variables.contains(decl),
            ExprKind::Call { callee, .. } => match unit.exprs[*callee].kind {
                ExprKind::Name(decl) => self.functions.contains(&decl),
                _ => false,
            },
            ExprKind::Binary { op, left, right } => self.is_moved(unit, *op, *left, *right),
            ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::BitNot | UnaryOp::Extension,
                operand,
            } => self.is_address(unit, *operand),
            ExprKind::Conditional {
                then, otherwise, ..
            } => then
                .iter()
                .chain([otherwise])
                .any(|&arm| self.is_address(unit, arm)),
            ExprKind::Comma { right, .. }
            | ExprKind::Assign {
                right, op: None, ..
            } => self.is_address(unit, *right),
            _ => false,
        }
    }

    /// Still an address after `+ n`, `- n`, `& ~mask`, `| tag`.
    fn is_moved(&self, unit: &Unit, op: BinaryOp, left: ExprId, right: ExprId) -> bool {
        let (l, r) = (self.is_address(unit, left), self.is_address(unit, right));
        match op {
            BinaryOp::Add | BinaryOp::Or | BinaryOp::Xor => l || r,
            BinaryOp::Sub => l && !r,
            BinaryOp::And => (l && !is_low(unit, right)) || (r && !is_low(unit, left)),
            _ => false,
        }
    }
}

/// A pointer is converted to a number here, with or without a cast.
pub fn is_conversion(unit: &Unit, e: ExprId) -> bool {
    let expr = &unit.exprs[e];
    let null = |e: ExprId| unit.is_null_constant(e) || unit.constant(uncast(unit, e)) == Some(0);
    match expr.kind {
        ExprKind::Cast { to, operand } if is_number(unit, to.ty) => {
            unit.is_pointer(unit.exprs[operand].converted) && !null(operand)
        }
        _ => {
            let pointer = unit.is_pointer(expr.ty.ty) || unit.is_array(expr.ty.ty);
            pointer && is_number(unit, expr.converted) && !null(e)
        }
    }
}

/// A mask or a divisor that asks for low bits: `7`, `sizeof(long) - 1`.
pub fn is_low(unit: &Unit, e: ExprId) -> bool {
    match unit.constant(e) {
        Some(value) => (0..=LOW_BITS).contains(&value),
        None => unit.is_constant_expression(e) && !is_negated(unit, e),
    }
}

fn is_negated(unit: &Unit, e: ExprId) -> bool {
    matches!(
        unit.exprs[uncast(unit, e)].kind,
        ExprKind::Unary {
            op: UnaryOp::BitNot | UnaryOp::Minus,
            ..
        }
    )
}

fn is_number(unit: &Unit, ty: TypeId) -> bool {
    unit.is_integer(ty) && *unit.kind(ty) != TypeKind::Bool
}

/// An address fits on some machine, and is not merely a number that was carried
/// in a pointer.
fn is_wide(unit: &Unit, ty: TypeId) -> bool {
    let long = unit.target.long_bits;
    unit.integer_info(ty).is_some_and(|info| info.bits >= long)
}

fn keeps_address(op: Option<BinaryOp>) -> bool {
    matches!(
        op,
        None | Some(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::And)
    )
}

fn returns_number(unit: &Unit, function: DeclId) -> bool {
    let ty = unit.decls[function].ty.ty;
    unit.function_type(ty)
        .is_some_and(|f| is_wide(unit, f.ret.ty))
}

fn returns(unit: &Unit) -> Vec<(DeclId, ExprId)> {
    let mut found = Vec::new();
    for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind {
                found.push((function.decl, value));
            }
        });
    }
    found
}

fn uncast(unit: &Unit, mut e: ExprId) -> ExprId {
    while let ExprKind::Cast { operand, .. } = unit.exprs[e].kind {
        e = operand;
    }
    e
}
