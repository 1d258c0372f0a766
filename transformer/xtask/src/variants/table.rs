//! The variants, and the table of what became of them.

use crate::abi::{by_name, Abi};
use crate::matrix::Check;
use crate::packages::on_path;
use crate::process::{Status, Task};
use crate::tally::Tally;
use comfy_table::{presets::UTF8_FULL_CONDENSED, Table};
use std::path::Path;

/// One way to build and run a program on this machine.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    pub name: &'static str,
    pub cc: &'static str,
    pub flags: &'static [&'static str],
    /// Stands before the program.
    pub wrapper: &'static [&'static str],
    /// Of `ABIS`.
    abi: &'static str,
    /// Why its programs cannot be captured, if they cannot.
    pub uncapturable: Option<&'static str>,
}

const fn variant(name: &'static str, cc: &'static str, flags: &'static [&'static str]) -> Variant {
    Variant {
        name,
        cc,
        flags,
        wrapper: &[],
        abi: "x86_64",
        uncapturable: None,
    }
}

/// What a sanitizer or valgrind finds ends the program with this status.
pub const FOUND: i32 = 66;

pub const VARIANTS: [Variant; 10] = [
    variant(
        "asan+ubsan",
        "gcc",
        &[
            "-O1",
            "-g",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ],
    ),
    variant(
        "clang-asan+ubsan",
        "clang",
        &[
            "-O1",
            "-g",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ],
    ),
    variant(
        "msan",
        "clang",
        &["-O1", "-g", "-fsanitize=memory", "-fno-omit-frame-pointer"],
    ),
    Variant {
        wrapper: &[
            "valgrind",
            "--quiet",
            "--error-exitcode=66",
            "--main-stacksize=67108864",
            concat!(
                "--suppressions=",
                env!("CARGO_MANIFEST_DIR"),
                "/../../tests/valgrind.supp"
            ),
        ],
        ..variant("valgrind", "gcc", &["-O1", "-g"])
    },
    Variant {
        abi: "i386",
        ..variant("clang-m32", "clang", &["-m32", "-O2"])
    },
    Variant {
        abi: "i386",
        ..variant("i386-O3", "i686-linux-gnu-gcc", &["-O3", "-static"])
    },
    variant("lto", "gcc", &["-O3", "-fstrict-aliasing", "-flto"]),
    variant("clang-O3", "clang", &["-O3", "-fstrict-aliasing"]),
    variant("musl", "musl-gcc", &["-O2", "-static"]),
    Variant {
        uncapturable: Some("tcc: units are passed through"),
        ..variant("tcc", "tcc", &["-O2"])
    },
];

impl Variant {
    pub fn abi(&self) -> Result<&'static Abi, String> {
        by_name(self.abi).ok_or_else(|| format!("no ABI {}", self.abi))
    }

    /// The program under this variant's tools, which complain by `FOUND`.
    pub fn task(&self, mut task: Task, exe: &Path) -> Task {
        let at = task.argv.iter().position(|word| word == exe.as_os_str());
        let words = self.wrapper.iter().map(Into::into);
        task.argv.splice(at.unwrap_or(0)..at.unwrap_or(0), words);
        // Leaks are the program's own business; the heap is not libc's.
        task.env("ASAN_OPTIONS", format!("exitcode={FOUND}:detect_leaks=0"))
            .env(
                "UBSAN_OPTIONS",
                format!("exitcode={FOUND}:print_stacktrace=1"),
            )
            .env("MSAN_OPTIONS", format!("exit_code={FOUND}"))
    }

    /// Whether its tools are there and a program of theirs runs.
    pub fn probe(&self, scratch: &Path) -> Result<(), String> {
        if let Some(missing) = [Some(self.cc), self.wrapper.first().copied()]
            .into_iter()
            .flatten()
            .find(|tool| !on_path(tool))
        {
            return Err(format!("{}: no {missing}", self.name));
        }
        let dir = tempfile::tempdir_in(scratch).map_err(|error| error.to_string())?;
        let source = dir.path().join("probe.c");
        std::fs::write(&source, "int main(void) { return 0; }\n")
            .map_err(|error| error.to_string())?;
        let exe = dir.path().join("probe");
        let build =
            Task::new(self.cc, dir.path())
                .args(self.flags)
                .args([&source, Path::new("-o"), &exe]);
        let run = self.task(self.abi()?.task(&exe, dir.path()), &exe);
        for task in [build, run] {
            let outcome = task.run();
            if outcome.status != Status::Exited(0) {
                let complaint = outcome.complaint();
                let line = complaint.lines().next().unwrap_or("nothing said");
                return Err(format!("{}: {}: {line}", self.name, outcome.status));
            }
        }
        Ok(())
    }
}

/// Checks by variant; `what` of a check begins with its name.
pub fn of(checks: &[Check]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED);
    table.set_header(["variant", "passed", "failed", "skipped"]);
    for variant in &VARIANTS {
        let own = |check: &&Check| check.what.split(' ').next() == Some(variant.name);
        let tally = Tally::of(checks.iter().filter(own).map(|check| &check.verdict));
        let counts = [tally.passed, tally.failed, tally.skipped].map(|n| n.to_string());
        table.add_row(std::iter::once(variant.name.to_string()).chain(counts));
    }
    table
}
