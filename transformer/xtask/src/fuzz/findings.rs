//! What a trial can find.

use super::sample::Generator;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Another output or status than the reference: a bug of migcc.
    Difference,
    /// A program the plain compiler takes and migcc does not.
    Build,
    /// A capture (86) or an image (87) was refused.
    Refused,
    /// Plain compilers do not agree among themselves, or refuse the program.
    Generator,
    /// The program does not end soon enough to be tried.
    TooLong,
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub kind: Kind,
    pub generator: Generator,
    pub seed: u64,
    pub what: String,
    /// Target, or journey.
    pub place: String,
    /// Where it is kept.
    pub kept: String,
}

impl Finding {
    pub fn of(generator: Generator, seed: u64, kind: Kind, what: impl Into<String>) -> Finding {
        Finding {
            kind,
            generator,
            seed,
            what: what.into(),
            place: String::new(),
            kept: String::new(),
        }
    }

    pub fn on(mut self, place: &str) -> Finding {
        self.place = place.into();
        self
    }

    /// The message without what differs from one program to the next: digits,
    /// quoted names, places.
    pub fn reason(&self) -> String {
        let line = self.what.lines().next().unwrap_or("");
        let words = line.split_whitespace().map(|word| {
            let plain = word
                .chars()
                .all(|c| c.is_ascii_alphabetic() || ",.;()-".contains(c));
            if plain {
                word
            } else {
                "_"
            }
        });
        let mut words: Vec<_> = words.collect();
        words.dedup();
        words.join(" ")
    }
}

impl Kind {
    /// Whether it is a fault of what is tested.
    pub fn is_fault(self) -> bool {
        matches!(self, Kind::Difference | Kind::Build)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Difference => "DIFFERENCE",
            Kind::Build => "NOT BUILT",
            Kind::Refused => "refused",
            Kind::Generator => "generator's fault",
            Kind::TooLong => "too long",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding {
            kind,
            generator,
            seed,
            what,
            place,
            kept,
        } = self;
        write!(f, "{kind}: {generator} --seed {seed}: {place}: {what}")?;
        match kept.is_empty() {
            true => Ok(()),
            false => write!(f, "\n    kept in {kept}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_reasons_of_different_programs_are_one() {
        let of = |what: &str| Finding::of(Generator::Own, 1, Kind::Refused, what).reason();
        let first = of("capture refused: union in f1.v (main.c:12) has no selector\nmore");
        assert_eq!(
            first,
            of("capture refused: union in g_2 (a.c:9) has no selector")
        );
        assert_ne!(first, of("capture refused: threads"));
    }
}
