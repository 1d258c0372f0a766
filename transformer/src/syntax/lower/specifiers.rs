//! Declaration specifiers (C11 6.7.1 to 6.7.5).
//!
//! How they nest comes from lang-c; which words stand there is read from the
//! original tokens, since the parser does not know all of them.

use super::attributes::{self, Attributes};
use super::tokens::TokenKind;
use super::{qualified, Lower, Node};
use crate::hir::{ArrayLen, DeclKind, FloatKind, QualType, Quals, TypeId, TypeKind};
use crate::source::Span;
use lang_c::ast;

/// What the specifiers of one declaration say.
#[derive(Debug, Clone)]
pub struct Specifiers {
    pub base: QualType,
    pub words: Vec<(Word, Span)>,
    pub defines_tag: bool,
    pub attributes: Attributes,
    /// `__auto_type`, C23 `auto`: the type is the initialiser's.
    pub infer: bool,
    pub span: Span,
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

/// A specifier of any declaration, member or type name.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Type(&'a Node<ast::TypeSpecifier>),
    Qualifier(&'a Node<ast::TypeQualifier>),
    Alignment(&'a Node<ast::AlignmentSpecifier>),
    Other,
}

pub fn declaration_part(node: &Node<ast::DeclarationSpecifier>) -> Part<'_> {
    match &node.node {
        ast::DeclarationSpecifier::TypeSpecifier(t) => Part::Type(t),
        ast::DeclarationSpecifier::TypeQualifier(q) => Part::Qualifier(q),
        ast::DeclarationSpecifier::Alignment(a) => Part::Alignment(a),
        _ => Part::Other,
    }
}

pub fn qualifier_part(node: &Node<ast::SpecifierQualifier>) -> Part<'_> {
    match &node.node {
        ast::SpecifierQualifier::TypeSpecifier(t) => Part::Type(t),
        ast::SpecifierQualifier::TypeQualifier(q) => Part::Qualifier(q),
        ast::SpecifierQualifier::Extension(_) => Part::Other,
    }
}

/// Words of a basic type, counted.
#[derive(Debug, Default)]
struct Basic {
    void: u8,
    bool: u8,
    char: u8,
    short: u8,
    int: u8,
    long: u8,
    float: u8,
    double: u8,
    signed: u8,
    unsigned: u8,
    complex: u8,
    int128: u8,
    extended: Option<FloatKind>,
}

