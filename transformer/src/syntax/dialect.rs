/// The C dialect a unit is written in, as `-std=` selects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dialect {
    pub standard: Standard,
    /// GNU keywords without underscores (`asm`, `typeof`) are keywords:
    /// `-std=gnu..`, the default of gcc and clang, without `-fno-asm`.
    pub gnu: bool,
}

/// Revisions of ISO C that differ in their keywords or grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standard {
    C89,
    C99,
    C11,
    C17,
    C23,
}

impl Default for Dialect {
    /// `gnu17`, the default of gcc 11 to 14.
    fn default() -> Dialect {
        Dialect {
            standard: Standard::C17,
            gnu: true,
        }
    }
}

impl Dialect {
    /// The dialect named by the argument of `-std=` (`c99`, `gnu2x`,
    /// `iso9899:1990`, ...); `None` for a name that is none of C's.
    pub fn from_std(name: &str) -> Option<Dialect> {
        let (gnu, year) = match name {
            "iso9899:1990" | "iso9899:199409" => (false, "90"),
            "iso9899:1999" | "iso9899:199x" => (false, "99"),
            "iso9899:2011" | "iso9899:201x" => (false, "11"),
            "iso9899:2017" | "iso9899:2018" => (false, "17"),
            "iso9899:2024" => (false, "23"),
            _ => match name.strip_prefix("gnu") {
                Some(year) => (true, year),
                None => (false, name.strip_prefix('c')?),
            },
        };
        let standard = match year {
            "89" | "90" => Standard::C89,
            "99" | "9x" => Standard::C99,
            "11" | "1x" => Standard::C11,
            "17" | "18" => Standard::C17,
            "23" | "2x" | "2y" => Standard::C23,
            _ => return None,
        };
        Some(Dialect { standard, gnu })
    }
}
