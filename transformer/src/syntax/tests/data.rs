use std::path::{Path, PathBuf};

/// One unit of `tests/data/syntax`: `## name [std]`, then the text.
pub struct Unit {
    pub name: String,
    pub std: String,
    pub text: String,
}

pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/syntax")
}

/// All units that must be accepted.
pub fn accepted() -> Vec<Unit> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory())
        .expect("tests/data/syntax")
        .map(|entry| entry.expect("directory entry").path())
        .collect();
    files.sort();
    files.iter().flat_map(|file| units(file)).collect()
}

fn units(file: &Path) -> Vec<Unit> {
    let text = std::fs::read_to_string(file).expect("readable");
    let group = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let text = format!("\n{text}");
    text.split("\n## ")
        .skip(1)
        .map(|unit| one(group, unit))
        .collect()
}

fn one(group: &str, unit: &str) -> Unit {
    let (head, text) = unit.split_once('\n').unwrap_or((unit, ""));
    let (name, std) = head.rsplit_once(" [").expect("## name [std]");
    Unit {
        name: format!("{group}: {name}"),
        std: std.trim_end_matches(']').to_owned(),
        text: text.to_owned(),
    }
}
