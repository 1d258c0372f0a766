//! `__builtin_tgmath (f, g, h, .., x, y)`: the call of <tgmath.h> (C11 7.25,
//! GNU C 6.59).

use super::Lower;
use crate::hir::{ExprId, FloatKind, FunctionType, TypeId, TypeKind};

impl Lower<'_> {
    /// Result of the function that the arguments choose.
    pub(super) fn type_generic_result(&mut self, args: &[ExprId]) -> TypeId {
        let functions: Vec<FunctionType> = args
            .iter()
            .map_while(|arg| {
                self.unit
                    .function_type(self.unit.exprs[*arg].converted)
                    .cloned()
            })
            .collect();
        let Some(first) = functions.first() else {
            return self.error_type();
        };
        let operands = &args[functions.len()..];
        let generic: Vec<usize> = (0..first.params.len())
            .filter(|i| {
                functions
                    .iter()
                    .any(|f| f.params.get(*i) != first.params.get(*i))
            })
            .collect();
        let wanted = self.generic_type(operands, &generic);
        let real = self.unit.complex_part(wanted);
        let fits = |unit: &crate::hir::Unit, f: &FunctionType| {
            generic.iter().all(|i| {
                let param = f
                    .params
                    .get(*i)
                    .map(|p| unit.complex_part(unit.canonical(p.ty)));
                param == Some(real)
            })
        };
        let complex = self.unit.is_complex(wanted);
        let exact = |unit: &crate::hir::Unit, f: &FunctionType| {
            let param = generic.first().and_then(|i| f.params.get(*i));
            fits(unit, f) && param.is_some_and(|p| unit.is_complex(p.ty) == complex)
        };
        let chosen = functions
            .iter()
            .find(|f| exact(&self.unit, f))
            .or_else(|| functions.iter().find(|f| fits(&self.unit, f)));
        chosen.unwrap_or(first).ret.ty
    }

    /// The common type of the arguments at the generic places; integers count
    /// as `double`.
    fn generic_type(&mut self, operands: &[ExprId], generic: &[usize]) -> TypeId {
        let double = self.intern(TypeKind::Float(FloatKind::Double));
        let mut common = None;
        for place in generic {
            let Some(operand) = operands.get(*place) else {
                continue;
            };
            let ty = self.unit.exprs[*operand].converted;
            let ty = if self.unit.is_integer(ty) { double } else { ty };
            common = Some(match common {
                None => self.unit.canonical(ty),
                Some(common) => self.unit.arithmetic(common, ty),
            });
        }
        common.unwrap_or(double)
    }
}
