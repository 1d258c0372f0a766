//! Rewrites preprocessed C into the part of C that lang-c parses rightly.
//!
//! lang-c 0.15.1 refuses much of what gcc and clang accept, and takes some of
//! it for something else without a word (DESIGN, section 3). Two ways out were
//! weighed. Patching single constructs by pattern (find `__attribute__`, blank
//! it) is short, but cannot tell a type from a variable, and that decides most
//! ambiguities of C. So this module *walks* the tokens with a recursive-descent
//! recogniser of C11 + C23 + GNU C that keeps scopes and knows at each
//! identifier whether it is a typedef name (C11 6.2.1, 6.7.8). It builds no
//! tree; it only writes each token on, in a spelling lang-c cannot mistake, and
//! notes in the side table what that spelling hides. It is linear in the text
//! and reports syntax errors itself, with the place, before lang-c sees
//! anything.
//!
//! # What the lowering may rely on (the encoding)
//!
//! *Offsets.* The normalised text is one token after the other with a blank
//! between them: no comments, no `#` lines. [`OffsetMap::original_span`] maps
//! any span of an AST node to the original text, trimmed to whole tokens. A
//! token that was inserted has an empty original span. All keys of the side
//! table are byte offsets in the **original** text.
//!
//! *Literals* must be read from the original text by their span (helper
//! [`literal_tokens`] for string concatenations with line markers between
//! them). They are copied when plain; else a stand-in of the same kind takes
//! their place: `0` or `0.0` for numbers with suffixes or separators lang-c
//! does not know, `'?'` and `"?"` (with prefix `L`, `u`, `U` kept) for literals
//! with bytes or escapes it does not know.
//!
//! *Names.* An identifier that lang-c would mistake is respelled;
//! [`Normalised::original_name`] gives the user's spelling. That is: an
//! ordinary identifier (object, parameter, function, enumeration constant) that
//! shadows a typedef name becomes `__migcc_v_NAME`, everywhere it is meant, so
//! that in the AST a `TypedefName` always is a type and an `Identifier`
//! expression never is; identifiers with `$`, UTF-8 or `\u` become
//! `__migcc_u_N`; words that lang-c reserves but the dialect does not
//! (`restrict` in C89) become `__migcc_v_NAME` too. Members, tags and labels
//! are respelled in the second and third case only.
//!
//! *Marks.* "`x` marked M" below means: the token is spelled `x`, and
//! [`SideTable::mark`] of the original offset of that token is `M`.
//!
//! | source | normalised | in the AST |
//! |---|---|---|
//! | `&&l` | `&` marked `LabelAddress`, `l` | `Unary(Address, Identifier l)`; look up the mark at the operator's span |
//! | `goto *e;` | `return` marked `ComputedGoto`, `e ;` | `Return(Some(e))`, mark at the statement's start |
//! | `a ?: b` | `a ? __migcc_omitted : b` | `Conditional` whose `then` is that identifier |
//! | `__real__ e`, `__imag__ e` | unary `+` marked `Real`, `Imag` | `Unary(Plus, e)` |
//! | `__extension__ e` | unary `+` marked `Extension` | `Unary(Plus, e)` |
//! | `__alignof__ e` (`e` no type) | `sizeof` marked `Alignof`, `e` | `SizeOfVal`, mark at the expression's start |
//! | `_Alignof(T)` | as is | `AlignOf` |
//! | `sizeof (T){..}` | `sizeof ( (T){..} )` | `SizeOfVal(CompoundLiteral)` |
//! | `(T){}` | `(T){ __migcc_empty }` | one item, that identifier |
//! | `__builtin_f(.., T, ..)` (a type as argument of any builtin, such as `__builtin_types_compatible_p`) | `(sizeof(T))` in its place | a `Call` with `SizeOfTy`; [`Normalised::is_disguised_type`] tells it from a written `sizeof` |
//! | `__builtin_has_attribute(e, a)` | `__builtin_has_attribute(e)` | `Call` |
//! | `typeof(T)` | `typeof` marked `Typeof{of_type: true, ..}`, `((sizeof(T)))` | `TypeOf::Expression(SizeOfTy T)` |
//! | `typeof(e)` | as is (marked only when `typeof_unqual`) | `TypeOf::Expression` |
//! | `_BitInt(n)` | `typeof` marked `BitInt`, `(n)` | `TypeOf::Expression(n)` |
//! | `__int128` | `_Float128x` marked `Type(Int128)` | `TS18661Float`, with `signed`/`unsigned` beside it |
//! | `__int128_t`, `__uint128_t`, `__float128`, `__float80`, `__ibm128`, `__fp16`, `__bf16` | `_Float128x` marked `Type(..)` | `TS18661Float` |
//! | `__builtin_ms_va_list`, `__builtin_sysv_va_list` | `__builtin_va_list` marked `Type(..)` | `TypedefName` |
//! | a vector type built into the compiler (`__Int8x16_t`) | `_Float128x` marked `Type(Vendor)` | `TS18661Float` |
//! | `__auto_type x = e`, C23 `auto x = e` | `int` marked `AutoType` | `Int`, mark at the specifier's start |
//! | no type at all (`static x;`, `f() {..}`) | `int` inserted | `Int` with an empty original span |
//! | `enum e : T { A }` | `enum e { __migcc_underlying = sizeof(T), A }` | first enumerator |
//! | `enum e : T` without a body | `enum e { __migcc_underlying = sizeof(T) }` marked `EnumReference` at `enum` | only that enumerator |
//! | `bool`, `true`, `false`, `nullptr`, `thread_local`, `__thread`, `static_assert` and other spellings of one thing | `_Bool`, `__migcc_true`, `__migcc_false`, `__migcc_nullptr`, `_Thread_local`, `_Static_assert` | identifiers, or the C11 node |
//! | `constexpr`, `_Alignas(x)`/`alignas`, `__seg_fs`, `_Nonnull`, ... in specifiers | dropped | `specifier_attributes` with that name (`constexpr`, `_Alignas`, ...) |
//! | `__attribute__((..))`, `[[..]]` | dropped | the `*_attributes` of the side table |
//! | `asm("name")` on a declarator | dropped | `DeclaratorInfo::asm_label` |
//! | `__extension__` before a declaration or member | dropped | `declaration_start` |
//! | `asm goto volatile inline (t : o : i : c : l)` | `asm` marked `Asm(..)`, `(t : o : i : c)` | `AsmStatement`; qualifiers and labels in the mark, which every asm statement has |
//! | `asm("..");` at file scope | `_Static_assert` marked `FileAsm`, `(0, "") ;` | `StaticAssert` |
//! | `_Static_assert(e)` | `_Static_assert(e, "")` | the string has an empty original span |
//! | `__attribute__((fallthrough));`, `[[x]];` | `;` with the span of the whole statement | `Expression(None)`; `statement_attributes` |
//! | `__label__ a, b;` | `;` marked `LocalLabels` with the span of the whole statement | `Expression(None)` |
//! | `l: }`, `l: int x;`, `case 1: int x;` | `l: ;` inserted | the labelled statement is `Expression(None)` with an empty original span |
//! | nested function `T g(..) { .. }` | `T g(..) ;` with `g` marked `NestedFunction` | `Declaration`; the body is not in the AST |
//! | stray `;` at file scope or in a record | dropped | `SideTable::stray_semicolons` |
//! | `int f(...)` | `int f(int __migcc_no_parameters, ...)` | drop the parameter |
//! | parameter `int (T)`, `T` a typedef | `int (*)(T)` | already adjusted to a pointer (C11 6.7.6.3p8) |
//! | `f(int n; int a[n])` (forward parameters) | `f(int a[n])` preceded by nothing | uses of `n` may come before its declaration |
//! | `for (T *p; ..)`, `T` a typedef | `for (auto T *p; ..)` | `auto` has an empty original span: ignore it |
//! | `struct {int a}` without the last `;` | `;` inserted | |
//! | digraphs, `__const__`, `__signed`, `__typeof`, ... | the C11 token or lang-c's own spelling | |
//!
//! *Time and memory of lang-c.* It parses an expression twice in most places,
//! hence one with n types nested in each other's array sizes or `typeof`s 2^n
//! times. It remembers what it parsed only where a parenthesis or another
//! primary expression starts. So array sizes, operands of `typeof` and types in
//! the disguise of `sizeof` are put in parentheses, which leave no trace in the
//! tree; all is linear then. What it remembers it copies: expressions nested n
//! deep take n^2 memory.
//!
//! *Bounds.* Nesting (brackets, statements, right-recursive operators) deeper
//! than [`MAX_DEPTH`], chains longer than [`MAX_OPERATORS`] and more copies than [`MAX_COPIED_TOKENS`] and
//! [`COPIES_PER_TOKEN`] allow are syntax errors.

