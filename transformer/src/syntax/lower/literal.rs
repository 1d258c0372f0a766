//! Constants and string literals (C11 6.4.4, 6.4.5), read from the original
//! text: what the parser saw may be a stand-in.

use super::tokens::TokenKind;
use super::Lower;
use crate::hir::{ArrayLen, Encoding, ExprKind, FloatKind, QualType, TypeId, TypeKind};
use crate::source::Span;

impl Lower<'_> {
    pub(super) fn integer(&mut self, span: Span) -> (ExprKind, TypeId) {
        let text = self
            .tokens
            .text(span)
            .replace('\'', "")
            .to_ascii_lowercase();
        let (radix, digits) = radix_of(&text);
        let end = digits
            .find(|c: char| !c.is_digit(radix))
            .unwrap_or(digits.len());
        let (digits, suffix) = digits.split_at(end);
        let value = if digits.is_empty() {
            Some(0)
        } else {
            u128::from_str_radix(digits, radix).ok()
        };
        let mut ty = self.integer_type(value, radix == 10, suffix);
        if suffix.contains(['i', 'j']) {
            ty = self.intern(TypeKind::Complex(ty));
        }
        (ExprKind::Integer { value }, ty)
    }

    /// The first type of the list in C11 6.4.4.1p5 that holds the value.
    fn integer_type(&mut self, value: Option<u128>, decimal: bool, suffix: &str) -> TypeId {
        let unsigned = suffix.contains('u');
        let longs = suffix.matches('l').count();
        if suffix.contains("wb") {
            return self.bit_int_literal(value, unsigned);
        }
        let value = value.unwrap_or(0);
        let long = self.unit.target.long_bits;
        let ranks = [(0, 32), (1, long), (2, 64)];
        for (rank, bits) in ranks.into_iter().filter(|(rank, _)| *rank >= longs) {
            let kind = |signed| match rank {
                0 => TypeKind::Int { signed },
                1 => TypeKind::Long { signed },
                _ => TypeKind::LongLong { signed },
            };
            if !unsigned && value >> (bits - 1) == 0 {
                return self.intern(kind(true));
            }
            if (unsigned || !decimal) && value >> bits == 0 {
                return self.intern(kind(false));
            }
        }
        self.intern(TypeKind::Int128 { signed: !unsigned })
    }

    /// C23 `wb`: the narrowest `_BitInt` that holds the value.
    fn bit_int_literal(&mut self, value: Option<u128>, unsigned: bool) -> TypeId {
        let bits = 128 - value.unwrap_or(0).leading_zeros();
        let width = if unsigned {
            bits.max(1)
        } else {
            (bits + 1).max(2)
        };
        let width = ArrayLen::Known(u64::from(width));
        self.intern(TypeKind::BitInt {
            signed: !unsigned,
            width,
        })
    }

    pub(super) fn float(&mut self, span: Span) -> TypeId {
        let text = self
            .tokens
            .text(span)
            .replace('\'', "")
            .to_ascii_lowercase();
        let hex = text.starts_with("0x");
        let exponent = if hex { 'p' } else { 'e' };
        let tail = match text.split_once(exponent) {
            Some((_, tail)) => tail.trim_start_matches(['+', '-']),
            None => &text,
        };
        let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let imaginary = tail.contains(['i', 'j']);
        let suffix: String = tail.chars().filter(|c| !matches!(c, 'i' | 'j')).collect();
        let part = self.intern(TypeKind::Float(float_suffix(&suffix)));
        if imaginary {
            return self.intern(TypeKind::Complex(part));
        }
        part
    }

    pub(super) fn character(&mut self, span: Span) -> (ExprKind, TypeId) {
        let text = self.tokens.text(span);
        let (prefix, body) = split_prefix(text, '\'');
        let kind = match prefix {
            "L" => self.unit.target.wchar.clone(),
            "u" => TypeKind::Short { signed: false },
            "U" => TypeKind::Int { signed: false },
            "u8" => TypeKind::UChar,
            _ => TypeKind::Int { signed: true },
        };
        let units = decode(body);
        let value = match units[..] {
            [Unit::Escape(value)] | [Unit::Char(value)] if value <= 127 => Some(i64::from(value)),
            _ => None,
        };
        (ExprKind::Char { value }, self.intern(kind))
    }

    /// A string literal: all string tokens in `span` are one.
    pub(super) fn string(&mut self, span: Span) -> (ExprKind, QualType) {
        let parts: Vec<&str> = self
            .tokens
            .within(span)
            .filter(|i| {
                self.tokens
                    .get(*i)
                    .is_some_and(|t| t.kind == TokenKind::String)
            })
            .map(|i| self.tokens.str(i))
            .collect();
        let encoding = parts
            .iter()
            .map(|p| encoding(split_prefix(p, '"').0))
            .max_by_key(rank);
        let encoding = encoding.unwrap_or(Encoding::Plain);
        let units = parts.iter().flat_map(|p| decode(split_prefix(p, '"').1));
        let length: u64 = units
            .map(|unit| unit.length(encoding, self.wide_bits()))
            .sum();
        let elem = match encoding {
            Encoding::Plain => TypeKind::Char,
            Encoding::Utf8 if self.dialect.standard >= crate::syntax::Standard::C23 => {
                TypeKind::UChar
            }
            Encoding::Utf8 => TypeKind::Char,
            Encoding::Wide => self.unit.target.wchar.clone(),
            Encoding::Char16 => TypeKind::Short { signed: false },
            Encoding::Char32 => TypeKind::Int { signed: false },
        };
        let elem = self.intern(elem).into();
        let ty = self.intern(TypeKind::Array {
            elem,
            len: ArrayLen::Known(length + 1),
        });
        (
            ExprKind::String {
                encoding,
                value: parts.join(" "),
            },
            ty.into(),
        )
    }

    fn wide_bits(&self) -> u32 {
        match self.unit.target.wchar {
            TypeKind::Short { .. } => 16,
            _ => 32,
        }
    }
}

