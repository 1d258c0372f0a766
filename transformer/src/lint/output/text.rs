//! For a person: each finding over the lines it is about, and a summary.

use super::texts::{plain, Text, Texts};
use super::{summary_table, OutputOptions, Summary};
use crate::lint::{Located, LocatedFix, Severity};
use codespan_reporting::diagnostic::{Diagnostic, Label, Severity as Level};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{Ansi, NoColor};
use codespan_reporting::term::{self, Config, Styles, StylesWriter};
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

/// Longer lines are shown as far as the finding keeps them.
const MAX_LINE: usize = 400;

pub fn write(
    findings: &[&Located],
    summary: &Summary,
    options: &OutputOptions,
    texts: &Texts,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in findings {
        out.write_all(&shown(finding, options, texts)?)?;
    }
    write!(out, "{}", summary_table::table(summary))
}

fn shown(finding: &Located, options: &OutputOptions, texts: &Texts) -> io::Result<Vec<u8>> {
    let mut files = Shown(Vec::new());
    let mut labels = vec![primary(finding, files.add_finding(finding, texts))];
    for other in &finding.related {
        let file = files.add_other(&other.file, texts);
        let range = files.word(file, other.line, other.column);
        labels.push(Label::secondary(file, range).with_message(plain(&other.text)));
    }
    labels[0].range = files.span(finding);
    let diagnostic = Diagnostic::new(level(finding.severity))
        .with_message(plain(&heading(finding)))
        .with_labels(labels)
        .with_notes(notes(finding));
    emit(&diagnostic, &files, options.color)
}

fn primary(finding: &Located, file: usize) -> Label<usize> {
    let label = match &finding.macro_name {
        Some(name) if finding.label.is_empty() => format!("made by the macro `{name}`"),
        Some(name) => format!("{}, made by the macro `{name}`", finding.label),
        None => finding.label.clone(),
    };
    Label::primary(file, 0..0).with_message(plain(&label))
}

fn heading(finding: &Located) -> String {
    format!("{} [{} {}]", finding.message, finding.rule, finding.name)
}

fn notes(finding: &Located) -> Vec<String> {
    let help = finding.help.iter().map(|line| format!("help: {line}"));
    let fix = finding
        .fix
        .iter()
        .map(|fix: &LocatedFix| format!("fix: --fix writes `{}` here", fix.replacement));
    help.chain(fix).map(|line| plain(&line)).collect()
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Note,
    }
}

fn emit(diagnostic: &Diagnostic<usize>, files: &Shown, color: bool) -> io::Result<Vec<u8>> {
    let config = Config::default();
    let mut bytes = Vec::new();
    let done = if color {
        let styles = Styles::default();
        let mut writer = StylesWriter::new(Ansi::new(&mut bytes), &styles);
        term::emit_to_write_style(&mut writer, &config, files, diagnostic)
    } else {
        let mut writer = NoColor::new(&mut bytes);
        term::emit_to_io_write(&mut writer, &config, files, diagnostic)
    };
    done.map(|()| bytes)
        .map_err(|error| io::Error::other(error.to_string()))
}

/// The files one finding shows.
struct Shown(Vec<ShownFile>);

struct ShownFile {
    name: String,
    text: Rc<Text>,
    /// Number of the first line of the text.
    first: usize,
    /// Column of its first character.
    column: usize,
}

impl Shown {
    /// The file, or of one that cannot be read, or that has a very long line, the
    /// line the finding kept.
    fn add_finding(&mut self, finding: &Located, texts: &Texts) -> usize {
        let text = texts.get(&finding.file);
        let readable = text.filter(|text| text.line(finding.line).len() <= MAX_LINE);
        self.0.push(match readable {
            Some(text) => ShownFile::whole(&finding.file, text),
            None => ShownFile {
                name: finding.file.clone(),
                text: Rc::new(Text::new(finding.snippet.clone())),
                first: finding.line,
                column: finding.column.saturating_sub(100).max(1),
            },
        });
        0
    }

    fn add_other(&mut self, name: &str, texts: &Texts) -> usize {
        let known = self.0.iter().position(|file| file.name == name);
        known.unwrap_or_else(|| {
            let text = texts.get(name);
            let text = text.unwrap_or_else(|| Rc::new(Text::new(String::new())));
            self.0.push(ShownFile::whole(name, text));
            self.0.len() - 1
        })
    }

    fn span(&self, finding: &Located) -> Range<usize> {
        let file = &self.0[0];
        let start = file.offset(finding.line, finding.column);
        let end = file.offset(finding.end_line, finding.end_column);
        start..end.max(start)
    }

    /// The name, or the character, that stands there.
    fn word(&self, file: usize, line: usize, column: usize) -> Range<usize> {
        let file = &self.0[file];
        let start = file.offset(line, column);
        let rest = &file.text.text[start..];
        let name = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let one = rest.chars().next().map_or(0, char::len_utf8);
        start..start + name.unwrap_or(rest.len()).max(one)
    }
}

impl ShownFile {
    fn whole(name: &str, text: Rc<Text>) -> ShownFile {
        ShownFile {
            name: name.into(),
            text,
            first: 1,
            column: 1,
        }
    }

    fn offset(&self, line: usize, column: usize) -> usize {
        let line = (line + 1).saturating_sub(self.first);
        self.text
            .offset(line, (column + 1).saturating_sub(self.column))
    }
}

impl<'a> Files<'a> for Shown {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.name)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.file(id)?.text.text)
    }

    fn line_index(&'a self, id: usize, at: usize) -> Result<usize, Error> {
        Ok(self.file(id)?.text.index_of(at))
    }

    fn line_range(&'a self, id: usize, index: usize) -> Result<Range<usize>, Error> {
        Ok(self.file(id)?.text.range(index))
    }

    fn line_number(&'a self, id: usize, index: usize) -> Result<usize, Error> {
        Ok(self.file(id)?.first + index)
    }
}

impl Shown {
    fn file(&self, id: usize) -> Result<&ShownFile, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}