mod assembly;
mod attributes;
mod declarations;
mod declarators;
mod expressions;
mod initialisers;
mod keyword;
pub(in crate::syntax) mod lex;
mod literal;
mod map;
mod records;
mod scope;
mod side;
mod specifiers;
mod statements;
mod walk;

pub use literal::literal_tokens;
pub use map::OffsetMap;
pub use side::*;

use super::{Dialect, SyntaxError};
use crate::hir::Pragma;
use crate::source::Span;
use std::collections::HashMap;

/// Deepest nesting that is accepted.
pub const MAX_DEPTH: usize = 20_000;

/// Most operators that may follow each other without brackets.
pub const MAX_OPERATORS: usize = 100_000;

/// lang-c keeps a copy of every bracketed expression, and so of those nested in
/// it: as many tokens may be copied as this and [`COPIES_PER_TOKEN`] allow.
pub const MAX_COPIED_TOKENS: usize = 8_000_000;

/// Added to the budget for each token of the unit.
pub const COPIES_PER_TOKEN: usize = 32;

/// Prefix of ordinary identifiers that shadow a typedef name.
const SHADOW_PREFIX: &str = "__migcc_v_";

/// A translation unit ready for lang-c.
#[derive(Debug, Clone, Default)]
pub struct Normalised {
    pub text: String,
    pub map: OffsetMap,
    pub side: SideTable,
    /// `#pragma` lines of the original text, in order.
    pub pragmas: Vec<Pragma>,
    /// Why the text is not C; the rest of this value then covers a part of it.
    pub errors: Vec<SyntaxError>,
    /// Spelling in the original text of identifiers that had to be respelled.
    pub(super) renamed: HashMap<String, String>,
}