/// One character of a literal.
enum Unit {
    /// A numeric escape: one code unit.
    Escape(u32),
    /// A character: as many code units as its encoding takes.
    Char(u32),
}

impl Unit {
    fn length(&self, encoding: Encoding, wide_bits: u32) -> u64 {
        let Unit::Char(code) = *self else { return 1 };
        let utf16 = if code > 0xffff { 2 } else { 1 };
        match encoding {
            Encoding::Plain | Encoding::Utf8 => match code {
                0..=0x7f => 1,
                0x80..=0x7ff => 2,
                0x800..=0xffff => 3,
                _ => 4,
            },
            Encoding::Char16 => utf16,
            Encoding::Wide if wide_bits == 16 => utf16,
            Encoding::Wide | Encoding::Char32 => 1,
        }
    }
}

fn decode(body: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            units.push(Unit::Char(u32::from(c)));
            continue;
        }
        let Some(escape) = chars.next() else { break };
        let mut digits = |radix: u32, most: usize, first: u32| {
            let mut value = first;
            for _ in 0..most {
                let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else {
                    break;
                };
                value = value.wrapping_mul(radix).wrapping_add(digit);
                chars.next();
            }
            value
        };
        match escape {
            '\n' => {}
            'x' => units.push(Unit::Escape(digits(16, usize::MAX, 0))),
            'u' => units.push(Unit::Char(digits(16, 4, 0))),
            'U' => units.push(Unit::Char(digits(16, 8, 0))),
            '0'..='7' => {
                let first = escape.to_digit(8).unwrap_or(0);
                units.push(Unit::Escape(digits(8, 2, first)));
            }
            _ => units.push(Unit::Escape(simple_escape(escape))),
        }
    }
    units
}

fn simple_escape(c: char) -> u32 {
    match c {
        'n' => 10,
        't' => 9,
        'r' => 13,
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'v' => 11,
        'e' | 'E' => 27,
        other => u32::from(other),
    }
}

fn radix_of(text: &str) -> (u32, &str) {
    if let Some(rest) = text.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = text.strip_prefix("0b") {
        (2, rest)
    } else if text.starts_with('0') {
        (8, text)
    } else {
        (10, text)
    }
}

fn float_suffix(suffix: &str) -> FloatKind {
    match suffix {
        "f" => FloatKind::Float,
        "l" => FloatKind::LongDouble,
        "w" => FloatKind::LongDouble,
        "q" | "f128" => FloatKind::Float128,
        "f16" => FloatKind::Float16,
        "f32" => FloatKind::Float32,
        "f64" => FloatKind::Float64,
        "f32x" => FloatKind::Float32x,
        "f64x" => FloatKind::Float64x,
        "bf16" => FloatKind::BFloat16,
        "df" => FloatKind::Decimal32,
        "dd" => FloatKind::Decimal64,
        "dl" => FloatKind::Decimal128,
        _ => FloatKind::Double,
    }
}

/// The encoding prefix and what stands between the quotes.
fn split_prefix(text: &str, quote: char) -> (&str, &str) {
    let (prefix, rest) = text.split_once(quote).unwrap_or(("", text));
    (prefix, rest.strip_suffix(quote).unwrap_or(rest))
}

fn encoding(prefix: &str) -> Encoding {
    match prefix {
        "u8" => Encoding::Utf8,
        "L" => Encoding::Wide,
        "u" => Encoding::Char16,
        "U" => Encoding::Char32,
        _ => Encoding::Plain,
    }
}

/// A prefix on any part holds for the whole (C11 6.4.5p5).
fn rank(encoding: &Encoding) -> u8 {
    u8::from(*encoding != Encoding::Plain)
}
