use super::{Quals, TypeKind};

/// What the typing of expressions needs to know of the compiler and target
/// that preprocessed the text. Layouts stay the business of that compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Width of `long` in bits, 32 or 64.
    pub long_bits: u32,
    /// Types of `sizeof`, of pointer differences and of `L"x"[0]`.
    pub size: TypeKind,
    pub ptrdiff: TypeKind,
    pub wchar: TypeKind,
}

impl Target {
    /// A 64-bit Unix.
    pub fn lp64() -> Target {
        Target {
            long_bits: 64,
            size: TypeKind::Long { signed: false },
            ptrdiff: TypeKind::Long { signed: true },
            wchar: TypeKind::Int { signed: true },
        }
    }

    /// A 32-bit Unix.
    pub fn ilp32() -> Target {
        Target {
            long_bits: 32,
            size: TypeKind::Int { signed: false },
            ptrdiff: TypeKind::Int { signed: true },
            wchar: TypeKind::Int { signed: true },
        }
    }

    /// From the compiler's predefined macros (`cc -dM -E`). A macro that is
    /// missing or unreadable leaves the LP64 value.
    pub fn from_macros(text: &str) -> Target {
        let mut target = Target::lp64();
        for line in text.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some("#define"), Some(name), Some(value)) =
                (words.next(), words.next(), words.next())
            else {
                continue;
            };
            target.set(name, value.trim());
        }
        target
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "__SIZEOF_LONG__" => self.long_bits = if value == "4" { 32 } else { 64 },
            "__SIZE_TYPE__" => set_integer(&mut self.size, value),
            "__PTRDIFF_TYPE__" => set_integer(&mut self.ptrdiff, value),
            "__WCHAR_TYPE__" => set_integer(&mut self.wchar, value),
            _ => {}
        }
    }
}

impl Default for Target {
    fn default() -> Target {
        Target::lp64()
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
    pub const NONE: Quals = Quals {
        is_const: false,
        is_volatile: false,
        is_restrict: false,
        is_atomic: false,
    };

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
