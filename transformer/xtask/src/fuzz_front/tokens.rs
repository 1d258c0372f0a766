//! A rough cut of preprocessed C into tokens: enough to mutate it.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    Quoted,
    Punct,
}

/// Tokens of the file that the first line marker names; all, if there is none.
pub fn tokens(text: &[u8]) -> Vec<Token> {
    let own = first_file(text);
    let mut found = Vec::new();
    let mut inside = true;
    let mut start = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        match marked_file(line) {
            Some(file) => inside = Some(file) == own,
            None if inside && !line.starts_with(b"#") => cut(line, start, &mut found),
            None => {}
        }
        start += line.len();
    }
    found
}

fn first_file(text: &[u8]) -> Option<&[u8]> {
    marked_file(text.split(|&byte| byte == b'\n').next()?)
}

/// `# 12 "file" 3`
fn marked_file(line: &[u8]) -> Option<&[u8]> {
    let digits = line.strip_prefix(b"# ")?;
    if !digits.first()?.is_ascii_digit() {
        return None;
    }
    digits.split(|&byte| byte == b'"').nth(1)
}

fn cut(line: &[u8], start: usize, found: &mut Vec<Token>) {
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = next(&line[at..]);
        found.push(Token {
            kind,
            at: start + at..start + at + length,
        });
        at += length;
    }
}

/// Kind and length of the token that begins `rest`, which is not empty.
fn next(rest: &[u8]) -> (Kind, usize) {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let run = |from: usize| from + rest[from..].iter().take_while(|byte| word(byte)).count();
    match rest[0] {
        b'0'..=b'9' => (Kind::Number, run(1)),
        b'"' | b'\'' => (Kind::Quoted, quoted(rest)),
        byte if word(&byte) => (Kind::Word, run(1)),
        _ => (Kind::Punct, punct(rest)),
    }
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

const LONG: [&[u8]; 22] = [
    b"<<=", b">>=", b"...", b"->", b"++", b"--", b"<<", b">>", b"<=", b">=", b"==", b"!=", b"&&",
    b"||", b"+=", b"-=", b"*=", b"/=", b"%=", b"&=", b"|=", b"^=",
];

fn punct(rest: &[u8]) -> usize {
    let long = LONG.iter().find(|long| rest.starts_with(long));
    long.map_or(1, |long| long.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_left_out() {
        let text =
            b"# 1 \"a.c\"\nint a;\n# 1 \"h.h\" 1\nint h;\n# 2 \"a.c\" 2\na>>=\"x\\\"y\"+0x1f;\n";
        let words: Vec<&[u8]> = tokens(text).iter().map(|t| &text[t.at.clone()]).collect();
        let expected: [&[u8]; 8] = [
            b"int",
            b"a",
            b";",
            b"a",
            b">>=",
            b"\"x\\\"y\"",
            b"+",
            b"0x1f",
        ];
        assert_eq!(words[..8], expected);
        assert_eq!(words.len(), 9);
    }

    #[test]
    fn what_ends_in_the_middle_is_cut_all_the_same() {
        for text in [&b"\"abc"[..], b"'\\", b"\x80\xff", b"# 1 \"", b"\\"] {
            for token in tokens(text) {
                assert!(token.at.end <= text.len() && token.at.start < token.at.end);
            }
        }
    }
}
