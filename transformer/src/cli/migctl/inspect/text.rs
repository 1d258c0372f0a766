//! The report as text for a person.

use super::heap_report::{BlockReport, TypeReport};
use super::layout::{count, fitted, grouped, lines};
use super::report::{FileReport, FrameReport, Report, Sender, Variable};
use super::style::Style;
use std::fmt::Write;

/// Frames shown at either end of a deep stack.
const ENDS: usize = 12;
/// Lines of one variable.
const MOST_LINES: usize = 24;
const WIDTH: usize = 100;

struct Page {
    text: String,
    style: Style,
    all: bool,
}

pub fn render(report: &Report, style: Style, all: bool) -> String {
    let mut page = Page {
        text: String::new(),
        style,
        all,
    };
    page.summary(report);
    page.frames(&report.frames);
    page.globals(&report.globals);
    page.heap(report);
    page.files(&report.files);
    page.text
}

pub fn render_block(block: &BlockReport, style: Style) -> String {
    let ty = block.ty.as_deref().unwrap_or("of unknown type");
    let title = style.heading(&format!("heap block #{}", block.block));
    let bytes = count(block.bytes, "byte");
    let mut text = format!("{title}: {ty}, {bytes} at {}", block.address);
    if !block.file.is_empty() {
        let (function, file, line) = (&block.function, &block.file, block.line);
        let _ = write!(text, ", allocated by {function} ({file}:{line})");
    }
    text.push('\n');
    for line in lines(&block.value, WIDTH - 2) {
        let _ = writeln!(text, "  {line}");
    }
    text
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, text: &str) {
        let heading = self.style.heading(text);
        self.text.push('\n');
        self.line(&heading);
    }

    fn fact(&mut self, name: &str, value: &str) {
        let name = self.style.faint(&format!("{name:<9}"));
        self.line(&format!("{name} {value}"));
    }

    fn summary(&mut self, report: &Report) {
        let (image, program) = (&report.image, &report.program);
        let path = self.style.heading(&image.path);
        self.line(&format!("{path}: {}", count(image.bytes, "byte")));
        self.fact("program", &program.arguments.join(" "));
        let reason = image.reason.as_deref().unwrap_or("unknown");
        let polls = grouped(image.polls);
        let before = match image.captures_before {
            0 => String::new(),
            n => format!(", after {}", count(n, "earlier capture")),
        };
        let taken = format!(
            "{} at poll {polls} (asked for by: {reason}){before}",
            image.taken
        );
        self.fact("taken", &taken);
        self.fact("from", &sender(&report.sender));
        if let Some(compiler) = &report.sender.compiler {
            self.fact("compiler", compiler);
        }
        let units: Vec<_> = program.units.iter().map(|u| u.name.as_str()).collect();
        self.fact("units", &fitted(&units.join(" "), WIDTH));
        self.fact("identity", &program.fingerprint);
        if let Some(directory) = &program.directory {
            self.fact("directory", directory);
        }
    }

    fn frames(&mut self, frames: &[FrameReport]) {
        let number = frames.len();
        self.heading(&format!(
            "Frames, outermost first ({})",
            grouped(number as u64)
        ));
        for (i, frame) in frames.iter().enumerate() {
            let hidden = !self.all && number > 2 * ENDS + 1 && i >= ENDS && i < number - ENDS;
            if !hidden {
                self.frame(frame);
            } else if i == ENDS {
                let hidden = count((number - 2 * ENDS) as u64, "more frame");
                self.line(&format!("  ... {hidden} (--all shows them)"));
            }
        }
    }

    fn frame(&mut self, frame: &FrameReport) {
        let level = format!("#{}", frame.level);
        let name = self.style.name(&frame.function);
        let here = if frame.level == 0 {
            "  <- captured here"
        } else {
            ""
        };
        let place = match frame.file.as_str() {
            "" => "(runtime)".to_owned(),
            file => format!("{file}:{}", frame.line),
        };
        let place = format!("{place}  at {}{here}", frame.site);
        self.line(&format!("{level:<4} {name}  {place}"));
        self.variables(&frame.variables, 5);
    }

    fn globals(&mut self, globals: &[Variable]) {
        self.heading(&format!(
            "Globals and statics ({})",
            grouped(globals.len() as u64)
        ));
        let mut place = String::new();
        let mut rest = globals;
        while let Some(first) = rest.first() {
            let same = |v: &&Variable| v.file == first.file;
            let group = rest.iter().take_while(same).count();
            let (group, after) = rest.split_at(group);
            rest = after;
            if let Some(file) = first.file.as_ref().filter(|f| **f != place) {
                place.clone_from(file);
                let file = self.style.faint(file);
                self.line(&format!("  {file}"));
            }
            self.variables(group, 4);
        }
    }

    /// Names, types and values in three columns.
    fn variables(&mut self, variables: &[Variable], indent: usize) {
        let longest = |of: fn(&Variable) -> usize, most: usize| {
            let lengths = variables.iter().map(of);
            lengths.filter(|n| *n <= most).max().unwrap_or(0)
        };
        let names = longest(|v| title(v).chars().count(), 28);
        let types = longest(|v| v.ty.chars().count(), 24);
        for variable in variables {
            let name = format!("{:<names$}", title(variable));
            let ty = format!("{:<types$}", fitted(&variable.ty, 24.max(types)));
            let start = indent + name.chars().count() + ty.chars().count() + 4;
            let name = self.style.name(&name);
            let ty = self.style.faint(&ty);
            let width = WIDTH.saturating_sub(start).max(30);
            let value = lines(&variable.value, width);
            let pad = " ".repeat(indent);
            let first = value.first().map_or("", String::as_str);
            self.line(&format!("{pad}{name}  {ty}  {first}"));
            let most = if self.all { usize::MAX } else { MOST_LINES };
            for more in value.iter().skip(1).take(most) {
                self.line(&format!("{}{more}", " ".repeat(indent + names + 2)));
            }
            if value.len() > most.saturating_add(1) {
                self.line(&format!(
                    "{}... (--all shows more)",
                    " ".repeat(indent + names + 2)
                ));
            }
        }
    }

    fn heap(&mut self, report: &Report) {
        let heap = &report.heap;
        let blocks = count(heap.blocks, "block");
        let bytes = count(heap.bytes, "byte");
        self.heading(&format!("Heap ({blocks}, {bytes})"));
        if heap.types.is_empty() {
            return;
        }
        let name = |t: &TypeReport| fitted(t.ty.as_deref().unwrap_or("(unknown type)"), 40);
        let width = heap.types.iter().map(|t| name(t).chars().count()).max();
        let width = width.unwrap_or(0).max(4);
        let header = format!(
            "  {:<width$} {:>10} {:>14} {:>12}  allocated by",
            "type", "blocks", "bytes", "largest"
        );
        let header = self.style.faint(&header);
        self.line(&header);
        for ty in &heap.types {
            let text = format!("{:<width$}", name(ty));
            let text = self.style.name(&text);
            let (blocks, bytes) = (grouped(ty.blocks), grouped(ty.bytes));
            let largest = grouped(ty.largest);
            let sites = sites(ty);
            self.line(&format!(
                "  {text} {blocks:>10} {bytes:>14} {largest:>12}  {sites}"
            ));
        }
    }

    fn files(&mut self, files: &[FileReport]) {
        self.heading(&format!("Open files ({})", files.len()));
        for file in files {
            let name = match (file.stream, &file.path) {
                (Some(0), _) => "stdin".into(),
                (Some(1), _) => "stdout".into(),
                (Some(2), _) => "stderr".into(),
                (_, Some(path)) => path.clone(),
                (_, None) => "?".into(),
            };
            let name = self.style.name(&name);
            let about = about_file(file);
            self.line(&format!("  {:>3}  {name}  {about}", file.descriptor));
        }
    }
}

