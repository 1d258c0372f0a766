//! The remaining metadata: units, allocation sites, functions, objects, frames.

use super::bytes::Bytes;
use super::contents::{Contents, Section};
use super::error::ImageError;
use super::record::Record;
use super::strings::Strings;
use super::types::Types;
use std::rc::Rc;

pub struct Unit {
    pub name: Rc<str>,
    pub fingerprint: Rc<str>,
    pub version: Rc<str>,
}

/// Where heap blocks are allocated.
#[derive(Clone)]
pub struct Alloc {
    pub ty: Option<usize>,
    pub file: Rc<str>,
    pub line: u32,
    pub function: Rc<str>,
    /// One element, then a tail of the last array's elements or of bytes.
    pub with_tail: bool,
}

pub struct Function {
    pub name: Rc<str>,
    pub unit: usize,
    pub record: Option<usize>,
    pub internal: bool,
}

pub struct Code {
    pub address: u64,
    pub name: Rc<str>,
}

pub struct Object {
    pub address: u64,
    pub size: u64,
    /// Offset into `DATA`; none: the value was not saved.
    pub data: Option<u64>,
    pub name: Rc<str>,
    pub unit: usize,
    pub ty: Option<usize>,
    pub flags: u32,
    pub file: Rc<str>,
    pub line: u32,
}

impl Object {
    pub fn is_const(&self) -> bool {
        self.flags & 2 != 0
    }
    pub fn is_literal(&self) -> bool {
        self.flags & 4 != 0
    }
    pub fn is_library(&self) -> bool {
        self.flags & 8 != 0
    }
    pub fn is_thread_local(&self) -> bool {
        self.flags & 16 != 0
    }
    pub fn is_transient(&self) -> bool {
        self.flags & 32 != 0
    }
    pub fn is_declared_only(&self) -> bool {
        self.flags & 64 != 0
    }
}

pub struct Frame {
    pub function: usize,
    pub site_name: Rc<str>,
    pub file: Rc<str>,
    pub line: u32,
    pub live: Rc<str>,
    pub data: u64,
    pub size: u64,
}

/// The address a variable had that now lies in a frame record or in the heap.
pub struct Alias {
    pub address: u64,
    pub size: u64,
    pub place: AliasPlace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasPlace {
    Record {
        frame: usize,
        offset: u64,
    },
    /// Address of a block: a variable length array or the like.
    Block(u64),
}

/// Flag of such a place.
const IN_THE_HEAP: u32 = 1 << 31;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessKind {
    Argv,
    Argument,
    Environ,
    Variable,
}

pub struct Process {
    pub kind: ProcessKind,
    pub index: u32,
    pub address: u64,
    pub size: u64,
    pub text: Rc<str>,
}

pub struct Stream {
    pub address: u64,
    pub id: u32,
}

pub struct Tables {
    pub units: Vec<Unit>,
    pub allocs: Vec<Alloc>,
    pub functions: Vec<Function>,
    pub codes: Vec<Code>,
    pub objects: Vec<Object>,
    /// Innermost first.
    pub frames: Vec<Frame>,
    pub aliases: Vec<Alias>,
    pub process: Vec<Process>,
    pub info: Vec<(Rc<str>, Rc<str>)>,
    pub streams: Vec<Stream>,
}

pub fn units(bytes: &[u8], strings: &mut Strings) -> Result<Vec<Unit>, ImageError> {
    let size = Section::Units.record_size();
    let one = |mut r: Record| {
        Ok(Unit {
            name: r.text(strings)?,
            fingerprint: r.text(strings)?,
            version: r.text(strings)?,
        })
    };
    Record::all("UNITS", bytes, size).map(one).collect()
}

pub fn read(
    contents: &Contents,
    bytes: &Bytes,
    strings: &mut Strings,
    units: Vec<Unit>,
    types: &Types,
) -> Result<Tables, ImageError> {
    let mut reader = Reader {
        contents,
        bytes,
        strings,
        units: units.len(),
        types,
    };
    let data_size = contents.data.size;
    let mut seen: Vec<Alloc> = Vec::new();
    let allocs = reader.table(Section::Allocs, |r, all| {
        let site = alloc(r, all, &seen)?;
        seen.push(site.clone());
        Ok(site)
    })?;
    let functions: Vec<Function> = reader.table(Section::Functions, function)?;
    let codes = reader.table(Section::Codes, code)?;
    let objects = reader.table(Section::Objects, |r, all| object(r, all, data_size))?;
    let alias_count = contents.part(Section::Aliases).size / 24;
    let limits = Limits {
        data: data_size,
        aliases: alias_count,
        functions: functions.len(),
    };
    let frames: Vec<Frame> = reader.table(Section::Frames, |r, all| frame(r, all, &limits))?;
    check_records(&frames, &functions, types)?;
    let aliases = reader.table(Section::Aliases, |r, _| alias(r, &frames))?;
    Ok(Tables {
        units,
        allocs,
        functions,
        codes,
        objects,
        aliases,
        process: reader.table(Section::Process, process)?,
        info: reader.table(Section::Info, |r, all| {
            Ok((r.text(all.strings)?, r.text(all.strings)?))
        })?,
        streams: reader.table(Section::Files, |r, _| {
            Ok(Stream {
                address: r.u64()?,
                id: r.u32()?,
            })
        })?,
        frames,
    })
}

/// What records refer to.
struct Reader<'a> {
    contents: &'a Contents,
    bytes: &'a Bytes,
    strings: &'a mut Strings,
    units: usize,
    types: &'a Types,
}

struct Limits {
    data: u64,
    aliases: u64,
    functions: usize,
}

