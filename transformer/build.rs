//! Lists the files of `runtime-c/` for `src/runtime.rs`, so that a new source
//! file of the runtime needs no registration.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../runtime-c");
    let mut files = Vec::new();
    for directory in ["include", "src"] {
        let path = root.join(directory);
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_dir() {
            collect(&root, Path::new(directory), &mut files)?;
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let absolute = root.join(file);
        writeln!(list, "    ({:?}, include_bytes!({:?})),", file, absolute)?;
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("runtime_files.rs");
    fs::write(out, list)?;
    Ok(())
}

/// Adds all files but documentation below `root/directory`, as paths relative to
/// `root`.
fn collect(root: &Path, directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(directory))? {
        let entry = entry?;
        let path = directory.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "md") {
            files.push(path);
        }
    }
    Ok(())
}
