//! The tokens of the original preprocessed text.
//!
//! lang-c's spans end somewhere in the white space after a construct and it
//! drops parentheses, `__extension__` and attributes from its tree. Everything
//! the rewriter needs exactly is therefore found here, by walking tokens from
//! a span that is only roughly right.

use crate::hir::Pragma;
use crate::source::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Number,
    Char,
    String,
    Punct,
}

#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    /// Index of the bracket that closes or opens this one; itself otherwise.
    pub mate: u32,
}

/// Index of a token.
pub type TokenIndex = usize;

pub struct Tokens<'a> {
    text: &'a str,
    list: Vec<Token>,
    pub pragmas: Vec<Pragma>,
    /// Offsets where the text enters (`true`) or leaves a system header.
    system: Vec<(u32, bool)>,
}

impl<'a> Tokens<'a> {
    pub fn lex(text: &'a str) -> Tokens<'a> {
        let mut tokens = Tokens {
            text,
            list: Vec::new(),
            pragmas: Vec::new(),
            system: Vec::new(),
        };
        let mut lexer = Lexer {
            bytes: text.as_bytes(),
            at: 0,
            line_start: true,
        };
        while lexer.skip_blank() {
            let start = lexer.at;
            if lexer.line_start && lexer.bytes[start] == b'#' {
                lexer.skip_line();
                tokens.directive(start, lexer.at);
                continue;
            }
            lexer.line_start = false;
            let kind = lexer.token();
            let mate = tokens.list.len() as u32;
            tokens.list.push(Token {
                span: Span::new(start, lexer.at),
                kind,
                mate,
            });
        }
        tokens.match_brackets();
        tokens
    }

    fn directive(&mut self, start: usize, end: usize) {
        let line = self.text[start..end].trim_end();
        let body = line[1..].trim_start();
        if let Some(rest) = body.strip_prefix("pragma") {
            let span = Span::new(start, start + line.len());
            self.pragmas.push(Pragma {
                span,
                text: rest.trim().to_owned(),
            });
        } else if body.starts_with(|c: char| c.is_ascii_digit()) {
            let flags = body.rsplit('"').next().unwrap_or("");
            let system = flags.split_whitespace().any(|flag| flag == "3");
            self.system.push((start as u32, system));
        }
    }

    fn match_brackets(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for i in 0..self.list.len() {
            match self.str(i) {
                "(" | "[" | "{" | "<:" | "<%" => open.push(i),
                ")" | "]" | "}" | ":>" | "%>" => {
                    if let Some(o) = open.pop() {
                        self.list[o].mate = i as u32;
                        self.list[i].mate = o as u32;
                    }
                }
                _ => {}
            }
        }
    }

    pub fn get(&self, i: TokenIndex) -> Option<Token> {
        self.list.get(i).copied()
    }

    /// The token's text; empty past the end.
    pub fn str(&self, i: TokenIndex) -> &'a str {
        self.list.get(i).map_or("", |t| &self.text[t.span.range()])
    }

    /// The text at `span`.
    pub fn text(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    pub fn span(&self, i: TokenIndex) -> Span {
        let end = self.text.len();
        self.list.get(i).map_or(Span::new(end, end), |t| t.span)
    }

    /// The bracket that matches the one at `i`.
    pub fn mate(&self, i: TokenIndex) -> TokenIndex {
        self.list.get(i).map_or(i, |t| t.mate as usize)
    }

    /// First token that starts at or after `offset`.
    pub fn at(&self, offset: u32) -> TokenIndex {
        self.list.partition_point(|t| t.span.start < offset)
    }

    /// One past the last token that ends at or before `offset`.
    pub fn before(&self, offset: u32) -> TokenIndex {
        self.list.partition_point(|t| t.span.end <= offset)
    }

    /// Indices of the tokens inside `span`.
    pub fn within(&self, span: Span) -> std::ops::Range<TokenIndex> {
        let first = self.at(span.start);
        first..self.before(span.end).max(first)
    }

    /// `span` without white space and directives at either end.
    pub fn trim(&self, span: Span) -> Span {
        let range = self.within(span);
        if range.is_empty() {
            return Span {
                start: span.start,
                end: span.start,
            };
        }
        Span {
            start: self.span(range.start).start,
            end: self.span(range.end - 1).end,
        }
    }

    pub fn is_system(&self, offset: u32) -> bool {
        let after = self.system.partition_point(|(start, _)| *start <= offset);
        after > 0 && self.system[after - 1].1
    }
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    line_start: bool,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Moves to the next byte of a token or directive; false at the end.
    fn skip_blank(&mut self) -> bool {
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'\n', _) => {
                    self.line_start = true;
                    self.at += 1;
                }
                (b' ' | b'\t' | b'\r' | 0x0b | 0x0c, _) => self.at += 1,
                (b'\\', b'\n') => self.at += 2,
                (b'\\', b'\r') => self.at += 2,
                (b'/', b'/') => self.skip_line(),
                (b'/', b'*') => self.skip_comment(),
                _ => return true,
            }
        }
        false
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += 1 + usize::from(self.peek(0) == b'\\' && self.peek(1) == b'\n');
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn skip_comment(&mut self) {
        let body = &self.bytes[self.at + 2..];
        let length = body
            .windows(2)
            .position(|pair| pair == b"*/")
            .map_or(body.len(), |n| n + 2);
        self.at += 2 + length;
    }

    fn token(&mut self) -> TokenKind {
        let first = self.peek(0);
        match first {
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'"' => self.quoted(b'"', TokenKind::String),
            b'\'' => self.quoted(b'\'', TokenKind::Char),
            _ if is_word(first) || first == b'\\' => self.word(),
            _ => self.punct(),
        }
    }

    fn number(&mut self) -> TokenKind {
        while is_word(self.peek(0)) || matches!(self.peek(0), b'.' | b'+' | b'-' | b'\'') {
            let previous = if self.at > 0 {
                self.bytes[self.at - 1]
            } else {
                0
            };
            let stop = match self.peek(0) {
                b'+' | b'-' => !matches!(previous, b'e' | b'E' | b'p' | b'P'),
                b'\'' => !is_word(self.peek(1)),
                _ => false,
            };
            if stop {
                break;
            }
            self.at += 1;
        }
        TokenKind::Number
    }

    fn quoted(&mut self, quote: u8, kind: TokenKind) -> TokenKind {
        self.at += 1;
        while self.at < self.bytes.len() && self.peek(0) != quote {
            self.at += if self.peek(0) == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(self.bytes.len());
        kind
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        while is_word(self.peek(0)) || (self.peek(0) == b'\\' && self.peek(1) != b'\n') {
            self.at += 1;
        }
        let prefix = matches!(&self.bytes[start..self.at], b"L" | b"u" | b"U" | b"u8");
        match self.peek(0) {
            b'"' if prefix => self.quoted(b'"', TokenKind::String),
            b'\'' if prefix => self.quoted(b'\'', TokenKind::Char),
            _ => TokenKind::Word,
        }
    }

    fn punct(&mut self) -> TokenKind {
        const LONG: [&str; 28] = [
            "%:%:", "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
            "&&", "||", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|=", "<:", ":>", "<%", "%>",
            "##",
        ];
        let rest = &self.bytes[self.at..];
        let length = LONG
            .iter()
            .find(|p| rest.starts_with(p.as_bytes()))
            .map_or(1, |p| p.len());
        self.at += length;
        TokenKind::Punct
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
