//! The lines of the files findings are in, read once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

pub struct Texts<'a> {
    read: &'a dyn Fn(&str) -> Option<String>,
    known: RefCell<HashMap<String, Option<Rc<Text>>>>,
}

#[derive(Debug)]
pub struct Text {
    pub text: String,
    starts: Vec<usize>,
}

impl<'a> Texts<'a> {
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Texts<'a> {
        Texts {
            read,
            known: RefCell::default(),
        }
    }

    pub fn get(&self, file: &str) -> Option<Rc<Text>> {
        if let Some(known) = self.known.borrow().get(file) {
            return known.clone();
        }
        let text = (self.read)(file).map(|text| Rc::new(Text::new(text)));
        let mut known = self.known.borrow_mut();
        known.insert(file.to_string(), text.clone());
        text
    }
}

impl Text {
    pub fn new(text: String) -> Text {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Text {
            starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect(),
            text,
        }
    }

    /// Lines, the one behind the last newline not counted.
    pub fn lines(&self) -> usize {
        let last_is_empty = self.starts.last() == Some(&self.text.len());
        self.starts.len() - usize::from(last_is_empty)
    }

    /// The line at this index, from 0, with its end.
    pub fn range(&self, index: usize) -> Range<usize> {
        let start = |index: usize| self.starts.get(index).copied();
        let start_or_end = |index| start(index).unwrap_or(self.text.len());
        start_or_end(index)..start_or_end(index.saturating_add(1))
    }

    /// The line, from 1, without its end.
    pub fn line(&self, line: usize) -> &str {
        self.text[self.range(line.saturating_sub(1))].trim_end()
    }

    pub fn index_of(&self, at: usize) -> usize {
        let behind = self.starts.partition_point(|&start| start <= at);
        behind.saturating_sub(1)
    }

    /// The byte at a line and a column, from 1, in characters; the end of a line
    /// that is shorter.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let range = self.range(line.saturating_sub(1));
        range.start + byte_of(self.text[range].trim_end_matches(['\n', '\r']), column)
    }
}

/// The byte of a column, from 1, in characters.
pub fn byte_of(line: &str, column: usize) -> usize {
    let mut characters = line.char_indices();
    let found = characters.nth(column.saturating_sub(1));
    found.map_or(line.len(), |(at, _)| at)
}

/// Without characters that would steer the terminal the text is printed to.
pub fn plain(text: &str) -> String {
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_are_harmless() {
        let text = Text::new("é x\ny".into());
        assert_eq!((text.lines(), text.line(1), text.line(3)), (2, "é x", ""));
        assert_eq!(
            [(1, 3), (1, 99), (9, 9), (0, 0)].map(|(l, c)| text.offset(l, c)),
            [3, 4, 6, 0]
        );
        assert_eq!(
            (text.index_of(99), Text::new(String::new()).lines()),
            (1, 0)
        );
        assert_eq!(plain("a\x1b[2J\n"), "a\\u{1b}[2J\\n");
    }
}
