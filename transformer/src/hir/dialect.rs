use super::{Quals, TypeKind};

/// What the typing of expressions needs to know of the compiler and target
/// that preprocessed the text. Layouts stay the business of that compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// `__STDC_VERSION__`; 199409 and below are C90.
    pub version: u32,
    /// Width of `long` in bits, 32 or 64.
    pub long_bits: u32,
    /// Types of `sizeof`, of pointer differences and of `L"x"[0]`.
    pub size: TypeKind,
    pub ptrdiff: TypeKind,
    pub wchar: TypeKind,
}

impl Dialect {
    /// GNU C17 on a 64-bit Unix.
    pub fn lp64() -> Dialect {
        Dialect {
            version: 201710,
            long_bits: 64,
            size: TypeKind::Long { signed: false },
            ptrdiff: TypeKind::Long { signed: true },
            wchar: TypeKind::Int { signed: true },
        }
    }

    /// GNU C17 on a 32-bit Unix.
    pub fn ilp32() -> Dialect {
        Dialect {
            version: 201710,
            long_bits: 32,
            size: TypeKind::Int { signed: false },
            ptrdiff: TypeKind::Int { signed: true },
            wchar: TypeKind::Int { signed: true },
        }
    }

    /// From the compiler's predefined macros (`cc -dM -E`). A macro that is
    /// missing or unreadable leaves the LP64 value.
    pub fn from_macros(text: &str) -> Dialect {
        let mut dialect = Dialect::lp64();
        for line in text.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some("#define"), Some(name), Some(value)) =
                (words.next(), words.next(), words.next())
            else {
                continue;
            };
            dialect.set(name, value.trim());
        }
        dialect
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "__STDC_VERSION__" => {
                if let Ok(version) = value.trim_end_matches(['L', 'l']).parse() {
                    self.version = version;
                }
            }
            "__SIZEOF_LONG__" => self.long_bits = if value == "4" { 32 } else { 64 },
            "__SIZE_TYPE__" => set_integer(&mut self.size, value),
            "__PTRDIFF_TYPE__" => set_integer(&mut self.ptrdiff, value),
            "__WCHAR_TYPE__" => set_integer(&mut self.wchar, value),
            _ => {}
        }
    }

    pub fn is_c23(&self) -> bool {
        self.version > 201710
    }
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect::lp64()
    }
}

fn set_integer(kind: &mut TypeKind, spelling: &str) {
    let signed = !spelling.contains("unsigned");
    let longs = spelling.matches("long").count();
    *kind = match longs {
        _ if spelling.contains("char") && signed => TypeKind::Char,
        _ if spelling.contains("char") => TypeKind::UChar,
        _ if spelling.contains("short") => TypeKind::Short { signed },
        0 => TypeKind::Int { signed },
        1 => TypeKind::Long { signed },
        _ => TypeKind::LongLong { signed },
    };
}

impl Quals {
    pub const NONE: Quals =
        Quals { is_const: false, is_volatile: false, is_restrict: false, is_atomic: false };

    pub fn union(self, other: Quals) -> Quals {
        Quals {
            is_const: self.is_const || other.is_const,
            is_volatile: self.is_volatile || other.is_volatile,
            is_restrict: self.is_restrict || other.is_restrict,
            is_atomic: self.is_atomic || other.is_atomic,
        }
    }

    pub fn is_empty(self) -> bool {
        self == Quals::NONE
    }
}
