//! System headers of every target and real programs.
//!
//! The headers of the host are part of the quick tier; the rest runs with
//! `MIGCC_FULL=1`.

use super::data::{directory, Unit};
use super::parentheses::check_in_parallel;
use crate::source::SourceText;
use crate::syntax::{parse_check, Dialect};
use c_sources::{c_files, fetch, preprocess, CRATES};
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "../../../../tests/support/c_sources.rs"]
mod c_sources;

const COMPILERS: [&str; 11] = [
    "cc",
    "clang",
    "musl-gcc",
    "i686-linux-gnu-gcc",
    "aarch64-linux-gnu-gcc",
    "riscv64-linux-gnu-gcc",
    "arm-linux-gnueabihf-gcc",
    "s390x-linux-gnu-gcc",
    "powerpc64-linux-gnu-gcc",
    "powerpc-linux-gnu-gcc",
    "mips-linux-gnu-gcc",
];

const MODES: [(&str, &[&str]); 6] = [
    ("gnu17", &["-O2"]),
    ("gnu17", &["-O2", "-D_FORTIFY_SOURCE=2"]),
    ("c11", &[]),
    ("gnu89", &[]),
    ("gnu2x", &["-O3"]),
    ("c99", &["-Os", "-D_FILE_OFFSET_BITS=64"]),
];

fn full() -> bool {
    std::env::var_os("MIGCC_FULL").is_some()
}

fn target() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from)
}

/// The test file of headers as `compiler` sees it; `None` without that compiler.
fn headers(compiler: &str, std: &str, flags: &[&str]) -> Option<Vec<u8>> {
    let file = directory().join("../headers/all.c");
    let run = Command::new(compiler)
        .args(["-E", "-w"])
        .arg(format!("-std={std}"))
        .args(flags)
        .arg(file)
        .output()
        .ok()?;
    assert!(
        run.status.success(),
        "{compiler}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    Some(run.stdout)
}

fn parses(what: &str, std: &str, text: Vec<u8>) -> Result<(), String> {
    let source = SourceText::new(text, what).map_err(|e| e.to_string())?;
    let dialect = Dialect::from_std(std).unwrap_or_default();
    parse_check(source.text(), dialect).map_err(|errors| {
        let place = source.lines().place(errors.first().map_or(0, |e| e.offset));
        format!("{what}: {place}: {errors:?}")
    })
}

#[test]
fn headers_of_every_target_parse() {
    let modes = if full() { MODES.len() } else { 1 };
    let mut parsed = 0;
    for compiler in COMPILERS {
        for (std, flags) in &MODES[..modes] {
            let Some(text) = headers(compiler, std, flags) else {
                continue;
            };
            parses(&format!("{compiler} -std={std} {flags:?}"), std, text).expect("headers");
            parsed += 1;
        }
    }
    println!("{parsed} sets of headers parsed");
    assert!(parsed >= modes, "not even the host's headers were there");
}

/// Every C file of the crates that the compiler takes, preprocessed.
fn real_units(skipped: &mut Vec<String>) -> Vec<Unit> {
    let vendor = fetch(&target()).expect("the crates' sources");
    let mut units = Vec::new();
    for sources in CRATES {
        let root = vendor.join(sources.package);
        let std = sources
            .flags
            .iter()
            .find_map(|f| f.strip_prefix("-std="))
            .unwrap_or("gnu17");
        for file in c_files(&root) {
            let name = file
                .strip_prefix(&vendor)
                .unwrap_or(&file)
                .display()
                .to_string();
            match preprocess("cc", sources, &root, &file) {
                Ok(text) => units.push(Unit {
                    name,
                    std: std.to_owned(),
                    text: SourceText::new(text, "").expect("short").text().to_owned(),
                }),
                Err(_) => skipped.push(name),
            }
        }
    }
    units
}

#[test]
fn real_programs_parse_and_stand_where_their_spans_say() {
    if !full() {
        return;
    }
    let mut skipped = Vec::new();
    let units = real_units(&mut skipped);
    let result = check_in_parallel(&units, "real");
    skipped.extend(result.refused);
    println!(
        "{} units the same, {} not for this system",
        result.same,
        skipped.len()
    );
    assert!(result.failures.is_empty(), "{}", result.failures.join("\n"));
    assert!(
        result.same >= 430,
        "only {} units; skipped: {skipped:?}",
        result.same
    );
}

/// `MIGCC_UNITS=DIRECTORY`: preprocessed units of one's own (`*.i`, GNU C17),
/// such as gcc's testsuite.
#[test]
fn units_of_a_directory_stand_where_their_spans_say() {
    let Some(directory) = std::env::var_os("MIGCC_UNITS") else {
        return;
    };
    let mut units = Vec::new();
    for entry in std::fs::read_dir(directory).expect("MIGCC_UNITS").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "i") {
            let bytes = std::fs::read(&path).expect("readable");
            units.push(Unit {
                name: path.display().to_string(),
                std: "gnu17".to_owned(),
                text: SourceText::new(bytes, "").expect("short").text().to_owned(),
            });
        }
    }
    let result = check_in_parallel(&units, "units");
    println!(
        "{} units the same, {} refused",
        result.same,
        result.refused.len()
    );
    assert!(result.failures.is_empty(), "{}", result.failures.join("\n"));
}
