use super::{LineMap, Span};

/// Longest text that is accepted: spans are 32-bit, and the normalised text is
/// longer than the original.
pub const MAX_TEXT_BYTES: usize = 1 << 30;

/// The preprocessed text of a translation unit.
#[derive(Debug, Clone)]
pub struct SourceText {
    text: String,
    /// The original when it is not UTF-8; `text` then has the same length.
    original: Option<Vec<u8>>,
    lines: LineMap,
}

/// The text is longer than [`MAX_TEXT_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    pub bytes: usize,
}

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the preprocessed text has {} bytes, more than the {MAX_TEXT_BYTES} migcc takes; split the unit",
            self.bytes
        )
    }
}

impl std::error::Error for TooLong {}

impl SourceText {
    /// Takes over preprocessed text of any encoding; `name` names the file of
    /// what stands before the first line marker.
    pub fn new(bytes: Vec<u8>, name: &str) -> Result<SourceText, TooLong> {
        if bytes.len() > MAX_TEXT_BYTES {
            return Err(TooLong { bytes: bytes.len() });
        }
        let lines = LineMap::new(&bytes, name);
        Ok(match String::from_utf8(bytes) {
            Ok(text) => SourceText {
                text,
                original: None,
                lines,
            },
            Err(error) => {
                let bytes = error.into_bytes();
                SourceText {
                    text: readable(&bytes),
                    original: Some(bytes),
                    lines,
                }
            }
        })
    }

    /// What is parsed: the text itself, or a copy of the same length in which
    /// `?` stands for each byte that is not UTF-8.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The original bytes: what is spliced into emitted code.
    pub fn bytes(&self) -> &[u8] {
        self.original.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The original bytes of `span`; empty where it is outside of the text.
    pub fn slice(&self, span: Span) -> &[u8] {
        self.bytes().get(span.range()).unwrap_or(&[])
    }

    pub fn lines(&self) -> &LineMap {
        &self.lines
    }
}

fn readable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&"?".repeat(chunk.invalid().len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin1_text_keeps_its_offsets_and_bytes() {
        let bytes = b"char *s = \"caf\xe9 \xc3\xa9\"; int x;".to_vec();
        let source = SourceText::new(bytes.clone(), "a.c").expect("short");
        let text = source.text();
        assert_eq!(text.len(), bytes.len());
        let x = text.find("int x").expect("kept");
        assert_eq!(source.slice(Span::new(x, x + 5)), b"int x");
        assert_eq!(source.slice(Span::new(10, 19)), b"\"caf\xe9 \xc3\xa9\"");
        assert!(text.contains("caf? é"));
    }

    #[test]
    fn utf8_text_is_itself() {
        let source = SourceText::new("int é;".into(), "a.c").expect("short");
        assert_eq!(source.text(), "int é;");
        assert_eq!(source.lines().place(4).column, 5);
        assert_eq!(source.slice(Span::new(90, 99)), b"");
    }
}
