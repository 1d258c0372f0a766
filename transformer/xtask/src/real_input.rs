//! Real input: bzip2 as its authors wrote it, over a file of real text.

use crate::case::Case;
use crate::compile::Recipe;
use crate::crate_sources::crate_dir;
use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Where a Debian machine has text; the first are preferred.
const TEXT_DIRS: [&str; 4] = [
    "/usr/share/doc",
    "/usr/include",
    "/usr/lib/gcc",
    "/usr/share",
];

const SOURCES: [&str; 7] = [
    "blocksort",
    "huffman",
    "crctable",
    "randtable",
    "compress",
    "decompress",
    "bzlib",
];

/// libbz2 with our driver, on `size` bytes of text.
pub fn bzip2(workspace: &Workspace, size: u64) -> Result<Case> {
    let upstream = crate_dir("bzip2-sys").map_err(anyhow::Error::msg)?;
    let upstream = upstream.join("bzip2-1.0.8");
    let dir = workspace.root.join("corpus-real/bzip2");
    let mut recipe = Recipe::of_folder("bzip2", &dir);
    let library = SOURCES
        .iter()
        .map(|name| upstream.join(name).with_extension("c"));
    let library = library.map(|path| path.to_string_lossy().into_owned());
    recipe.sources = std::iter::once("driver.c".into()).chain(library).collect();
    recipe.flags.push(format!("-I{}", upstream.display()));
    recipe.also.push(upstream);
    Ok(Case {
        name: "bzip2".into(),
        recipe,
        args: ["text", "text.bz2", "text.out"].map(String::from).to_vec(),
        stdin: None,
        stack_mb: None,
        refuse: None,
        constructs: Vec::new(),
        expected: None,
        fixture: Some(fixture(workspace, size)?),
    })
}

/// A folder with a link `text` to the input.
fn fixture(workspace: &Workspace, size: u64) -> Result<PathBuf> {
    let dir = workspace.fresh("real-input")?;
    let text = workspace.target.join(format!("text-{size}"));
    if !std::fs::metadata(&text).is_ok_and(|meta| meta.len() == size) {
        write_text(&text, size)?;
    }
    std::os::unix::fs::symlink(&text, dir.join("text"))?;
    Ok(dir)
}

/// Exactly `size` bytes: the text files of this machine, one after the other.
fn write_text(path: &Path, size: u64) -> Result<()> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    let mut out = BufWriter::new(file);
    let mut left = size;
    for dir in TEXT_DIRS {
        let mut files = Vec::new();
        list(Path::new(dir), &mut files);
        for file in files {
            let bytes = std::fs::read(file).unwrap_or_default();
            if !is_text(&bytes) {
                continue;
            }
            left -= std::io::copy(&mut bytes.as_slice().take(left), &mut out)?;
            if left == 0 {
                return Ok(out.flush()?);
            }
        }
    }
    bail!(
        "there are not {size} bytes of text below {}",
        TEXT_DIRS.join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_has_exactly_the_size_and_is_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("text");
        write_text(&path, 100_000).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 100_000);
        assert!(!bytes.contains(&0));
    }
}
