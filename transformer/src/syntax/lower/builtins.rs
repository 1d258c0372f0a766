//! Compiler builtins: what their calls yield (GNU C 6.59 to 6.63).

use super::builtins_table::{result_of, BuiltinResult};
use super::Lower;
use crate::hir::{ExprId, ExprKind, FloatKind, QualType, TypeId, TypeKind};
use crate::source::Span;

impl Lower<'_> {
    /// Result type of a builtin or of a library function gcc knows without a
    /// declaration, when its name alone decides it.
    pub(super) fn builtin_result(&mut self, name: &str) -> Option<QualType> {
        let result = result_of(name)?;
        Some(self.result_type(result, &[]).into())
    }

    pub(super) fn builtin_call(
        &mut self,
        name: &str,
        callee: ExprId,
        args: Vec<ExprId>,
        span: Span,
    ) -> ExprId {
        if let Some(id) = self.builtin_operator(name, &args, span) {
            return id;
        }
        let is_builtin = name.starts_with("__");
        if is_builtin {
            for arg in &args {
                self.rvalue(*arg);
            }
        } else {
            self.promote_arguments(&args);
        }
        let ty = match result_of(name) {
            _ if name == "__builtin_tgmath" => self.type_generic_result(&args),
            Some(result) => self.result_type(result, &args),
            None => self.int(),
        };
        self.push_value(ExprKind::Call { callee, args }, ty, span)
    }

    /// Builtins that are operators rather than functions.
    fn builtin_operator(&mut self, name: &str, args: &[ExprId], span: Span) -> Option<ExprId> {
        match (name, args) {
            ("__builtin_types_compatible_p", [a, b]) => {
                let (a, b) = (self.type_operand(*a)?, self.type_operand(*b)?);
                let int = self.int();
                Some(self.push_value(ExprKind::TypesCompatible(a, b), int, span))
            }
            ("__builtin_choose_expr", [cond, then, otherwise]) => {
                self.rvalue(*cond);
                let (cond, then, otherwise) = (*cond, *then, *otherwise);
                let chosen = match self.unit.constant(cond) {
                    Some(0) => otherwise,
                    _ => then,
                };
                let expr = &self.unit.exprs[chosen];
                let (ty, lvalue) = (expr.ty, expr.lvalue);
                let kind = ExprKind::ChooseExpr {
                    cond,
                    then,
                    otherwise,
                };
                Some(self.push_expr(kind, ty, span, lvalue))
            }
            _ => None,
        }
    }

    fn type_operand(&self, id: ExprId) -> Option<QualType> {
        match self.unit.exprs[id].kind {
            ExprKind::SizeofType(ty) => Some(ty),
            _ => None,
        }
    }

    fn result_type(&mut self, result: BuiltinResult, args: &[ExprId]) -> TypeId {
        let kind = match result {
            BuiltinResult::Void => TypeKind::Void,
            BuiltinResult::Bool => TypeKind::Bool,
            BuiltinResult::Int => TypeKind::Int { signed: true },
            BuiltinResult::Unsigned => TypeKind::Int { signed: false },
            BuiltinResult::Long => TypeKind::Long { signed: true },
            BuiltinResult::LongLong => TypeKind::LongLong { signed: true },
            BuiltinResult::UnsignedShort => TypeKind::Short { signed: false },
            BuiltinResult::Unsigned64 if self.unit.target.long_bits == 64 => {
                TypeKind::Long { signed: false }
            }
            BuiltinResult::Unsigned64 => TypeKind::LongLong { signed: false },
            BuiltinResult::Unsigned128 => TypeKind::Int128 { signed: false },
            BuiltinResult::Size => self.unit.target.size.clone(),
            BuiltinResult::Float(kind) => TypeKind::Float(kind),
            BuiltinResult::Complex(kind) => TypeKind::Complex(self.intern(TypeKind::Float(kind))),
            BuiltinResult::VoidPointer => return self.pointer_kind(TypeKind::Void, false),
            BuiltinResult::CharPointer => return self.pointer_kind(TypeKind::Char, false),
            BuiltinResult::ConstCharPointer => return self.pointer_kind(TypeKind::Char, true),
            BuiltinResult::FirstArgument => return self.argument_type(args, 0),
            BuiltinResult::Pointed => {
                return self.pointed_type(args).unwrap_or_else(|| self.int());
            }
            BuiltinResult::TypeArgument(at) => {
                let ty = args.get(at).and_then(|a| self.type_operand(*a));
                return ty.map_or_else(|| self.error_type(), |q| q.ty);
            }
            BuiltinResult::ComplexOfFirst => {
                let part = self.argument_type(args, 0);
                TypeKind::Complex(part)
            }
        };
        self.intern(kind)
    }

    fn argument_type(&mut self, args: &[ExprId], at: usize) -> TypeId {
        match args.get(at) {
            Some(arg) => self.unit.exprs[*arg].converted,
            None => self.intern(TypeKind::Float(FloatKind::Double)),
        }
    }

    fn pointer_kind(&mut self, to: TypeKind, is_const: bool) -> TypeId {
        let mut to: QualType = self.intern(to).into();
        to.quals.is_const = is_const;
        self.unit.pointer_to(to)
    }
}
