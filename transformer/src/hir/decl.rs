use super::{ExprId, FunctionId, Id, InitId, QualType};
use crate::source::Span;

pub type DeclId = Id<Decl>;

/// A named entity. All declarations of one entity with linkage in a unit
/// (prototype, definition, tentative definitions) share one `Decl`.
#[derive(Debug, Clone)]
pub struct Decl {
    pub name: String,
    pub kind: DeclKind,
    /// Composite type; for parameters after array/function adjustment.
    pub ty: QualType,
    /// Span of the name in the defining declaration (else the first one).
    pub name_span: Span,
    pub linkage: Linkage,
    pub scope: Scope,
    /// The first declaration stands in a system header.
    pub system: bool,
    /// A body or (for objects) a definition, tentative ones included, is in
    /// this unit.
    pub defined: bool,
    pub inline: bool,
    pub noreturn: bool,
    pub register: bool,
    pub thread_local: bool,
    pub constexpr: bool,
    /// Attribute names that were written on it, without underscores
    /// (`constructor`, `aligned`, `weak`, `alias`, ...), with the argument
    /// text between the parentheses, trimmed.
    pub attributes: Vec<(String, String)>,
    /// `asm("name")` label.
    pub asm_label: Option<String>,
    pub init: Option<InitId>,
    /// The function definition, when it is in this unit.
    pub function: Option<FunctionId>,
    /// Value of an enumeration constant when it does not depend on the target.
    pub enum_value: Option<i128>,
    /// The expression an enumeration constant has, or counts up from.
    pub enum_expr: Option<EnumExpr>,
    /// Every place in the text where the entity is *named*, declarations
    /// included, in source order.
    pub uses: Vec<Span>,
}

impl Decl {
    /// Not saved (`MIGRT_TRANSIENT`).
    pub fn is_transient(&self) -> bool {
        self.attributes.iter().any(|(name, _)| name == TRANSIENT)
    }
}

/// The attribute that `MIGRT_TRANSIENT` stands for.
pub const TRANSIENT: &str = "migrt_transient";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeclKind {
    Function,
    Object,
    Param,
    Typedef,
    EnumConstant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumExpr {
    Is(ExprId),
    /// That of a constant before it.
    CountsFrom(ExprId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Linkage {
    External,
    Internal,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    File,
    /// Automatic object, parameter, or local typedef/tag/enum constant of the
    /// function whose `Decl` is given.
    Automatic(DeclId),
    /// Static (or thread-local) object of that function.
    Static(DeclId),
    /// In a function prototype that is not a definition.
    Prototype,
}

/// One declaration: specifiers and zero or more declarators.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// From the first specifier to the `;` inclusive.
    pub span: Span,
    /// The specifiers, without trailing white space.
    pub specifiers: Span,
    /// Spans of storage-class specifiers inside `specifiers`
    /// (`static`, `extern`, `typedef`, `register`, `auto`, `_Thread_local`,
    /// `__thread`, `constexpr`, `inline`, `_Noreturn`).
    pub storage: Vec<Span>,
    /// The specifiers define a record or an enum with a body.
    pub defines_tag: bool,
    pub declarators: Vec<Declarator>,
}

#[derive(Debug, Clone)]
pub struct Declarator {
    pub decl: DeclId,
    /// The declarator with its attributes and asm label, without initialiser.
    pub span: Span,
    /// The initialiser without `=`.
    pub init: Option<InitId>,
    pub init_span: Option<Span>,
}

pub type InitKindExpr = ExprId;
