//! The report: everything `inspect` says, as data.

use super::heap_report::{heap_report, HeapReport};
use super::shown::{shown, Shown};
use crate::image::header::{Abi, ByteOrder};
use crate::image::libc::{fact, open_files, OpenFile};
use crate::image::tables::{Frame, Object, ProcessKind};
use crate::image::types::Field;
use crate::image::value::{Budget, Value};
use crate::image::Image;
use serde::Serialize;

#[derive(Serialize)]
pub struct Report {
    pub image: About,
    pub sender: Sender,
    pub program: Program,
    /// Outermost first.
    pub frames: Vec<FrameReport>,
    /// In the order of their definitions.
    pub globals: Vec<Variable>,
    pub heap: HeapReport,
    pub files: Vec<FileReport>,
}

#[derive(Serialize)]
pub struct About {
    pub path: String,
    pub bytes: u64,
    pub format_version: u32,
    pub time: u64,
    pub taken: String,
    pub reason: Option<String>,
    pub polls: u64,
    pub captures_before: u64,
    pub pid: u64,
}

#[derive(Serialize)]
pub struct Sender {
    pub machine: String,
    pub word_bits: usize,
    pub byte_order: &'static str,
    pub long_bytes: usize,
    pub char_signed: bool,
    pub long_double: &'static str,
    pub page_size: u64,
    pub compiler: Option<String>,
}

#[derive(Serialize)]
pub struct Program {
    pub fingerprint: String,
    pub arguments: Vec<String>,
    pub directory: Option<String>,
    pub units: Vec<UnitReport>,
}

#[derive(Serialize)]
pub struct UnitReport {
    pub name: String,
    pub fingerprint: String,
    pub migcc: String,
}

#[derive(Serialize)]
pub struct FrameReport {
    /// 0 is the innermost.
    pub level: usize,
    pub function: String,
    pub unit: String,
    pub site: String,
    pub file: String,
    pub line: u32,
    pub variables: Vec<Variable>,
}

#[derive(Serialize)]
pub struct Variable {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    /// Where it is defined; of a frame's variable that is the frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Of a static local: its function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    pub value: Shown,
}

#[derive(Serialize)]
pub struct FileReport {
    pub descriptor: i64,
    pub stream: Option<i64>,
    pub path: Option<String>,
    pub mode: String,
    pub position: Option<i64>,
    pub size: Option<i64>,
    pub at_end: bool,
    pub error: bool,
    pub unread: usize,
}

/// How much to show.
#[derive(Clone, Copy)]
pub struct Limits {
    pub elements: u64,
    pub text: usize,
    /// Values of one variable.
    pub values: u64,
    /// Values of the whole report: an image can describe more than its size.
    pub total: u64,
}

impl Limits {
    pub fn new(json: bool, all: bool) -> Limits {
        let (elements, text, values) = match (json, all) {
            (false, false) => (8, 40, 400),
            (true, false) => (256, 4096, 20_000),
            (_, true) => (4096, 65536, 50_000),
        };
        Limits {
            elements,
            text,
            values,
            total: 1_000_000,
        }
    }

    /// A budget for one more variable.
    pub fn take(&mut self, decode: impl FnOnce(&mut Budget) -> Value) -> Value {
        let values = self.values.min(self.total);
        let mut budget = Budget {
            elements: self.elements,
            values,
            text: self.text,
        };
        let value = decode(&mut budget);
        self.total -= values - budget.values.min(values);
        value
    }
}

pub fn report(image: &Image, path: &str, mut limits: Limits) -> Report {
    let frames = image.tables.frames.iter().enumerate().rev();
    let frames = frames
        .map(|(level, f)| frame(image, level, f, &mut limits))
        .collect();
    let objects = image.tables.objects.iter();
    let mut objects: Vec<_> = objects.filter(|o| is_shown(image, o)).collect();
    objects.sort_by_key(|o| (&o.file, o.line, &o.name));
    let globals = objects.into_iter();
    let globals = globals.map(|o| global(image, o, &mut limits)).collect();
    Report {
        image: about(image, path),
        sender: sender(image),
        program: program(image),
        frames,
        globals,
        heap: heap_report(image),
        files: open_files(&image.libc).into_iter().map(file).collect(),
    }
}

fn about(image: &Image, path: &str) -> About {
    let header = &image.header;
    About {
        path: path.to_owned(),
        bytes: header.file_size,
        format_version: 1,
        time: header.time,
        taken: super::layout::utc(header.time),
        reason: image.info("reason").map(str::to_owned),
        polls: header.polls,
        captures_before: header.serial,
        pid: header.pid,
    }
}

