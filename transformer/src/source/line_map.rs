use super::Span;
use std::collections::HashMap;

/// From offsets in preprocessed text to places in the files it was made of.
///
/// Built once from the line markers (`# 12 "file.h" 1 3 4`, gcc's and clang's,
/// and `#line`); a look-up is two binary searches.
#[derive(Debug, Clone)]
pub struct LineMap {
    /// Offset of the start of each line of the text.
    line_starts: Vec<u32>,
    /// Stretches of text with consecutive line numbers, in order.
    stretches: Vec<Stretch>,
    files: Vec<File>,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: u32,
    /// Index of its first line in `line_starts`.
    first_line: u32,
    /// Number of that line in the file.
    number: u32,
    file: u32,
}

/// A file that contributed to the text, by the name in the line markers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// A system header (flag 3 of the marker that entered it).
    ///
    /// Taken from the first marker only: gcc also sets the flag on pieces of
    /// user files that come from macros of system headers.
    pub system: bool,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub file: &'a str,
    /// From 1.
    pub line: u32,
    /// From 1, in bytes, within the line of the *preprocessed* text: macros
    /// before it on the line have been expanded.
    pub column: u32,
    pub system: bool,
}

impl LineMap {
    /// `name` names the file of text that stands before any marker.
    pub fn new(text: &[u8], name: &str) -> LineMap {
        let mut builder = Builder::new(name);
        let mut start = 0;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            builder.line(start, line);
            start += line.len();
        }
        builder.map
    }

    /// The place of the byte at `offset`; beyond the text, the end of it.
    pub fn place(&self, offset: usize) -> Place<'_> {
        let line = last_at_most(&self.line_starts, |&start| start as usize <= offset);
        let stretch = self.stretch(offset);
        let file = &self.files[stretch.file as usize];
        let line_start = self.line_starts.get(line).copied().unwrap_or(0) as usize;
        Place {
            file: &file.name,
            line: stretch
                .number
                .saturating_add((line as u32).saturating_sub(stretch.first_line)),
            column: (offset - line_start) as u32 + 1,
            system: file.system,
        }
    }

    /// Whether the byte at `offset` comes from a system header.
    pub fn is_system(&self, offset: usize) -> bool {
        self.files[self.stretch(offset).file as usize].system
    }

    /// Every file seen, in order of appearance; the main file is the first
    /// whose name is none of the preprocessor's own (`<built-in>`).
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The user's own files: no system headers, nothing of the preprocessor.
    pub fn user_files(&self) -> impl Iterator<Item = &str> {
        let own =
            |file: &&File| !file.system && !file.name.starts_with('<') && !file.name.ends_with('/');
        self.files.iter().filter(own).map(|file| file.name.as_str())
    }

    fn stretch(&self, offset: usize) -> Stretch {
        self.stretches[last_at_most(&self.stretches, |s| s.start as usize <= offset)]
    }
}

/// Index of the last item for which `before` holds, or 0.
fn last_at_most<T>(items: &[T], before: impl Fn(&T) -> bool) -> usize {
    items.partition_point(before).saturating_sub(1)
}

struct Builder {
    map: LineMap,
    index: HashMap<String, u32>,
}

impl Builder {
    fn new(name: &str) -> Builder {
        let file = File {
            name: name.to_owned(),
            system: false,
        };
        let first = Stretch {
            start: 0,
            first_line: 0,
            number: 1,
            file: 0,
        };
        Builder {
            map: LineMap {
                line_starts: Vec::new(),
                stretches: vec![first],
                files: vec![file],
            },
            index: HashMap::from([(name.to_owned(), 0)]),
        }
    }

    fn line(&mut self, start: usize, line: &[u8]) {
        self.map.line_starts.push(start as u32);
        let Some(marker) = marker(line) else { return };
        let file = match marker.file {
            Some(name) => self.file(name, marker.system),
            None => self.map.stretches.last().map_or(0, |stretch| stretch.file),
        };
        self.map.stretches.push(Stretch {
            start: (start + line.len()) as u32,
            first_line: self.map.line_starts.len() as u32,
            number: marker.number,
            file,
        });
    }

    fn file(&mut self, name: String, system: bool) -> u32 {
        let next = self.map.files.len() as u32;
        *self.index.entry(name).or_insert_with_key(|name| {
            self.map.files.push(File {
                name: name.clone(),
                system,
            });
            next
        })
    }
}