fn sender(sender: &Sender) -> String {
    let sign = if sender.char_signed {
        "signed"
    } else {
        "unsigned"
    };
    format!(
        "{}: {}-bit, {}-endian, long of {} bytes, plain char {sign}, long double {}",
        sender.machine, sender.word_bits, sender.byte_order, sender.long_bytes, sender.long_double
    )
}

fn title(variable: &Variable) -> String {
    match &variable.function {
        Some(function) => format!("{} (in {function})", variable.name),
        None => variable.name.clone(),
    }
}

/// The busiest allocation sites of a type.
fn sites(ty: &TypeReport) -> String {
    let named = ty.sites.iter().filter(|s| !s.file.is_empty());
    let written: Vec<_> = named
        .clone()
        .take(2)
        .map(|s| format!("{} ({}:{})", s.function, s.file, s.line))
        .collect();
    let more = named.count().saturating_sub(written.len());
    let mut text = written.join(", ");
    if more > 0 {
        let _ = write!(text, ", {more} more");
    }
    text
}

fn about_file(file: &FileReport) -> String {
    let mut about = vec![format!("mode {}", file.mode)];
    if let Some(position) = file.position {
        let position = grouped(position.unsigned_abs());
        about.push(match file.size {
            Some(size) => format!("at byte {position} of {}", grouped(size.unsigned_abs())),
            None => format!("at byte {position}"),
        });
    }
    if file.unread > 0 {
        about.push(format!("{} read ahead", count(file.unread as u64, "byte")));
    }
    if file.at_end {
        about.push("at its end".into());
    }
    if file.error {
        about.push("after an error".into());
    }
    about.join(", ")
}
