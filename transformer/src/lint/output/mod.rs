//! What was found, in the formats people and programs read.

mod github;
mod html;
mod json;
mod sarif;
mod short;
mod summary;
mod summary_table;
mod text;
mod texts;

pub use summary::{Counts, FileSummary, RuleSummary, Summary};

use super::Located;
use std::io::{self, Write};
use texts::Texts;

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
    /// No summary behind the findings, in `Format::Text`: there are more to come.
    pub brief: bool,
    /// From the root of the repository to the current folder (`src/lib`, or
    /// nothing): `Github` and `Sarif` name files from the root.
    pub prefix: String,
}

impl OutputOptions {
    /// The name of a file from the root of the repository.
    fn rooted(&self, file: &str) -> String {
        match self.prefix.trim_matches('/') {
            "" => file.to_string(),
            _ if file.starts_with('/') => file.to_string(),
            prefix => format!("{prefix}/{file}"),
        }
    }
}

/// Writes the findings of all units; one in a header that several units include is
/// written once. `read` gives the text of a file by the name findings have.
pub fn write(
    format: Format,
    files: &[FileReport],
    options: &OutputOptions,
    read: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let findings = summary::distinct(files);
    let summary = || Summary::of_findings(files, &findings);
    let texts = Texts::new(read);
    match format {
        Format::Text => text::write(&findings, &summary(), options, &texts, out),
        Format::Short => short::write(&findings, out),
        Format::Json => json::write(&findings, out),
        Format::Github => github::write(&findings, options, out),
        Format::Sarif => sarif::write(&findings, options, out),
        Format::Html => html::write(&findings, &summary(), &texts, out),
    }
}
