//! A source file as the user wrote it: lines, words, and the macros it defines.

use super::tokens::{self, Kind};
use std::collections::HashMap;
use std::ops::Range;

/// Longest run of lines one statement's parentheses may take for its words to be
/// compared.
const MAX_WINDOW: usize = 64;

/// Lines longer than this are shown in part.
const MAX_SHOWN: usize = 400;

#[derive(Debug, Default)]
pub struct SourceFile {
    pub text: String,
    ascii: bool,
    /// Where each line starts, and what it starts in.
    lines: Vec<Line>,
    pub macros: HashMap<String, Vec<Macro>>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    start: usize,
    inside: Inside,
    /// Part of a preprocessor directive.
    directive: bool,
}

/// What a line begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Comment,
    /// A literal or a `//` comment continued by a backslash.
    Other,
}

/// A `#define` line.
#[derive(Debug, Clone, Copy)]
pub struct Macro {
    /// From 1.
    pub line: usize,
    /// Of its name.
    pub at: usize,
    pub has_parameters: bool,
}

/// Words of the file from a line on.
#[derive(Debug, Default)]
pub struct Window {
    pub words: Vec<Range<usize>>,
    /// How many of them stand on the first line.
    pub on_first_line: usize,
}

impl SourceFile {
    pub fn new(text: String) -> SourceFile {
        let mut file = SourceFile {
            ascii: text.is_ascii(),
            text,
            ..SourceFile::default()
        };
        file.scan();
        file
    }

    /// The range of a line, from 1, without its end; empty where there is none.
    pub fn line(&self, line: usize) -> Range<usize> {
        let Some(start) = self.start_of(line) else {
            return self.text.len()..self.text.len();
        };
        let end = self.start_of(line + 1).unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + text.len()
    }

