//! From spans of the preprocessed text to ranges of the user's files.

use super::align::{align, Lines, Origin, Use};
use super::sources::{Named, Sources};
use super::tokens;
use crate::source::{SourceText, Span};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// A range in a file of the user's.
pub struct Place {
    pub file: Rc<Named>,
    /// In the line marker's words, for a file that cannot be read.
    pub line: usize,
    /// `None`: the file cannot be read.
    pub range: Option<Range<usize>>,
    pub macro_name: Option<String>,
    /// Every word of the span stands there as it is, and nothing else.
    pub exact: bool,
}

pub struct Places<'a> {
    source: &'a SourceText,
    pub sources: Sources<'a>,
    /// Where each line of the text starts.
    starts: Vec<usize>,
    /// By the first line of each group.
    groups: RefCell<HashMap<usize, Rc<Group>>>,
}

/// The lines of the text that were made of one line of a file, laid beside it.
struct Group {
    file: Rc<Named>,
    line: usize,
    /// Words of the text, and where each comes from.
    words: Vec<Range<usize>>,
    origins: Vec<Origin>,
    uses: Vec<Use>,
    /// Words of the source.
    source: Vec<Range<usize>>,
}

impl<'a> Places<'a> {
    pub fn new(source: &'a SourceText, sources: Sources<'a>) -> Places<'a> {
        let ends = memchr::memchr_iter(b'\n', source.bytes());
        Places {
            source,
            sources,
            starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect(),
            groups: RefCell::default(),
        }
    }

    pub fn place(&self, span: Span) -> Place {
        let first = self.group(span.start as usize);
        let last = self.group((span.end as usize).max(span.start as usize + 1) - 1);
        let found = first.file.file.as_ref().map(|file| {
            let found = self.in_source(span, &first, &last);
            found.unwrap_or_else(|| {
                (
                    searched(&file.text, file.line(first.line), self.words(span)),
                    None,
                    false,
                )
            })
        });
        let (range, macro_name, exact) = match found {
            Some((range, macro_name, exact)) => (Some(range), macro_name, exact),
            None => (None, None, false),
        };
        Place {
            file: first.file.clone(),
            line: first.line,
            range,
            macro_name,
            exact,
        }
    }

    /// The bytes of the text from the start of its line to `offset`.
    pub fn before(&self, offset: usize) -> &[u8] {
        let start = self.starts[self.line_index(offset)];
        self.source.bytes().get(start..offset).unwrap_or_default()
    }

    /// The line of the text around `offset`.
    pub fn line_around(&self, offset: usize) -> &[u8] {
        let line = self.line_range(self.line_index(offset));
        self.source.bytes().get(line).unwrap_or_default()
    }

    fn in_source(&self, span: Span, first: &Group, last: &Group) -> Option<Found> {
        if !Rc::ptr_eq(&first.file, &last.file) {
            return None;
        }
        let begin = first
            .words
            .partition_point(|word| word.end <= span.start as usize);
        let end = last
            .words
            .partition_point(|word| word.start < span.end as usize);
        let (begin_origin, end_origin) = (
            first.origins.get(begin)?,
            last.origins.get(end.checked_sub(1)?)?,
        );
        match (*begin_origin, *end_origin) {
            (Origin::Use(a), Origin::Use(b)) if std::ptr::eq(first, last) && a == b => {
                Some(self.in_use(span, first, first.uses[a], begin..end))
            }
            _ => {
                let start = first.source[first.first_word(*begin_origin)].start;
                let stop = last.source[last.last_word(*end_origin)].end;
                let range = (start <= stop).then_some(start..stop)?;
                let exact = self.is_exact(span, first, &range);
                Some((range, None, exact))
            }
        }
    }

    /// In an argument, if the words of the span stand there in a row; else it is
    /// the macro that made them.
    fn in_use(&self, span: Span, group: &Group, at: Use, words: Range<usize>) -> Found {
        let text = group
            .file
            .file
            .as_ref()
            .map_or("", |file| file.text.as_str());
        let wanted: Vec<&[u8]> = group.words[words]
            .iter()
            .map(|word| &self.source.bytes()[word.clone()])
            .collect();
        let arguments = &group.source[at.first..=at.last];
        let same = |window: &&[Range<usize>]| {
            let mut pairs = window.iter().zip(&wanted);
            pairs.all(|(word, wanted)| text.as_bytes()[word.clone()] == **wanted)
        };
        let found = arguments.get(1..).unwrap_or_default();
        let found = found.windows(wanted.len().max(1)).find(same);
        match found {
            Some(words) if span.start < span.end => {
                (words[0].start..words[words.len() - 1].end, None, false)
            }
            _ => {
                let name = text[arguments[0].clone()].to_string();
                (
                    arguments[0].start..arguments[arguments.len() - 1].end,
                    Some(name),
                    false,
                )
            }
        }
    }

    /// What stands in the source is, but for white space, the text of the span.
    fn is_exact(&self, span: Span, group: &Group, range: &Range<usize>) -> bool {
        let Some(file) = &group.file.file else {
            return false;
        };
        let visible = |bytes: &[u8]| -> Vec<u8> {
            let bytes = bytes.iter().copied();
            bytes.filter(|byte| !byte.is_ascii_whitespace()).collect()
        };
        visible(self.source.slice(span)) == visible(&file.text.as_bytes()[range.clone()])
    }

    fn words(&self, span: Span) -> String {
        let bytes = self.source.slice(span);
        let first = bytes.split(|&b| b == b'\n').next().unwrap_or(b"");
        String::from_utf8_lossy(first).trim_end().to_string()
    }

    fn group(&self, offset: usize) -> Rc<Group> {
        let lines = self.lines_of_group(self.line_index(offset));
        if let Some(group) = self.groups.borrow().get(&lines.start) {
            return group.clone();
        }
        let group = Rc::new(self.make_group(lines.clone()));
        self.groups.borrow_mut().insert(lines.start, group.clone());
        group
    }

    /// The lines around this one that were made of the same line of a file.
    fn lines_of_group(&self, index: usize) -> Range<usize> {
        let same = |&other: &usize| self.is_marker(other) || self.same_line(index, other);
        let before = (0..index).rev().take_while(same);
        let first = before.filter(|&line| !self.is_marker(line)).last();
        let behind = (index + 1..self.starts.len()).take_while(same);
        let last = behind.filter(|&line| !self.is_marker(line)).last();
        first.unwrap_or(index)..last.unwrap_or(index) + 1
    }

    fn same_line(&self, a: usize, b: usize) -> bool {
        let lines = self.source.lines();
        let (a, b) = (lines.place(self.starts[a]), lines.place(self.starts[b]));
        (a.line, a.file) == (b.line, b.file)
    }

    fn is_marker(&self, index: usize) -> bool {
        let line = self.line_range(index);
        let line = self.source.bytes().get(line).unwrap_or_default();
        line.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'#')
    }

    fn make_group(&self, lines: Range<usize>) -> Group {
        let place = self.source.lines().place(self.starts[lines.start]);
        let file = self.sources.file(place.file);
        let line = place.line as usize;
        let text = self.source.bytes();
        let code = lines.filter(|&index| !self.is_marker(index));
        let words: Vec<Range<usize>> = code
            .flat_map(|index| tokens::words(text, self.line_range(index), false))
            .collect();
        let mut group = Group {
            file,
            line,
            words,
            origins: Vec::new(),
            uses: Vec::new(),
            source: Vec::new(),
        };
        self.align(&mut group);
        group
    }

    fn align(&self, group: &mut Group) {
        let file = group.file.clone();
        let Some(source) = &file.file else {
            return;
        };
        let known = |word: &str| self.sources.known(&file, group.line, word);
        let waits = |word: &str| {
            matches!(
                known(word),
                super::align::Known::Macro {
                    has_parameters: true
                }
            )
        };
        let window = source.window(group.line, &waits);
        let text: Vec<_> = group
            .words
            .iter()
            .map(|word| String::from_utf8_lossy(&self.source.bytes()[word.clone()]))
            .collect();
        let alignment = align(&Lines {
            source: window
                .words
                .iter()
                .map(|word| &source.text[word.clone()])
                .collect(),
            on_first_line: window.on_first_line,
            text: text.iter().map(|word| word.as_ref()).collect(),
            known: &known,
        });
        let alignment = alignment.unwrap_or_default();
        (group.origins, group.uses) = (alignment.origins, alignment.uses);
        group.source = window.words;
    }

    fn line_index(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    fn line_range(&self, index: usize) -> Range<usize> {
        let end = self.starts.get(index + 1).map(|&next| next - 1);
        self.starts[index]..end.unwrap_or(self.source.bytes().len())
    }
}

/// The range, the macro that made it all, whether it is exact.
type Found = (Range<usize>, Option<String>, bool);

impl Group {
    fn first_word(&self, origin: Origin) -> usize {
        match origin {
            Origin::Word(at) => at,
            Origin::Use(at) => self.uses[at].first,
        }
    }

    fn last_word(&self, origin: Origin) -> usize {
        match origin {
            Origin::Word(at) => at,
            Origin::Use(at) => self.uses[at].last,
        }
    }
}

/// Where lines cannot be laid side by side: the first place where the text
/// stands in the line, or the whole line.
fn searched(text: &str, line: Range<usize>, wanted: String) -> Range<usize> {
    let shown = &text[line.clone()];
    match shown.find(&wanted) {
        Some(at) if !wanted.is_empty() => line.start + at..line.start + at + wanted.len(),
        _ => {
            let indent = shown.len() - shown.trim_start().len();
            let start = line.start + indent;
            start..(line.start + shown.trim_end().len()).max(start)
        }
    }
}
