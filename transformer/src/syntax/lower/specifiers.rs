//! Declaration specifiers (C11 6.7.1 to 6.7.5) and type names (6.7.7).

use super::basic_type::Basic;
use super::{qualified, Lower, Node, ParsedSpan};
use crate::hir::{ArrayLen, DeclKind, QualType, Quals, TypeId, TypeKind};
use crate::source::Span;
use crate::syntax::normalise::{Attribute, Mark};
use lang_c::ast;

/// What the specifiers of one declaration say.
#[derive(Debug, Clone)]
pub struct Specifiers {
    pub base: QualType,
    pub words: Vec<(Word, Span)>,
    pub defines_tag: bool,
    pub attributes: Vec<Attribute>,
    /// `__auto_type`, C23 `auto`: the type is the initialiser's.
    pub infer: bool,
}

/// Storage-class and function specifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Typedef,
    Extern,
    Static,
    ThreadLocal,
    Auto,
    Register,
    Constexpr,
    Inline,
    Noreturn,
}

impl Specifiers {
    pub fn has(&self, word: Word) -> bool {
        self.words.iter().any(|(w, _)| *w == word)
    }
}

/// A specifier of a declaration, member or type name.
#[derive(Clone, Copy)]
pub enum Part<'t> {
    Type(&'t Node<ast::TypeSpecifier>),
    Qualifier(&'t Node<ast::TypeQualifier>),
    Other,
}

/// Specifiers in order, and the parsed span of the first.
pub struct Parts<'t> {
    list: Vec<Part<'t>>,
    spans: Vec<ParsedSpan>,
}

