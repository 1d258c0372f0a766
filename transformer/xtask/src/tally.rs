//! Counting what passed, failed and was skipped.

use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

/// The result of one check.
#[derive(Debug, Clone)]
pub enum Verdict {
    Passed,
    Failed(Failure),
    /// Could not be tried here; why.
    Skipped(String),
}

/// What went wrong and how to see it again.
#[derive(Debug, Clone)]
pub struct Failure {
    pub what: String,
    /// Commands for a shell that repeat it.
    pub commands: Vec<String>,
}

impl Failure {
    pub fn plain(what: impl Into<String>) -> Failure {
        Failure {
            what: what.into(),
            commands: Vec::new(),
        }
    }
}

impl Tally {
    pub fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Passed => self.passed += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }

    pub fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Tally {
        let mut tally = Tally::default();
        verdicts.into_iter().for_each(|verdict| tally.add(verdict));
        tally
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skipped_check_is_not_a_passed_one() {
        let verdicts = [
            Verdict::Passed,
            Verdict::Skipped("no compiler".into()),
            Verdict::Failed(Failure::plain("x")),
        ];
        let tally = Tally::of(&verdicts);
        assert_eq!(tally.to_string(), "1 passed, 1 failed, 1 skipped");
    }
}
