use crate::source::Span;
use std::collections::HashMap;

/// What the normalised text does not say. All offsets are in the original text.
#[derive(Debug, Clone, Default)]
pub struct SideTable {
    pub(super) marks: HashMap<u32, Mark>,
    pub(super) specifiers: HashMap<u32, Vec<Attribute>>,
    pub(super) declarators: HashMap<u32, DeclaratorInfo>,
    pub(super) records: HashMap<u32, RecordInfo>,
    pub(super) labels: HashMap<u32, Vec<Attribute>>,
    pub(super) statements: HashMap<u32, Vec<Attribute>>,
    pub(super) declaration_starts: HashMap<u32, u32>,
    pub(super) stray_semicolons: Vec<Span>,
}

/// What a token of the normalised text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `&&label`, spelled `&`.
    LabelAddress,
    /// `goto *e;`, spelled `return e;`.
    ComputedGoto,
    /// `__real__`, spelled `+`.
    Real,
    /// `__imag__`, spelled `+`.
    Imag,
    /// `__extension__` in an expression, spelled `+`.
    Extension,
    /// `__alignof__ e`, spelled `sizeof e`.
    Alignof,
    /// `__auto_type` or C23 `auto`, spelled `int`.
    AutoType,
    /// A built-in type lang-c does not know, spelled `_Float128x` or
    /// `__builtin_va_list`.
    Type(BuiltinType),
    /// `_BitInt(n)`, spelled `typeof(n)`.
    BitInt,
    /// `typeof(T)` spelled `typeof(sizeof(T))` when `of_type`.
    Typeof { of_type: bool, unqual: bool },
    /// `enum e : T` that defines no constants.
    EnumReference,
    /// Any asm statement; on its `asm` keyword.
    Asm(AsmInfo),
    /// File-scope asm, spelled `_Static_assert(0, "");`.
    FileAsm,
    /// `__label__ a, b;`, spelled `;`.
    LocalLabels(Vec<(String, Span)>),
    /// A nested function definition, reduced to a declaration; on its name.
    NestedFunction {
        /// The definition from its first specifier to the closing brace.
        span: Span,
        /// From `{` to `}`.
        body: Span,
    },
}

/// Types built into compilers that have no spelling in lang-c.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BuiltinType {
    /// `__int128`: `signed`/`unsigned` may stand beside it.
    Int128,
    /// `__uint128_t`.
    UInt128,
    /// `__float128`.
    Float128,
    /// `__float80`.
    Float80,
    /// `__ibm128`.
    Ibm128,
    /// `__fp16`.
    Fp16,
    /// `__bf16`.
    Bf16,
    /// `__builtin_ms_va_list`.
    MsVaList,
    /// `__builtin_sysv_va_list`.
    SysvVaList,
    /// A compiler's own vector, matrix or predicate type; its name is the text.
    Vendor,
}

/// One attribute, whichever way it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Without leading and trailing `__`: `aligned`, `packed`, `gnu::cold`;
    /// `_Alignas`, `constexpr`, `__seg_fs` for the keywords of those names.
    pub name: String,
    /// Text between the parentheses, trimmed, `#` lines removed; empty if none.
    pub arguments: String,
    /// The attribute's own tokens (not the `__attribute__((` around them).
    pub span: Span,
}

/// What belongs to one declarator, keyed by the offset of the name it declares
/// (of an enumeration constant, too).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaratorInfo {
    /// Written anywhere in the declarator or directly after it.
    pub attributes: Vec<Attribute>,
    /// The string tokens of `asm("name")`, as written.
    pub asm_label: Option<String>,
    /// Where the declarator with its attributes and asm label starts and ends.
    pub span: Span,
}

/// What belongs to a `struct`, `union` or `enum` specifier, keyed by the offset
/// of that keyword.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordInfo {
    /// Between the keyword and the tag, and after `}`.
    pub attributes: Vec<Attribute>,
    /// Just after the keyword and the attribute lists that directly follow it.
    pub tag_insert: u32,
    /// The whole specifier with its attributes.
    pub span: Span,
}

/// Qualifiers and labels of an asm statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AsmInfo {
    pub volatile: bool,
    pub inline: bool,
    pub goto: bool,
    /// Labels of `asm goto`.
    pub labels: Vec<(String, Span)>,
}

impl SideTable {
    /// The mark on the token at this original offset.
    pub fn mark(&self, offset: u32) -> Option<&Mark> {
        self.marks.get(&offset)
    }

    /// Attributes among the specifiers of a declaration, parameter, member or
    /// type name; `first` is the start of its first specifier in the AST.
    pub fn specifier_attributes(&self, first: u32) -> &[Attribute] {
        slice(&self.specifiers, first)
    }

    /// Attributes and asm label of the declarator of the name at `name`;
    /// `None` when it has neither.
    pub fn declarator(&self, name: u32) -> Option<&DeclaratorInfo> {
        self.declarators.get(&name)
    }

    /// Of the `struct`/`union`/`enum` keyword at `keyword`; always there.
    pub fn record(&self, keyword: u32) -> Option<&RecordInfo> {
        self.records.get(&keyword)
    }

    /// Attributes after the label whose name is at `name`.
    pub fn label_attributes(&self, name: u32) -> &[Attribute] {
        slice(&self.labels, name)
    }

    /// Attributes of the statement whose first token in the AST is at `start`.
    pub fn statement_attributes(&self, start: u32) -> &[Attribute] {
        slice(&self.statements, start)
    }

    /// Where a declaration or function definition starts when attributes and
    /// `__extension__` before its `first` specifier in the AST are counted.
    pub fn declaration_start(&self, first: u32) -> u32 {
        self.declaration_starts
            .get(&first)
            .copied()
            .unwrap_or(first)
    }

    /// Stray `;` at file scope, in source order.
    pub fn stray_semicolons(&self) -> &[Span] {
        &self.stray_semicolons
    }
}

fn slice(map: &HashMap<u32, Vec<Attribute>>, key: u32) -> &[Attribute] {
    map.get(&key).map_or(&[], Vec::as_slice)
}
