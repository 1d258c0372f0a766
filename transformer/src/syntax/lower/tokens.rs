//! The tokens of the original preprocessed text.
//!
//! lang-c drops parentheses, `__extension__` and attributes from its tree, and
//! its spans end somewhere in the white space after a construct. What the
//! rewriter needs exactly is found here, by walking tokens from a span.

use crate::source::Span;
use crate::syntax::normalise::lex::{lex, Kind};
use crate::syntax::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    String,
    Other,
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
    /// Offsets where the text enters (`true`) or leaves a system header.
    system: Vec<(u32, bool)>,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str, dialect: Dialect) -> Tokens<'a> {
        let lexed = lex(text, dialect).tokens.into_iter().enumerate();
        let list = lexed.filter_map(|(i, token)| {
            let kind = match token.kind {
                Kind::Name | Kind::Keyword(_) => TokenKind::Word,
                Kind::Text => TokenKind::String,
                Kind::Number | Kind::Character | Kind::Punct(_) => TokenKind::Other,
                Kind::End => return None,
            };
            let mate = i as u32;
            Some(Token {
                span: token.span,
                kind,
                mate,
            })
        });
        let mut tokens = Tokens {
            text,
            list: list.collect(),
            system: system_stretches(text),
        };
        tokens.match_brackets();
        tokens
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

/// Line markers that enter (flag 3) or leave system headers.
fn system_stretches(text: &str) -> Vec<(u32, bool)> {
    let mut stretches: Vec<(u32, bool)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marker = line
            .strip_prefix("# ")
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(marker) = marker {
            let flags = marker.rsplit('"').next().unwrap_or("");
            let system = flags.split_whitespace().any(|flag| flag == "3");
            if stretches.last().map_or(system, |(_, last)| *last != system) {
                stretches.push((start as u32, system));
            }
        }
        start += line.len();
    }
    stretches
}