impl Reader<'_> {
    fn table<T>(
        &mut self,
        section: Section,
        mut one: impl FnMut(&mut Record, &mut Self) -> Result<T, ImageError>,
    ) -> Result<Vec<T>, ImageError> {
        let bytes = self.contents.load(self.bytes, section)?;
        Record::all(section.name(), &bytes, section.record_size())
            .map(|mut r| one(&mut r, self))
            .collect()
    }
}

const COMPOUND: u32 = 5;

/// A compound (a block of two types) is shown as what it begins with.
fn alloc(r: &mut Record, all: &mut Reader, seen: &[Alloc]) -> Result<Alloc, ImageError> {
    let unit = r.u32()? as usize;
    let index = r.u32()? as usize; // within the unit
    let ty = r.option(all.types.len(), "type")?;
    let file = r.text(all.strings)?;
    let line = r.u32()?;
    let function = r.text(all.strings)?;
    let shape = r.u32()?;
    if shape == COMPOUND {
        let base = seen.get(index).filter(|_| (line as usize) < seen.len());
        return base
            .cloned()
            .ok_or_else(|| r.fail("a site that does not stand before it"));
    }
    if unit >= all.units && !r.is_first() {
        return Err(r.fail("a unit that does not exist"));
    }
    Ok(Alloc {
        ty,
        file,
        line,
        function,
        with_tail: matches!(shape, 1 | 7),
    })
}

fn function(r: &mut Record, all: &mut Reader) -> Result<Function, ImageError> {
    Ok(Function {
        unit: r.index(all.units, "unit")?,
        name: r.text(all.strings)?,
        record: r.option(all.types.len(), "type")?,
        internal: r.u32()? & 1 != 0,
    })
}

fn code(r: &mut Record, all: &mut Reader) -> Result<Code, ImageError> {
    let code = Code {
        address: r.u64()?,
        name: r.text(all.strings)?,
    };
    r.index(all.units, "unit")?;
    Ok(code)
}

fn object(r: &mut Record, all: &mut Reader, data_size: u64) -> Result<Object, ImageError> {
    let (address, size, data) = (r.u64()?, r.u64()?, r.u64()?);
    let data = Some(data).filter(|at| *at != u64::MAX);
    if data.is_some_and(|at| !fits(at, size, data_size)) {
        return Err(r.fail("its value lies outside DATA"));
    }
    Ok(Object {
        address,
        size,
        data,
        name: r.text(all.strings)?,
        unit: r.index(all.units, "unit")?,
        ty: r.option(all.types.len(), "type")?,
        flags: r.u32()?,
        file: r.text(all.strings)?,
        line: r.u32()?,
    })
}

fn fits(at: u64, size: u64, room: u64) -> bool {
    at.checked_add(size).is_some_and(|end| end <= room)
}

fn frame(r: &mut Record, all: &mut Reader, limits: &Limits) -> Result<Frame, ImageError> {
    let function = r.index(limits.functions, "function")?;
    r.skip::<4>()?; // the site's number, which is the sender's own
    let frame = Frame {
        function,
        site_name: r.text(all.strings)?,
        file: r.text(all.strings)?,
        line: r.u32()?,
        live: r.text(all.strings)?,
        data: r.u64()?,
        size: r.u64()?,
    };
    if !fits(frame.data, frame.size, limits.data) {
        return Err(r.fail("its record lies outside DATA"));
    }
    let (first, count) = (u64::from(r.u32()?), u64::from(r.u32()?));
    if count > 0 && first + count > limits.aliases {
        return Err(r.fail("its variables lie outside ALIASES"));
    }
    Ok(frame)
}

/// A record holds all of its type, and says of each field whether it is live.
fn check_records(
    frames: &[Frame],
    functions: &[Function],
    types: &Types,
) -> Result<(), ImageError> {
    for (index, frame) in frames.iter().enumerate() {
        let record = functions.get(frame.function).and_then(|f| f.record);
        let Some(ty) = record.and_then(|id| types.get(id)) else {
            continue;
        };
        if ty.size > frame.size || frame.live.len() != types.fields(ty).len() {
            return Err(ImageError::Damaged(super::error::Damage {
                section: "FRAMES",
                record: Some(index as u64),
                what: "it does not fit its function's record type".into(),
            }));
        }
    }
    Ok(())
}

fn alias(r: &mut Record, frames: &[Frame]) -> Result<Alias, ImageError> {
    let (address, size) = (r.u64()?, r.u64()?);
    let (frame, offset) = (r.u32()?, u64::from(r.u32()?));
    if frame & IN_THE_HEAP != 0 {
        let block = u64::from(frame & !IN_THE_HEAP) << 32 | offset;
        return Ok(Alias {
            address,
            size,
            place: AliasPlace::Block(block),
        });
    }
    let frame = frame as usize;
    if frame >= frames.len() {
        return Err(r.fail(format!("frame {frame} of {}", frames.len())));
    }
    let room = frames.get(frame).map_or(0, |f| f.size);
    if !fits(offset, size, room) {
        return Err(r.fail("the variable lies outside its frame's record"));
    }
    if address.checked_add(size).is_none() {
        return Err(r.fail("the variable lies beyond the end of all addresses"));
    }
    Ok(Alias {
        address,
        size,
        place: AliasPlace::Record { frame, offset },
    })
}

fn process(r: &mut Record, all: &mut Reader) -> Result<Process, ImageError> {
    let kind = match r.u32()? {
        1 => ProcessKind::Argv,
        2 => ProcessKind::Argument,
        3 => ProcessKind::Environ,
        4 => ProcessKind::Variable,
        other => return Err(r.fail(format!("kind {other}, which does not exist"))),
    };
    Ok(Process {
        kind,
        index: r.u32()?,
        address: r.u64()?,
        size: r.u64()?,
        text: r.text(all.strings)?,
    })
}
