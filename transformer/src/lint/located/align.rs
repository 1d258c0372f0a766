//! Which words of a preprocessed line stand in the source line, and which a macro
//! made.
//!
//! The preprocessor keeps lines but not columns. Both lines are therefore laid
//! side by side: outside of macros they have the same words in the same order; a
//! macro's use stands for any number of words. Of all ways to do so the one with
//! the fewest and most likely macros is taken, by dynamic programming over (word of
//! the source, word of the text).

/// A word of the preprocessed text comes from ...
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// ... this word of the source.
    Word(usize),
    /// ... the macro of this use.
    Use(usize),
}

/// The use of a macro: its name, up to the `)` of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    pub first: usize,
    pub last: usize,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// For each word of the preprocessed text.
    pub origins: Vec<Origin>,
    pub uses: Vec<Use>,
}

/// What is known of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The user's files define it, with parameters or without.
    Macro {
        has_parameters: bool,
    },
    /// It can be a macro of a header that was not read.
    Name,
    Keyword,
    NoName,
}

pub struct Lines<'a> {
    pub source: Vec<&'a str>,
    /// The first line of the source has so many words; more may belong to it.
    pub on_first_line: usize,
    pub text: Vec<&'a str>,
    pub known: &'a dyn Fn(&str) -> Known,
}

/// Beyond this many pairs of words a line is not compared.
const MAX_PAIRS: usize = 1 << 21;

const NEVER: u32 = u32::MAX / 4;

/// `None`: the lines do not fit together.
pub fn align(lines: &Lines) -> Option<Alignment> {
    if lines.source.get(..lines.text.len()) == Some(&lines.text[..]) && nothing_known(lines) {
        return Some(Alignment {
            origins: (0..lines.text.len()).map(Origin::Word).collect(),
            uses: Vec::new(),
        });
    }
    let (rows, columns) = (lines.source.len() + 1, lines.text.len() + 1);
    if rows.checked_mul(columns)? > MAX_PAIRS {
        return None;
    }
    Some(Table::fill(lines)).and_then(|table| table.follow(lines))
}

fn nothing_known(lines: &Lines) -> bool {
    let is_macro = |word: &&str| matches!((lines.known)(word), Known::Macro { .. });
    !lines.source.iter().any(is_macro)
}

/// What it costs to lay the rest of both lines side by side.
struct Table {
    columns: usize,
    /// From here on.
    rest: Vec<u32>,
    /// Behind a macro's use, which may have made more words.
    gap: Vec<u32>,
    known: Vec<Known>,
    /// For each `(` its `)`.
    closing: Vec<usize>,
}

/// The ways to go on from a word of the source.
#[derive(Debug, Clone, Copy)]
enum Step {
    Same,
    /// A macro whose use ends before this word.
    Macro(usize),
}

impl Table {
    fn fill(lines: &Lines) -> Table {
        let (rows, columns) = (lines.source.len() + 1, lines.text.len() + 1);
        let mut table = Table {
            columns,
            rest: vec![NEVER; rows * columns],
            gap: vec![NEVER; rows * columns],
            known: lines
                .source
                .iter()
                .map(|word| (lines.known)(word))
                .collect(),
            closing: closing(&lines.source),
        };
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let rest = table.cost(lines, row, column);
                let further = match column + 1 < columns {
                    true => table.gap[row * columns + column + 1],
                    false => NEVER,
                };
                table.rest[row * columns + column] = rest;
                table.gap[row * columns + column] = rest.min(further);
            }
        }
        table
    }

    fn cost(&self, lines: &Lines, row: usize, column: usize) -> u32 {
        let at_end = column + 1 == self.columns && row >= lines.on_first_line;
        if at_end {
            return 0;
        }
        let steps = self.steps(lines, row, column);
        let costs = steps.map(|(step, cost)| cost.saturating_add(self.after(step, row, column)));
        costs.min().map_or(NEVER, |cost| cost.min(NEVER))
    }

    fn after(&self, step: Step, row: usize, column: usize) -> u32 {
        match step {
            Step::Same => self.rest[(row + 1) * self.columns + column + 1],
            Step::Macro(behind) => self.gap[behind * self.columns + column],
        }
    }

    /// With what each costs.
    fn steps(&self, lines: &Lines, row: usize, column: usize) -> impl Iterator<Item = (Step, u32)> {
        let known = self.known.get(row).copied().unwrap_or(Known::NoName);
        let arguments = lines.source.get(row + 1) == Some(&"(");
        let (bare, called, same) = match known {
            Known::Macro {
                has_parameters: true,
            } if arguments => (None, Some(1), 8),
            Known::Macro {
                has_parameters: true,
            } => (None, None, 0),
            Known::Macro { .. } => (Some(1), None, 8),
            Known::Name => (Some(11), Some(10), 0),
            Known::Keyword => (Some(41), Some(40), 0),
            Known::NoName => (None, None, 0),
        };
        let equal = row < lines.source.len() && lines.source.get(row) == lines.text.get(column);
        let same = equal.then_some((Step::Same, same));
        let called = called.filter(|_| arguments);
        let called = called.map(|cost| (Step::Macro(self.closing[row + 1] + 1), cost));
        let bare = bare.map(|cost| (Step::Macro(row + 1), cost));
        [same, called, bare].into_iter().flatten()
    }

    /// The cheapest way, from the first word that can be the beginning: those
    /// before it belong to a macro's use that began on an earlier line.
    fn follow(&self, lines: &Lines) -> Option<Alignment> {
        let mut row = (0..=lines.source.len()).find(|row| self.rest[row * self.columns] < NEVER)?;
        let mut alignment = Alignment::default();
        while row < lines.on_first_line || alignment.origins.len() + 1 < self.columns {
            let column = alignment.origins.len();
            let cost = |&(step, cost): &(Step, u32)| cost + self.after(step, row, column);
            let (step, _) = self.steps(lines, row, column).min_by_key(cost)?;
            match step {
                Step::Same => {
                    alignment.origins.push(Origin::Word(row));
                    row += 1;
                }
                Step::Macro(behind) => {
                    self.swallow(&mut alignment, behind);
                    alignment.uses.push(Use {
                        first: row,
                        last: behind - 1,
                    });
                    row = behind;
                }
            }
        }
        Some(alignment)
    }

    /// The words the macro made: as few as can be.
    fn swallow(&self, alignment: &mut Alignment, behind: usize) {
        let this = Origin::Use(alignment.uses.len());
        let mut column = alignment.origins.len();
        while self.rest[behind * self.columns + column] > self.gap[behind * self.columns + column] {
            alignment.origins.push(this);
            column += 1;
        }
    }
}

