//! The walker: reads tokens in order and writes them on.

use super::lex::{Kind, Lexed, Symbol, Token};
use super::literal;
use super::map::OffsetMap;
use super::scope::{Binding, Scopes};
use super::side::{Attribute, Mark, SideTable};
use super::{COPIES_PER_TOKEN, MAX_COPIED_TOKENS, MAX_DEPTH, SHADOW_PREFIX};
use crate::source::Span;
use crate::syntax::{Dialect, SyntaxError};

pub(super) type Walk<T> = Result<T, SyntaxError>;

pub(super) struct Walker<'a> {
    pub text: &'a str,
    pub lexed: Lexed<'a>,
    pub dialect: Dialect,
    pub at: usize,
    pub out: String,
    pub map: OffsetMap,
    pub side: SideTable,
    pub scopes: Scopes,
    /// Index of the closing bracket of each opening one, else the token's own.
    partners: Vec<u32>,
    depth: usize,
    /// Tokens lang-c will copy so far.
    copied: usize,
}

/// A place in the output to which it can be cut back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    text: usize,
    tokens: usize,
}

impl<'a> Walker<'a> {
    pub fn new(text: &'a str, lexed: Lexed<'a>, dialect: Dialect) -> Walker<'a> {
        let mut scopes = Scopes::new(lexed.words.len());
        if let Some(va_list) = lexed
            .words
            .iter()
            .position(|w| w.text == "__builtin_va_list")
        {
            scopes.declare(va_list as Symbol, Binding::Typedef);
        }
        Walker {
            text,
            partners: partners(&lexed.tokens),
            dialect,
            at: 0,
            out: String::with_capacity(text.len()),
            map: OffsetMap::default(),
            side: SideTable::default(),
            scopes,
            depth: 0,
            copied: 0,
            lexed,
        }
    }

    // ---- looking ---------------------------------------------------------

    /// The token at `index`; the end of the file beyond it.
    pub fn token(&self, index: usize) -> Token {
        let tokens = &self.lexed.tokens;
        let end = Token {
            kind: Kind::End,
            symbol: 0,
            span: Span::default(),
        };
        tokens.get(index).or(tokens.last()).copied().unwrap_or(end)
    }

    pub fn kind(&self) -> Kind {
        self.token(self.at).kind
    }

    pub fn kind_at(&self, index: usize) -> Kind {
        self.token(index).kind
    }

    pub fn is(&self, punct: &str) -> bool {
        self.is_at(self.at, punct)
    }

    pub fn is_at(&self, index: usize, punct: &str) -> bool {
        matches!(self.kind_at(index), Kind::Punct(p) if p == punct)
    }

    /// Original offset of the current token.
    pub fn here(&self) -> u32 {
        self.token(self.at).span.start
    }

    /// Original offset just after the token before the current one.
    pub fn before(&self) -> u32 {
        self.at
            .checked_sub(1)
            .map_or(0, |last| self.token(last).span.end)
    }

    pub fn source(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }

    pub fn word(&self, symbol: Symbol) -> &'a str {
        self.lexed
            .words
            .get(symbol as usize)
            .map_or("", |word| word.text)
    }

    /// The name at `index` is a type of the compiler's own.
    pub fn predefined_at(&self, index: usize) -> bool {
        let token = self.token(index);
        token.kind == Kind::Name
            && self.scopes.get(token.symbol) == Binding::Unknown
            && self
                .lexed
                .words
                .get(token.symbol as usize)
                .is_some_and(|word| word.predefined)
    }

    /// Index of the bracket that closes the one at `index`.
    pub fn partner(&self, index: usize) -> usize {
        self.partners
            .get(index)
            .map_or(index, |&partner| partner as usize)
    }

    // ---- writing ---------------------------------------------------------

    /// Writes the current token on.
    pub fn keep(&mut self) {
        let token = self.token(self.at);
        let start = self.out.len();
        match token.kind {
            Kind::Punct(text) => self.out.push_str(text),
            Kind::Name | Kind::Keyword(_) => {
                if let Some(word) = self.lexed.words.get(token.symbol as usize) {
                    self.out.push_str(&word.spelling);
                }
            }
            Kind::Number => self.out.push_str(literal::number(self.source(token.span))),
            Kind::Character => self
                .out
                .push_str(literal::character(self.source(token.span))),
            Kind::Text => self.out.push_str(literal::text(self.source(token.span))),
            Kind::End => return,
        }
        self.finish(start, token.span);
        self.at += 1;
    }

    /// Writes the current token, an ordinary identifier bound as `binding`.
    pub fn keep_name(&mut self, binding: Binding) {
        if binding == Binding::Shadow {
            let token = self.token(self.at);
            let start = self.out.len();
            self.out.push_str(SHADOW_PREFIX);
            if let Some(word) = self.lexed.words.get(token.symbol as usize) {
                self.out.push_str(&word.spelling);
            }
            self.finish(start, token.span);
            self.at += 1;
        } else {
            self.keep();
        }
    }

    /// Writes `text` in place of the current token.
    pub fn respell(&mut self, text: &str) {
        let span = self.token(self.at).span;
        self.write(text, span);
        self.at += 1;
    }

    /// Writes `text` in place of the current token and notes what it stands for.
    pub fn respell_marked(&mut self, text: &str, mark: Mark) {
        self.side.marks.insert(self.here(), mark);
        self.respell(text);
    }

    /// Leaves the current token out.
    pub fn skip(&mut self) {
        if self.kind() != Kind::End {
            self.at += 1;
        }
    }

    /// Writes tokens that are not in the source, just before the current one.
    pub fn insert_before(&mut self, tokens: &[&str]) {
        let here = self.here();
        tokens.iter().for_each(|text| {
            self.write(
                text,
                Span {
                    start: here,
                    end: here,
                },
            )
        });
    }

    /// Writes tokens that are not in the source, just after the last one.
    pub fn insert_after(&mut self, tokens: &[&str]) {
        let here = self.before();
        tokens.iter().for_each(|text| {
            self.write(
                text,
                Span {
                    start: here,
                    end: here,
                },
            )
        });
    }

    /// Writes `text` with the given original place.
    pub fn write(&mut self, text: &str, original: Span) {
        let start = self.out.len();
        self.out.push_str(text);
        self.finish(start, original);
    }

    fn finish(&mut self, start: usize, original: Span) {
        self.map.push(Span::new(start, self.out.len()), original);
        self.out.push(' ');
    }

    pub fn cut(&self) -> Cut {
        Cut {
            text: self.out.len(),
            tokens: self.map.len(),
        }
    }

    /// Takes back all that was written since `cut`.
    pub fn cut_back(&mut self, cut: Cut) {
        self.out.truncate(cut.text);
        self.map.truncate(cut.tokens);
    }

    /// Rewrites the token at `original` that was written since `cut`.
    pub fn respell_since(&mut self, cut: Cut, original: Span, text: &str) {
        let tokens = self.map.split_off(cut.tokens);
        let tail = self.out.split_off(cut.text);
        for (normalised, place) in tokens {
            let start = normalised.start as usize - cut.text;
            let old = tail
                .get(start..normalised.end as usize - cut.text)
                .unwrap_or("");
            self.write(if place == original { text } else { old }, place);
        }
    }

    /// Original start of the first token written since `cut`.
    pub fn first_since(&self, cut: Cut) -> Option<u32> {
        self.map.original_start(cut.tokens)
    }

    // ---- checking ----------------------------------------------------------

    pub fn expect(&mut self, punct: &'static str, context: &str) -> Walk<()> {
        if self.is(punct) {
            self.keep();
            return Ok(());
        }
        Err(self.unexpected(&format!("`{punct}` {context}")))
    }

    /// The current token is not `wanted`.
    pub fn unexpected(&self, wanted: &str) -> SyntaxError {
        let token = self.token(self.at);
        let found = match token.kind {
            Kind::End => "the end of the file".to_owned(),
            _ => format!("`{}`", self.source(token.span)),
        };
        let unknown = matches!(token.kind, Kind::Name)
            && self.at > 0
            && matches!(self.kind_at(self.at - 1), Kind::Name);
        if unknown {
            let name = self.source(self.token(self.at - 1).span);
            let offset = self.token(self.at - 1).span.start as usize;
            return SyntaxError::new(
                format!("expected {wanted}, found {found}; `{name}` is not the name of a type"),
                offset,
            );
        }
        SyntaxError::new(
            format!("expected {wanted}, found {found}"),
            token.span.start as usize,
        )
    }

    /// Runs `inner` one level deeper.
    pub fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Walk<T>) -> Walk<T> {
        self.deeper(1)?;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Counts `levels` of nesting that `shallower` takes back.
    pub fn deeper(&mut self, levels: usize) -> Walk<()> {
        if self.depth + levels > MAX_DEPTH {
            return Err(SyntaxError::new(
                format!("nested more than {MAX_DEPTH} levels deep, which migcc does not follow; split the construct"),
                self.here() as usize,
            ));
        }
        self.depth += levels;
        Ok(())
    }

    pub fn shallower(&mut self, levels: usize) {
        self.depth = self.depth.saturating_sub(levels);
    }

    /// Counts what is between the bracket at the current token and its partner
    /// as copied once more.
    pub fn copies(&mut self) -> Walk<()> {
        self.copied += self.partner(self.at).saturating_sub(self.at);
        if self.copied > MAX_COPIED_TOKENS + COPIES_PER_TOKEN * self.lexed.tokens.len() {
            return Err(SyntaxError::new(
                "expressions are nested too deeply for their length, which would take migcc too much memory; split this one",
                self.here() as usize,
            ));
        }
        Ok(())
    }

    /// Runs `inner` on what ends at `close` and puts it in parentheses, unless
    /// it is but one token.
    pub fn remembered(
        &mut self,
        close: &str,
        inner: impl FnOnce(&mut Self) -> Walk<()>,
    ) -> Walk<()> {
        if self.is_at(self.at + 1, close) {
            return inner(self);
        }
        self.insert_before(&["("]);
        inner(self)?;
        self.insert_after(&[")"]);
        Ok(())
    }

    /// Notes attributes under the first token written since `cut`.
    pub fn note_specifier_attributes(&mut self, cut: Cut, attributes: Vec<Attribute>) {
        if let (Some(first), false) = (self.first_since(cut), attributes.is_empty()) {
            self.side
                .specifiers
                .entry(first)
                .or_default()
                .extend(attributes);
        }
    }
}

/// For each token the index of its closing bracket, or its own.
fn partners(tokens: &[Token]) -> Vec<u32> {
    let mut partners: Vec<u32> = (0..tokens.len() as u32).collect();
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Kind::Punct(text) = token.kind else {
            continue;
        };
        match text {
            "(" | "[" | "{" => open.push((index, text)),
            ")" | "]" | "}" => {
                let opener = match text {
                    ")" => "(",
                    "]" => "[",
                    _ => "{",
                };
                if open.last().is_some_and(|&(_, last)| last == opener) {
                    if let Some((start, _)) = open.pop() {
                        partners[start] = index as u32;
                    }
                }
            }
            _ => {}
        }
    }
    partners
}
