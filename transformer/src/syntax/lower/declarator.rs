//! Declarators: pointers, arrays, functions and the name (C11 6.7.6).

use super::scope::Frame;
use super::specifiers::{add_qualifier, Parts, Word};
use super::tokens::{TokenIndex, TokenKind};
use super::{attributes, names, Lower, Node};
use crate::hir::{
    ArrayLen, Decl, DeclId, DeclKind, FunctionType, QualType, Quals, Scope, TypeKind,
};
use crate::source::Span;
use crate::syntax::Standard;
use lang_c::ast;
use std::ops::Range;

/// Stand-in parameter for `(...)` without parameters before it.
const NO_PARAMETERS: &str = "__migcc_no_parameters";

/// What one declarator declares.
pub struct Declared {
    pub ty: QualType,
    pub name: Option<(String, Span)>,
    /// Parameters of the declarator that stands directly at the name.
    pub params: Option<Params>,
}

/// A parameter list and the scope it opened, for the body of a definition.
pub struct Params {
    pub decls: Vec<DeclId>,
    pub frame: Frame,
    /// Identifiers of a K&R list.
    pub names: Vec<(String, Span)>,
}

impl Lower<'_> {
    /// Applies a declarator to its base type.
    pub(super) fn declarator(&mut self, base: QualType, node: &Node<ast::Declarator>) -> Declared {
        let mut declared = Declared {
            ty: base,
            name: None,
            params: None,
        };
        self.apply_declarator(&mut declared, &node.node);
        declared
    }

    fn apply_declarator(&mut self, declared: &mut Declared, node: &ast::Declarator) {
        let suffixes = node.derived.iter().rev().filter(|d| !is_pointer(&d.node));
        for pointer in node.derived.iter().filter(|d| is_pointer(&d.node)) {
            self.apply_derived(declared, pointer);
        }
        for suffix in suffixes {
            self.apply_derived(declared, suffix);
        }
        match &node.kind.node {
            ast::DeclaratorKind::Abstract => {}
            ast::DeclaratorKind::Identifier(name) => declared.name = Some(self.name(name)),
            ast::DeclaratorKind::Declarator(inner) => self.apply_declarator(declared, &inner.node),
        }
    }

    fn apply_derived(&mut self, declared: &mut Declared, node: &Node<ast::DerivedDeclarator>) {
        declared.params = None;
        match &node.node {
            ast::DerivedDeclarator::Pointer(qualifiers) => {
                let quals = pointer_quals(qualifiers);
                let ty = self.unit.pointer_to(declared.ty);
                declared.ty = QualType { ty, quals };
            }
            ast::DerivedDeclarator::Array(array) => {
                let len = self.array_length(&array.node.size);
                let elem = declared.ty;
                declared.ty = self.intern(TypeKind::Array { elem, len }).into();
            }
            ast::DerivedDeclarator::Function(function) => {
                self.apply_function(declared, &function.node);
            }
            ast::DerivedDeclarator::KRFunction(names) => {
                let names = names.iter().map(|n| self.name(n)).collect::<Vec<_>>();
                let prototyped = names.is_empty() && self.dialect.standard >= Standard::C23;
                self.set_function(declared, Vec::new(), false, prototyped);
                let frame = Frame::default();
                declared.params = Some(Params {
                    decls: Vec::new(),
                    frame,
                    names,
                });
            }
            ast::DerivedDeclarator::Block(_) => {
                let span = self.node_span(node);
                self.error(
                    span,
                    "blocks (`^`) are not supported; use a function pointer",
                );
            }
        }
    }

    fn set_function(
        &mut self,
        declared: &mut Declared,
        params: Vec<QualType>,
        variadic: bool,
        prototyped: bool,
    ) {
        let function = FunctionType {
            ret: declared.ty,
            params,
            variadic,
            prototyped,
        };
        declared.ty = self.intern(TypeKind::Function(function)).into();
    }

    fn apply_function(&mut self, declared: &mut Declared, node: &ast::FunctionDeclarator) {
        self.scopes.push(Frame::default());
        let mut decls: Vec<DeclId> = match self.forward_parameters(node) {
            Some(forward) => self.parameters_after(node, forward),
            None => node
                .parameters
                .iter()
                .filter_map(|p| self.parameter(p))
                .collect(),
        };
        let frame = self.scopes.pop();
        let none = matches!(decls[..], [only] if self.is_void_parameter(only));
        if none {
            decls.clear();
        }
        let prototyped = !node.parameters.is_empty() || self.dialect.standard >= Standard::C23;
        let types = decls.iter().map(|d| self.unit.decls[*d].ty).collect();
        let variadic = node.ellipsis == ast::Ellipsis::Some;
        self.set_function(declared, types, variadic, prototyped);
        declared.params = Some(Params {
            decls,
            frame,
            names: Vec::new(),
        });
    }

    /// The tokens of `int n;` in GNU C's `f(int n; int a[n], int n)`.
    fn forward_parameters(&self, node: &ast::FunctionDeclarator) -> Option<Range<TokenIndex>> {
        let end = self
            .tokens
            .at(self.node_span(node.parameters.first()?).start);
        if end == 0 || self.tokens.str(end - 1) != ";" {
            return None;
        }
        let start = (0..end).rev().find(|i| self.tokens.mate(*i) > end)?;
        Some(start + 1..end)
    }

    /// Parameters that arrays before them may name: those without `[` first.
    fn parameters_after(
        &mut self,
        node: &ast::FunctionDeclarator,
        forward: Range<TokenIndex>,
    ) -> Vec<DeclId> {
        let bounded = |p: &Node<ast::ParameterDeclaration>| {
            let derived = p
                .node
                .declarator
                .as_ref()
                .map(|d| d.node.derived.as_slice());
            let arrays = derived.unwrap_or_default().iter();
            arrays
                .into_iter()
                .any(|d| matches!(d.node, ast::DerivedDeclarator::Array(_)))
        };
        let mut found: Vec<(u32, DeclId)> = Vec::new();
        for last in [false, true] {
            for parameter in node.parameters.iter().filter(|p| bounded(p) == last) {
                let start = self.node_span(parameter).start;
                found.extend(self.parameter(parameter).map(|decl| (start, decl)));
            }
        }
        for i in forward {
            let token = self.tokens.get(i).filter(|t| t.kind == TokenKind::Word);
            if let Some(token) = token {
                let _ = self.lookup(self.tokens.str(i), token.span);
            }
        }
        found.sort_by_key(|(start, _)| *start);
        found.into_iter().map(|(_, decl)| decl).collect()
    }

    fn is_void_parameter(&self, id: DeclId) -> bool {
        let decl = &self.unit.decls[id];
        decl.name.is_empty() && self.unit.is_void(decl.ty.ty)
    }

    fn parameter(&mut self, node: &Node<ast::ParameterDeclaration>) -> Option<DeclId> {
        let parts = Parts::of_declaration(&node.node.specifiers);
        let span = self.node_span(node);
        let words_span = match &node.node.declarator {
            Some(declarator) => Span {
                start: span.start,
                end: self.node_span(declarator).start,
            },
            None => span,
        };
        let specifiers = self.specifiers(&parts, words_span, false);
        let declared = match &node.node.declarator {
            Some(declarator) => self.declarator(specifiers.base, declarator),
            None => Declared {
                ty: specifiers.base,
                name: None,
                params: None,
            },
        };
        if declared
            .name
            .as_ref()
            .is_some_and(|(name, _)| name == NO_PARAMETERS)
        {
            return None;
        }
        let array_quals = node
            .node
            .declarator
            .as_ref()
            .map(|d| parameter_array_quals(&d.node));
        let mut ty = self.adjusted_parameter(declared.ty);
        ty.quals = ty.quals.union(array_quals.unwrap_or_default());
        let at = Span {
            start: span.start,
            end: span.start,
        };
        let (name, name_span) = declared.name.unwrap_or((String::new(), at));
        let mut decl = names::plain_decl(&name, DeclKind::Param, ty, name_span);
        decl.scope = Scope::Prototype;
        decl.defined = true;
        decl.system = self.tokens.is_system(span.start);
        decl.register = specifiers.has(Word::Register);
        attributes::apply(&specifiers.attributes, &mut decl);
        self.apply_declarator_info(&mut decl);
        Some(self.declare_parameter(decl))
    }

    pub(super) fn declare_parameter(&mut self, decl: Decl) -> DeclId {
        let (name, span) = (decl.name.clone(), decl.name_span);
        let id = self.unit.decls.push(decl);
        if !name.is_empty() {
            self.note_use(id, span);
            self.scopes.declare(&name, id);
        }
        id
    }

    /// Arrays and functions become pointers (C11 6.7.6.3p7, p8).
    pub(super) fn adjusted_parameter(&mut self, q: QualType) -> QualType {
        if self.unit.is_array(q.ty) || self.unit.is_function(q.ty) {
            return self.unit.decayed(q).into();
        }
        q
    }

    /// Attributes and asm label the normaliser found at the declarator.
    pub(super) fn apply_declarator_info(&mut self, decl: &mut Decl) {
        let Some(info) = self.normalised.side.declarator(decl.name_span.start) else {
            return;
        };
        attributes::apply(&info.attributes, decl);
        if let Some(label) = &info.asm_label {
            decl.asm_label = Some(label.split('"').skip(1).step_by(2).collect());
        }
        self.use_attribute_names(&info.attributes);
        decl.ty.ty = self.attributed_type(decl.ty.ty, &info.attributes);
    }

    pub(super) fn array_length(&mut self, size: &ast::ArraySize) -> ArrayLen {
        let node = match size {
            ast::ArraySize::Unknown => return ArrayLen::Unknown,
            ast::ArraySize::VariableUnknown => return ArrayLen::Variable(None),
            ast::ArraySize::VariableExpression(node) | ast::ArraySize::StaticExpression(node) => {
                node
            }
        };
        let id = self.rvalue_expr(node);
        match self.unit.constant(id) {
            Some(value) if value >= 0 => ArrayLen::Known(value as u64),
            _ if self.scopes.at_file_scope() || self.unit.is_constant_expression(id) => {
                ArrayLen::Expr(id)
            }
            _ => ArrayLen::Variable(Some(id)),
        }
    }
}

