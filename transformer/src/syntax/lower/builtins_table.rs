//! Names and result types of compiler builtins.

use crate::hir::FloatKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltinResult {
    Void,
    Bool,
    Int,
    Unsigned,
    Long,
    LongLong,
    UnsignedShort,
    Unsigned64,
    Unsigned128,
    Size,
    Float(FloatKind),
    Complex(FloatKind),
    VoidPointer,
    CharPointer,
    ConstCharPointer,
    /// The (converted) type of the first argument.
    FirstArgument,
    /// What the first argument points to.
    Pointed,
    /// The type that stands as that argument.
    TypeArgument(usize),
    ComplexOfFirst,
}

use BuiltinResult as R;

/// Names without `__builtin_`, or with their other prefix.
const NAMED: &[(&str, BuiltinResult)] = &[
    ("LINE", R::Int),
    ("FILE", R::ConstCharPointer),
    ("FUNCTION", R::ConstCharPointer),
    ("expect", R::Long),
    ("expect_with_probability", R::Long),
    ("unreachable", R::Void),
    ("trap", R::Void),
    ("prefetch", R::Void),
    ("assume", R::Void),
    ("va_start", R::Void),
    ("c23_va_start", R::Void),
    ("va_end", R::Void),
    ("va_copy", R::Void),
    ("next_arg", R::VoidPointer),
    ("va_arg_pack", R::Int),
    ("va_arg_pack_len", R::Int),
    ("clear_padding", R::Void),
    ("__clear_cache", R::Void),
    ("object_size", R::Size),
    ("dynamic_object_size", R::Size),
    ("alloca", R::VoidPointer),
    ("alloca_with_align", R::VoidPointer),
    ("alloca_with_align_and_max", R::VoidPointer),
    ("assume_aligned", R::VoidPointer),
    ("return_address", R::VoidPointer),
    ("frame_address", R::VoidPointer),
    ("extract_return_addr", R::VoidPointer),
    ("frob_return_address", R::VoidPointer),
    ("thread_pointer", R::VoidPointer),
    ("apply_args", R::VoidPointer),
    ("apply", R::VoidPointer),
    ("return", R::Void),
    ("longjmp", R::Void),
    ("bswap16", R::UnsignedShort),
    ("bswap32", R::Unsigned),
    ("bswap64", R::Unsigned64),
    ("bswap128", R::Unsigned128),
    ("convertvector", R::TypeArgument(1)),
    ("bit_cast", R::TypeArgument(0)),
    ("shuffle", R::FirstArgument),
    ("shufflevector", R::FirstArgument),
    ("addressof", R::FirstArgument),
    ("launder", R::FirstArgument),
    ("complex", R::ComplexOfFirst),
    ("malloc", R::VoidPointer),
    ("calloc", R::VoidPointer),
    ("realloc", R::VoidPointer),
    ("aligned_alloc", R::VoidPointer),
    ("memcpy", R::VoidPointer),
    ("memmove", R::VoidPointer),
    ("mempcpy", R::VoidPointer),
    ("memset", R::VoidPointer),
    ("memchr", R::VoidPointer),
    ("free", R::Void),
    ("bzero", R::Void),
    ("bcopy", R::Void),
    ("abort", R::Void),
    ("exit", R::Void),
    ("_exit", R::Void),
    ("_Exit", R::Void),
    ("strlen", R::Size),
    ("strnlen", R::Size),
    ("strspn", R::Size),
    ("strcspn", R::Size),
    ("strftime", R::Size),
    ("fwrite", R::Size),
    ("strcat", R::CharPointer),
    ("strncat", R::CharPointer),
    ("strcpy", R::CharPointer),
    ("strncpy", R::CharPointer),
    ("stpcpy", R::CharPointer),
    ("stpncpy", R::CharPointer),
    ("strchr", R::CharPointer),
    ("strrchr", R::CharPointer),
    ("strstr", R::CharPointer),
    ("strpbrk", R::CharPointer),
    ("strdup", R::CharPointer),
    ("strndup", R::CharPointer),
    ("index", R::CharPointer),
    ("rindex", R::CharPointer),
    ("labs", R::Long),
    ("llabs", R::LongLong),
    ("imaxabs", R::Long),
];

/// With and without a `_chk` behind: the same result as the plain function.
const CHECKED: &str = "_chk";

