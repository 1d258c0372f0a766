//! The table of contents, and the checksums of what it lists.

use super::bytes::Bytes;
use super::checksum::{checksum, Sum};
use super::error::ImageError;
use super::header::{self, Header};
use super::record::Record;

/// Sections that occur once, in the order of their kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Strings,
    Units,
    Types,
    Fields,
    Allocs,
    Functions,
    Codes,
    Objects,
    Frames,
    Aliases,
    Segments,
    Slots,
    Process,
    Info,
    Files,
    Libc,
    Data,
}

/// Name and record size, by kind - 1.
const SECTIONS: [(&str, u64); 17] = [
    ("STRINGS", 1),
    ("UNITS", 16),
    ("TYPES", 40),
    ("FIELDS", 32),
    ("ALLOCS", 32),
    ("FUNCTIONS", 16),
    ("CODES", 24),
    ("OBJECTS", 48),
    ("FRAMES", 48),
    ("ALIASES", 24),
    ("SEGMENTS", 56),
    ("SLOTS", 8),
    ("PROCESS", 32),
    ("INFO", 8),
    ("FILES", 16),
    ("LIBC", 1),
    ("DATA", 1),
];
const RAW: u32 = 18;
const OPTIONAL: u32 = 1 << 31;
const ENTRY: usize = 48;
const MOST_ENTRIES: u32 = 1 << 24;

impl Section {
    pub fn name(self) -> &'static str {
        SECTIONS.get(self as usize).map_or("?", |s| s.0)
    }

    pub fn record_size(self) -> usize {
        SECTIONS.get(self as usize).map_or(1, |s| s.1 as usize)
    }
}

/// A part of the file.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub offset: u64,
    pub size: u64,
}

/// Heap memory of the sender.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    pub address: u64,
    pub part: Part,
}

pub struct Contents {
    once: Vec<Part>,
    pub data: Part,
    /// By ascending address, without overlap.
    pub raw: Vec<Raw>,
    sums: Vec<Summed>,
    table_size: u64,
}

struct Summed {
    name: &'static str,
    part: Part,
    checksum: u64,
}

impl Contents {
    /// Of the table of contents, in bytes.
    pub fn table_size(&self) -> u64 {
        self.table_size
    }

    pub fn part(&self, section: Section) -> Part {
        let none = Part { offset: 0, size: 0 };
        self.once.get(section as usize).copied().unwrap_or(none)
    }

    pub fn load(&self, bytes: &Bytes, section: Section) -> Result<Vec<u8>, ImageError> {
        let part = self.part(section);
        bytes
            .read_at(part.offset, part.size)
            .map_err(ImageError::Unreadable)
    }
}

pub fn read(bytes: &Bytes, header: &Header) -> Result<Contents, ImageError> {
    let size = u64::from(header.toc_count) * ENTRY as u64;
    let fits = header.toc_count <= MOST_ENTRIES && size <= bytes.size() - header::SIZE;
    if !fits || (header.toc_count as usize) < SECTIONS.len() {
        let what = format!("it cannot have {} entries", header.toc_count);
        return Err(ImageError::damaged("table of contents", what));
    }
    let table = bytes
        .read_at(header::SIZE, size)
        .map_err(ImageError::Unreadable)?;
    if checksum(&table) != header.toc_checksum {
        let what = "its checksum is wrong";
        return Err(ImageError::damaged("table of contents", what));
    }
    let mut contents = Contents {
        once: Vec::with_capacity(SECTIONS.len()),
        data: Part { offset: 0, size: 0 },
        raw: Vec::new(),
        sums: Vec::new(),
        table_size: size,
    };
    for mut record in Record::all("table of contents", &table, ENTRY) {
        entry(&mut record, &mut contents, bytes.size())?;
    }
    if contents.once.len() < SECTIONS.len() {
        let what = "sections are missing";
        return Err(ImageError::damaged("table of contents", what));
    }
    contents.data = contents.part(Section::Data);
    Ok(contents)
}

fn entry(r: &mut Record, contents: &mut Contents, file_size: u64) -> Result<(), ImageError> {
    let kind = r.u32()?;
    r.skip::<4>()?;
    let part = Part {
        offset: r.u64()?,
        size: r.u64()?,
    };
    let (count, checksum, address) = (r.u64()?, r.u64()?, r.u64()?);
    let end = part.offset.checked_add(part.size);
    if end.is_none_or(|end| end > file_size) {
        return Err(r.fail("the section lies outside the file"));
    }
    let mut name = "an unknown section";
    if kind == RAW {
        name = "RAW";
        raw(r, contents, Raw { address, part })?;
    } else if kind & OPTIONAL == 0 {
        let expected = SECTIONS.get(contents.once.len());
        let Some((expected_name, record_size)) = expected else {
            return Err(r.fail(format!("section of kind {kind} after the last one")));
        };
        if kind as usize != contents.once.len() + 1 {
            return Err(r.fail(format!("kind {kind} where {expected_name} belongs")));
        }
        if *record_size > 1 && count.checked_mul(*record_size) != Some(part.size) {
            return Err(r.fail(format!(
                "size and number of records of {expected_name} disagree"
            )));
        }
        if count >= u64::from(u32::MAX) && *record_size > 1 {
            return Err(r.fail(format!("{expected_name} has too many records")));
        }
        name = expected_name;
        contents.once.push(part);
    }
    contents.sums.push(Summed {
        name,
        part,
        checksum,
    });
    Ok(())
}

fn raw(r: &Record, contents: &mut Contents, raw: Raw) -> Result<(), ImageError> {
    if contents.once.len() < SECTIONS.len() {
        return Err(r.fail("RAW before the other sections"));
    }
    if raw.address.checked_add(raw.part.size).is_none() {
        return Err(r.fail("RAW memory beyond the end of all addresses"));
    }
    if let Some(last) = contents.raw.last() {
        if raw.address < last.address + last.part.size {
            return Err(r.fail("RAW sections overlap or are out of order"));
        }
    }
    contents.raw.push(raw);
    Ok(())
}

/// A whole number of stripes.
const PIECE: u64 = 1 << 20;

pub fn check_sums(bytes: &Bytes, contents: &Contents) -> Result<(), ImageError> {
    for section in &contents.sums {
        let mut sum = Sum::new();
        let mut done = 0;
        while done < section.part.size {
            let size = PIECE.min(section.part.size - done);
            let piece = bytes
                .read_at(section.part.offset + done, size)
                .map_err(ImageError::Unreadable)?;
            sum.add(&piece);
            done += size;
        }
        if sum.end() != section.checksum {
            return Err(ImageError::damaged(section.name, "its checksum is wrong"));
        }
    }
    Ok(())
}
