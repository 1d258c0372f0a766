//! Integer constant expressions whose value every target agrees on.

use super::*;

/// Deeper expressions are left to the compiler.
const MAX_DEPTH: u32 = 200;

impl Unit {
    /// The value of an integer constant expression (C11 6.6), in its own type
    /// before any conversion by its context. `None`: not a constant, or the
    /// value depends on the target.
    pub fn constant(&self, id: ExprId) -> Option<i128> {
        self.evaluate(id, 0)
    }

    /// The same after the conversion its context applies.
    pub fn constant_converted(&self, id: ExprId) -> Option<i128> {
        self.evaluate_converted(id, 0)
    }

    fn evaluate_converted(&self, id: ExprId, depth: u32) -> Option<i128> {
        let value = self.evaluate(id, depth)?;
        let expr = &self.exprs[id];
        if expr.converted == expr.ty.ty {
            return Some(value);
        }
        self.wrapped(value, expr.converted)
    }

    fn evaluate(&self, id: ExprId, depth: u32) -> Option<i128> {
        if depth > MAX_DEPTH {
            return None;
        }
        let expr = &self.exprs[id];
        let down = depth + 1;
        match &expr.kind {
            ExprKind::Integer { value } => i128::try_from((*value)?).ok(),
            ExprKind::Char { value } => value.map(i128::from),
            ExprKind::EnumConstant(decl) => self.decls[*decl].enum_value,
            ExprKind::Unary { op, operand } => {
                let value = self.evaluate_converted(*operand, down)?;
                self.unary(*op, value, expr.ty.ty)
            }
            ExprKind::Binary { op, left, right } => self
                .element_count(*op, *left, *right)
                .or_else(|| self.binary(*op, *left, *right, expr.ty.ty, down)),
            ExprKind::Logical { and, left, right } => {
                let left = self.evaluate_converted(*left, down)? != 0;
                if left != *and {
                    return Some(i128::from(left));
                }
                Some(i128::from(self.evaluate_converted(*right, down)? != 0))
            }
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                let cond_value = self.evaluate_converted(*cond, down)?;
                let arm = if cond_value != 0 {
                    then.unwrap_or(*cond)
                } else {
                    *otherwise
                };
                self.evaluate_converted(arm, down)
            }
            ExprKind::Cast { to, operand } => {
                let value = self.evaluate_converted(*operand, down)?;
                self.wrapped(value, to.ty)
            }
            ExprKind::SizeofExpr(operand) => self.size_of(self.exprs[*operand].ty.ty),
            ExprKind::SizeofType(ty) => self.size_of(ty.ty),
            ExprKind::TypesCompatible(a, b) => {
                Some(i128::from(self.compatible_unqualified(a.ty, b.ty)))
            }
            ExprKind::ChooseExpr {
                cond,
                then,
                otherwise,
            } => {
                let cond = self.evaluate_converted(*cond, down)?;
                self.evaluate(if cond != 0 { *then } else { *otherwise }, down)
            }
            ExprKind::Generic {
                selected: Some(selected),
                ..
            } => self.evaluate(*selected, down),
            _ => None,
        }
    }

    fn unary(&self, op: UnaryOp, value: i128, ty: TypeId) -> Option<i128> {
        match op {
            UnaryOp::Plus | UnaryOp::Extension => Some(value),
            UnaryOp::Minus => self.fitted(value.checked_neg()?, ty),
            UnaryOp::BitNot => self.fitted(!value, ty),
            UnaryOp::Not => Some(i128::from(value == 0)),
            _ => None,
        }
    }

    fn binary(
        &self,
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
        ty: TypeId,
        depth: u32,
    ) -> Option<i128> {
        let a = self.evaluate_converted(left, depth)?;
        let b = self.evaluate_converted(right, depth)?;
        if (a < 0 || b < 0) && self.sign_depends_on_target(left, right) {
            return None;
        }
        let truth = |value: bool| Some(i128::from(value));
        match op {
            BinaryOp::Add => self.fitted(a.checked_add(b)?, ty),
            BinaryOp::Sub => self.fitted(a.checked_sub(b)?, ty),
            BinaryOp::Mul => self.fitted(a.checked_mul(b)?, ty),
            BinaryOp::Div => self.fitted(a.checked_div(b)?, ty),
            BinaryOp::Rem => self.fitted(a.checked_rem(b)?, ty),
            // gcc and clang let `1 << 31` wrap.
            BinaryOp::Shl => self.wrapped(self.shifted(a, b, ty)?, ty),
            BinaryOp::Shr => {
                let by = u32::try_from(b)
                    .ok()
                    .filter(|by| *by < self.least_bits(ty))?;
                Some(a >> by)
            }
            BinaryOp::And => Some(a & b),
            BinaryOp::Or => Some(a | b),
            BinaryOp::Xor => Some(a ^ b),
            BinaryOp::Lt => truth(a < b),
            BinaryOp::Gt => truth(a > b),
            BinaryOp::Le => truth(a <= b),
            BinaryOp::Ge => truth(a >= b),
            BinaryOp::Eq => truth(a == b),
            BinaryOp::Ne => truth(a != b),
        }
    }

    fn shifted(&self, value: i128, by: i128, ty: TypeId) -> Option<i128> {
        let by = u32::try_from(by)
            .ok()
            .filter(|by| *by < self.least_bits(ty))?;
        value.checked_mul(1i128.checked_shl(by)?)
    }

    fn least_bits(&self, ty: TypeId) -> u32 {
        self.integer_info(ty).map_or(0, |info| info.least_bits)
    }

    /// `long` with `unsigned`: signed where `long` is wider, else unsigned.
    fn sign_depends_on_target(&self, left: ExprId, right: ExprId) -> bool {
        let info = |id: ExprId| self.integer_info(self.exprs[id].ty.ty);
        let (Some(a), Some(b)) = (info(left), info(right)) else {
            return false;
        };
        let narrow =
            |x: IntegerInfo, y: IntegerInfo| x.signed && x.rank == 5 && !y.signed && y.rank == 4;
        narrow(a, b) || narrow(b, a)
    }

    /// The result of an operation: wraps in unsigned types, is undefined when
    /// it overflows a signed one.
    fn fitted(&self, value: i128, ty: TypeId) -> Option<i128> {
        let info = self.integer_info(ty)?;
        if !info.signed || fits(value, info.signed, info.least_bits) {
            self.wrapped(value, ty)
        } else {
            None
        }
    }

    /// Conversion to an integer type (C11 6.3.1.3).
    fn wrapped(&self, value: i128, ty: TypeId) -> Option<i128> {
        let info = self.integer_info(ty)?;
        if matches!(self.kind(ty), TypeKind::Bool) {
            return Some(i128::from(value != 0));
        }
        if matches!(self.kind(ty), TypeKind::Char) {
            return (0..=127).contains(&value).then_some(value);
        }
        if fits(value, info.signed, info.least_bits) {
            return Some(value);
        }
        if info.rank == 5 || info.bits != info.least_bits || info.bits >= 127 {
            return None;
        }
        let modulus = 1i128 << info.bits;
        let low = value.rem_euclid(modulus);
        Some(if info.signed && low >= modulus / 2 {
            low - modulus
        } else {
            low
        })
    }

    /// Whether the expression has the form of an integer constant expression
    /// (C11 6.6p6), whatever its value is on each target.
    pub fn is_constant_expression(&self, id: ExprId) -> bool {
        let expr = &self.exprs[id];
        match &expr.kind {
            ExprKind::SizeofExpr(operand) => !self.is_variably_modified(self.exprs[*operand].ty.ty),
            ExprKind::SizeofType(ty) => !self.is_variably_modified(ty.ty),
            ExprKind::AlignofExpr(_) | ExprKind::AlignofType(_) => true,
            ExprKind::Integer { .. }
            | ExprKind::Float
            | ExprKind::Char { .. }
            | ExprKind::EnumConstant(_)
            | ExprKind::TypesCompatible(..) => true,
            ExprKind::Name(decl) => self.decls[*decl].constexpr,
            ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Logical { .. }
            | ExprKind::Conditional { .. }
            | ExprKind::Cast { .. }
            | ExprKind::ChooseExpr { .. }
            | ExprKind::Offsetof { .. } => self
                .expr_children(id)
                .into_iter()
                .all(|child| self.is_constant_expression(child)),
            ExprKind::Generic {
                selected: Some(selected),
                ..
            } => self.is_constant_expression(*selected),
            ExprKind::Call { callee, .. } => matches!(&self.exprs[*callee].kind,
                ExprKind::Builtin(name) if name == "__builtin_constant_p"),
            _ => false,
        }
    }

    /// `sizeof array / sizeof array[0]`: sizes differ, their quotient does not.
    fn element_count(&self, op: BinaryOp, left: ExprId, right: ExprId) -> Option<i128> {
        let (array, part) = (self.sizeof_operand(left)?, self.sizeof_operand(right)?);
        match *self.kind(array) {
            TypeKind::Array {
                elem,
                len: ArrayLen::Known(count),
            } if op == BinaryOp::Div && self.compatible_unqualified(elem.ty, part) => {
                Some(i128::from(count))
            }
            _ => None,
        }
    }

    fn sizeof_operand(&self, id: ExprId) -> Option<TypeId> {
        match self.exprs[id].kind {
            ExprKind::SizeofExpr(operand) => Some(self.exprs[operand].ty.ty),
            ExprKind::SizeofType(ty) => Some(ty.ty),
            _ => None,
        }
    }

    /// The sizes that C itself fixes: characters and arrays of them.
    fn size_of(&self, ty: TypeId) -> Option<i128> {
        match *self.kind(ty) {
            TypeKind::Char | TypeKind::SChar | TypeKind::UChar => Some(1),
            TypeKind::Array {
                elem,
                len: ArrayLen::Known(count),
            } => self.size_of(elem.ty)?.checked_mul(i128::from(count)),
            _ => None,
        }
    }

    /// A null pointer constant (C11 6.3.2.3p3, C23 `nullptr`).
    pub fn is_null_constant(&self, id: ExprId) -> bool {
        let expr = &self.exprs[id];
        match expr.kind {
            ExprKind::Cast { to, operand } if to.quals.is_empty() => {
                let void_pointer = self
                    .pointee(to.ty)
                    .is_some_and(|to| self.is_void(to.ty) && self.resolve(to).quals.is_empty());
                if void_pointer || self.is_integer(to.ty) {
                    return self.is_integer(self.exprs[operand].ty.ty)
                        && self.constant(operand) == Some(0);
                }
                false
            }
            ExprKind::Unary {
                op: UnaryOp::Extension,
                operand,
            } => self.is_null_constant(operand),
            _ if matches!(self.kind(expr.ty.ty), TypeKind::NullPtr) => true,
            _ => self.is_integer(expr.ty.ty) && self.constant(id) == Some(0),
        }
    }
}

fn fits(value: i128, signed: bool, bits: u32) -> bool {
    if bits >= 127 {
        return signed || value >= 0;
    }
    if signed {
        let half = 1i128 << (bits - 1);
        (-half..half).contains(&value)
    } else {
        (0..1i128 << bits).contains(&value)
    }
}
