//! Programs of Csmith (Yang, Chen, Eide, Regehr: Finding and Understanding Bugs
//! in C Compilers, PLDI 2011), whose checksum must not depend on the ABI.

use super::sample::Sample;
use crate::packages::on_path;
use crate::process::{Status, Task};
use std::path::{Path, PathBuf};

pub const MISSING: &str = "csmith is not installed (Debian packages csmith libcsmith-dev)";

/// No unions: reading another member depends on the order of bytes. No packed
/// structs: pointers to their members trap on some machines. No floats: i386
/// computes in 80 bits. Small, for many of them to be tried.
const OPTIONS: [&str; 11] = [
    "--no-unions",
    "--no-packed-struct",
    "--no-argc",
    "--max-funcs",
    "5",
    "--max-block-depth",
    "3",
    "--max-array-len-per-dim",
    "6",
    "--max-expr-complexity",
    "6",
];

pub fn is_there() -> bool {
    on_path("csmith") && include_dir().is_some()
}

pub fn sample(seed: u64) -> Result<Sample, String> {
    let outcome = Task::new("csmith", Path::new("/"))
        .args(["--seed".to_string(), seed.to_string()])
        .args(OPTIONS)
        .run();
    if outcome.status != Status::Exited(0) {
        return Err(format!(
            "csmith: {}: {}",
            outcome.status,
            outcome.complaint()
        ));
    }
    let text = String::from_utf8_lossy(&outcome.stdout);
    let include = include_dir().ok_or(MISSING)?;
    Ok(Sample {
        files: vec![("main.c".into(), wide_suffixes(&text))],
        // As a system header: its wrappers of arithmetic keep their text.
        flags: vec!["-isystem".into(), include.display().to_string()],
    })
}

/// Beside the command, as every installation has it.
fn include_dir() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter(|dir| dir.join("csmith").is_file())
        .filter_map(|dir| Some(dir.parent()?.join("include/csmith")))
        .find(|dir| dir.join("csmith.h").is_file())
}

/// Constants `1L` and `1UL` become `1LL` and `1ULL`. Csmith's `long` has 64 bits,
/// and where it has 32 the usual conversions would go another way.
fn wide_suffixes(text: &str) -> String {
    let mut wide = String::with_capacity(text.len() + text.len() / 16);
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        wide += &word;
        if is_long(&word) {
            wide.push('L');
        }
        word.clear();
        wide.push(c);
    }
    wide
}

fn is_long(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('L') && !word.ends_with("LL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_constants_get_64_bits_everywhere() {
        let text = "x = 0x1FUL ^ 3L + 7LL - 0xFFULL + L + aL;";
        let wide = "x = 0x1FULL ^ 3LL + 7LL - 0xFFULL + L + aL;\n";
        assert_eq!(wide_suffixes(text), wide);
    }
}
