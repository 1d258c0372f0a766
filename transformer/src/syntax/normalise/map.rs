use crate::source::Span;

/// From places in the normalised text back to the original text.
///
/// Kept per token: every node of the syntax tree starts at the start of a token
/// and ends (but for white space) at the end of one.
#[derive(Debug, Clone, Default)]
pub struct OffsetMap {
    tokens: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    normalised: Span,
    original: Span,
}

impl OffsetMap {
    /// Original offset of a place in the normalised text: exact at the start of
    /// a token and within copied tokens, clamped to the token otherwise.
    pub fn to_original(&self, offset: usize) -> usize {
        let next = self
            .tokens
            .partition_point(|t| t.normalised.end as usize <= offset);
        match self.tokens.get(next) {
            None => self.tokens.last().map_or(0, |t| t.original.end as usize),
            Some(token) => {
                let into = offset.saturating_sub(token.normalised.start as usize);
                (token.original.start as usize + into).min(token.original.end as usize)
            }
        }
    }

    /// Original text of the tokens within `start..end`, without the white space
    /// and `#` lines that lang-c counts in. Empty where an empty or wholly
    /// inserted piece stands.
    pub fn original_span(&self, start: usize, end: usize) -> Span {
        let first = self
            .tokens
            .partition_point(|t| (t.normalised.start as usize) < start);
        let last = self
            .tokens
            .partition_point(|t| t.normalised.end as usize <= end);
        match (self.tokens.get(first), self.tokens[..last].last()) {
            (Some(a), Some(b)) if first < last => Span {
                start: a.original.start,
                end: b.original.end,
            },
            (Some(a), _) => Span {
                start: a.original.start,
                end: a.original.start,
            },
            (None, b) => {
                let end = b.map_or(0, |t| t.original.end);
                Span { start: end, end }
            }
        }
    }

    pub(super) fn push(&mut self, normalised: Span, original: Span) {
        self.tokens.push(Entry {
            normalised,
            original,
        });
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.tokens.truncate(len);
    }

    /// Takes the tokens from `at` on out: their normalised and original spans.
    pub(super) fn split_off(&mut self, at: usize) -> Vec<(Span, Span)> {
        let tail = self.tokens.split_off(at.min(self.tokens.len()));
        tail.into_iter()
            .map(|t| (t.normalised, t.original))
            .collect()
    }

    /// Original start of token `index`.
    pub(super) fn original_start(&self, index: usize) -> Option<u32> {
        self.tokens.get(index).map(|t| t.original.start)
    }
}