/// Floating functions of one real type; suffixes `f`, `l` and none.
const MATH: &[&str] = &[
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "drem",
    "erf",
    "erfc",
    "exp",
    "exp10",
    "exp2",
    "expm1",
    "fabs",
    "fdim",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmod",
    "frexp",
    "gamma",
    "huge_val",
    "hypot",
    "inf",
    "infd",
    "j0",
    "j1",
    "jn",
    "ldexp",
    "lgamma",
    "log",
    "log10",
    "log1p",
    "log2",
    "logb",
    "modf",
    "nan",
    "nans",
    "nearbyint",
    "nextafter",
    "nexttoward",
    "pow",
    "pow10",
    "powi",
    "remainder",
    "remquo",
    "rint",
    "round",
    "roundeven",
    "scalb",
    "scalbln",
    "scalbn",
    "significand",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "tgamma",
    "trunc",
    "y0",
    "y1",
    "yn",
    "cabs",
    "carg",
    "cimag",
    "creal",
];

const COMPLEX_MATH: &[&str] = &[
    "cacos", "cacosh", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "cexpi",
    "clog", "clog10", "conj", "cpow", "cproj", "csin", "csinh", "csqrt", "ctan", "ctanh",
];

/// Rounding to integers: prefix decides the result.
const ROUNDING: &[(&str, BuiltinResult)] = &[
    ("lceil", R::Long),
    ("lfloor", R::Long),
    ("lrint", R::Long),
    ("lround", R::Long),
    ("llceil", R::LongLong),
    ("llfloor", R::LongLong),
    ("llrint", R::LongLong),
    ("llround", R::LongLong),
];

/// `None`: not in the tables; such builtins yield `int`.
pub fn result_of(name: &str) -> Option<BuiltinResult> {
    if let Some(atomic) = atomic_result(name) {
        return Some(atomic);
    }
    let plain = name.strip_prefix("__builtin_").unwrap_or(name);
    let plain = plain
        .strip_prefix("__")
        .and_then(|n| n.strip_suffix(CHECKED))
        .unwrap_or(plain);
    let plain = plain.strip_suffix(CHECKED).unwrap_or(plain);
    if let Some((_, result)) = NAMED.iter().find(|(n, _)| *n == plain) {
        return Some(*result);
    }
    if plain.ends_with("_overflow") || plain.ends_with("_overflow_p") {
        return Some(R::Bool);
    }
    math_result(plain)
}

fn math_result(name: &str) -> Option<BuiltinResult> {
    for (base, kind) in suffixed(name) {
        if MATH.contains(&base) {
            return Some(R::Float(kind));
        }
        if COMPLEX_MATH.contains(&base) {
            return Some(R::Complex(kind));
        }
        if let Some((_, result)) = ROUNDING.iter().find(|(n, _)| *n == base) {
            return Some(*result);
        }
    }
    None
}

/// The readings of a name as a base and the type its suffix means.
fn suffixed(name: &str) -> impl Iterator<Item = (&str, FloatKind)> {
    const SUFFIXES: [(&str, FloatKind); 11] = [
        ("", FloatKind::Double),
        ("f", FloatKind::Float),
        ("l", FloatKind::LongDouble),
        ("f16", FloatKind::Float16),
        ("f32", FloatKind::Float32),
        ("f64", FloatKind::Float64),
        ("f128", FloatKind::Float128),
        ("f32x", FloatKind::Float32x),
        ("f64x", FloatKind::Float64x),
        ("q", FloatKind::Float128),
        ("d64", FloatKind::Decimal64),
    ];
    SUFFIXES
        .into_iter()
        .filter_map(move |(suffix, kind)| name.strip_suffix(suffix).map(|base| (base, kind)))
}

/// `__sync_*`, `__atomic_*` and clang's `__c11_atomic_*` (GNU C 6.55, 6.56).
fn atomic_result(name: &str) -> Option<BuiltinResult> {
    let sync = name.strip_prefix("__sync_");
    let atomic = name
        .strip_prefix("__atomic_")
        .or_else(|| name.strip_prefix("__c11_atomic_"));
    let plain = sync.or(atomic)?;
    Some(match plain {
        "bool_compare_and_swap"
        | "test_and_set"
        | "compare_exchange"
        | "compare_exchange_n"
        | "compare_exchange_strong"
        | "compare_exchange_weak"
        | "always_lock_free"
        | "is_lock_free" => R::Bool,
        "synchronize" | "lock_release" | "store" | "store_n" | "clear" | "thread_fence"
        | "signal_fence" | "init" => R::Void,
        "load" | "exchange" if name.starts_with("__atomic_") => R::Void,
        _ => R::Pointed,
    })
}