struct Marker {
    number: u32,
    file: Option<String>,
    system: bool,
}

/// `# 12 "file" flags` or `#line 12 "file"`.
fn marker(line: &[u8]) -> Option<Marker> {
    if !line.trim_ascii_start().starts_with(b"#") {
        return None;
    }
    let line = String::from_utf8_lossy(line);
    let rest = line.trim().strip_prefix('#')?.trim_start();
    let rest = rest.strip_prefix("line").unwrap_or(rest).trim_start();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, rest) = rest.split_at(digits);
    let number = number.parse().ok()?;
    let Some(quoted) = rest.trim_start().strip_prefix('"') else {
        return Some(Marker {
            number,
            file: None,
            system: false,
        });
    };
    let (name, flags) = unquote(quoted);
    let system = flags.split_ascii_whitespace().any(|flag| flag == "3");
    Some(Marker {
        number,
        file: Some(name),
        system,
    })
}

/// The text up to the closing quote with its escapes resolved, and what
/// follows the quote.
fn unquote(text: &str) -> (String, &str) {
    let bytes = text.as_bytes();
    let mut name = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match (byte, bytes.get(at)) {
            (b'"', _) => break,
            (b'\\', Some(b'0'..=b'7')) => {
                let octal = bytes[at..]
                    .iter()
                    .take(3)
                    .take_while(|b| matches!(b, b'0'..=b'7'));
                let (length, value) = octal.fold((0, 0u32), |(n, value), b| {
                    (n + 1, value * 8 + u32::from(b - b'0'))
                });
                name.push(value as u8);
                at += length;
            }
            (b'\\', Some(&escaped)) => {
                name.push(escaped);
                at += 1;
            }
            _ => name.push(byte),
        }
    }
    (
        String::from_utf8_lossy(&name).into_owned(),
        text.get(at..).unwrap_or(""),
    )
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl LineMap {
    /// The place where `span` starts.
    pub fn start(&self, span: Span) -> Place<'_> {
        self.place(span.start as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 0 \"a.c\"\n# 1 \"/usr/include/s.h\" 1 3 4\nint s;\n# 2 \"a.c\" 2\nint a =\n# 3 \"a.c\" 3 4\n 1\n# 3 \"a.c\"\n;\nint \\\n b;\n";

    fn at(needle: &str) -> String {
        let map = LineMap::new(TEXT.as_bytes(), "stdin");
        let place = map.place(TEXT.find(needle).expect(needle));
        format!("{place} {}", place.system)
    }

    #[test]
    fn follows_line_markers() {
        assert_eq!(at("int s"), "/usr/include/s.h:1:1 true");
        assert_eq!(at("s;"), "/usr/include/s.h:1:5 true");
        assert_eq!(at("a ="), "a.c:2:5 false");
        assert_eq!(at("b;"), "a.c:5:2 false");
    }

    #[test]
    fn pieces_from_system_macros_stay_the_users() {
        assert_eq!(at("1\n# 3"), "a.c:3:2 false");
    }

    #[test]
    fn lists_files_once() {
        let map = LineMap::new(TEXT.as_bytes(), "stdin");
        let names: Vec<&str> = map.files().iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["stdin", "a.c", "/usr/include/s.h"]);
        assert_eq!(map.user_files().collect::<Vec<_>>(), ["stdin", "a.c"]);
    }

    #[test]
    fn resolves_escapes_and_bare_line_directives() {
        let text = "#line 7 \"a \\\"b\\\\\\303\\251.c\"\n x\n#line 9\ny\n";
        let map = LineMap::new(text.as_bytes(), "stdin");
        let at = |needle| map.place(text.find(needle).expect(needle)).to_string();
        assert_eq!(at("x\n"), "a \"b\\é.c:7:2");
        assert_eq!(at("y\n"), "a \"b\\é.c:9:1");
    }

    #[test]
    fn survives_anything() {
        for text in ["", "\n", "#", "# 1", "# 99999999999 \"x", "#line \"\\", "x"] {
            let map = LineMap::new(text.as_bytes(), "f");
            for offset in 0..text.len() + 2 {
                map.place(offset);
            }
        }
    }
}
