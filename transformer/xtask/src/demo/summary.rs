//! The closing page of the demonstration.

use super::machines::Machine;
use super::screen::bytes;
use crate::program::Stats;
use comfy_table::{presets::UTF8_FULL, Cell, Color, ContentArrangement, Table};
use std::path::PathBuf;
use std::time::Duration;

pub struct Summary {
    pub from: Machine,
    pub image: PathBuf,
    pub capture: Stats,
    /// Percent of the steps done when it was captured.
    pub share: u64,
    pub arrivals: Vec<Arrival>,
}

/// The end of the program on one machine.
pub struct Arrival {
    pub machine: Machine,
    /// From the start of the restore to the program's end.
    pub elapsed: Duration,
    pub stats: Stats,
    pub identical: bool,
}

impl Summary {
    pub fn is_good(&self) -> bool {
        self.arrivals.iter().all(|arrival| arrival.identical)
    }

    pub fn print(&self) {
        println!(
            "\n  Captured on {} ({}) after {} % of its work:",
            self.from.label, self.from.about, self.share
        );
        println!("    image       {}", bytes(self.capture.image_bytes));
        println!("    capture     {}", milliseconds(self.capture.capture_ns));
        println!("    memory      {} blocks", self.capture.blocks);
        println!("\n  Finished elsewhere:\n{}", self.table());
        let verdict = match self.is_good() {
            true => "✓ every machine printed exactly what the uninterrupted program prints",
            false => "✗ not every machine printed what the uninterrupted program prints",
        };
        println!("\n  {verdict}");
        println!(
            "    look into the image: target/release/migctl inspect {}\n",
            self.image_name()
        );
    }

    /// As one types it here.
    fn image_name(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        let short = self.image.strip_prefix(here).unwrap_or(&self.image);
        short.display().to_string()
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_preset(UTF8_FULL);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(["machine", "converted", "memory", "took", "ran on", "output"]);
        for arrival in &self.arrivals {
            table.add_row(self.row(arrival));
        }
        table
    }

    fn row(&self, arrival: &Arrival) -> Vec<Cell> {
        let (text, color) = match arrival.identical {
            true => ("✓ identical", Color::Green),
            false => ("✗ differs", Color::Red),
        };
        let (machine, stats) = (&arrival.machine, &arrival.stats);
        let runner = machine.abi.emulator().map_or("", |_| "\nunder qemu");
        let convert = milliseconds(stats.convert_ns);
        let restore = milliseconds(stats.restore_ns);
        vec![
            Cell::new(format!("{}\n{}", machine.label, machine.about)),
            Cell::new(conversions(&self.from, machine)),
            Cell::new(format!(
                "{} blocks\n{} pointers",
                stats.blocks, stats.pointers
            )),
            Cell::new(format!("convert {convert}\nrestore {restore}")),
            Cell::new(format!("{:.1} s{runner}", arrival.elapsed.as_secs_f64())),
            Cell::new(text).fg(color),
        ]
    }
}

/// What had to change between two machines.
fn conversions(from: &Machine, to: &Machine) -> String {
    let order = |big| if big { "big" } else { "little" };
    let (a, b) = (from.abi, to.abi);
    let mut changes = Vec::new();
    if a.big_endian != b.big_endian {
        changes.push(format!(
            "byte order {} → {}",
            order(a.big_endian),
            order(b.big_endian)
        ));
    }
    if a.word_bits != b.word_bits {
        changes.push(format!("word {} → {} bits", a.word_bits, b.word_bits));
    }
    if a.arch != b.arch {
        changes.push("processor".into());
    }
    if changes.is_empty() {
        changes.push("compiler".into());
    }
    changes.join("\n")
}

fn milliseconds(ns: u64) -> String {
    format!("{:.2} ms", ns as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::by_name;

    fn machine(name: &str) -> Machine {
        let abi = by_name(name).unwrap();
        Machine {
            label: name.into(),
            about: abi.about.into(),
            cc: abi.cc(),
            flags: Vec::new(),
            abi,
        }
    }

    #[test]
    fn conversions_name_what_differs() {
        let text = |to| conversions(&machine("x86_64"), &machine(to));
        assert!(text("s390x").contains("byte order little → big"));
        assert!(!text("s390x").contains("word"));
        assert!(text("i386").contains("word 64 → 32 bits"));
        assert_eq!(text("aarch64"), "processor");
        assert_eq!(text("x86_64"), "compiler");
    }
}
