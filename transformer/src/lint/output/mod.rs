//! What was found, in the formats people and programs read.

mod summary;

pub use summary::{Counts, FileSummary, RuleSummary, Summary};

use super::Located;
use std::io::{self, Write};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// One line each, as compilers print them: for editors.
    Short,
    /// One JSON object a line.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// One page that needs nothing else.
    Html,
}

/// One linted unit. Findings in headers carry the header's name.
#[derive(Debug, Clone)]
pub struct FileReport {
    pub path: String,
    /// Lines of the source file itself.
    pub lines: usize,
    pub findings: Vec<Located>,
}

#[derive(Debug, Clone, Default)]
pub struct OutputOptions {
    /// Terminal colours, in `Format::Text`.
    pub color: bool,
    /// From the root of the repository to the current folder (`src/lib`, or
    /// nothing): `Github` and `Sarif` name files from the root.
    pub prefix: String,
}

/// Writes the findings of all units; one in a header that several units include is
/// written once. `read` gives the text of a file by the name findings have.
pub fn write(
    format: Format,
    files: &[FileReport],
    _options: &OutputOptions,
    _read: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in files.iter().flat_map(|file| &file.findings) {
        match format {
            Format::Json => {
                serde_json::to_writer(&mut *out, finding)?;
                writeln!(out)?;
            }
            _ => writeln!(
                out,
                "{}:{}: {}",
                finding.file, finding.line, finding.message
            )?,
        }
    }
    Ok(())
}
