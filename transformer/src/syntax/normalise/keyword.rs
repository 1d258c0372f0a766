use super::side::BuiltinType;
use crate::syntax::{Dialect, Standard};

/// A keyword by what it means to the grammar, not by how it is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    // Storage classes and function specifiers.
    Typedef,
    Auto,
    Constexpr,
    /// `extern`, `static`, `register`, `_Thread_local`, `inline`, `_Noreturn`.
    Storage,
    // Qualifiers.
    /// `const`, `volatile`, `restrict`.
    Qualifier,
    Atomic,
    /// `__seg_fs`, `_Nonnull`: dropped and recorded.
    DroppedQualifier,
    // Types.
    /// `int` and the like; may be combined.
    Basic,
    Builtin(BuiltinType),
    AutoType,
    BitInt,
    Typeof {
        unqual: bool,
    },
    /// `struct`, `union`.
    Record,
    Enum,
    // Other parts of declarations.
    Alignas,
    Attribute,
    Extension,
    Asm,
    StaticAssert,
    LocalLabel,
    // Expressions.
    Sizeof,
    /// `_Alignof` and its other spellings.
    Alignof,
    Generic,
    Real,
    Imag,
    VaArg,
    Offsetof,
    HasAttribute,
    /// `__func__`, `true`, `nullptr`: an operand by itself.
    Operand,
    // Statements.
    If,
    Else,
    While,
    For,
    Do,
    Switch,
    Case,
    Default,
    /// `break`, `continue`.
    Jump,
    Goto,
    Return,
}

/// The meaning of `word` in `dialect` and how lang-c spells it.
pub(super) fn keyword(word: &str, dialect: Dialect) -> Option<(Keyword, &'static str)> {
    always(word)
        .or_else(|| builtin_type(word))
        .or_else(|| by_dialect(word, dialect))
        .or_else(|| vendor_type(word))
}

/// Words that lang-c reserves; those that are no keywords here are respelled.
pub(super) fn reserved_by_parser(word: &str) -> bool {
    matches!(
        word,
        "restrict"
            | "inline"
            | "_Imaginary"
            | "_Float16x"
            | "_Float128x"
            | "_Decimal32x"
            | "_Decimal64x"
            | "_Decimal128x"
            | "__null"
            | "__thread"
    )
}

fn always(word: &str) -> Option<(Keyword, &'static str)> {
    use Keyword::*;
    Some(match word {
        "auto" => (Auto, "auto"),
        "break" => (Jump, "break"),
        "case" => (Case, "case"),
        "char" => (Basic, "char"),
        "const" | "__const" | "__const__" => (Qualifier, "const"),
        "continue" => (Jump, "continue"),
        "default" => (Default, "default"),
        "do" => (Do, "do"),
        "double" => (Basic, "double"),
        "else" => (Else, "else"),
        "enum" => (Enum, "enum"),
        "extern" => (Storage, "extern"),
        "float" => (Basic, "float"),
        "for" => (For, "for"),
        "goto" => (Goto, "goto"),
        "if" => (If, "if"),
        "int" => (Basic, "int"),
        "long" => (Basic, "long"),
        "register" => (Storage, "register"),
        "return" => (Return, "return"),
        "short" => (Basic, "short"),
        "signed" | "__signed" | "__signed__" => (Basic, "signed"),
        "sizeof" => (Sizeof, "sizeof"),
        "static" => (Storage, "static"),
        "struct" => (Record, "struct"),
        "switch" => (Switch, "switch"),
        "typedef" => (Typedef, "typedef"),
        "union" => (Record, "union"),
        "unsigned" => (Basic, "unsigned"),
        "void" => (Basic, "void"),
        "volatile" | "__volatile" | "__volatile__" => (Qualifier, "volatile"),
        "while" => (While, "while"),
        "_Alignas" => (Alignas, "_Alignas"),
        "_Alignof" | "__alignof" | "__alignof__" => (Alignof, "_Alignof"),
        "_Atomic" => (Atomic, "_Atomic"),
        "_Bool" => (Basic, "_Bool"),
        "_BitInt" | "_ExtInt" => (BitInt, "__typeof"),
        "_Complex" | "__complex" | "__complex__" => (Basic, "_Complex"),
        "_Generic" => (Generic, "_Generic"),
        "_Noreturn" => (Storage, "_Noreturn"),
        "_Static_assert" => (StaticAssert, "_Static_assert"),
        "_Thread_local" | "__thread" => (Storage, "_Thread_local"),
        "_Float16" => (Basic, "_Float16"),
        "_Float32" => (Basic, "_Float32"),
        "_Float64" => (Basic, "_Float64"),
        "_Float128" => (Basic, "_Float128"),
        "_Float32x" => (Basic, "_Float32x"),
        "_Float64x" => (Basic, "_Float64x"),
        "_Decimal32" => (Basic, "_Decimal32"),
        "_Decimal64" => (Basic, "_Decimal64"),
        "_Decimal128" => (Basic, "_Decimal128"),
        "__asm" | "__asm__" => (Asm, "__asm__"),
        "__attribute" | "__attribute__" => (Attribute, "__attribute__"),
        "__auto_type" => (AutoType, "int"),
        "__builtin_has_attribute" => (HasAttribute, "__builtin_has_attribute"),
        "__builtin_offsetof" => (Offsetof, "__builtin_offsetof"),
        "__builtin_va_arg" => (VaArg, "__builtin_va_arg"),
        "__extension__" => (Extension, "+"),
        "__func__" | "__FUNCTION__" | "__PRETTY_FUNCTION__" => (Operand, "__func__"),
        "__imag" | "__imag__" => (Imag, "+"),
        "__inline" | "__inline__" => (Storage, "inline"),
        "__label__" => (LocalLabel, "__label__"),
        "__real" | "__real__" => (Real, "+"),
        "__restrict" | "__restrict__" => (Qualifier, "restrict"),
        "__typeof" | "__typeof__" => (Typeof { unqual: false }, "__typeof"),
        "__typeof_unqual" | "__typeof_unqual__" => (Typeof { unqual: true }, "__typeof"),
        "__seg_fs" | "__seg_gs" | "__flash" | "__ea" | "_Nonnull" | "_Nullable"
        | "_Null_unspecified" | "_Nullable_result" | "__unaligned" => (DroppedQualifier, ""),
        _ => return None,
    })
}

