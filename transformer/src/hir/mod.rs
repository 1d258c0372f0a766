//! The typed tree of one translation unit: names resolved, every expression
//! typed, exact spans into the preprocessed text.
//!
//! The tree is plain data in arenas. Everything downstream of `syntax` works
//! on it and on the text its spans point to; layouts are never computed here.

mod arena;
mod compat;
mod consteval;
mod decl;
mod dump;
mod expr;
mod fields;
mod nesting;
mod print;
mod stmt;
mod target;
mod types;
mod typing;
mod variable;
mod visit;

pub use arena::{Arena, Id};
pub use decl::*;
pub use expr::*;
pub use fields::FoundField;
pub use print::{Named, PrintOptions};
pub use stmt::*;
pub use target::Target;
pub use types::*;
pub use typing::IntegerInfo;
pub use visit::{Exprs, Stmts};

use crate::source::Span;

/// One translation unit.
#[derive(Debug, Default)]
pub struct Unit {
    /// What typing needs to know of the compiler that preprocessed the text.
    pub target: Target,
    pub types: TypeTable,
    pub records: Arena<Record>,
    pub enums: Arena<Enum>,
    pub decls: Arena<Decl>,
    pub exprs: Arena<Expr>,
    pub stmts: Arena<Stmt>,
    pub inits: Arena<Init>,
    pub labels: Arena<Label>,
    pub functions: Arena<Function>,
    /// Top-level items in source order.
    pub items: Vec<Item>,
    /// `#pragma` lines that stand in the text, in order.
    pub pragmas: Vec<Pragma>,
}

/// A top-level item.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: ItemKind,
    /// Whole item including the final `;` or `}`.
    pub span: Span,
    /// Stands in a system header (line marker flag 3).
    pub system: bool,
}

#[derive(Debug, Clone)]
pub enum ItemKind {
    Function(FunctionId),
    Declaration(Declaration),
    StaticAssert,
    Asm,
    /// A stray `;`.
    Empty,
}

#[derive(Debug, Clone)]
pub struct Pragma {
    /// The whole line without its newline.
    pub span: Span,
    /// Text after `#pragma`, trimmed.
    pub text: String,
}

/// A function definition.
#[derive(Debug, Clone)]
pub struct Function {
    pub decl: DeclId,
    /// Parameters in order, as declared by the definition.
    pub params: Vec<DeclId>,
    /// The body, always a `StmtKind::Block`.
    pub body: StmtId,
    /// All objects with automatic storage declared in the body (any depth) and
    /// the parameters, in source order.
    pub locals: Vec<DeclId>,
    /// Static (and thread-local) objects declared in the body.
    pub statics: Vec<DeclId>,
    pub labels: Vec<LabelId>,
    /// From the first specifier to the closing brace.
    pub span: Span,
    /// From the first specifier up to, not including, the body's `{`
    /// (contains a K&R declaration list).
    pub header: Span,
    /// Written in K&R style.
    pub old_style: bool,
    pub system: bool,
    /// Constructs inside that later stages must know of or refuse.
    pub features: Vec<(Feature, Span)>,
}

impl Function {
    pub fn has(&self, feature: Feature) -> bool {
        self.features.iter().any(|&(f, _)| f == feature)
    }
}

/// Constructs noticed while lowering a function body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Feature {
    /// Variable length array object or variably modified type.
    Vla,
    /// `alloca` / `__builtin_alloca`.
    Alloca,
    /// `setjmp` family, or a function with attribute `returns_twice`.
    Setjmp,
    ComputedGoto,
    LabelAddress,
    NestedFunction,
    /// Any `asm` statement.
    Asm,
    AsmGoto,
    StatementExpression,
    VaList,
    /// `__builtin_frame_address`, `__builtin_return_address` and the like.
    FrameIntrospection,
    /// `__attribute__((cleanup))` on a local.
    Cleanup,
    /// `__builtin_apply` and friends.
    BuiltinApply,
    /// `__label__`.
    LocalLabel,
    Vector,
}
