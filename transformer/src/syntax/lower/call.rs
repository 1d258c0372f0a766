//! Calls (C11 6.5.2.2), builtins with type operands included.

use super::{Lower, Node};
use crate::hir::{DeclKind, ExprId, ExprKind, Feature, FunctionType, TypeId};
use crate::source::Span;
use lang_c::ast;

impl Lower<'_> {
    pub(super) fn call(&mut self, node: &Node<ast::CallExpression>) -> ExprId {
        let span = self.node_span(node);
        let callee = self.callee(&node.node.callee);
        self.rvalue(callee);
        let args: Vec<ExprId> = node
            .node
            .arguments
            .iter()
            .map(|a| self.argument(a))
            .collect();
        let name = self.callee_name(callee);
        if let Some(name) = &name {
            self.note_call(name, span);
        }
        if let ExprKind::Builtin(name) = &self.unit.exprs[callee].kind {
            let name = name.clone();
            return self.builtin_call(&name, callee, args, span);
        }
        let ty = self.unit.exprs[callee].ty.ty;
        let Some(function) = self.unit.function_type(ty).cloned() else {
            if !self.unit.is_error(ty) {
                self.error(span, "what is called here is not a function");
            }
            let ty = self.error_type();
            return self.push_value(ExprKind::Call { callee, args }, ty, span);
        };
        self.convert_arguments(&function, &args, 0);
        self.push_value(ExprKind::Call { callee, args }, function.ret.ty, span)
    }

    /// The function: a name that is not declared is one implicitly.
    fn callee(&mut self, node: &Node<ast::Expression>) -> ExprId {
        match &node.node {
            ast::Expression::Identifier(name) if self.node_span(node) == self.node_span(name) => {
                self.identifier(name, true)
            }
            _ => self.expr(node),
        }
    }

    /// An argument; one that was a type is `SizeofType` with the type's span.
    fn argument(&mut self, node: &Node<ast::Expression>) -> ExprId {
        if let ast::Expression::SizeOfTy(operand) = &node.node {
            let start = self.node_span(operand).start;
            let first = self.tokens.str(self.tokens.at(start));
            if first != "sizeof" {
                let span = self.node_span(&operand.node.0);
                let ty = self.type_name(&operand.node.0);
                let size = self.size_type();
                return self.push_value(ExprKind::SizeofType(ty), size, span);
            }
        }
        self.expr(node)
    }

    fn convert_arguments(&mut self, function: &FunctionType, args: &[ExprId], from: usize) {
        for (i, arg) in args.iter().enumerate().skip(from) {
            match function.params.get(i) {
                Some(param) if function.prototyped => self.assign_to(*arg, param.ty),
                _ => self.promote_argument(*arg),
            }
        }
    }

    pub(super) fn promote_arguments(&mut self, args: &[ExprId]) {
        for arg in args {
            self.promote_argument(*arg);
        }
    }

    fn callee_name(&self, callee: ExprId) -> Option<String> {
        match &self.unit.exprs[callee].kind {
            ExprKind::Name(decl) if self.unit.decls[*decl].kind == DeclKind::Function => {
                let decl = &self.unit.decls[*decl];
                let twice = decl
                    .attributes
                    .iter()
                    .any(|(name, _)| name == "returns_twice");
                Some(if twice {
                    "setjmp".to_owned()
                } else {
                    decl.name.clone()
                })
            }
            ExprKind::Builtin(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// Calls that make a function special.
    fn note_call(&mut self, name: &str, span: Span) {
        let feature = match name.strip_prefix("__builtin_") {
            Some(builtin) => library_feature(builtin).or_else(|| builtin_feature(builtin)),
            None => library_feature(name),
        };
        if let Some(feature) = feature {
            self.feature(feature, span);
        }
    }

    /// The type of `*args[0]`, for builtins that work through a pointer.
    pub(super) fn pointed_type(&mut self, args: &[ExprId]) -> Option<TypeId> {
        let pointer = self.unit.exprs[*args.first()?].converted;
        let to = self.unit.pointee(pointer)?;
        Some(to.ty)
    }
}

fn library_feature(name: &str) -> Option<Feature> {
    Some(match name {
        "alloca" | "alloca_with_align" | "alloca_with_align_and_max" => Feature::Alloca,
        "setjmp" | "_setjmp" | "__sigsetjmp" | "sigsetjmp" | "vfork" | "getcontext" => {
            Feature::Setjmp
        }
        _ => return None,
    })
}

/// Without the prefix these are names like any other.
fn builtin_feature(name: &str) -> Option<Feature> {
    Some(match name {
        "va_start" | "va_end" | "va_copy" | "c23_va_start" => Feature::VaList,
        "frame_address" | "return_address" | "extract_return_addr" | "frob_return_address" => {
            Feature::FrameIntrospection
        }
        "next_arg" | "apply" | "apply_args" | "return" | "va_arg_pack" | "va_arg_pack_len" => {
            Feature::BuiltinApply
        }
        _ => return None,
    })
}
