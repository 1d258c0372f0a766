//! Telling programs with the migration runtime from others.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A name the runtime contains wherever it is linked in.
const MARK: &[u8] = b"MIGRT_CHECKPOINT_AT";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A binary with the runtime in it.
    Migratable,
    /// A binary without.
    Plain,
    /// A script, or nothing that can be read.
    Unknown,
}

pub fn kind(path: &Path) -> Kind {
    let mut contents = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 30).read_to_end(&mut contents));
    if read.is_err() || !contents.starts_with(b"\x7fELF") {
        return Kind::Unknown;
    }
    match memchr::memmem::find(&contents, MARK) {
        Some(_) => Kind::Migratable,
        None => Kind::Plain,
    }
}
