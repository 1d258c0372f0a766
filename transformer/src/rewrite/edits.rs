//! Replacements in the preprocessed text, and rendering a range with them.

use crate::hir::DeclId;
use crate::source::Span;

/// What stands in the place of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text(String),
    /// The rendered text of another span, in parentheses.
    Span(Span),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub content: Content,
    /// The automatic object whose name is replaced; such edits do not hold in
    /// text that declares the object itself.
    pub of: Option<DeclId>,
}

impl Edit {
    pub fn text(span: Span, text: impl Into<String>) -> Edit {
        Edit {
            span,
            content: Content::Text(text.into()),
            of: None,
        }
    }

    /// The rendered text of `other` instead of `span`.
    pub fn span(span: Span, other: Span) -> Edit {
        Edit {
            span,
            content: Content::Span(other),
            of: None,
        }
    }

    /// Inserts before the character at `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Edit {
        Edit::text(Span { start: at, end: at }, text)
    }
}

/// A set of edits that can be looked up by place.
#[derive(Debug, Default, Clone)]
pub struct Edits {
    all: Vec<Edit>,
    sorted: bool,
}

impl Edits {
    pub fn extend(&mut self, edits: impl IntoIterator<Item = Edit>) {
        self.all.extend(edits);
        self.sorted = false;
    }

    /// Must be called after the last `extend` and before `within`.
    pub fn sort(&mut self) {
        // Stable: insertions at one place keep their order.
        self.all.sort_by_key(|e| e.span.start);
        self.sorted = true;
    }

    /// Edits inside `range`.
    pub fn within(&self, range: Span) -> impl Iterator<Item = &Edit> {
        debug_assert!(self.sorted || self.all.is_empty());
        let first = self.all.partition_point(|e| e.span.start < range.start);
        self.all[first..]
            .iter()
            .take_while(move |e| e.span.start <= range.end)
            .filter(move |e| e.span.end <= range.end)
    }
}

/// The text of `range` with `edits` applied; where edits nest, the outer one
/// wins. `nested` renders spans that edits refer to.
pub fn render(
    text: &[u8],
    range: Span,
    mut edits: Vec<&Edit>,
    nested: &dyn Fn(Span) -> String,
) -> String {
    // Insertions first, then the outermost of those that start together.
    edits.sort_by_key(|e| {
        (
            e.span.start,
            !e.span.is_empty(),
            std::cmp::Reverse(e.span.end),
        )
    });
    let mut out = String::with_capacity(range.range().len() + 16);
    let mut at = range.start;
    for edit in edits {
        if edit.span.start < at {
            continue;
        }
        push_bytes(&mut out, slice(text, at, edit.span.start));
        match &edit.content {
            Content::Text(new) => out.push_str(new),
            Content::Span(span) => {
                out.push('(');
                out.push_str(&nested(*span));
                out.push(')');
            }
        }
        at = edit.span.end;
    }
    push_bytes(&mut out, slice(text, at, range.end));
    out
}

fn slice(text: &[u8], from: u32, to: u32) -> &[u8] {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// Source text need not be UTF-8, so output is kept in strings where the
/// private-use character U+E000 + b stands for the byte b >= 0x80.
const RAW: u32 = 0xE000;

fn push_bytes(out: &mut String, bytes: &[u8]) {
    if bytes.is_ascii() {
        out.extend(bytes.iter().map(|&b| char::from(b)));
    } else {
        out.extend(bytes.iter().map(|&b| raw_char(b)));
    }
}

fn raw_char(byte: u8) -> char {
    if byte.is_ascii() {
        return char::from(byte);
    }
    char::from_u32(RAW + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Output text as the bytes it stands for.
pub fn to_bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0u8; 4];
    for c in text.chars() {
        match u8::try_from(u32::from(c).wrapping_sub(RAW)) {
            Ok(byte) if byte >= 0x80 => out.push(byte),
            _ => out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(text: &str, edits: &[Edit]) -> String {
        let all = Span::new(0, text.len());
        render(text.as_bytes(), all, edits.iter().collect(), &|span| {
            text[span.range()].to_string()
        })
    }

    #[test]
    fn bytes_that_are_not_utf8_survive() {
        let text = b"\"\xe9\xff\"";
        let out = render(text, Span::new(0, 4), Vec::new(), &|_| String::new());
        assert_eq!(to_bytes(&out), text);
    }

    #[test]
    fn outer_edits_win_and_insertions_stay_in_order() {
        let edits = [
            Edit::text(Span::new(4, 8), "t1"),
            Edit::text(Span::new(6, 7), "lost"),
            Edit::insert(0, "<"),
            Edit::insert(0, "|"),
        ];
        assert_eq!(apply("x = f(y) + 1;", &edits), "<|x = t1 + 1;");
    }

    #[test]
    fn a_span_can_stand_for_another() {
        let edits = [Edit::span(Span::new(0, 4), Span::new(3, 4))];
        assert_eq!(apply("a, b;", &edits), "(b);");
    }
}
