//! Declarations and the entities they declare (C11 6.7, 6.2.2).

use super::specifiers::{Parts, Specifiers, Word};
use super::{attributes, names, Lower, Node};
use crate::hir::{
    Decl, DeclId, DeclKind, Declaration, Declarator, Feature, Linkage, QualType, Scope,
};
use crate::source::Span;
use lang_c::ast;

/// What the specifiers mean for each declarator.
pub struct Declaring<'s> {
    pub specifiers: &'s Specifiers,
    pub has_init: bool,
    pub is_definition: bool,
}

impl Lower<'_> {
    /// Lowers a declaration that starts no earlier than `from`.
    pub(super) fn declaration(&mut self, node: &Node<ast::Declaration>, from: u32) -> Declaration {
        let parts = Parts::of_declaration(&node.node.specifiers);
        let span = self.item_span(self.node_span(node), from);
        let declarator_start = node
            .node
            .declarators
            .first()
            .map(|d| self.declarator_span(&d.node.declarator).start);
        let end = declarator_start
            .unwrap_or(span.end.saturating_sub(1))
            .max(span.start);
        let head = self.tokens.trim(Span {
            start: span.start,
            end,
        });
        let specifiers = self.specifiers(&parts, head, node.node.declarators.is_empty());
        let declarators = node
            .node
            .declarators
            .iter()
            .map(|d| self.init_declarator(&specifiers, d))
            .collect();
        Declaration {
            span,
            specifiers: head,
            storage: specifiers.words.iter().map(|(_, span)| *span).collect(),
            defines_tag: specifiers.defines_tag,
            declarators,
        }
    }

    /// `span` extended to the first token at or after `from`: attributes and
    /// `__extension__` in front are not in the tree.
    pub(super) fn item_span(&self, span: Span, from: u32) -> Span {
        let first = self.tokens.span(self.tokens.at(from)).start;
        Span {
            start: span.start.min(first),
            end: span.end,
        }
    }

    /// A declarator with its attributes and asm label.
    pub(super) fn declarator_span(&self, node: &Node<ast::Declarator>) -> Span {
        let span = self.node_span(node);
        let name = declarator_name(&node.node).map(|n| self.node_span(n).start);
        match name.and_then(|name| self.normalised.side.declarator(name)) {
            Some(info) => Span {
                start: span.start.min(info.span.start),
                end: span.end.max(info.span.end),
            },
            None => span,
        }
    }

    fn init_declarator(
        &mut self,
        specifiers: &Specifiers,
        node: &Node<ast::InitDeclarator>,
    ) -> Declarator {
        let span = self.declarator_span(&node.node.declarator);
        let declared = self.declarator(specifiers.base, &node.node.declarator);
        let (name, name_span) = declared.name.unwrap_or((String::new(), span));
        let init = node.node.initializer.as_ref();
        let init_span = init.map(|init| self.initializer_span(init));
        let declaring = Declaring {
            specifiers,
            has_init: init.is_some(),
            is_definition: false,
        };
        if specifiers.infer {
            return self.inferred(declaring, node, (name, name_span), span);
        }
        let decl = self.declare(&declaring, &name, name_span, declared.ty);
        let init = init.map(|init| {
            let (id, ty) = self.initializer(init, self.unit.decls[decl].ty);
            self.unit.decls[decl].ty = ty;
            self.unit.decls[decl].init = Some(id);
            id
        });
        self.note_vla(decl, span);
        Declarator {
            decl,
            span,
            init,
            init_span,
        }
    }

    /// `__auto_type x = e`: `x` has the type `e` decays to and is in scope
    /// only after it.
    fn inferred(
        &mut self,
        declaring: Declaring,
        node: &Node<ast::InitDeclarator>,
        (name, name_span): (String, Span),
        span: Span,
    ) -> Declarator {
        let mut init = None;
        let mut ty: QualType = self.int().into();
        if let Some(initializer) = &node.node.initializer {
            if let ast::Initializer::Expression(expr) = &initializer.node {
                let id = self.rvalue_expr(expr);
                ty = self.unit.exprs[id].converted.into();
                init = Some(self.unit.inits.push(crate::hir::Init::Expr(id)));
            } else {
                self.error(
                    span,
                    "a declaration without a type needs an expression to take it from",
                );
            }
        }
        ty.quals = declaring.specifiers.base.quals;
        let decl = self.declare(&declaring, &name, name_span, ty);
        self.unit.decls[decl].init = init;
        let init_span = node
            .node
            .initializer
            .as_ref()
            .map(|i| self.initializer_span(i));
        self.note_vla(decl, span);
        Declarator {
            decl,
            span,
            init,
            init_span,
        }
    }

    fn note_vla(&mut self, decl: DeclId, span: Span) {
        let item = &self.unit.decls[decl];
        let local = !matches!(item.scope, Scope::File | Scope::Prototype);
        let (ty, cleanup) = (
            item.ty.ty,
            item.attributes.iter().any(|(n, _)| n == "cleanup"),
        );
        if local && self.unit.is_variably_modified(ty) {
            self.feature(Feature::Vla, span);
        }
        if local && cleanup {
            self.feature(Feature::Cleanup, span);
        }
        if local && matches!(self.unit.kind(ty), crate::hir::TypeKind::VaList) {
            self.feature(Feature::VaList, span);
        }
        if local && self.unit.is_vector(ty) {
            self.feature(Feature::Vector, span);
        }
    }

    /// Declares `name` in the current scope, or adds to the entity with
    /// linkage that it means.
    pub(super) fn declare(
        &mut self,
        declaring: &Declaring,
        name: &str,
        span: Span,
        ty: QualType,
    ) -> DeclId {
        let specifiers = declaring.specifiers;
        let kind = if specifiers.has(Word::Typedef) {
            DeclKind::Typedef
        } else if self.unit.is_function(ty.ty) {
            DeclKind::Function
        } else {
            DeclKind::Object
        };
        let linkage = self.linkage(specifiers, kind, name);
        let mut new = names::plain_decl(name, kind, ty, span);
        new.linkage = linkage;
        new.scope = self.scope_of(specifiers, linkage, kind);
        new.system = self.tokens.is_system(span.start);
        new.defined = self.is_defined(declaring, kind, linkage);
        new.inline = specifiers.has(Word::Inline);
        new.noreturn = specifiers.has(Word::Noreturn);
        new.register = specifiers.has(Word::Register);
        new.thread_local = specifiers.has(Word::ThreadLocal);
        new.constexpr = specifiers.has(Word::Constexpr);
        // C23 6.7.2p12.
        new.ty.quals.is_const |= new.constexpr;
        attributes::apply(&specifiers.attributes, &mut new);
        self.apply_declarator_info(&mut new);
        let id = match self.earlier(name, linkage, kind) {
            Some(earlier) => self.merge(earlier, new, declaring.has_init),
            None => self.unit.decls.push(new),
        };
        self.note_use(id, span);
        self.scopes.declare(name, id);
        if linkage != Linkage::None {
            self.scopes.declare_linked(name, id);
        }
        self.note_local(id);
        id
    }

    fn linkage(&self, specifiers: &Specifiers, kind: DeclKind, name: &str) -> Linkage {
        let file = self.scopes.at_file_scope();
        let earlier = self
            .scopes
            .lookup_linked(name)
            .map(|d| self.unit.decls[d].linkage);
        match kind {
            DeclKind::Typedef => Linkage::None,
            _ if file && specifiers.has(Word::Static) => Linkage::Internal,
            _ if file && specifiers.has(Word::Constexpr) => Linkage::Internal,
            DeclKind::Function => earlier.unwrap_or(Linkage::External),
            _ if specifiers.has(Word::Extern) => earlier.unwrap_or(Linkage::External),
            _ if file => earlier.unwrap_or(Linkage::External),
            _ => Linkage::None,
        }
    }

    fn scope_of(&self, specifiers: &Specifiers, linkage: Linkage, kind: DeclKind) -> Scope {
        if self.scopes.at_file_scope() || linkage != Linkage::None {
            return Scope::File;
        }
        let fixed = specifiers.has(Word::Static) || specifiers.has(Word::ThreadLocal);
        match self.current() {
            None => Scope::Prototype,
            Some(function) if fixed && kind == DeclKind::Object => Scope::Static(function),
            Some(function) => Scope::Automatic(function),
        }
    }

    fn is_defined(&self, declaring: &Declaring, kind: DeclKind, linkage: Linkage) -> bool {
        match kind {
            DeclKind::Function => declaring.is_definition,
            DeclKind::Object if linkage != Linkage::None => {
                declaring.has_init || !declaring.specifiers.has(Word::Extern)
            }
            _ => true,
        }
    }

    /// The entity an earlier declaration made of this name.
    fn earlier(&self, name: &str, linkage: Linkage, kind: DeclKind) -> Option<DeclId> {
        let found = if linkage == Linkage::None {
            self.scopes.lookup_here(name)?
        } else {
            self.scopes.lookup_linked(name)?
        };
        let decl = &self.unit.decls[found];
        let same = decl.kind == kind && decl.linkage == linkage;
        let redeclarable = linkage != Linkage::None || kind == DeclKind::Typedef;
        (same && redeclarable).then_some(found)
    }

    /// Adds a further declaration to an entity (C11 6.2.7p4).
    fn merge(&mut self, id: DeclId, new: Decl, has_init: bool) -> DeclId {
        let old_ty = self.unit.decls[id].ty;
        let ty = match new.kind {
            DeclKind::Typedef => old_ty,
            _ => self.unit.composite(old_ty, new.ty),
        };
        let old = &mut self.unit.decls[id];
        old.ty = ty;
        if (new.defined && !old.defined) || has_init || new.function.is_some() {
            old.name_span = new.name_span;
        }
        old.defined |= new.defined;
        old.inline |= new.inline;
        old.noreturn |= new.noreturn;
        old.thread_local |= new.thread_local;
        if new.asm_label.is_some() {
            old.asm_label = new.asm_label;
        }
        for attribute in new.attributes {
            if !old.attributes.contains(&attribute) {
                old.attributes.push(attribute);
            }
        }
        id
    }

    /// Lists an object among its function's locals or statics.
    fn note_local(&mut self, id: DeclId) {
        let decl = &self.unit.decls[id];
        if decl.kind != DeclKind::Object {
            return;
        }
        let Some(function) = &mut self.function else {
            return;
        };
        match decl.scope {
            Scope::Automatic(_) => function.locals.push(id),
            Scope::Static(_) => function.statics.push(id),
            Scope::File | Scope::Prototype => {}
        }
    }
}

/// The identifier a declarator declares.
pub fn declarator_name(node: &ast::Declarator) -> Option<&Node<ast::Identifier>> {
    match &node.kind.node {
        ast::DeclaratorKind::Abstract => None,
        ast::DeclaratorKind::Identifier(name) => Some(name),
        ast::DeclaratorKind::Declarator(inner) => declarator_name(&inner.node),
    }
}
