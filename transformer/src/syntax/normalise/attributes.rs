//! `__attribute__((..))` and `[[..]]`: taken out of the text and noted.

use super::keyword::Keyword;
use super::lex::Kind;
use super::side::Attribute;
use super::walk::{Walk, Walker};
use crate::source::Span;

impl Walker<'_> {
    /// An attribute list starts at token `index`.
    pub fn attribute_at(&self, index: usize) -> bool {
        self.kind_at(index) == Kind::Keyword(Keyword::Attribute)
            || (self.is_at(index, "[") && self.is_at(index + 1, "["))
    }

    /// Index of the first token at or after `index` that is in no attribute list.
    pub fn after_attributes(&self, mut index: usize) -> usize {
        while self.attribute_at(index) {
            let open = if self.is_at(index, "[") {
                index
            } else {
                index + 1
            };
            if self.partner(open) == open {
                return index;
            }
            index = self.partner(open) + 1;
        }
        index
    }

    /// Skips any number of attribute lists.
    pub fn attributes(&mut self) -> Walk<Vec<Attribute>> {
        let mut found = Vec::new();
        while self.attribute_at(self.at) {
            if !self.is("[") {
                self.skip();
            }
            let close = self.partner(self.at);
            if close == self.at || !(self.is("(") || self.is("[")) {
                return Err(self.unexpected("`((` and its closing `))` of an attribute"));
            }
            // The inner pair: `((a, b))`, `[[a, b]]`.
            if self.partner(self.at + 1) + 1 != close {
                return Err(self.unexpected("an attribute list in double brackets"));
            }
            self.attribute_list(self.at + 2, close - 1, &mut found);
            self.at = close + 1;
        }
        Ok(found)
    }

    /// Splits the tokens in `from..to` at commas.
    fn attribute_list(&self, from: usize, to: usize, found: &mut Vec<Attribute>) {
        let mut start = from;
        let mut at = from;
        while at <= to {
            if at == to || self.is_at(at, ",") {
                found.extend(self.one_attribute(start, at));
                start = at + 1;
            }
            at = self.partner(at) + 1;
        }
    }

    fn one_attribute(&self, from: usize, to: usize) -> Option<Attribute> {
        if from >= to {
            return None;
        }
        let open = (from..to)
            .find(|&index| self.is_at(index, "("))
            .unwrap_or(to);
        let name: Vec<&str> = (from..open)
            .map(|i| bare(self.source(self.token(i).span)))
            .collect();
        let arguments = (open + 1..to.saturating_sub(1)).map(|i| self.token(i).span);
        Some(Attribute {
            name: name.concat(),
            arguments: self.text_of(arguments),
            span: Span {
                start: self.token(from).span.start,
                end: self.token(to - 1).span.end,
            },
        })
    }

    /// The tokens as written, with their white space but without `#` lines.
    fn text_of(&self, tokens: impl Iterator<Item = Span>) -> String {
        let mut out = String::new();
        let mut last = None;
        for span in tokens {
            if last.is_some_and(|end| end != span.start) {
                out.push(' ');
            }
            out.push_str(self.source(span));
            last = Some(span.end);
        }
        out
    }

    /// The current keyword as an attribute of that name, with its operand in
    /// parentheses if there is one: `_Alignas(16)`, `constexpr`, `_Nonnull`.
    pub fn keyword_attribute(&mut self, name: &str, operand: bool) -> Walk<Attribute> {
        let start = self.here();
        self.skip();
        let mut arguments = String::new();
        if operand {
            let close = self.partner(self.at);
            if !self.is("(") || close == self.at {
                return Err(self.unexpected(&format!("`(` after `{name}`")));
            }
            arguments = self.text_of((self.at + 1..close).map(|i| self.token(i).span));
            self.at = close + 1;
        }
        let name = name.to_owned();
        Ok(Attribute {
            name,
            arguments,
            span: Span {
                start,
                end: self.before(),
            },
        })
    }
}

/// `__packed__` and `packed` are one attribute.
fn bare(name: &str) -> &str {
    match name
        .strip_prefix("__")
        .and_then(|rest| rest.strip_suffix("__"))
    {
        Some(inner) if !inner.is_empty() => inner,
        _ => name,
    }
}
