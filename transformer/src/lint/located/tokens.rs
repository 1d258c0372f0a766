//! C text cut into words, as far as comparing a source line with what the
//! preprocessor made of it needs.

use std::ops::Range;

/// The words of `range`, as ranges of `text`: names, numbers, literals, and each
/// other character on its own. Comments are none. `in_comment`: the range begins
/// inside of a comment.
pub fn words(text: &[u8], range: Range<usize>, in_comment: bool) -> Vec<Range<usize>> {
    let text = &text[..range.end.min(text.len())];
    let mut at = range.start;
    let mut found = Vec::new();
    if in_comment {
        at = comment_end(text, at);
    }
    while at < text.len() {
        let (kind, end) = next(text, at);
        if kind == Kind::Word {
            found.push(at..end);
        }
        at = end;
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// White space or a comment.
    Nothing,
    /// A comment that does not end in the text.
    OpenComment,
}

/// What begins at `at`, and where it ends (behind `at`).
pub fn next(text: &[u8], at: usize) -> (Kind, usize) {
    let rest = &text[at..];
    match rest {
        [b'/', b'*', ..] => match memchr::memmem::find(&rest[2..], b"*/") {
            Some(length) => (Kind::Nothing, at + length + 4),
            None => (Kind::OpenComment, text.len()),
        },
        [b'/', b'/', ..] => (Kind::Nothing, at + line_comment(rest)),
        [b'\\', b'\n', ..] => (Kind::Nothing, at + 2),
        [b'\\', b'\r', b'\n', ..] => (Kind::Nothing, at + 3),
        [first, ..] if first.is_ascii_whitespace() => (Kind::Nothing, at + 1),
        [quote @ (b'"' | b'\''), ..] => (Kind::Word, at + literal(rest, *quote)),
        [first, ..] if is_name(*first) => (Kind::Word, at + length_of(rest)),
        _ => (Kind::Word, at + 1),
    }
}

/// Behind the `*/` that ends the comment `at` lies in.
pub fn comment_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memmem::find(rest, b"*/").map_or(text.len(), |length| at + length + 2)
}

pub fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Up to the end of the line, further where it is continued.
fn line_comment(rest: &[u8]) -> usize {
    let ends = memchr::memchr_iter(b'\n', rest);
    let mut ends = ends.filter(|&end| !rest[..end].trim_ascii_end().ends_with(b"\\"));
    ends.next().unwrap_or(rest.len())
}

/// A string or character constant with its quotes; an unclosed one ends with its
/// line.
fn literal(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    rest.len()
}

/// A name, or a number with the signs of its exponent; the prefix of a string is
/// a name of its own.
fn length_of(rest: &[u8]) -> usize {
    let number = rest[0].is_ascii_digit();
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        let exponent = matches!(byte, b'+' | b'-') && b"eEpP".contains(&rest[at - 1]);
        if !(is_name(byte) || number && (byte == b'.' || exponent)) {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let words = words(text.as_bytes(), 0..text.len(), false);
        words.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_without_comments() {
        assert_eq!(
            cut("x1 += 0x1p+3*f(\"a\\\"/*\", '\\'');/* y */z // w\\\n v\nu"),
            [
                "x1",
                "+",
                "=",
                "0x1p+3",
                "*",
                "f",
                "(",
                "\"a\\\"/*\"",
                ",",
                "'\\''",
                ")",
                ";",
                "z",
                "u"
            ]
        );
    }

    #[test]
    fn survives_anything() {
        for text in ["", "\"", "'\\", "/*", "/", "\\", "1e+", "é"] {
            for end in 0..text.len() + 2 {
                words(text.as_bytes(), 0..end, true);
                words(text.as_bytes(), 0..end, false);
            }
        }
    }
}