/// For each word that is a `(` the place of its `)`; what is not closed ends with
/// the last word.
fn closing(words: &[&str]) -> Vec<usize> {
    let last = words.len().saturating_sub(1);
    let mut closing = vec![last; words.len()];
    let mut open = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match *word {
            "(" => open.push(at),
            ")" => {
                if let Some(begin) = open.pop() {
                    closing[begin] = at;
                }
            }
            _ => {}
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::located::tokens;

    fn cut(text: &str) -> Vec<&str> {
        let words = tokens::words(text.as_bytes(), 0..text.len(), false);
        words.into_iter().map(|range| &text[range]).collect()
    }

    /// Each word of the text, behind `<` the source word or macro it comes from.
    fn aligned(source: &str, on_first_line: usize, text: &str) -> Option<String> {
        let known = |word: &str| match word {
            "TAG" | "TWO" => Known::Macro {
                has_parameters: true,
            },
            "FIVE" | "NONE" => Known::Macro {
                has_parameters: false,
            },
            "int" => Known::Keyword,
            word if word.starts_with(|c: char| c.is_ascii_alphabetic()) => Known::Name,
            _ => Known::NoName,
        };
        let (source, text) = (cut(source), cut(text));
        let alignment = align(&Lines {
            source: source.clone(),
            on_first_line: on_first_line.min(source.len()),
            text: text.clone(),
            known: &known,
        })?;
        let origins = alignment.origins.iter().zip(text);
        let shown = origins.filter_map(|(origin, word)| match *origin {
            Origin::Word(at) if source[at] == word => None,
            Origin::Word(at) => Some(format!("WRONG {word}<{}", source[at])),
            Origin::Use(at) => {
                let made = alignment.uses[at];
                Some(format!(
                    "{word}<{}",
                    source[made.first..=made.last].concat()
                ))
            }
        });
        Some(shown.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn lines_without_macros() {
        assert_eq!(
            aligned("x = (long) q;", 99, "x = (long)q;").as_deref(),
            Some("")
        );
    }

    #[test]
    fn macros_of_the_user_and_of_headers() {
        let shown = aligned("x = TAG(p) + UNKNOWN;", 99, "x = ((long)(p)|1) + 5;");
        insta::assert_snapshot!(shown.unwrap(), @"(<TAG(p) (<TAG(p) long<TAG(p) )<TAG(p) (<TAG(p) p<TAG(p) )<TAG(p) |<TAG(p) 1<TAG(p) )<TAG(p) 5<UNKNOWN");
    }

    #[test]
    fn a_macro_that_makes_nothing() {
        assert_eq!(aligned("NONE int x;", 99, "int x;").as_deref(), Some(""));
        assert_eq!(aligned("int x NONE;", 99, "int x;").as_deref(), Some(""));
    }

    #[test]
    fn arguments_on_the_next_line() {
        let made = aligned("y = TWO(p,\n q), z = q;", 5, "y = p+q").unwrap();
        assert_eq!(made, "p<TWO(p,q) +<TWO(p,q) q<TWO(p,q)");
        let rest = aligned("q), z = FIVE;", 99, ", z = 5;").unwrap();
        assert_eq!(rest, "5<FIVE");
    }

    #[test]
    fn a_function_named_like_its_macro() {
        assert_eq!(aligned("getc(f);", 99, "getc(f);").as_deref(), Some(""));
        assert_eq!(
            aligned("TAG(1);", 99, "TAG(1, 2);").as_deref(),
            Some("TAG<TAG(1) (<TAG(1) 1<TAG(1) ,<TAG(1) 2<TAG(1) )<TAG(1)")
        );
    }

    #[test]
    fn lines_that_do_not_fit() {
        assert_eq!(aligned("1 + 2;", 99, "x;"), None);
        assert_eq!(aligned("", 0, "x;"), None);
    }
}