fn by_dialect(word: &str, dialect: Dialect) -> Option<(Keyword, &'static str)> {
    use Keyword::*;
    let c23 = dialect.standard >= Standard::C23;
    let (enabled, meaning) = match word {
        "inline" => (
            dialect.gnu || dialect.standard >= Standard::C99,
            (Storage, "inline"),
        ),
        "restrict" => (dialect.standard >= Standard::C99, (Qualifier, "restrict")),
        "asm" => (dialect.gnu, (Asm, "__asm__")),
        "typeof" => (dialect.gnu || c23, (Typeof { unqual: false }, "__typeof")),
        "typeof_unqual" => (c23, (Typeof { unqual: true }, "__typeof")),
        "alignas" => (c23, (Alignas, "_Alignas")),
        "alignof" => (c23, (Alignof, "_Alignof")),
        "bool" => (c23, (Basic, "_Bool")),
        "constexpr" => (c23, (Constexpr, "")),
        "false" => (c23, (Operand, "__migcc_false")),
        "true" => (c23, (Operand, "__migcc_true")),
        "nullptr" => (c23, (Operand, "__migcc_nullptr")),
        "static_assert" => (c23, (StaticAssert, "_Static_assert")),
        "thread_local" => (c23, (Storage, "_Thread_local")),
        _ => return None,
    };
    enabled.then_some(meaning)
}

fn builtin_type(word: &str) -> Option<(Keyword, &'static str)> {
    let (kind, spelling) = match word {
        "__int128" | "__int128__" | "__int128_t" => (BuiltinType::Int128, "_Float128x"),
        "__uint128_t" => (BuiltinType::UInt128, "_Float128x"),
        "__float128" => (BuiltinType::Float128, "_Float128x"),
        "__float80" => (BuiltinType::Float80, "_Float128x"),
        "__ibm128" => (BuiltinType::Ibm128, "_Float128x"),
        "__fp16" => (BuiltinType::Fp16, "_Float128x"),
        "__bf16" => (BuiltinType::Bf16, "_Float128x"),
        "__builtin_ms_va_list" => (BuiltinType::MsVaList, "__builtin_va_list"),
        "__builtin_sysv_va_list" => (BuiltinType::SysvVaList, "__builtin_va_list"),
        _ => return None,
    };
    Some((Keyword::Builtin(kind), spelling))
}

/// Types that arm_neon.h, riscv_vector.h and altivec.h build on.
fn vendor_type(word: &str) -> Option<(Keyword, &'static str)> {
    const PREFIXES: [&str; 9] = [
        "Int", "Uint", "Float", "Bfloat", "Poly", "Mfloat", "SV", "rvv_", "clang_sv",
    ];
    let rest = word.strip_prefix("__")?;
    let vendor = rest == "vector"
        || rest.starts_with("simd64_")
        || rest.starts_with("simd128_")
        || is_builtin_simd(rest)
        || (rest.ends_with("_t") && PREFIXES.iter().any(|prefix| rest.starts_with(prefix)));
    vendor.then_some((Keyword::Builtin(BuiltinType::Vendor), "_Float128x"))
}

/// `__builtin_neon_qi`, `__builtin_aarch64_simd_xi` and the like are types, but
/// `__builtin_neon_vaddv8qi` is a function.
fn is_builtin_simd(rest: &str) -> bool {
    let mode = rest
        .strip_prefix("builtin_neon_")
        .or_else(|| rest.strip_prefix("builtin_aarch64_simd_"));
    matches!(
        mode,
        Some("qi" | "hi" | "si" | "di" | "ti" | "ei" | "oi" | "ci" | "xi" | "hf" | "sf" | "df")
            | Some(
                "bf" | "poly8" | "poly16" | "poly64" | "poly128" | "uqi" | "uhi" | "usi" | "udi"
            )
    )
}

/// Types the compiler defines under names that are not reserved, when a header
/// asks for it by a pragma (`#pragma GCC aarch64 "arm_sve.h"`): types as long as
/// the unit declares nothing of that name.
pub(super) fn predefined_by_pragma(word: &str) -> bool {
    const PREFIXES: [&str; 6] = ["int", "uint", "float", "poly", "bfloat", "mfloat"];
    let Some(name) = word.strip_suffix("_t") else {
        return false;
    };
    if let Some(scalable) = name.strip_prefix("sv") {
        return ["bool", "int", "uint", "float", "bfloat", "mfloat", "count"]
            .iter()
            .any(|prefix| scalable.starts_with(prefix));
    }
    let Some(lanes) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) else {
        return false;
    };
    lanes.contains('x') && lanes.bytes().all(|b| b.is_ascii_digit() || b == b'x')
}