impl<'a> Lower<'a> {
    /// Lowers specifiers that stand at `span`; `shadowed` declarations such as
    /// `struct s;` declare their tag anew (C11 6.7.2.3p7).
    pub(super) fn specifiers(
        &mut self,
        parts: &[Part<'_>],
        span: Span,
        declares_only_tag: bool,
    ) -> Specifiers {
        let mut basic = Basic::default();
        let mut named = None;
        let mut quals = Quals::NONE;
        let mut skip = Vec::new();
        let mut defines_tag = false;
        let mut alignments = Vec::new();
        for part in parts {
            match part {
                Part::Type(ty) => {
                    if let Some(body) = tag_body(&ty.node) {
                        defines_tag |= body;
                        skip.push(self.specifier_span(ty));
                    }
                    if !basic.count(&ty.node) {
                        named = Some(self.named_type(ty, declares_only_tag));
                    }
                }
                Part::Qualifier(q) => add_qualifier(&mut quals, &q.node),
                Part::Alignment(a) => alignments.push(*a),
                Part::Other => {}
            }
        }
        for alignment in alignments {
            self.alignment(alignment);
        }
        let (words, infer) = self.specifier_words(span, &mut basic, &skip);
        let attributes = attributes::scan(&self.tokens, self.tokens.within(span), &skip);
        let base = named.unwrap_or_else(|| self.basic_type(&basic, span).into());
        let mut base = qualified(base, quals);
        base.ty = self.attributed_type(base.ty, &attributes);
        self.use_attribute_names(&attributes);
        Specifiers { base, words, defines_tag, attributes, infer, span }
    }

    /// The span of one type specifier, its own attributes included.
    fn specifier_span(&self, ty: &Node<ast::TypeSpecifier>) -> Span {
        let span = self.node_span(ty);
        match &ty.node {
            ast::TypeSpecifier::Struct(_) | ast::TypeSpecifier::Enum(_) => {
                self.with_trailing_attributes(span)
            }
            _ => span,
        }
    }

    /// `span` and the attributes that follow it, when it ends in `}`.
    pub(super) fn with_trailing_attributes(&self, span: Span) -> Span {
        let end = self.tokens.before(span.end);
        if end == 0 || self.tokens.str(end - 1) != "}" {
            return span;
        }
        let end = self.tokens.skip_attributes(end);
        Span { start: span.start, end: self.tokens.span(end - 1).end }
    }

    fn alignment(&mut self, node: &Node<ast::AlignmentSpecifier>) {
        match &node.node {
            ast::AlignmentSpecifier::Type(ty) => {
                self.type_name(ty);
            }
            ast::AlignmentSpecifier::Constant(expr) => {
                self.rvalue_expr(expr);
            }
        }
    }

    /// Storage words at the top level of the specifiers, and the type words
    /// that lang-c does not have.
    fn specifier_words(
        &self,
        span: Span,
        basic: &mut Basic,
        skip: &[Span],
    ) -> (Vec<(Word, Span)>, bool) {
        let mut words = Vec::new();
        let mut infer = false;
        let range = self.tokens.within(span);
        let mut i = range.start;
        while i < range.end {
            let at = self.tokens.span(i);
            if let Some(s) = skip.iter().find(|s| s.contains(at)) {
                i = self.tokens.before(s.end).max(i + 1);
                continue;
            }
            let text = self.tokens.str(i);
            if matches!(text, "(" | "[" | "{") {
                i = self.tokens.mate(i).max(i) + 1;
                continue;
            }
            if let Some(word) = storage_word(text) {
                words.push((word, at));
            }
            infer |= text == "__auto_type";
            basic.extra_word(text);
            i += 1;
        }
        let c23_auto = words.iter().any(|(w, _)| *w == Word::Auto)
            && basic.is_empty()
            && self.unit.dialect.is_c23();
        (words, infer || c23_auto)
    }

    fn named_type(&mut self, ty: &Node<ast::TypeSpecifier>, declares_only_tag: bool) -> QualType {
        match &ty.node {
            ast::TypeSpecifier::Atomic(name) => {
                let inner = self.type_name(name);
                qualified(inner, Quals { is_atomic: true, ..Quals::NONE })
            }
            ast::TypeSpecifier::Struct(node) => {
                self.record_specifier(node, declares_only_tag).into()
            }
            ast::TypeSpecifier::Enum(node) => self.enum_specifier(node, declares_only_tag).into(),
            ast::TypeSpecifier::TypedefName(name) => self.typedef_name(name).into(),
            ast::TypeSpecifier::TypeOf(node) => self.typeof_specifier(node, self.node_span(ty)),
            _ => self.error_type().into(),
        }
    }

    fn typedef_name(&mut self, name: &Node<ast::Identifier>) -> TypeId {
        let (text, span) = self.name(name);
        match self.lookup(&text, span) {
            Some(decl) if self.unit.decls[decl].kind == DeclKind::Typedef => {
                self.intern(TypeKind::Typedef(decl))
            }
            Some(_) => {
                self.error(span, format!("`{text}` was read as a type, but names a value here"));
                self.error_type()
            }
            None => {
                self.error(span, format!("`{text}` is not a type that is known here"));
                self.error_type()
            }
        }
    }

    /// `typeof (..)`; `typeof_unqual` drops the qualifiers (C23 6.7.3.6).
    fn typeof_specifier(&mut self, node: &Node<ast::TypeOf>, span: Span) -> QualType {
        let q = match &node.node {
            ast::TypeOf::Type(name) => self.type_name(name),
            ast::TypeOf::Expression(expr) => {
                let id = self.expr(expr);
                self.ty_of(id)
            }
        };
        let word = self.tokens.str(self.tokens.at(span.start));
        if word.contains("unqual") {
            QualType { ty: self.unit.resolve(q).ty, quals: Quals::NONE }
        } else {
            q
        }
    }

    fn basic_type(&mut self, basic: &Basic, span: Span) -> TypeId {
        let Some(kind) = basic.kind(self.bit_int_width(span)) else {
            self.error(span, "these type specifiers do not make a type this tool knows");
            return self.error_type();
        };
        let ty = self.intern(kind);
        if basic.complex > 0 {
            return self.intern(TypeKind::Complex(ty));
        }
        ty
    }

    /// `_BitInt(N)` among the specifiers.
    fn bit_int_width(&self, span: Span) -> Option<ArrayLen> {
        let mut range = self.tokens.within(span);
        let at = range.find(|i| self.tokens.str(*i) == "_BitInt")?;
        let width = self.tokens.str(at + 2).parse();
        Some(width.map_or(ArrayLen::Unknown, ArrayLen::Known))
    }

    /// A type name (C11 6.7.7).
    pub(super) fn type_name(&mut self, node: &Node<ast::TypeName>) -> QualType {
        let parts: Vec<Part> = node.node.specifiers.iter().map(qualifier_part).collect();
        let span = self.parts_span(node.node.specifiers.iter().map(|s| s.span));
        let specifiers = self.specifiers(&parts, span, false);
        match &node.node.declarator {
            Some(declarator) => self.declarator(specifiers.base, declarator).ty,
            None => specifiers.base,
        }
    }

    /// From the first to the last of the given specifiers.
    pub(super) fn parts_span(
        &self,
        spans: impl Iterator<Item = lang_c::span::Span> + Clone,
    ) -> Span {
        let start = spans.clone().next().map_or(0, |s| s.start);
        let end = spans.last().map_or(start, |s| s.end);
        let span = self.span(lang_c::span::Span::span(start, end));
        self.with_trailing_attributes(span)
    }

    /// An identifier with its span.
    pub(super) fn name(&self, node: &Node<ast::Identifier>) -> (String, Span) {
        let span = self.node_span(node);
        let is_word = self
            .tokens
            .get(self.tokens.at(span.start))
            .is_some_and(|t| t.kind == TokenKind::Word && t.span == span);
        if is_word {
            (self.tokens.text(span).to_owned(), span)
        } else {
            (node.node.name.clone(), span)
        }
    }

    /// Names inside attributes that mean entities of the program.
    fn use_attribute_names(&mut self, attributes: &Attributes) {
        for attribute in &attributes.list {
            if !matches!(attribute.name.as_str(), "cleanup" | "aligned" | "vector_size") {
                continue;
            }
            for i in attribute.arg_tokens.clone() {
                let is_word = self.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Word);
                if is_word {
                    let _ = self.lookup(self.tokens.str(i), self.tokens.span(i));
                }
            }
        }
    }
}