impl Normalised {
    /// The user's spelling of an identifier of the syntax tree.
    pub fn original_name<'a>(&'a self, name: &'a str) -> &'a str {
        match name.strip_prefix(SHADOW_PREFIX) {
            Some(plain) => self.renamed.get(plain).map_or(plain, String::as_str),
            None => self.renamed.get(name).map_or(name, String::as_str),
        }
    }

    /// Whether a `SizeOfTy` expression is no `sizeof` of the source but a type
    /// written where lang-c takes an expression (see the table).
    pub fn is_disguised_type(&self, node: lang_c::span::Span) -> bool {
        let text = self.text.get(node.start..node.end).unwrap_or("");
        let Some(at) = text.find("sizeof") else {
            return false;
        };
        let keyword = node.start + at;
        self.map
            .original_span(keyword, keyword + "sizeof".len())
            .is_empty()
    }

    /// Original text of a node of the syntax tree.
    pub fn span(&self, node: lang_c::span::Span) -> Span {
        self.map.original_span(node.start, node.end)
    }
}

/// Normalises a preprocessed unit. Recursive: run it in
/// [`super::with_big_stack`].
pub fn normalise(text: &str, dialect: Dialect) -> Normalised {
    let lexed = lex::lex(text, dialect);
    let lexical_error = lexed.error.clone();
    let mut walker = walk::Walker::new(text, lexed, dialect);
    let errors = match (lexical_error, walker.translation_unit()) {
        (Some(error), _) => vec![error],
        (None, Err(error)) => vec![error],
        (None, Ok(())) => Vec::new(),
    };
    Normalised {
        text: walker.out,
        map: walker.map,
        side: walker.side,
        pragmas: walker.lexed.pragmas,
        errors,
        renamed: walker.lexed.renamed,
    }
}
