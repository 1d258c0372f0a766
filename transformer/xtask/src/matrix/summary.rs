//! What the whole run shows: real programs by hops, constructs by pairs.

use super::table::{new_table, number, tally_cell};
use super::{Check, Hops};
use crate::abi::{ABIS, CLASSES};
use crate::case::Case;
use crate::tally::{Tally, Verdict};
use comfy_table::{Cell, Color, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Programs by hops: the chains of each, and its single captures.
pub fn real_programs(cases: &[Case], checks: &[Check]) -> Table {
    let mut table = new_table();
    table.set_header([
        "program",
        "chains",
        "hops",
        "failed",
        "refused",
        "longest",
        "captured once",
        "failed",
        "skipped",
    ]);
    for case in cases {
        let own: Vec<_> = checks.iter().filter(|c| c.case == case.name).collect();
        let chains: Vec<_> = own.iter().filter(|c| c.what.starts_with("chain")).collect();
        let pairs = own.iter().filter(|check| check.pair.is_some());
        let pairs = Tally::of(pairs.map(|check| &check.verdict));
        let skipped = own
            .iter()
            .filter(|c| matches!(c.verdict, Verdict::Skipped(_)));
        let sum = |of: fn(&Hops) -> usize| chains.iter().map(|c| of(&c.hops)).sum();
        let longest = chains.iter().map(|check| check.hops.passed).max();
        table.add_row([
            Cell::new(&case.name),
            tally_cell(Tally::of(chains.iter().map(|check| &check.verdict))),
            number(sum(|hops| hops.passed), Color::Green),
            number(sum(|hops| hops.failed), Color::Red),
            number(sum(|hops| hops.refused), Color::Red),
            number(longest.unwrap_or(0), Color::Reset),
            number(pairs.passed, Color::Green),
            number(pairs.failed, Color::Red),
            number(skipped.count(), Color::Yellow),
        ]);
    }
    table
}

/// Constructs by pairs of classes: all checks of the programs that name one.
pub fn constructs(cases: &[Case], checks: &[Check]) -> Table {
    let mut table = new_table();
    let pairs = (0..CLASSES.len()).flat_map(|from| (0..CLASSES.len()).map(move |to| (from, to)));
    let pairs: Vec<_> = pairs.collect();
    let head = pairs
        .iter()
        .map(|(from, to)| format!("{}\n{}", CLASSES[*from], CLASSES[*to]));
    let programs = ["construct", "programs"].map(String::from);
    table.set_header(programs.into_iter().chain(head));
    let by_case = tallies(checks);
    let rows: BTreeSet<_> = cases.iter().flat_map(|case| &case.constructs).collect();
    for row in rows {
        let named = |case: &&Case| case.constructs.contains(row);
        let of: Vec<_> = cases
            .iter()
            .filter(named)
            .map(|c| c.name.as_str())
            .collect();
        let cells = pairs
            .iter()
            .map(|pair| tally_cell(total(&by_case, &of, *pair)));
        let programs = [Cell::new(row), Cell::new(of.len())];
        table.add_row(programs.into_iter().chain(cells));
    }
    table
}

type ByCase<'a> = BTreeMap<(&'a str, (usize, usize)), Tally>;

/// The checks of each program on each pair of classes.
fn tallies(checks: &[Check]) -> ByCase<'_> {
    let mut tallies = ByCase::new();
    for check in checks {
        if let Some((from, to)) = check.pair {
            let classes = (ABIS[from].class(), ABIS[to].class());
            let tally = tallies.entry((check.case.as_str(), classes)).or_default();
            tally.add(&check.verdict);
        }
    }
    tallies
}

fn total(tallies: &ByCase, cases: &[&str], pair: (usize, usize)) -> Tally {
    let mut sum = Tally::default();
    for case in cases {
        sum += tallies.get(&(*case, pair)).copied().unwrap_or_default();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Failure;

    #[test]
    fn checks_are_counted_by_program_and_pair_of_classes() {
        let check = |pair, verdict| Check {
            case: "lua".into(),
            pair,
            hops: Hops::default(),
            what: "x".into(),
            verdict,
        };
        let checks = [
            check(Some((0, 5)), Verdict::Passed),
            check(Some((2, 6)), Verdict::Failed(Failure::plain("y"))),
            check(None, Verdict::Passed),
        ];
        let tallies = tallies(&checks);
        let sum = total(&tallies, &["lua", "other"], (0, 2));
        assert_eq!(sum.to_string(), "1 passed, 1 failed, 0 skipped");
        assert_eq!(total(&tallies, &["lua"], (2, 0)), Tally::default());
    }
}
