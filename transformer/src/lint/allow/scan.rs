//! The comments of a C file, and the line of code each is about.

/// A comment without its delimiters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment<'a> {
    pub text: &'a str,
    /// Where it begins, from 1; columns in characters.
    pub line: usize,
    pub column: usize,
    /// Its line, if code stands before it, else the next one with code.
    pub covers: Option<usize>,
}

pub fn scan(text: &str) -> Vec<Comment<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        line: 1,
        line_start: 0,
        has_code: false,
        waiting: 0,
        found: Vec::new(),
    };
    while let Some(&byte) = text.as_bytes().get(scanner.at) {
        scanner.step(byte);
    }
    scanner.found
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    /// On this line, so far.
    has_code: bool,
    /// The comments from here on have met no code yet.
    waiting: usize,
    found: Vec<Comment<'a>>,
}

impl<'a> Scanner<'a> {
    fn step(&mut self, byte: u8) {
        let next = self.text.as_bytes().get(self.at + 1);
        match byte {
            b'\n' => self.advance(1),
            b'\\' if next == Some(&b'\n') => self.advance(2),
            _ if byte.is_ascii_whitespace() => self.advance(1),
            b'/' if next == Some(&b'*') => self.block_comment(),
            b'/' if next == Some(&b'/') => self.line_comment(),
            b'"' | b'\'' => self.literal(byte),
            _ if byte.is_ascii_digit() => self.number(),
            _ if byte.is_ascii_alphabetic() || byte == b'_' => self.word(),
            _ => self.code(1),
        }
    }

    /// Steps over `length` bytes, counting lines.
    fn advance(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        for at in self.at..end {
            if self.text.as_bytes()[at] == b'\n' {
                self.line += 1;
                self.line_start = at + 1;
                self.has_code = false;
            }
        }
        self.at = end;
    }

    fn code(&mut self, length: usize) {
        for comment in &mut self.found[self.waiting..] {
            comment.covers = Some(self.line);
        }
        self.waiting = self.found.len();
        self.has_code = true;
        self.advance(length);
    }

    fn block_comment(&mut self) {
        let body = self.text.get(self.at + 2..).unwrap_or("");
        let length = body.find("*/");
        let inside = length.unwrap_or(body.len());
        self.comment(inside, length.map_or(2, |_| 4));
    }

    /// To the end of the line; a backslash there continues it (C11 5.1.1.2p1).
    fn line_comment(&mut self) {
        let body = self.text.get(self.at + 2..).unwrap_or("");
        let mut ends = body.match_indices('\n').map(|(at, _)| at);
        let is_end = |at: &usize| !body[..*at].trim_end_matches('\r').ends_with('\\');
        let length = ends.find(is_end);
        self.comment(length.unwrap_or(body.len()), 2);
    }

    /// `inside` bytes between delimiters that have `around` bytes together.
    fn comment(&mut self, inside: usize, around: usize) {
        let start = self.at + 2;
        let before = self.text.get(self.line_start..self.at).unwrap_or("");
        self.found.push(Comment {
            text: self.text.get(start..start + inside).unwrap_or(""),
            line: self.line,
            column: before.chars().count() + 1,
            covers: self.has_code.then_some(self.line),
        });
        if self.has_code {
            // Those before it have met this code, too.
            self.waiting = self.found.len();
        }
        self.advance(inside + around);
    }

    /// To the closing quote; a line ends it at the latest.
    fn literal(&mut self, quote: u8) {
        let bytes = self.text.as_bytes();
        let mut end = self.at + 1;
        while let Some(&byte) = bytes.get(end) {
            match byte {
                b'\\' => end += 1,
                b'\n' => break,
                _ if byte == quote => {
                    end += 1;
                    break;
                }
                _ => {}
            }
            end += 1;
        }
        self.code(end - self.at);
    }

    /// Digit separators of C23 are no quotes.
    fn number(&mut self) {
        let bytes = &self.text.as_bytes()[self.at..];
        let belongs = |at: &usize| {
            let byte = bytes[*at];
            let separates = byte == b'\''
                && bytes
                    .get(at + 1)
                    .is_some_and(|next| next.is_ascii_alphanumeric());
            byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_' || separates
        };
        let length = (0..bytes.len()).take_while(belongs).count();
        self.code(length);
    }

    fn word(&mut self) {
        let bytes = &self.text.as_bytes()[self.at..];
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        let length = bytes.iter().take_while(is_word).count();
        self.code(length);
    }
}

#[cfg(test)]
mod tests {
    use super::scan;

    /// Text, line and covered line of each comment.
    fn found(text: &str) -> Vec<(&str, usize, Option<usize>)> {
        let comments = scan(text).into_iter();
        comments
            .map(|c| (c.text.trim(), c.line, c.covers))
            .collect()
    }

    #[test]
    fn comments_cover_their_own_line_or_the_next_code() {
        assert_eq!(
            found("int a; // x\n\n// y\n/* z\n z */\n\n  int b; /* w */ int c;\n// end\n"),
            [
                ("x", 1, Some(1)),
                ("y", 3, Some(7)),
                ("z\n z", 4, Some(7)),
                ("w", 7, Some(7)),
                ("end", 8, None),
            ]
        );
        assert_eq!(found("/* a */ int b;\n"), [("a", 1, Some(1))]);
        assert_eq!(found("// a\n#define B 1\n"), [("a", 1, Some(2))]);
    }

    #[test]
    fn literals_and_numbers_hide_no_comment() {
        assert_eq!(
            found("char c = '\"'; // a\nint n = 1'000; // b\n"),
            [("a", 1, Some(1)), ("b", 2, Some(2))]
        );
        assert_eq!(
            found("char *s = \"\\\"// no\"; // a\nint x = u8'/' / 2; /* b */"),
            [("a", 1, Some(1)), ("b", 2, Some(2))]
        );
    }

    #[test]
    fn lines_go_on_behind_a_backslash() {
        assert_eq!(found("// a \\\n b\nint c;\n"), [("a \\\n b", 1, Some(3))]);
        assert_eq!(found("#define A \\\n 1 // b\n"), [("b", 2, Some(2))]);
    }

    #[test]
    fn broken_text_ends_quietly() {
        for text in ["/*", "/* é", "//", "\"", "'\\", "/", "1'", "é /* a", "\\"] {
            scan(text);
        }
        assert_eq!(found("/* a").len(), 1);
    }
}