impl<'t> Parts<'t> {
    pub fn of_declaration(nodes: &'t [Node<ast::DeclarationSpecifier>]) -> Parts<'t> {
        let list = nodes.iter().map(|node| match &node.node {
            ast::DeclarationSpecifier::TypeSpecifier(t) => Part::Type(t),
            ast::DeclarationSpecifier::TypeQualifier(q) => Part::Qualifier(q),
            _ => Part::Other,
        });
        Parts {
            list: list.collect(),
            spans: nodes.iter().map(|n| n.span).collect(),
        }
    }

    pub fn of_type(nodes: &'t [Node<ast::SpecifierQualifier>]) -> Parts<'t> {
        let list = nodes.iter().map(|node| match &node.node {
            ast::SpecifierQualifier::TypeSpecifier(t) => Part::Type(t),
            ast::SpecifierQualifier::TypeQualifier(q) => Part::Qualifier(q),
            ast::SpecifierQualifier::Extension(_) => Part::Other,
        });
        Parts {
            list: list.collect(),
            spans: nodes.iter().map(|n| n.span).collect(),
        }
    }
}

impl Lower<'_> {
    /// From the first to the last specifier of the tree.
    pub(super) fn parts_span(&self, parts: &Parts) -> Span {
        match (parts.spans.first(), parts.spans.last()) {
            (Some(first), Some(last)) => self.span(ParsedSpan::span(first.start, last.end)),
            _ => Span::default(),
        }
    }

    /// Where the first specifier of the tree starts.
    pub(super) fn parts_start(&self, parts: &Parts) -> u32 {
        parts
            .spans
            .first()
            .map_or(0, |first| self.span(*first).start)
    }

    /// Lowers specifiers whose words stand at `span`. `tag_only`: a declaration
    /// without declarators, which declares its tag anew (C11 6.7.2.3p7).
    pub(super) fn specifiers(&mut self, parts: &Parts, span: Span, tag_only: bool) -> Specifiers {
        let mut basic = Basic::default();
        let mut named = None;
        let mut quals = Quals::NONE;
        let mut skip = Vec::new();
        let mut defines_tag = false;
        let mut infer = false;
        for part in &parts.list {
            match part {
                Part::Type(ty) => {
                    infer |= self.mark(self.node_span(ty)) == Some(&Mark::AutoType);
                    if let Some((body, keyword)) = self.tag_body(&ty.node) {
                        defines_tag |= body;
                        let start = self.span(keyword).start;
                        skip.extend(self.normalised.side.record(start).map(|r| r.span));
                    }
                    if !self.basic_word(&mut basic, ty) {
                        named = self.named_type(ty, &mut basic, tag_only);
                    }
                }
                Part::Qualifier(q) => add_qualifier(&mut quals, &q.node),
                Part::Other => {}
            }
        }
        let words = self.storage_words(span, &skip);
        let first = self.parts_start(parts);
        let attributes = self.normalised.side.specifier_attributes(first).to_vec();
        let base = named.unwrap_or_else(|| self.basic_type(&basic, span).into());
        let mut base = qualified(base, quals);
        base.ty = self.attributed_type(base.ty, &attributes);
        self.use_attribute_names(&attributes);
        Specifiers {
            base,
            words,
            defines_tag,
            attributes,
            infer,
        }
    }

    /// Storage words at the top level of `span`, outside the spans `skip`.
    fn storage_words(&self, span: Span, skip: &[Span]) -> Vec<(Word, Span)> {
        let mut words = Vec::new();
        let range = self.tokens.within(span);
        let mut i = range.start;
        while i < range.end {
            let at = self.tokens.span(i);
            if let Some(s) = skip.iter().find(|s| s.contains(at)) {
                i = self.tokens.before(s.end).max(i + 1);
                continue;
            }
            if matches!(self.tokens.str(i), "(" | "[" | "{") {
                i = self.tokens.mate(i).max(i) + 1;
                continue;
            }
            words.extend(storage_word(self.tokens.str(i)).map(|word| (word, at)));
            i += 1;
        }
        words
    }

    fn named_type(
        &mut self,
        ty: &Node<ast::TypeSpecifier>,
        basic: &mut Basic,
        tag_only: bool,
    ) -> Option<QualType> {
        match &ty.node {
            ast::TypeSpecifier::Atomic(name) => {
                let inner = self.type_name(name);
                Some(qualified(
                    inner,
                    Quals {
                        is_atomic: true,
                        ..Quals::NONE
                    },
                ))
            }
            ast::TypeSpecifier::Struct(node) => Some(self.record_specifier(node, tag_only).into()),
            ast::TypeSpecifier::Enum(node) => Some(self.enum_specifier(node, tag_only).into()),
            ast::TypeSpecifier::TypedefName(name) => Some(self.typedef_name(name).into()),
            ast::TypeSpecifier::TypeOf(node) => {
                let span = self.node_span(ty);
                self.typeof_specifier(node, span, basic)
            }
            _ => {
                let span = self.node_span(ty);
                self.error(span, "this type specifier is not known to this tool");
                Some(self.error_type().into())
            }
        }
    }

    fn typedef_name(&mut self, node: &Node<ast::Identifier>) -> TypeId {
        let (name, span) = self.name(node);
        if let Some(Mark::Type(builtin)) = self.mark(span) {
            let kind = self.builtin_type(*builtin);
            return self.intern(kind);
        }
        match self.lookup(&name, span) {
            Some(decl) if self.unit.decls[decl].kind == DeclKind::Typedef => {
                self.intern(TypeKind::Typedef(decl))
            }
            Some(_) => {
                self.error(
                    span,
                    format!("`{name}` stands for a type here but names a value"),
                );
                self.error_type()
            }
            None => {
                self.error(span, format!("`{name}` is not a type that is known here"));
                self.error_type()
            }
        }
    }

    /// `typeof`, `typeof_unqual` (C23 6.7.3.6) and `_BitInt`, which the
    /// normaliser spells `typeof`.
    fn typeof_specifier(
        &mut self,
        node: &Node<ast::TypeOf>,
        span: Span,
        basic: &mut Basic,
    ) -> Option<QualType> {
        let (of_type, unqual) = match self.mark(span) {
            Some(Mark::BitInt) => {
                basic.bit_int = Some(self.bit_int_width(node));
                return None;
            }
            Some(Mark::Typeof { of_type, unqual }) => (*of_type, *unqual),
            _ => (false, false),
        };
        let q = match &node.node {
            ast::TypeOf::Type(name) => self.type_name(name),
            ast::TypeOf::Expression(expr) => match &expr.node {
                ast::Expression::SizeOfTy(operand) if of_type => self.type_name(&operand.node.0),
                _ => {
                    let id = self.expr(expr);
                    self.ty_of(id)
                }
            },
        };
        if unqual {
            return Some(self.unit.resolve(q).ty.into());
        }
        Some(q)
    }

    fn bit_int_width(&mut self, node: &Node<ast::TypeOf>) -> ArrayLen {
        let ast::TypeOf::Expression(expr) = &node.node else {
            return ArrayLen::Unknown;
        };
        let id = self.rvalue_expr(expr);
        match self.unit.constant(id).map(u64::try_from) {
            Some(Ok(width)) => ArrayLen::Known(width),
            _ => ArrayLen::Expr(id),
        }
    }

    /// A type name (C11 6.7.7).
    pub(super) fn type_name(&mut self, node: &Node<ast::TypeName>) -> QualType {
        let parts = Parts::of_type(&node.node.specifiers);
        let span = self.parts_span(&parts);
        let specifiers = self.specifiers(&parts, span, false);
        match &node.node.declarator {
            Some(declarator) => self.declarator(specifiers.base, declarator).ty,
            None => specifiers.base,
        }
    }

    /// An identifier as the user spelled it, and its span.
    pub(super) fn name(&self, node: &Node<ast::Identifier>) -> (String, Span) {
        let name = self.normalised.original_name(&node.node.name);
        (name.to_owned(), self.node_span(node))
    }

    /// For a struct, union or enum: whether it has a body, and its keyword.
    fn tag_body(&self, specifier: &ast::TypeSpecifier) -> Option<(bool, ParsedSpan)> {
        match specifier {
            ast::TypeSpecifier::Struct(node) => Some((node.node.declarations.is_some(), node.span)),
            ast::TypeSpecifier::Enum(node) => Some((self.defines_enum(node), node.span)),
            _ => None,
        }
    }
}

pub fn add_qualifier(quals: &mut Quals, qualifier: &ast::TypeQualifier) {
    match qualifier {
        ast::TypeQualifier::Const => quals.is_const = true,
        ast::TypeQualifier::Volatile => quals.is_volatile = true,
        ast::TypeQualifier::Restrict => quals.is_restrict = true,
        ast::TypeQualifier::Atomic => quals.is_atomic = true,
        ast::TypeQualifier::Nonnull
        | ast::TypeQualifier::NullUnspecified
        | ast::TypeQualifier::Nullable => {}
    }
}

fn storage_word(text: &str) -> Option<Word> {
    Some(match text {
        "typedef" => Word::Typedef,
        "extern" => Word::Extern,
        "static" => Word::Static,
        "_Thread_local" | "__thread" | "thread_local" => Word::ThreadLocal,
        "auto" => Word::Auto,
        "register" => Word::Register,
        "constexpr" => Word::Constexpr,
        "inline" | "__inline" | "__inline__" => Word::Inline,
        "_Noreturn" => Word::Noreturn,
        _ => return None,
    })
}