    /// The line a byte stands on, from 1.
    pub fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.start <= at).max(1)
    }

    /// Column of a byte in its line, from 1, in characters.
    pub fn column_of(&self, at: usize) -> usize {
        let start = self.start_of(self.line_of(at)).unwrap_or(0);
        if self.ascii {
            return at.saturating_sub(start) + 1;
        }
        let before = self.text.as_bytes().get(start..at).unwrap_or_default();
        // Bytes that begin a character of UTF-8.
        before.iter().filter(|&&b| (b & 0xc0) != 0x80).count() + 1
    }

    /// The line of a place, or the part around the place of a long one.
    pub fn shown_line(&self, at: usize) -> &str {
        let line = self.line(self.line_of(at));
        if line.len() <= MAX_SHOWN {
            return self.text[line].trim_end();
        }
        let start = at.saturating_sub(MAX_SHOWN / 4).max(line.start);
        let start = self.boundary(start);
        &self.text[start..self.boundary((start + MAX_SHOWN).min(line.end))]
    }

    /// The words of a line, and of those behind it as long as parentheses are
    /// open or a macro's name waits for its arguments.
    pub fn window(&self, line: usize, waits: &dyn Fn(&str) -> bool) -> Window {
        let mut window = Window::default();
        let mut depth = 0usize;
        for number in line..line + MAX_WINDOW {
            let words = self.words_of(number);
            for word in &words {
                match &self.text[word.clone()] {
                    "(" => depth += 1,
                    ")" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            window.words.extend(words);
            if number == line {
                window.on_first_line = window.words.len();
            }
            let last = window.words.last().map(|word| &self.text[word.clone()]);
            let continued = self.text[self.line(number)].ends_with('\\');
            if depth == 0 && !continued && !last.is_some_and(waits) {
                break;
            }
        }
        window
    }

    fn words_of(&self, number: usize) -> Vec<Range<usize>> {
        match self.lines.get(number.wrapping_sub(1)) {
            Some(line) if !line.directive && line.inside != Inside::Other => {
                let in_comment = line.inside == Inside::Comment;
                tokens::words(self.text.as_bytes(), self.line(number), in_comment)
            }
            _ => Vec::new(),
        }
    }

    fn start_of(&self, line: usize) -> Option<usize> {
        self.lines.get(line.checked_sub(1)?).map(|line| line.start)
    }

    fn boundary(&self, at: usize) -> usize {
        let mut boundaries = (0..=at).rev();
        boundaries
            .find(|&at| self.text.is_char_boundary(at))
            .unwrap_or(0)
    }

    /// One pass: lines, and the state each begins in.
    fn scan(&mut self) {
        let text = std::mem::take(&mut self.text);
        let bytes = text.as_bytes();
        let (mut at, mut fresh, mut directive) = (0, true, false);
        self.push(0, Inside::Code, false);
        while at < bytes.len() {
            if fresh && bytes[at] == b'#' {
                directive = true;
                self.note_directive(&text, at);
            }
            let (kind, end) = tokens::next(bytes, at);
            if bytes[at] == b'\n' {
                (fresh, directive) = (true, false);
                self.push(end, Inside::Code, false);
            } else if end - at > 1 {
                let inside = inside(&bytes[at..end]);
                for offset in memchr::memchr_iter(b'\n', &bytes[at..end]) {
                    self.push(at + offset + 1, inside, directive);
                }
            }
            fresh &= kind != Kind::Word;
            at = end;
        }
        self.text = text;
    }

    fn push(&mut self, start: usize, inside: Inside, directive: bool) {
        self.lines.push(Line {
            start,
            inside,
            directive,
        });
    }

    fn note_directive(&mut self, text: &str, hash: usize) {
        let number = self.lines.len();
        if let Some(line) = self.lines.last_mut() {
            line.directive = true;
        }
        let rest = text[hash + 1..].trim_start_matches([' ', '\t']);
        let Some(rest) = rest.strip_prefix("define") else {
            return;
        };
        let name = rest.trim_start_matches([' ', '\t']);
        let bytes = name.bytes().position(|byte| !tokens::is_name(byte));
        let length = bytes.unwrap_or(name.len());
        if length == 0 || name.len() == rest.len() {
            return;
        }
        let found = Macro {
            line: number,
            at: text.len() - name.len(),
            has_parameters: name[length..].starts_with('('),
        };
        self.macros
            .entry(name[..length].to_string())
            .or_default()
            .push(found);
    }
}

/// What a line begins in that begins inside of this word.
fn inside(word: &[u8]) -> Inside {
    match word {
        [b'\\', ..] => Inside::Code,
        [b'/', b'*', ..] => Inside::Comment,
        _ => Inside::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "/* a\n b */ x; // c\n#define  TAG(p) \\\n  (p)\n# define N 5 /*\n */\n f(TAG\n (é), /* d */\n y); z\n";

    fn window(line: usize) -> String {
        let file = SourceFile::new(TEXT.into());
        let window = file.window(line, &|name| name == "TAG");
        let words: Vec<&str> = window.words.into_iter().map(|at| &TEXT[at]).collect();
        format!("{} {}", window.on_first_line, words.join(" "))
    }

    #[test]
    fn words_of_statements() {
        assert_eq!(window(2), "2 x ;");
        assert_eq!(window(3), "0 ");
        assert_eq!(window(4), "0 ");
        assert_eq!(window(7), "3 f ( TAG ( é ) , y ) ; z");
        assert_eq!(window(99), "0 ");
        assert_eq!(window(0), "0 ");
    }

    #[test]
    fn macros_and_places() {
        let file = SourceFile::new(TEXT.into());
        let tag = file.macros["TAG"][0];
        assert!(tag.has_parameters && tag.line == 3);
        assert!(TEXT[tag.at..].starts_with("TAG(p)"));
        assert!(!file.macros["N"][0].has_parameters);
        let comma = TEXT.find("), /*").unwrap() + 1;
        assert_eq!((file.line_of(comma), file.column_of(comma)), (8, 5));
        assert_eq!(file.shown_line(comma), " (é), /* d */");
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let file = SourceFile::new("é".repeat(5000));
        assert!(file.shown_line(5001).len() <= MAX_SHOWN);
    }
}
