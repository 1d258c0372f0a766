//! Files a real program finds in its folder: some of the case, and input of a
//! chosen size made from what this machine has.

use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Where a Debian machine has text, and where it has machine code; the first
/// are preferred.
const TEXT_DIRS: [&str; 4] = [
    "/usr/share/doc",
    "/usr/include",
    "/usr/lib/gcc",
    "/usr/share",
];
const CODE_DIRS: [&str; 2] = ["/usr/bin", "/usr/lib"];

/// Sizes in bytes of the files `text` and `code`; with `full`, their multiple
/// in the full run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    #[serde(default)]
    text: u64,
    #[serde(default)]
    code: u64,
    #[serde(default = "one")]
    full: u64,
}

fn one() -> u64 {
    1
}

/// A folder with copies of `files` and links to the input, which is large.
pub fn make(
    workspace: &Workspace,
    name: &str,
    files: &[PathBuf],
    input: &Input,
    full: bool,
) -> Result<PathBuf> {
    let dir = workspace.fresh(&format!("fixture-{name}"))?;
    let factor = if full { input.full } else { 1 };
    let texts = (TEXT_DIRS.as_slice(), is_text as fn(&[u8]) -> bool);
    let codes = (CODE_DIRS.as_slice(), is_code as fn(&[u8]) -> bool);
    for (kind, size, (dirs, wanted)) in [("text", input.text, texts), ("code", input.code, codes)] {
        let size = size * factor;
        let file = workspace.target.join(format!("{kind}-{size}"));
        if size == 0 {
            continue;
        }
        if !std::fs::metadata(&file).is_ok_and(|meta| meta.len() == size) {
            write_input(&file, size, dirs, wanted)?;
        }
        symlink(&file, dir.join(kind))?;
    }
    for file in files {
        let name = file.file_name().context("a file without a name")?;
        std::fs::copy(file, dir.join(name)).with_context(|| file.display().to_string())?;
    }
    Ok(dir)
}

/// Exactly `size` bytes: the wanted files below `dirs`, one after the other.
fn write_input(
    path: &Path,
    size: u64,
    dirs: &[&str],
    wanted: impl Fn(&[u8]) -> bool,
) -> Result<()> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    let mut out = BufWriter::new(file);
    let mut left = size;
    for dir in dirs {
        let mut files = Vec::new();
        list(Path::new(dir), &mut files);
        for file in files {
            let bytes = std::fs::read(file).unwrap_or_default();
            if !wanted(&bytes) {
                continue;
            }
            left -= std::io::copy(&mut bytes.as_slice().take(left), &mut out)?;
            if left == 0 {
                return Ok(out.flush()?);
            }
        }
    }
    bail!(
        "there are not {size} bytes for {} below {}",
        path.display(),
        dirs.join(", ")
    )
}

/// Regular files below `dir`, folder after folder, sorted.
fn list(dir: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| !path.is_symlink()) {
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn is_text(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok()
}

fn is_code(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x7fELF")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_has_exactly_the_size_and_is_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("text");
        write_input(&path, 100_000, &TEXT_DIRS, is_text).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 100_000);
        assert!(!bytes.contains(&0));
    }
}