fn is_pointer(derived: &ast::DerivedDeclarator) -> bool {
    matches!(
        derived,
        ast::DerivedDeclarator::Pointer(_) | ast::DerivedDeclarator::Block(_)
    )
}

fn pointer_quals(qualifiers: &[Node<ast::PointerQualifier>]) -> Quals {
    let mut quals = Quals::NONE;
    for qualifier in qualifiers {
        if let ast::PointerQualifier::TypeQualifier(q) = &qualifier.node {
            add_qualifier(&mut quals, &q.node);
        }
    }
    quals
}

/// Qualifiers inside the outermost `[]` of a parameter: they are the adjusted
/// pointer's (C11 6.7.6.3p7).
fn parameter_array_quals(node: &ast::Declarator) -> Quals {
    if let ast::DeclaratorKind::Declarator(inner) = &node.kind.node {
        let quals = parameter_array_quals(&inner.node);
        if !quals.is_empty() {
            return quals;
        }
    }
    let mut quals = Quals::NONE;
    let first = node.derived.iter().find(|d| !is_pointer(&d.node));
    if let Some(ast::DerivedDeclarator::Array(array)) = first.map(|d| &d.node) {
        for qualifier in &array.node.qualifiers {
            add_qualifier(&mut quals, &qualifier.node);
        }
    }
    quals
}