impl Basic {
    /// Counts a basic type word; false for a specifier that is not one.
    fn count(&mut self, specifier: &ast::TypeSpecifier) -> bool {
        use ast::TypeSpecifier::*;
        let word = match specifier {
            Void => &mut self.void,
            Char => &mut self.char,
            Short => &mut self.short,
            Int => &mut self.int,
            Long => &mut self.long,
            Float => &mut self.float,
            Double => &mut self.double,
            Signed => &mut self.signed,
            Unsigned => &mut self.unsigned,
            Bool => &mut self.bool,
            Complex => &mut self.complex,
            TS18661Float(format) => {
                self.extended = extended_float(format);
                return true;
            }
            _ => return false,
        };
        *word += 1;
        true
    }

    /// Type words that lang-c does not have.
    fn extra_word(&mut self, word: &str) {
        match word {
            "__int128" => self.int128 += 1,
            "__float128" => self.extended = Some(FloatKind::Float128),
            "__float80" => self.extended = Some(FloatKind::LongDouble),
            "__fp16" => self.extended = Some(FloatKind::Float16),
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.int + self.char + self.short + self.long + self.signed + self.unsigned == 0
            && self.void + self.bool + self.float + self.double + self.complex + self.int128 == 0
            && self.extended.is_none()
    }

    /// C11 6.7.2p2; no word at all is C90's implicit `int`.
    fn kind(&self, bit_int: Option<ArrayLen>) -> Option<TypeKind> {
        let signed = self.unsigned == 0;
        if let Some(width) = bit_int {
            return Some(TypeKind::BitInt { signed, width });
        }
        if let Some(float) = self.extended {
            return Some(TypeKind::Float(float));
        }
        let kind = match (self.long, self.short) {
            _ if self.void == 1 => TypeKind::Void,
            _ if self.bool == 1 => TypeKind::Bool,
            _ if self.int128 == 1 => TypeKind::Int128 { signed },
            _ if self.char == 1 && self.unsigned == 1 => TypeKind::UChar,
            _ if self.char == 1 && self.signed == 1 => TypeKind::SChar,
            _ if self.char == 1 => TypeKind::Char,
            _ if self.float == 1 => TypeKind::Float(FloatKind::Float),
            (1, 0) if self.double == 1 => TypeKind::Float(FloatKind::LongDouble),
            (0, 0) if self.double == 1 => TypeKind::Float(FloatKind::Double),
            (0, 0) if self.complex == 1 && self.int + self.signed + self.unsigned == 0 => {
                TypeKind::Float(FloatKind::Double)
            }
            (0, 1) => TypeKind::Short { signed },
            (1, 0) => TypeKind::Long { signed },
            (2, 0) => TypeKind::LongLong { signed },
            (0, 0) => TypeKind::Int { signed },
            _ => return None,
        };
        Some(kind)
    }
}

fn extended_float(format: &ast::TS18661FloatType) -> Option<FloatKind> {
    use ast::TS18661FloatFormat::*;
    match (&format.format, format.width) {
        (BinaryInterchange, 16) => Some(FloatKind::Float16),
        (BinaryInterchange, 32) => Some(FloatKind::Float32),
        (BinaryInterchange, 64) => Some(FloatKind::Float64),
        (BinaryInterchange, 128) => Some(FloatKind::Float128),
        (BinaryExtended, 32) => Some(FloatKind::Float32x),
        (BinaryExtended, 64) => Some(FloatKind::Float64x),
        _ => None,
    }
}

/// For a struct, union or enum: whether it has a body.
fn tag_body(specifier: &ast::TypeSpecifier) -> Option<bool> {
    match specifier {
        ast::TypeSpecifier::Struct(node) => Some(node.node.declarations.is_some()),
        ast::TypeSpecifier::Enum(node) => Some(!node.node.enumerators.is_empty()),
        _ => None,
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
