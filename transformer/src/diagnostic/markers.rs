//! From an offset in the preprocessed text to the user's file and line.

/// A place in a source file. `column` counts bytes of the preprocessed line
/// from 1: the preprocessor keeps columns except after macro expansions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

/// Follows the line markers from the start of `text` to `offset`. Linear, which
/// is good enough for a message; offsets past the end mean the end.
pub fn locate(text: &[u8], offset: usize) -> Place {
    let offset = offset.min(text.len());
    let mut place = Place {
        file: String::from("<unknown>"),
        line: 1,
        column: 1,
    };
    let mut start = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let end = start + line.len();
        if offset < end || end == text.len() {
            place.column = offset - start + 1;
            return place;
        }
        match line_marker(line) {
            Some((number, file)) => {
                place.line = number;
                if let Some(file) = file {
                    place.file = file;
                }
            }
            None => place.line = place.line.saturating_add(1),
        }
        start = end;
    }
    place
}

/// `# 12 "file" flags` or `#line 12 "file"`: the number and name of the line
/// that follows.
fn line_marker(line: &[u8]) -> Option<(usize, Option<String>)> {
    let text = String::from_utf8_lossy(line);
    let rest = text.trim_start().strip_prefix('#')?.trim_start();
    let rest = rest.strip_prefix("line").unwrap_or(rest).trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = rest.get(..digits)?.parse().ok()?;
    let name = rest.get(digits..)?.trim_start();
    Some((number, name.strip_prefix('"').map(unescape)))
}

/// The file name up to its closing quote.
fn unescape(name: &str) -> String {
    let mut out = String::new();
    let mut chars = name.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(file: &str, line: usize, column: usize) -> Place {
        Place {
            file: file.into(),
            line,
            column,
        }
    }

    #[test]
    fn markers_set_file_and_line() {
        let text = b"# 1 \"a.c\"\nint x;\n# 7 \"dir/b \\\"q\\\".h\" 1 3\n\n  int y;\n#line 3\nz";
        assert_eq!(locate(text, 10), place("a.c", 1, 1));
        let y = text.windows(5).position(|w| w == b"int y").unwrap();
        assert_eq!(locate(text, y), place("dir/b \"q\".h", 8, 3));
        assert_eq!(locate(text, text.len() + 9), place("dir/b \"q\".h", 3, 2));
    }

    #[test]
    fn pragmas_and_broken_markers_are_ordinary_lines() {
        let text = b"# 5 \"a.c\"\n#pragma pack(1)\n# 99999999999999999999999 \"b.c\"\nint x;";
        assert_eq!(locate(text, text.len() - 1), place("a.c", 7, 6));
        assert_eq!(locate(b"", 4), place("<unknown>", 1, 1));
    }
}
