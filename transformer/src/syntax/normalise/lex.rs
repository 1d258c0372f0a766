use super::keyword::{keyword, predefined_by_pragma, reserved_by_parser, Keyword};
use super::SHADOW_PREFIX;
use crate::hir::Pragma;
use crate::source::Span;
use crate::syntax::{Dialect, SyntaxError};
use std::collections::HashMap;

/// Index of an interned identifier or keyword.
pub(in crate::syntax) type Symbol = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Kind {
    Name,
    Keyword(Keyword),
    Number,
    Character,
    Text,
    Punct(&'static str),
    End,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::syntax) struct Token {
    pub kind: Kind,
    /// Of names and keywords.
    pub symbol: Symbol,
    pub span: Span,
}

/// What is known of one interned word.
#[derive(Debug)]
pub(in crate::syntax) struct Word<'a> {
    pub text: &'a str,
    /// How it is written for lang-c when it shadows nothing.
    pub spelling: String,
    /// A compiler's own type unless the unit declares the name.
    pub predefined: bool,
}

/// The tokens of a unit; the last one is `Kind::End`.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Lexed<'a> {
    pub tokens: Vec<Token>,
    pub words: Vec<Word<'a>>,
    pub pragmas: Vec<Pragma>,
    /// Normalised spelling to the user's.
    pub renamed: HashMap<String, String>,
    pub error: Option<SyntaxError>,
}

/// Splits `text` into tokens, up to the first thing that is none.
pub(in crate::syntax) fn lex(text: &str, dialect: Dialect) -> Lexed<'_> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        dialect,
        line_start: true,
        index: HashMap::new(),
        kinds: Vec::new(),
        canonical: HashMap::new(),
        out: Lexed::default(),
    };
    lexer.out.tokens.reserve(text.len() / 4);
    if let Err(error) = lexer.run() {
        lexer.out.error = Some(error);
    }
    let end = Span::new(lexer.at.min(text.len()), lexer.at.min(text.len()));
    lexer.out.tokens.push(Token {
        kind: Kind::End,
        symbol: 0,
        span: end,
    });
    lexer.out
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    /// Nothing but white space stands before `at` on its line.
    line_start: bool,
    index: HashMap<&'a str, Symbol>,
    kinds: Vec<Kind>,
    /// Spelling of identifiers beyond ASCII, by their meaning.
    canonical: HashMap<String, String>,
    out: Lexed<'a>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Result<(), SyntaxError> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.line_start = true;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'\\' if self.line_splice() > 0 => self.at += self.line_splice(),
                b'#' if self.line_start => self.directive(),
                b'%' if self.line_start && self.rest().starts_with(b"%:") => self.directive(),
                b'/' if self.rest().starts_with(b"//") => self.skip_line(),
                b'/' if self.rest().starts_with(b"/*") => self.comment()?,
                _ => {
                    self.line_start = false;
                    self.token(byte)?;
                }
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    /// Length of a backslash-newline here.
    fn line_splice(&self) -> usize {
        let rest = self.rest();
        match rest {
            [b'\\', b'\n', ..] => 2,
            [b'\\', b'\r', b'\n', ..] => 3,
            _ => 0,
        }
    }

    fn skip_line(&mut self) {
        self.at += self
            .rest()
            .iter()
            .position(|&b| b == b'\n')
            .unwrap_or(self.rest().len());
    }

    fn comment(&mut self) -> Result<(), SyntaxError> {
        match self
            .rest()
            .get(2..)
            .unwrap_or(&[])
            .windows(2)
            .position(|w| w == b"*/")
        {
            Some(length) => {
                self.at += length + 4;
                Ok(())
            }
            None => Err(SyntaxError::new("this comment is never closed", self.at)),
        }
    }

    /// A line that starts with `#`: only pragmas matter.
    fn directive(&mut self) {
        let start = self.at;
        self.skip_line();
        let line = self.text.get(start..self.at).unwrap_or("").trim_end();
        let body = line.trim_start_matches(['#', '%', ':']).trim_start();
        if let Some(text) = body.strip_prefix("pragma") {
            let span = Span::new(start, start + line.len());
            self.out.pragmas.push(Pragma {
                span,
                text: text.trim().to_owned(),
            });
        }
    }

    fn token(&mut self, byte: u8) -> Result<(), SyntaxError> {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | 0x80.. => self.word(),
            b'\\' if matches!(self.bytes.get(self.at + 1), Some(b'u' | b'U')) => self.word(),
            b'0'..=b'9' => self.number(),
            b'.' if self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) => self.number(),
            b'"' => self.quoted(self.at, b'"'),
            b'\'' => self.quoted(self.at, b'\''),
            _ => self.punctuator(),
        }
    }

    fn push(&mut self, kind: Kind, symbol: Symbol, start: usize) {
        self.out.tokens.push(Token {
            kind,
            symbol,
            span: Span::new(start, self.at),
        });
    }

    fn word(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'0'..=b'9' | 0x80.. => self.at += 1,
                b'\\' if matches!(self.bytes.get(self.at + 1), Some(b'u' | b'U')) => self.at += 2,
                _ => break,
            }
        }
        let text = self.text.get(start..self.at).unwrap_or("");
        match (text, self.bytes.get(self.at)) {
            ("L" | "u" | "U" | "u8", Some(&quote @ (b'"' | b'\''))) => self.quoted(start, quote),
            ("R" | "LR" | "uR" | "UR" | "u8R", Some(b'"')) if self.dialect.gnu => {
                self.raw_string(start)
            }
            _ => {
                let symbol = self.intern(text);
                let kind = self
                    .kinds
                    .get(symbol as usize)
                    .copied()
                    .unwrap_or(Kind::Name);
                self.push(kind, symbol, start);
                Ok(())
            }
        }
    }

    fn intern(&mut self, text: &'a str) -> Symbol {
        if let Some(&symbol) = self.index.get(text) {
            return symbol;
        }
        let symbol = self.out.words.len() as Symbol;
        self.index.insert(text, symbol);
        let (kind, spelling) = match keyword(text, self.dialect) {
            Some((keyword, spelling)) => (Kind::Keyword(keyword), spelling.to_owned()),
            None => (Kind::Name, self.spelling(text)),
        };
        self.kinds.push(kind);
        let predefined = kind == Kind::Name && predefined_by_pragma(text);
        self.out.words.push(Word {
            text,
            spelling,
            predefined,
        });
        symbol
    }

    fn spelling(&mut self, text: &str) -> String {
        if reserved_by_parser(text) {
            return format!("{SHADOW_PREFIX}{text}");
        }
        if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return text.to_owned();
        }
        let meaning = decode_universal_names(text);
        let next = format!("__migcc_u_{}", self.canonical.len());
        let spelling = self
            .canonical
            .entry(meaning.clone())
            .or_insert(next)
            .clone();
        self.out.renamed.insert(spelling.clone(), meaning);
        spelling
    }

    fn number(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            let next = self.bytes.get(self.at + 1);
            match byte {
                b'e' | b'E' | b'p' | b'P' if matches!(next, Some(b'+' | b'-')) => self.at += 2,
                b'\'' if next.is_some_and(|b| b.is_ascii_alphanumeric()) => self.at += 2,
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' | 0x80.. => self.at += 1,
                _ => break,
            }
        }
        self.push(Kind::Number, 0, start);
        Ok(())
    }

    fn quoted(&mut self, start: usize, quote: u8) -> Result<(), SyntaxError> {
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(&byte) if byte == quote => break,
                Some(b'\\') => self.at += 2,
                Some(b'\n') | None => {
                    return Err(SyntaxError::new(
                        "this literal is not closed on its line",
                        start.min(self.text.len()),
                    ))
                }
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        self.push(
            if quote == b'"' {
                Kind::Text
            } else {
                Kind::Character
            },
            0,
            start,
        );
        Ok(())
    }

    /// `R"delimiter( .. )delimiter"` (GNU C99 and later).
    fn raw_string(&mut self, start: usize) -> Result<(), SyntaxError> {
        let unclosed = || SyntaxError::new("this raw string is never closed", start);
        let body = self.text.get(self.at + 1..).unwrap_or("");
        let (delimiter, body) = body.split_once('(').ok_or_else(unclosed)?;
        let close = format!("){delimiter}\"");
        let length = body.find(&close).ok_or_else(unclosed)?;
        self.at += 1 + delimiter.len() + 1 + length + close.len();
        self.push(Kind::Text, 0, start);
        Ok(())
    }

    fn punctuator(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        let Some((length, canonical)) = punctuator(self.rest()) else {
            let found = self
                .text
                .get(start..)
                .and_then(|t| t.chars().next())
                .unwrap_or('?');
            return Err(SyntaxError::new(
                format!("`{found}` is no token of C"),
                start,
            ));
        };
        self.at += length;
        self.push(Kind::Punct(canonical), 0, start);
        Ok(())
    }
}

