//! The results as tables for people.

use super::Check;
use crate::abi::ABIS;
use crate::tally::{Tally, Verdict};
use comfy_table::{presets::UTF8_FULL_CONDENSED, Cell, CellAlignment, Color, Table};
use std::collections::BTreeMap;

/// Failures shown in full; the rest is counted.
const SHOWN: usize = 25;

/// Prints pairs, programs, what was skipped and why, and what failed.
pub fn print(checks: &[Check]) {
    println!(
        "\nPairs (row: captured on, column: restored on)\n{}",
        pairs(checks)
    );
    println!("\nPrograms\n{}", programs(checks));
    print_exceptions(checks);
}

/// Prints what did not pass, and why.
pub fn print_exceptions(checks: &[Check]) {
    print_skipped(checks);
    print_failed(checks);
}

fn pairs(checks: &[Check]) -> Table {
    let mut tallies: BTreeMap<(usize, usize), Tally> = BTreeMap::new();
    for check in checks {
        if let Some(pair) = check.pair {
            tallies.entry(pair).or_default().add(&check.verdict);
        }
    }
    let mut table = new_table();
    let names = ABIS.iter().map(|abi| abi.name);
    table.set_header(std::iter::once("from \\ to").chain(names));
    for (from, abi) in ABIS.iter().enumerate() {
        let cell = |to| tally_cell(tallies.get(&(from, to)).copied().unwrap_or_default());
        let cells = (0..ABIS.len()).map(cell);
        table.add_row(std::iter::once(Cell::new(abi.name)).chain(cells));
    }
    table
}

fn programs(checks: &[Check]) -> Table {
    let mut table = new_table();
    table.set_header([
        "program",
        "pairs",
        "chains",
        "uncaptured",
        "passed",
        "failed",
        "skipped",
    ]);
    let mut names: Vec<_> = checks.iter().map(|check| check.case.as_str()).collect();
    names.dedup();
    for name in names {
        let of = |wanted: &dyn Fn(&Check) -> bool| {
            let own = checks.iter().filter(|c| c.case == name && wanted(c));
            Tally::of(own.map(|check| &check.verdict))
        };
        let is_chain = |c: &Check| c.what.starts_with("chain");
        let total = of(&|_| true);
        table.add_row([
            Cell::new(name),
            tally_cell(of(&|c| c.pair.is_some())),
            tally_cell(of(&is_chain)),
            tally_cell(of(&|c| c.pair.is_none() && !is_chain(c))),
            number(total.passed, Color::Reset),
            number(total.failed, Color::Red),
            number(total.skipped, Color::Yellow),
        ]);
    }
    table
}

/// "12", "11 ✗1", "-3" for skipped ones, "." for nothing.
pub fn tally_cell(tally: Tally) -> Cell {
    let mut parts = Vec::new();
    if tally.passed > 0 {
        parts.push(tally.passed.to_string());
    }
    if tally.failed > 0 {
        parts.push(format!("✗{}", tally.failed));
    }
    if tally.skipped > 0 {
        parts.push(format!("-{}", tally.skipped));
    }
    let text = if parts.is_empty() {
        ".".into()
    } else {
        parts.join(" ")
    };
    let color = match tally {
        t if t.failed > 0 => Color::Red,
        t if t.skipped > 0 => Color::Yellow,
        t if t.passed > 0 => Color::Green,
        _ => Color::Reset,
    };
    Cell::new(text)
        .fg(color)
        .set_alignment(CellAlignment::Right)
}

pub fn number(count: usize, color: Color) -> Cell {
    let color = if count > 0 { color } else { Color::Reset };
    Cell::new(count)
        .fg(color)
        .set_alignment(CellAlignment::Right)
}

pub fn new_table() -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table
}

fn print_skipped(checks: &[Check]) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for check in checks {
        if let Verdict::Skipped(why) = &check.verdict {
            *reasons.entry(why).or_default() += 1;
        }
    }
    for (why, count) in reasons {
        println!("{count} skipped: {why}");
    }
}

/// Failures with one cause (a build, a capture) stand together.
fn print_failed(checks: &[Check]) {
    let mut causes: BTreeMap<(&str, &str), Vec<&Check>> = BTreeMap::new();
    for check in checks {
        if let Verdict::Failed(failure) = &check.verdict {
            causes
                .entry((&check.case, &failure.what))
                .or_default()
                .push(check);
        }
    }
    for ((case, what), checks) in causes.iter().take(SHOWN) {
        let cells: Vec<_> = checks.iter().take(4).map(|c| c.what.as_str()).collect();
        let more = checks.len() - cells.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        println!("\nFAILED {case}: {}{more}\n  {what}", cells.join(", "));
        if let Some(Verdict::Failed(failure)) = checks.first().map(|check| &check.verdict) {
            failure
                .commands
                .iter()
                .for_each(|line| println!("  {line}"));
        }
    }
    if causes.len() > SHOWN {
        println!("\n... and {} more failures", causes.len() - SHOWN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Failure;

    fn check(pair: (usize, usize), verdict: Verdict) -> Check {
        Check {
            case: "fft".into(),
            pair: Some(pair),
            hops: Default::default(),
            what: "x".into(),
            verdict,
        }
    }

    #[test]
    fn the_grid_shows_passed_failed_and_skipped_apart() {
        let checks = [
            check((0, 5), Verdict::Passed),
            check((0, 5), Verdict::Passed),
            check((0, 5), Verdict::Failed(Failure::plain("y"))),
            check((5, 0), Verdict::Skipped("no compiler".into())),
        ];
        let grid = pairs(&checks).to_string();
        let row = |name: &str| {
            let cells = grid
                .lines()
                .find(|line| line.contains(&format!("{name} ")) && !line.contains("from"));
            cells.map(|line| {
                line.split(['│', '┆'])
                    .map(|c| c.trim().to_string())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(row("x86_64").unwrap()[7], "2 ✗1");
        assert_eq!(row("s390x").unwrap()[2], "-1");
    }
}
