//! What a long run showed.

use super::growth::{mean, Growth};
use super::hops::{Hop, Journey};
use crate::abi::ABIS;
use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use std::fmt;

pub struct Report<'a> {
    pub result: &'a Result<(), String>,
    /// None: not measured.
    pub image: Option<Growth>,
    pub memory: Option<Growth>,
    hops: &'a [Hop],
}

impl<'a> Report<'a> {
    pub fn of(journey: &'a Journey) -> Report<'a> {
        Report {
            result: &journey.result,
            image: Growth::of(&journey.hops, |hop| hop.image_bytes),
            memory: Growth::of(&journey.hops, |hop| hop.peak_bytes),
            hops: &journey.hops,
        }
    }

    pub fn is_good(&self) -> bool {
        let grows = |growth: Option<Growth>| growth.is_some_and(|growth| growth.is_real());
        self.result.is_ok() && !grows(self.image) && !grows(self.memory)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", table(self.hops))?;
        let seconds: f64 = self.hops.iter().map(|hop| hop.seconds).sum();
        writeln!(f, "{} hops in {seconds:.0} s", self.hops.len())?;
        if let Err(why) = self.result {
            return write!(f, "FAILED: {why}");
        }
        growth(f, "image", &self.image)?;
        growth(f, "memory", &self.memory)?;
        write!(f, "the result is right")
    }
}

fn growth(f: &mut fmt::Formatter<'_>, what: &str, growth: &Option<Growth>) -> fmt::Result {
    let Some(growth) = growth else {
        return writeln!(f, "{what}: not measured, the system does not tell");
    };
    let word = if growth.is_real() {
        "GROWS"
    } else {
        "does not grow"
    };
    let percent = |share: f64| share * 100.0;
    let (more, error) = (percent(growth.growth), percent(growth.error));
    writeln!(
        f,
        "{what} {word}: last quarter {more:+.2} % of the first's, standard error {error:.2} %"
    )
}

/// Means of each ABI in the first and the last quarter of its hops.
fn table(hops: &[Hop]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header([
        "ABI",
        "hops",
        "image, first quarter",
        "last",
        "peak memory, first quarter",
        "last",
    ]);
    let (first, last) = quarters(hops);
    for (number, abi) in ABIS.iter().enumerate() {
        let count = hops.iter().filter(|hop| hop.abi == number).count();
        let of = |hops: &[Hop], figure: fn(&Hop) -> u64| {
            let own = hops.iter().filter(|hop| hop.abi == number);
            kilobytes(&own.map(|hop| figure(hop) as f64).collect::<Vec<_>>())
        };
        table.add_row([
            abi.name.to_string(),
            count.to_string(),
            of(first, |hop| hop.image_bytes),
            of(last, |hop| hop.image_bytes),
            of(first, |hop| hop.peak_bytes),
            of(last, |hop| hop.peak_bytes),
        ]);
    }
    table
}

fn quarters(hops: &[Hop]) -> (&[Hop], &[Hop]) {
    let quarter = hops.len() / 4;
    (&hops[..quarter], &hops[hops.len() - quarter..])
}

fn kilobytes(values: &[f64]) -> String {
    match values.is_empty() {
        true => "-".into(),
        false => format!("{:.1} kB", mean(values) / 1000.0),
    }
}
