//! Hash of a source file's tokens: equal for texts that differ only in white
//! space and comments. It ties an image to the source it was made from.

/// Hexadecimal hash of the tokens of `text`.
pub fn fingerprint(text: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    let text = splice_lines(text);
    let mut lexer = Lexer {
        text: &text,
        at: 0,
        line_start: true,
        directive: false,
    };
    while let Some(token) = lexer.next() {
        hasher.update(token).update(b"\0");
    }
    hasher.finalize().to_hex()[..32].to_string()
}

/// Translation phase 2 (C11 5.1.1.2): a backslash before a newline joins lines.
fn splice_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match (byte, tail) {
            (b'\\', [b'\n', after @ ..]) | (b'\\', [b'\r', b'\n', after @ ..]) => after,
            _ => {
                out.push(byte);
                tail
            }
        };
    }
    out
}

struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    line_start: bool,
    /// Inside a preprocessing directive, where white space and the end of the
    /// line mean something: `#define A (1)` is not `#define A(1)`.
    directive: bool,
}

impl<'a> Lexer<'a> {
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn next(&mut self) -> Option<&'a [u8]> {
        let before = self.at;
        if self.skip_blank() {
            self.line_start = true;
            if std::mem::take(&mut self.directive) {
                return Some(b"\n");
            }
        }
        let spaced = self.at > before;
        let start = self.at;
        let first = *self.text.get(start)?;
        if self.directive && spaced && first == b'(' {
            self.at += 1;
            return Some(b" (");
        }
        self.directive |= first == b'#' && self.line_start;
        self.line_start = false;
        self.at += token_length(&self.text[start..]).max(1);
        self.text.get(start..self.at)
    }

    /// Skips white space and comments; true if a line ended.
    fn skip_blank(&mut self) -> bool {
        let mut newline = false;
        loop {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => self.skip_past(b"*/", 2),
                (b'/', b'/') => self.skip_to_newline(),
                (byte, _) if byte.is_ascii_whitespace() || byte == 0x0b => {
                    newline |= byte == b'\n';
                    self.at += 1;
                }
                _ => return newline,
            }
        }
    }

    fn skip_past(&mut self, end: &[u8], from: usize) {
        let rest = self.text.get(self.at + from..).unwrap_or(b"");
        let found = rest.windows(end.len()).position(|window| window == end);
        self.at = found.map_or(self.text.len(), |at| self.at + from + at + end.len());
    }

    fn skip_to_newline(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or(b"");
        self.at += rest
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(rest.len());
    }
}

/// Length of the token `text` begins with. Punctuators count byte by byte,
/// which is as good for a hash except for what white space can separate: `+ +`
/// and `++`. So runs of operator characters are one token.
fn token_length(text: &[u8]) -> usize {
    let run = |accept: &dyn Fn(u8) -> bool| text.iter().take_while(|&&byte| accept(byte)).count();
    let word =
        |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
    match text.first() {
        Some(&quote @ (b'"' | b'\'')) => quoted_length(text, quote),
        Some(&byte) if byte.is_ascii_digit() => run(&|byte| word(byte) || byte == b'.'),
        Some(&byte) if word(byte) => run(&word),
        Some(&byte) if byte == b'+' || byte == b'-' => run(&|other| other == byte || other == b'='),
        _ => 1,
    }
}

fn quoted_length(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &str, right: &str) -> bool {
        fingerprint(left.as_bytes()) == fingerprint(right.as_bytes())
    }

    #[test]
    fn white_space_and_comments_do_not_count() {
        assert!(same(
            "int  f ( void ){return 1;}",
            "int f(void)\n{ // one\n  return 1; /* x */\n}\n"
        ));
        assert!(same("ab\\\nc;", "abc;"));
        assert!(same("#define  A  1 // x\nA", "# define A 1\n\n  A\n"));
    }

    #[test]
    fn everything_else_does() {
        assert!(!same("return 1;", "return 2;"));
        assert!(!same("a + +b", "a ++b"));
        assert!(!same("x = \"a  b\";", "x = \"a b\";"));
        assert!(!same("x = \"/* */\";", "x = \"\";"));
        assert!(!same("int a; int b;", "int b; int a;"));
        assert!(!same("#define A (1)", "#define A(1)"));
        assert!(!same("#define A 1\nB", "#define A 1 B"));
        assert!(!same("inta;", "int a;"));
    }

    #[test]
    fn broken_text_ends() {
        for text in ["\"open", "'", "/* open", "\\", "\"\\", "#", "//", "\0\0"] {
            assert_eq!(fingerprint(text.as_bytes()).len(), 32);
        }
    }
}