fn sender(image: &Image) -> Sender {
    let abi: &Abi = &image.header.abi;
    Sender {
        machine: image.header.machine.clone(),
        word_bits: abi.pointer * 8,
        byte_order: match abi.order {
            ByteOrder::Little => "little",
            ByteOrder::Big => "big",
        },
        long_bytes: abi.long,
        char_signed: abi.char_signed,
        long_double: abi.long_double.name(),
        page_size: image.header.page_size,
        compiler: image.info("compiler").map(str::to_owned),
    }
}

fn program(image: &Image) -> Program {
    let process = image.tables.process.iter();
    let arguments = process.filter(|p| p.kind == ProcessKind::Argument);
    let units = image.tables.units.iter().filter(|u| is_users(&u.name));
    Program {
        fingerprint: format!("{:016x}", image.header.fingerprint),
        arguments: arguments.map(|p| p.text.to_string()).collect(),
        directory: fact(&image.libc, "directory"),
        units: units
            .map(|u| UnitReport {
                name: u.name.to_string(),
                fingerprint: u.fingerprint.to_string(),
                migcc: u.version.to_string(),
            })
            .collect(),
    }
}

/// Units of the runtime itself are called `migrt:...`.
fn is_users(unit: &str) -> bool {
    !unit.starts_with("migrt:")
}

/// Names the rewriting made begin with this.
const GENERATED: &str = "migrt_";

fn frame(image: &Image, level: usize, frame: &Frame, limits: &mut Limits) -> FrameReport {
    let function = image.tables.functions.get(frame.function);
    let unit = function.and_then(|f| image.tables.units.get(f.unit));
    let record = function.and_then(|f| image.types.get(f.record?));
    let fields = record.map_or(&[][..], |r| image.types.fields(r));
    let bytes = image.data(frame.data, frame.size);
    let live = fields.iter().zip(frame.live.bytes());
    let variables = live
        .filter(|(field, live)| *live == b'1' && !field.name.starts_with(GENERATED))
        .map(|(field, _)| local(image, field, &bytes, limits))
        .collect();
    FrameReport {
        level,
        function: function.map_or("?".into(), |f| f.name.to_string()),
        unit: unit.map_or("?".into(), |u| u.name.to_string()),
        site: frame.site_name.to_string(),
        file: frame.file.to_string(),
        line: frame.line,
        variables,
    }
}

fn local(image: &Image, field: &Field, record: &[u8], limits: &mut Limits) -> Variable {
    let value = limits.take(|budget| image.field(field, record, budget));
    Variable {
        name: field.name.to_string(),
        ty: image.types.name(field.ty).to_owned(),
        file: None,
        line: None,
        function: None,
        value: shown(image, &value, limits.text),
    }
}

/// Variables of the user's that can change.
fn is_shown(image: &Image, object: &Object) -> bool {
    let unit = image.tables.units.get(object.unit);
    let saved = object.data.is_some() || object.is_transient();
    let users = unit.is_none_or(|u| is_users(&u.name)) && !object.name.starts_with(GENERATED);
    let fixed = object.is_literal() || object.is_const() || object.is_library();
    saved && users && !fixed
}

fn global(image: &Image, object: &Object, limits: &mut Limits) -> Variable {
    let bytes = object.data.map(|at| image.data(at, object.size));
    let value = match (bytes, object.ty) {
        (Some(bytes), Some(ty)) => limits.take(|budget| image.value(ty, &bytes, budget)),
        (Some(_), None) => Value::Unknown("of no known type"),
        (None, _) => Value::Unknown("transient"),
    };
    let (name, function) = match object.name.split_once('.') {
        Some((name, function)) => (name, Some(function.to_owned())),
        None => (&*object.name, None),
    };
    Variable {
        name: name.to_owned(),
        ty: object.ty.map_or("?", |t| image.types.name(t)).to_owned(),
        file: Some(object.file.to_string()),
        line: Some(object.line),
        function,
        value: shown(image, &value, limits.text),
    }
}

fn file(file: OpenFile) -> FileReport {
    let stream = file.stream.as_ref();
    FileReport {
        descriptor: file.descriptor,
        stream: stream.map(|s| s.id),
        mode: stream.map_or(file.flags.clone(), |s| s.mode.clone()),
        position: stream.and_then(|s| s.position).or(file.offset),
        at_end: stream.is_some_and(|s| s.at_end),
        error: stream.is_some_and(|s| s.error),
        unread: stream.map_or(0, |s| s.unread),
        path: file.path,
        size: file.size,
    }
}
