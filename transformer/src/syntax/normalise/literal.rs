//! Literals as lang-c takes them: themselves when plain, else a stand-in of the
//! same kind.

/// A number.
pub(super) fn number(text: &str) -> &str {
    match text.as_bytes() {
        [b'0', b'x' | b'X', rest @ ..] => hexadecimal(text, rest),
        [b'0', b'b' | b'B', rest @ ..] => integer(text, rest, |b| matches!(b, b'0' | b'1')),
        bytes if bytes.iter().any(|b| matches!(b, b'.' | b'e' | b'E')) => decimal_float(text),
        [b'0', rest @ ..] if rest.first().is_some_and(u8::is_ascii_digit) => {
            integer(text, rest, |b| matches!(b, b'0'..=b'7'))
        }
        bytes if bytes.iter().any(|b| matches!(b, b'd' | b'D' | b'f' | b'F')) => "0.0",
        bytes => integer(text, bytes, u8::is_ascii_digit),
    }
}

fn hexadecimal<'a>(text: &'a str, digits: &[u8]) -> &'a str {
    let float = digits.iter().any(|b| matches!(b, b'.' | b'p' | b'P'));
    if !float {
        return integer(text, digits, u8::is_ascii_hexdigit);
    }
    // A suffix after the exponent; before it, `f` and `d` are digits.
    let exponent = digits
        .iter()
        .position(|b| matches!(b, b'p' | b'P'))
        .unwrap_or(digits.len());
    let tail = digits.get(exponent + 1..).unwrap_or(&[]);
    let plain = !tail.is_empty()
        && tail.iter().enumerate().all(|(i, b)| {
            b.is_ascii_digit()
                || (i == 0 && matches!(b, b'+' | b'-'))
                || (i + 1 == tail.len() && is_float_suffix(*b))
        })
        && digits
            .iter()
            .take(exponent)
            .all(|b| b.is_ascii_hexdigit() || *b == b'.');
    if plain {
        text
    } else {
        "0.0"
    }
}

fn decimal_float(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = bytes.iter().enumerate().all(|(i, b)| {
        matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
            || (i + 1 == bytes.len() && is_float_suffix(*b))
    });
    if plain {
        text
    } else {
        "0.0"
    }
}

fn is_float_suffix(byte: u8) -> bool {
    matches!(byte, b'f' | b'F' | b'l' | b'L')
}

fn integer<'a>(text: &'a str, digits: &[u8], is_digit: impl Fn(&u8) -> bool) -> &'a str {
    let count = digits.iter().take_while(|b| is_digit(b)).count();
    match digits.get(count..) {
        Some(
            b"" | b"u" | b"U" | b"l" | b"L" | b"ul" | b"UL" | b"uL" | b"Ul" | b"lu" | b"LU" | b"lU"
            | b"Lu" | b"ll" | b"LL" | b"ull" | b"ULL" | b"uLL" | b"Ull" | b"llu" | b"LLU" | b"llU"
            | b"LLu",
        ) if count > 0 => text,
        _ => "0",
    }
}

/// A character constant.
pub(super) fn character(text: &str) -> &str {
    match (is_plain(text), text.as_bytes().first()) {
        (true, Some(b'\'' | b'L' | b'U')) => text,
        (true, Some(b'u')) if !text.starts_with("u8") => text,
        (_, Some(b'L')) => "L'?'",
        (_, Some(b'U')) => "U'?'",
        (_, Some(b'u')) if !text.starts_with("u8") => "u'?'",
        _ => "'?'",
    }
}

/// One string literal token.
pub(super) fn text(text: &str) -> &str {
    let prefix = text.split('"').next().unwrap_or("");
    match prefix {
        "" | "L" | "u" | "U" | "u8" if is_plain(text) => text,
        "L" | "LR" => "L\"?\"",
        "u" | "uR" => "u\"?\"",
        "U" | "UR" => "U\"?\"",
        "u8" | "u8R" => "u8\"?\"",
        _ => "\"?\"",
    }
}

/// Only ASCII and the escape sequences of C11 6.4.4.4 without universal names.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let plain = match byte {
            b'\\' if next == b'x' => bytes.get(at + 2).is_some_and(u8::is_ascii_hexdigit),
            b'\\' => b"'\"?\\abfnrtv01234567".contains(&next),
            _ => matches!(byte, b' '..=b'~' | b'\t'),
        };
        if !plain {
            return false;
        }
        at += if byte == b'\\' { 2 } else { 1 };
    }
    true
}

/// The tokens of a string literal, adjacent pieces included, without the white
/// space, comments and `#` lines between them.
pub fn literal_tokens(original: &str) -> Vec<&str> {
    super::lex::lex(original, crate::syntax::Dialect::default())
        .tokens
        .iter()
        .filter(|token| token.kind != super::lex::Kind::End)
        .filter_map(|token| original.get(token.span.range()))
        .collect()
}