/// The longest punctuator at the start of `rest`: its length and its spelling
/// without digraphs.
fn punctuator(rest: &[u8]) -> Option<(usize, &'static str)> {
    const DIGRAPHS: [(&[u8], &str); 4] = [(b"<:", "["), (b":>", "]"), (b"<%", "{"), (b"%>", "}")];
    const LONG: [&str; 22] = [
        "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
        "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=",
    ];
    const SHORT: [&str; 24] = [
        "(", ")", ",", ";", "*", "=", "[", "]", "{", "}", ".", "&", "+", "-", "~", "!", "/", "%",
        "<", ">", "^", "|", "?", ":",
    ];
    let first = *rest.first()?;
    if matches!(first, b'<' | b':' | b'%') {
        if let Some((text, canonical)) = DIGRAPHS.iter().find(|(text, _)| rest.starts_with(text)) {
            return Some((text.len(), canonical));
        }
    }
    if !matches!(first, b'(' | b')' | b',' | b';' | b'[' | b']' | b'{' | b'}') {
        if let Some(text) = LONG.iter().find(|text| rest.starts_with(text.as_bytes())) {
            return Some((text.len(), text));
        }
    }
    SHORT
        .iter()
        .find(|text| text.as_bytes() == [first])
        .map(|text| (1, *text))
}

/// `caf\u00e9` and `café` are one identifier.
fn decode_universal_names(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = if after.starts_with('u') { 4 } else { 8 };
        let code = after
            .get(1..1 + digits)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                rest = after.get(1 + digits..).unwrap_or("");
            }
            None => {
                out.push('\\');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
