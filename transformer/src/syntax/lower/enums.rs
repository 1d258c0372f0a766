//! Enumerations (C11 6.7.2.2, C23 6.7.3.3).

use super::scope::Tag;
use super::{attributes, names, Lower, Node};
use crate::hir::{DeclId, DeclKind, Enum, EnumExpr, EnumId, ExprId, Scope, TypeId, TypeKind};
use crate::source::Span;
use crate::syntax::normalise::Mark;
use lang_c::ast;

/// Stand-in constant whose value is `sizeof` of the fixed underlying type.
const UNDERLYING: &str = "__migcc_underlying";

impl Lower<'_> {
    pub(super) fn enum_specifier(&mut self, node: &Node<ast::EnumType>, tag_only: bool) -> TypeId {
        let span = self.node_span(node);
        let defines = self.defines_enum(node);
        let tag = node.node.identifier.as_ref().map(|n| self.name(n));
        let id = match &tag {
            Some((name, at)) => self.enum_named(name, *at, defines || tag_only),
            None => self.new_enum(None, span),
        };
        if let Some((_, at)) = &tag {
            self.unit.enums[id].tag_uses.push(*at);
        }
        self.underlying_type(id, &node.node.enumerators);
        if defines {
            self.define_enum(id, node, tag.map(|(_, at)| at));
        }
        self.intern(TypeKind::Enum(id))
    }

    /// Whether the specifier has a list of constants.
    pub(super) fn defines_enum(&self, node: &Node<ast::EnumType>) -> bool {
        let reference = self.mark(self.node_span(node)) == Some(&Mark::EnumReference);
        !node.node.enumerators.is_empty() && !reference
    }

    fn enum_named(&mut self, name: &str, span: Span, anew: bool) -> EnumId {
        let found = if anew {
            self.scopes.tag_here(name)
        } else {
            self.scopes.tag(name)
        };
        match found {
            Some(Tag::Enum(id)) => return id,
            Some(Tag::Record(_)) => {
                self.error(span, format!("`{name}` is another kind of tag here"));
            }
            None => {}
        }
        let id = self.new_enum(Some(name.to_owned()), span);
        self.scopes.declare_tag(name, Tag::Enum(id));
        id
    }

    fn new_enum(&mut self, tag: Option<String>, span: Span) -> EnumId {
        self.unit.enums.push(Enum {
            tag,
            constants: Vec::new(),
            complete: false,
            tag_insert: None,
            tag_span: None,
            tag_uses: Vec::new(),
            span,
            function: self.current(),
            packed: false,
            underlying: None,
            system: self.tokens.is_system(span.start),
        })
    }

    fn underlying_type(&mut self, id: EnumId, enumerators: &[Node<ast::Enumerator>]) {
        let Some(first) = enumerators.first() else {
            return;
        };
        let Some(expression) = &first.node.expression else {
            return;
        };
        if first.node.identifier.node.name != UNDERLYING {
            return;
        }
        if let ast::Expression::SizeOfTy(operand) = &expression.node {
            let ty = self.type_name(&operand.node.0).ty;
            self.unit.enums[id].underlying = Some(ty);
            self.unit.enums[id].complete = true;
        }
    }

    fn define_enum(&mut self, id: EnumId, node: &Node<ast::EnumType>, tag_span: Option<Span>) {
        let span = self.node_span(node);
        let mut constants = Vec::new();
        for enumerator in &node.node.enumerators {
            if enumerator.node.identifier.node.name == UNDERLYING {
                continue;
            }
            let constant = self.enumerator(enumerator, constants.last().copied());
            constants.push(constant);
        }
        let info = self.normalised.side.record(span.start);
        let item = &mut self.unit.enums[id];
        item.constants = constants;
        item.packed = info.is_some_and(|i| attributes::find(&i.attributes, "packed").is_some());
        item.complete = true;
        item.tag_span = tag_span;
        item.tag_insert = info.map(|info| info.tag_insert);
        item.span = info.map_or(span, |info| info.span);
        item.system = self.tokens.is_system(span.start);
        self.type_constants(id);
    }

    /// Constants have type `int` where it holds them all, else the type of the
    /// enumeration (gcc, C23 6.7.3.3p12).
    fn type_constants(&mut self, id: EnumId) {
        let constants = self.unit.enums[id].constants.clone();
        let values = constants
            .iter()
            .filter_map(|c| self.unit.decls[*c].enum_value);
        let small = values.into_iter().all(|v| i32::try_from(v).is_ok());
        if small && self.unit.enums[id].underlying.is_none() {
            return;
        }
        let kind = self.unit.enum_kind(id);
        let ty = self.intern(kind);
        for constant in constants {
            self.unit.decls[constant].ty = ty.into();
        }
    }

    fn enumerator(&mut self, node: &Node<ast::Enumerator>, previous: Option<DeclId>) -> DeclId {
        let (name, span) = self.name(&node.node.identifier);
        let expr = node.node.expression.as_ref().map(|e| self.rvalue_expr(e));
        let (value, made_of) = match expr {
            Some(expr) => (self.unit.constant(expr), Some(EnumExpr::Is(expr))),
            None => self.next_after(previous),
        };
        let ty = self.enumerator_type(expr);
        let mut decl = names::plain_decl(&name, DeclKind::EnumConstant, ty.into(), span);
        decl.enum_value = value;
        decl.enum_expr = made_of;
        decl.defined = true;
        decl.system = self.tokens.is_system(span.start);
        decl.scope = self.current().map_or(Scope::File, Scope::Automatic);
        if let Some(info) = self.normalised.side.declarator(span.start) {
            attributes::apply(&info.attributes, &mut decl);
        }
        let id = self.unit.decls.push(decl);
        self.note_use(id, span);
        self.scopes.declare(&name, id);
        id
    }

    /// Value and origin of a constant without an expression of its own.
    fn next_after(&self, previous: Option<DeclId>) -> (Option<i128>, Option<EnumExpr>) {
        let Some(previous) = previous.map(|id| &self.unit.decls[id]) else {
            return (Some(0), None);
        };
        let next = previous.enum_value.and_then(|v| v.checked_add(1));
        let from = previous.enum_expr.map(|from| match from {
            EnumExpr::Is(e) | EnumExpr::CountsFrom(e) => EnumExpr::CountsFrom(e),
        });
        (next, from)
    }

    /// Type of a constant inside its own enumeration.
    fn enumerator_type(&mut self, expr: Option<ExprId>) -> TypeId {
        let int = self.int();
        let Some(expr) = expr else { return int };
        match self.unit.constant(expr) {
            Some(value) if i32::try_from(value).is_ok() => int,
            None => int,
            Some(_) => self.unit.exprs[expr].ty.ty,
        }
    }
}
