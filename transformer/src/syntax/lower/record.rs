//! Structures and unions (C11 6.7.2.1).

use super::scope::Tag;
use super::specifiers::Parts;
use super::{attributes, Lower, Node};
use crate::hir::{BitWidth, Field, Holds, QualType, Record, RecordId, TypeId, TypeKind, TRANSIENT};
use crate::source::Span;
use lang_c::ast;

impl Lower<'_> {
    pub(super) fn record_specifier(
        &mut self,
        node: &Node<ast::StructType>,
        tag_only: bool,
    ) -> TypeId {
        let is_union = node.node.kind.node == ast::StructKind::Union;
        let tag = node.node.identifier.as_ref().map(|n| self.name(n));
        let defines = node.node.declarations.is_some();
        let id = match &tag {
            Some((name, span)) => self.record_named(name, *span, is_union, defines || tag_only),
            None => self.new_record(is_union, None),
        };
        if let Some((_, span)) = &tag {
            self.unit.records[id].tag_uses.push(*span);
        }
        if let Some(fields) = &node.node.declarations {
            self.define_record(id, node, tag.map(|(_, span)| span), fields);
        }
        self.intern(TypeKind::Record(id))
    }

    /// The record a tag means; `anew`: in this very scope (C11 6.7.2.3).
    fn record_named(&mut self, name: &str, span: Span, is_union: bool, anew: bool) -> RecordId {
        let found = if anew {
            self.scopes.tag_here(name)
        } else {
            self.scopes.tag(name)
        };
        match found {
            Some(Tag::Record(id)) if self.unit.records[id].is_union == is_union => return id,
            Some(_) => self.error(span, format!("`{name}` is another kind of tag here")),
            None => {}
        }
        let id = self.new_record(is_union, Some((name.to_owned(), span)));
        self.scopes.declare_tag(name, Tag::Record(id));
        id
    }

    fn new_record(&mut self, is_union: bool, tag: Option<(String, Span)>) -> RecordId {
        let span = tag.as_ref().map_or(Span::default(), |(_, span)| *span);
        self.unit.records.push(Record {
            is_union,
            tag: tag.map(|(name, _)| name),
            fields: Vec::new(),
            complete: false,
            packed: false,
            tag_insert: None,
            tag_span: None,
            tag_uses: Vec::new(),
            span,
            function: self.current(),
            anonymous_member: false,
            system: self.tokens.is_system(span.start),
        })
    }

    fn define_record(
        &mut self,
        id: RecordId,
        node: &Node<ast::StructType>,
        tag_span: Option<Span>,
        declarations: &[Node<ast::StructDeclaration>],
    ) {
        let span = self.node_span(node);
        if self.unit.records[id].complete {
            self.error(span, "this structure or union was already defined");
            return;
        }
        let mut fields = Vec::new();
        for declaration in declarations {
            match &declaration.node {
                ast::StructDeclaration::Field(field) => self.fields(field, &mut fields),
                ast::StructDeclaration::StaticAssert(assert) => {
                    self.static_assert(assert);
                }
            }
        }
        let info = self.normalised.side.record(span.start);
        let record = &mut self.unit.records[id];
        record.fields = fields;
        record.complete = true;
        record.tag_span = tag_span;
        record.span = info.map_or(span, |info| info.span);
        record.tag_insert = info.map(|info| info.tag_insert);
        record.packed = info.is_some_and(|i| attributes::find(&i.attributes, "packed").is_some());
        record.system = self.tokens.is_system(span.start);
        record.function = self.function.as_ref().map(|f| f.decl);
        if let Some(info) = info {
            self.use_attribute_names(&info.attributes);
        }
    }

    fn fields(&mut self, node: &Node<ast::StructField>, out: &mut Vec<Field>) {
        let parts = Parts::of_type(&node.node.specifiers);
        let span = self.parts_span(&parts);
        let specifiers = self.specifiers(&parts, span, false);
        if node.node.declarators.is_empty() {
            self.anonymous_member(specifiers.base, span, out);
        }
        let transient = attributes::find(&specifiers.attributes, TRANSIENT).is_some();
        for declarator in &node.node.declarators {
            let mut field = self.field(specifiers.base, declarator);
            field.transient |= transient;
            if self.check_field(&field) {
                out.push(field);
            }
        }
    }

    /// `struct {..};` and `union {..};` as members (C11 6.7.2.1p13); a tag or
    /// type alone declares nothing, except with -fms-extensions.
    fn anonymous_member(&mut self, ty: QualType, span: Span, out: &mut Vec<Field>) {
        let Some(record) = self.unit.record_of(ty.ty) else {
            return;
        };
        let untagged = self.unit.records[record].tag.is_none();
        if untagged && self.unit.records[record].complete {
            self.unit.records[record].anonymous_member = true;
            out.push(Field {
                name: None,
                ty,
                bit_width: None,
                span,
                transient: false,
                holds: Holds::default(),
                described: None,
                one: None,
            });
        }
    }

    fn field(&mut self, base: QualType, node: &Node<ast::StructDeclarator>) -> Field {
        let span = self.node_span(node);
        let (mut ty, mut name) = (base, None);
        let mut whole = span;
        let mut transient = false;
        if let Some(declarator) = &node.node.declarator {
            let declared = self.declarator(base, declarator);
            ty = declared.ty;
            name = declared.name;
        }
        if let Some((_, name_span)) = &name {
            if let Some(info) = self.normalised.side.declarator(name_span.start) {
                ty.ty = self.attributed_type(ty.ty, &info.attributes);
                self.use_attribute_names(&info.attributes);
                transient = attributes::find(&info.attributes, TRANSIENT).is_some();
                whole.start = whole.start.min(info.span.start);
                whole.end = whole.end.max(info.span.end);
            }
        }
        let bit_width = node.node.bit_width.as_ref().map(|width| {
            let expr = self.rvalue_expr(width);
            let value = self.unit.constant(expr).and_then(|v| u64::try_from(v).ok());
            BitWidth { value, expr }
        });
        Field {
            name: name.map(|(name, _)| name),
            ty,
            bit_width,
            span: whole,
            transient,
            holds: Holds::default(),
            described: None,
            one: None,
        }
    }

    /// Members must have complete object types, a flexible array apart.
    fn check_field(&mut self, field: &Field) -> bool {
        let flexible = self.unit.is_array(field.ty.ty)
            && self
                .unit
                .element(field.ty)
                .is_some_and(|e| self.unit.is_complete(e.ty));
        if flexible || self.unit.is_complete(field.ty.ty) || self.unit.is_error(field.ty.ty) {
            return true;
        }
        self.error(field.span, "this member has an incomplete type");
        false
    }
}
