//! What a pointer points to, in words.

use super::shown::{Excerpt, Pointer};
use crate::image::memory::Target;
use crate::image::tables::{Object, Process, ProcessKind};
use crate::image::types::Kind;
use crate::image::value::text;
use crate::image::Image;

/// A pointer to `to` with the sender's `address`.
pub fn pointer(image: &Image, address: u64, to: Option<usize>, most_text: usize) -> Pointer {
    let target = image.target(address);
    let mut pointer = Pointer {
        address,
        kind: kind(&target),
        to: words(image, &target),
        block: None,
        text: None,
    };
    if let Target::Block { block, .. } = &target {
        pointer.block = Some(block.number);
    }
    if to.is_some_and(|t| is_char(image, t)) {
        pointer.text = readable(image, &target, most_text);
    }
    pointer
}

fn is_char(image: &Image, ty: usize) -> bool {
    image.types.get(ty).is_some_and(|t| t.kind == Kind::Char)
}

fn kind(target: &Target) -> &'static str {
    match target {
        Target::Null => "null",
        Target::Number(_) => "number",
        Target::Block { .. } => "heap",
        Target::Variable { .. } => "variable",
        Target::Object { object, .. } if object.is_literal() => "literal",
        Target::Object { .. } => "object",
        Target::Function(_) => "function",
        Target::Process { .. } => "process",
        Target::Stream(_) => "stream",
        Target::Dangling => "dangling",
    }
}

fn words(image: &Image, target: &Target) -> String {
    match target {
        Target::Null => "null".into(),
        Target::Number(number) => format!("the number {number}"),
        Target::Block { block, offset } => {
            let alloc = image.tables.allocs.get(block.alloc);
            let ty = alloc.and_then(|a| a.ty);
            let with_tail = alloc.is_some_and(|a| a.with_tail);
            let path = image.path_in_block(ty, block.size, *offset);
            let contents = contents(image, ty, block.size, with_tail);
            format!("heap block #{}{path} {contents}", block.number)
        }
        Target::Variable { frame, offset } => variable(image, *frame, *offset),
        Target::Object { object, offset } => self::object(image, object, *offset),
        Target::Function(name) => format!("function {name}"),
        Target::Process { process, offset } => self::process(process, *offset),
        Target::Stream(0) => "stdin".into(),
        Target::Stream(1) => "stdout".into(),
        Target::Stream(2) => "stderr".into(),
        Target::Stream(id) => format!("stream {id}"),
        Target::Dangling => "nowhere (dangling)".into(),
    }
}

/// `struct node`, `double[64]`, `24 bytes`.
fn contents(image: &Image, ty: Option<usize>, size: u64, with_tail: bool) -> String {
    let Some(t) = ty.and_then(|id| image.types.get(id)) else {
        return format!("({size} bytes)");
    };
    match size.checked_div(t.size) {
        Some(1) => t.name.to_string(),
        Some(n) if n > 1 && !with_tail => format!("{}[{n}]", t.name),
        _ => format!("{} ({size} bytes)", t.name),
    }
}

fn variable(image: &Image, frame: usize, offset: u64) -> String {
    let function = image.tables.frames.get(frame).map(|f| f.function);
    let function = function.and_then(|id| image.tables.functions.get(id));
    let record = function.and_then(|f| f.record);
    let path = record.map_or(String::new(), |id| image.path_in(id, offset));
    let name = path.strip_prefix('.').unwrap_or(&path);
    let function = function.map_or("?", |f| &f.name);
    format!("&{name} (frame {frame} {function})")
}

fn object(image: &Image, object: &Object, offset: u64) -> String {
    let path = object
        .ty
        .map_or(String::new(), |ty| image.path_in(ty, offset));
    if object.is_literal() {
        let place = match &*object.file {
            "" => String::new(),
            file => format!(" ({file}:{})", object.line),
        };
        return match offset {
            0 => format!("a literal{place}"),
            _ => format!("a literal + {offset}{place}"),
        };
    }
    let (name, place) = match object.name.split_once('.') {
        Some((name, function)) => (name, format!(" (static in {function})")),
        None => (&*object.name, String::new()),
    };
    let is_array = object.ty.and_then(|id| image.types.get(id));
    let is_array = is_array.is_some_and(|t| t.kind == Kind::Array);
    let sign = if is_array && path.is_empty() { "" } else { "&" };
    format!("{sign}{name}{path}{place}")
}

fn process(process: &Process, offset: u64) -> String {
    let what = match process.kind {
        ProcessKind::Argv => "argv".into(),
        ProcessKind::Environ => "environ".into(),
        ProcessKind::Argument => format!("argv[{}]", process.index),
        ProcessKind::Variable => format!("environ[{}]", process.index),
    };
    match offset {
        0 => what,
        _ => format!("{what} + {offset}"),
    }
}

/// The text a `char *` points to, if that is what is there: it ends with
/// a NUL and has no control characters but those that text has.
fn readable(image: &Image, target: &Target, most: usize) -> Option<Excerpt> {
    let bytes = image.bytes_from(target, most as u64 + 1)?;
    let found = text(&bytes, bytes.len());
    let ended = found.len() < bytes.len();
    let plain = |b: &u8| matches!(b, b'\t' | b'\n' | b'\r' | 0x1b | 0x20..=0x7e | 0x80..);
    let cut = found.len() > most;
    ((ended || cut) && found.iter().all(plain)).then(|| Excerpt::new(found, most))
}
