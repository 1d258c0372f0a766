//! lang-c's tree to `hir::Unit`: names resolved through C's scopes and name
//! spaces, every expression typed, spans exact in the original text.
//!
//! lang-c's tree says how constructs nest; what it says of places is only
//! roughly right, and parentheses, `__extension__`, attributes and stray `;`
//! are missing from it. Those are read from the tokens of the original text
//! (`tokens`). A construct that has no counterpart in the typed tree is an
//! error with its place, never a tree that says something else.

mod attributes;
mod basic_type;
mod builtins;
mod builtins_table;
mod call;
mod convert;
mod decl;
mod declarator;
mod enums;
mod expr;
mod expr_ops;
mod expr_types;
mod function;
mod init;
mod init_cursor;
mod items;
mod literal;
mod names;
mod record;
mod scope;
mod specifiers;
mod stmt;
mod stmt_jump;
mod tgmath;
mod tokens;

use crate::hir::{
    ArrayLen, DeclId, DeclKind, ExprId, QualType, Quals, Scope, Target, TypeId, TypeKind, Unit,
};
use crate::source::Span;
use crate::syntax::normalise::{Mark, Normalised};
use crate::syntax::{Dialect, SyntaxError};
use function::FunctionState;
use scope::Scopes;
use tokens::Tokens;

use lang_c::ast;
use lang_c::span::{Node, Span as ParsedSpan};

/// Everything the lowering of one unit carries along.
pub(crate) struct Lower<'a> {
    normalised: &'a Normalised,
    dialect: Dialect,
    tokens: Tokens<'a>,
    unit: Unit,
    scopes: Scopes,
    /// The function whose body is being lowered.
    function: Option<FunctionState>,
    errors: Vec<SyntaxError>,
}

/// Lowers the tree of `text`, which was parsed from `normalised`.
pub(crate) fn lower(
    text: &str,
    normalised: &Normalised,
    tree: &ast::TranslationUnit,
    dialect: Dialect,
    target: Target,
) -> Result<Unit, Vec<SyntaxError>> {
    let mut lower = Lower {
        normalised,
        dialect,
        tokens: Tokens::new(text, dialect),
        unit: Unit {
            target,
            ..Unit::default()
        },
        scopes: Scopes::default(),
        function: None,
        errors: Vec::new(),
    };
    lower.predefine();
    lower.items(tree);
    lower.finish();
    if lower.errors.is_empty() {
        Ok(lower.unit)
    } else {
        Err(lower.errors)
    }
}

impl<'a> Lower<'a> {
    fn finish(&mut self) {
        self.unit.pragmas = self.normalised.pragmas.clone();
        for id in self.unit.decls.ids() {
            self.complete_tentative(id);
            sort_spans(&mut self.unit.decls[id].uses);
        }
        for id in self.unit.records.ids() {
            sort_spans(&mut self.unit.records[id].tag_uses);
        }
        for id in self.unit.enums.ids() {
            sort_spans(&mut self.unit.enums[id].tag_uses);
        }
    }

    /// `int a[];` of which no declaration tells the length has one element at the
    /// end of the unit (C11 6.9.2p5).
    fn complete_tentative(&mut self, id: DeclId) {
        let decl = &self.unit.decls[id];
        let tentative = decl.kind == DeclKind::Object
            && decl.scope == Scope::File
            && decl.defined
            && decl.init.is_none();
        let elem = match *self.unit.kind(decl.ty.ty) {
            TypeKind::Array { elem, len } if tentative && len == ArrayLen::Unknown => elem,
            _ => return,
        };
        let len = ArrayLen::Known(1);
        self.unit.decls[id].ty.ty = self.intern(TypeKind::Array { elem, len });
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors
            .push(SyntaxError::new(message, span.start as usize));
    }

    /// A span of the parsed text in the original text, trimmed to tokens.
    fn span(&self, parsed: ParsedSpan) -> Span {
        self.normalised.span(parsed)
    }

    /// The mark on the original token at the start of `span`.
    fn mark(&self, span: Span) -> Option<&'a Mark> {
        self.normalised.side.mark(span.start)
    }

    fn node_span<T>(&self, node: &Node<T>) -> Span {
        self.span(node.span)
    }

    fn intern(&mut self, kind: TypeKind) -> TypeId {
        self.unit.types.intern(kind)
    }

    fn int(&mut self) -> TypeId {
        self.unit.int()
    }

    fn error_type(&mut self) -> TypeId {
        self.intern(TypeKind::Error)
    }

    fn ty_of(&self, id: ExprId) -> QualType {
        self.unit.exprs[id].ty
    }

    /// The `Decl` of the function whose body is being lowered.
    fn current(&self) -> Option<DeclId> {
        self.function.as_ref().map(|f| f.decl)
    }
}

fn sort_spans(spans: &mut Vec<Span>) {
    spans.sort();
    spans.dedup();
}

fn qualified(q: QualType, quals: Quals) -> QualType {
    QualType {
        ty: q.ty,
        quals: q.quals.union(quals),
    }
}
