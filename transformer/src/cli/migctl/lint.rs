//! The options of `migctl lint`; the work is the driver's.

use crate::lint::output::Format;
use crate::lint::{check_name, Severity};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Tell what keeps C code from migrating
///
/// Each FILE is preprocessed by the compiler that migcc would use (MIGCC_CC,
/// else cc) and read as migcc reads it; nothing is compiled. Rules are named by
/// code or name (`migctl explain` lists them), or `all`.
#[derive(Debug, Clone, Args)]
#[command(after_help = HELP)]
pub struct Lint {
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_parser())]
    pub format: Format,
    /// Print them into FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Only these rules
    #[arg(long, value_name = "RULE,..", value_delimiter = ',', value_parser = rule_name)]
    pub select: Option<Vec<String>>,
    /// Not these rules
    #[arg(long, value_name = "RULE,..", value_delimiter = ',', value_parser = rule_name)]
    pub ignore: Vec<String>,
    /// The least severity that is shown and makes the exit status 1: error,
    /// warning or note [default: all are shown, notes alone are no failure]
    #[arg(long, value_name = "LEVEL")]
    pub severity: Option<Severity>,
    /// Hide the findings that stand in FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,
    /// Write what is found into FILE for --baseline, and print nothing
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "fix")]
    pub write_baseline: Option<PathBuf>,
    /// Change the sources where a change is safe, and lint them again
    #[arg(long)]
    pub fix: bool,
    /// Files at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Look at every file again, changed or not
    #[arg(long)]
    pub no_cache: bool,
    /// The compilation database, or its folder: each file has its flags from
    /// there; without FILEs all its C files are linted
    #[arg(short = 'p', value_name = "compile_commands.json|DIR", value_hint = ValueHint::AnyPath)]
    pub database: Option<PathBuf>,
    /// C files
    #[arg(value_name = "FILE", required_unless_present = "database", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Options of the compiler for all files
    #[arg(last = true, value_name = "CC-FLAGS")]
    pub flags: Vec<OsString>,
}

const HELP: &str = "\
Exit status: 0 nothing is found; 1 something is; 2 the command line is wrong, or
a file could not be linted (the others were).

A comment `/* migcc: allow(RULE) reason */` behind or before a line allows what
is found there; `allow-file(RULE)` is for the whole file. The nearest migcc.toml
may have a table [lint].";

const FORMATS: [(&str, Format); 6] = [
    ("text", Format::Text),
    ("short", Format::Short),
    ("json", Format::Json),
    ("github", Format::Github),
    ("sarif", Format::Sarif),
    ("html", Format::Html),
];

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(FORMATS.map(|(name, _)| name)).map(|wanted| {
        let found = FORMATS.iter().find(|(name, _)| *name == wanted);
        found.map_or(Format::Text, |(_, format)| *format)
    })
}

fn rule_name(name: &str) -> Result<String, String> {
    check_name(name).map(|()| name.to_string())
}
