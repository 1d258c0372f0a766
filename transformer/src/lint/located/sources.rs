//! The user's files, read when they are wanted first.

use super::align::Known;
use super::names::Names;
use super::source_file::{Macro, SourceFile};
use crate::source::LineMap;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

pub struct Sources<'a> {
    names: Names<'a>,
    lines: &'a LineMap,
    read: &'a dyn Fn(&str) -> Option<String>,
    known: RefCell<HashMap<String, Rc<Named>>>,
    all: OnceCell<Vec<Rc<Named>>>,
}

/// A file by the name it is shown with.
pub struct Named {
    pub name: String,
    /// `None`: it cannot be read.
    pub file: Option<SourceFile>,
}

impl<'a> Sources<'a> {
    pub fn new(
        names: Names<'a>,
        lines: &'a LineMap,
        read: &'a dyn Fn(&str) -> Option<String>,
    ) -> Sources<'a> {
        Sources {
            names,
            lines,
            read,
            known: RefCell::default(),
            all: OnceCell::new(),
        }
    }

    /// By the name in a line marker.
    pub fn file(&self, marker: &str) -> Rc<Named> {
        if let Some(named) = self.known.borrow().get(marker) {
            return named.clone();
        }
        let name = self.names.shown(marker);
        let file = (self.read)(&name).map(SourceFile::new);
        let named = Rc::new(Named { name, file });
        let mut known = self.known.borrow_mut();
        known.insert(marker.to_string(), named.clone());
        named
    }

    /// Where a macro was defined that is used on a line of a file: the last
    /// definition before it, or one in another file of the user's.
    pub fn definition(&self, used_in: &Rc<Named>, line: usize, name: &str) -> Option<Defined> {
        let before = |file: &SourceFile| {
            let mut all = file.macros.get(name)?.iter().rev();
            all.find(|found| found.line < line).copied()
        };
        if let Some(found) = used_in.file.as_ref().and_then(before) {
            return Some((used_in.clone(), found));
        }
        let others = self.all().iter().filter(|other| other.name != used_in.name);
        let mut found = others.filter_map(|other| {
            let last = other.file.as_ref()?.macros.get(name)?.last()?;
            Some((other.clone(), *last))
        });
        found.next()
    }

    /// What a name may be at a line of a file.
    pub fn known(&self, used_in: &Rc<Named>, line: usize, word: &str) -> Known {
        if !word.starts_with(|c: char| !c.is_ascii() || c.is_ascii_alphabetic() || "_$".contains(c))
        {
            return Known::NoName;
        }
        match self.definition(used_in, line, word) {
            Some((_, found)) => Known::Macro {
                has_parameters: found.has_parameters,
            },
            None if KEYWORDS.contains(&word) => Known::Keyword,
            None => Known::Name,
        }
    }

    fn all(&self) -> &[Rc<Named>] {
        self.all.get_or_init(|| {
            let names = self.lines.user_files();
            names.map(|name| self.file(name)).collect()
        })
    }
}

pub type Defined = (Rc<Named>, Macro);

/// Seldom macros. Not here: what headers do define in some setting (`inline`,
/// `const`, `bool`).
const KEYWORDS: [&str; 22] = [
    "break", "case", "char", "continue", "default", "do", "double", "else", "enum", "float", "for",
    "goto", "if", "int", "long", "return", "short", "sizeof", "struct", "switch", "typedef",
    "while",
];
