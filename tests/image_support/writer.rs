//! Sections into a file: strings, contents, checksums, header.

use super::machine::Machine;
use std::collections::HashMap;

pub const STRINGS: usize = 1;
pub const UNITS: usize = 2;
pub const TYPES: usize = 3;
pub const FIELDS: usize = 4;
pub const ALLOCS: usize = 5;
pub const FUNCTIONS: usize = 6;
pub const CODES: usize = 7;
pub const OBJECTS: usize = 8;
pub const FRAMES: usize = 9;
pub const ALIASES: usize = 10;
pub const SEGMENTS: usize = 11;
pub const SLOTS: usize = 12;
pub const PROCESS: usize = 13;
pub const INFO: usize = 14;
pub const FILES: usize = 15;
pub const LIBC: usize = 16;
pub const DATA: usize = 17;
const RAW: u32 = 18;

pub const RECORD_SIZE: [usize; 18] = [
    0, 1, 16, 40, 32, 32, 16, 24, 48, 48, 24, 56, 8, 32, 8, 16, 1, 1,
];

pub struct Writer {
    pub machine: Machine,
    /// By kind; 0 is unused.
    pub sections: Vec<Vec<u8>>,
    /// Address and bytes.
    pub raw: Vec<(u64, Vec<u8>)>,
    strings: HashMap<String, u32>,
}

/// Little-endian fields of a record.
#[derive(Clone)]
pub enum Part<'a> {
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    Str(&'a str),
    /// Plus one, 0: none.
    Opt(Option<u32>),
}

impl Writer {
    pub fn new(machine: Machine) -> Writer {
        let mut writer = Writer {
            machine,
            sections: vec![Vec::new(); 18],
            raw: Vec::new(),
            strings: HashMap::new(),
        };
        writer.string("");
        writer
    }

    pub fn string(&mut self, text: &str) -> u32 {
        if let Some(offset) = self.strings.get(text) {
            return *offset;
        }
        let section = &mut self.sections[STRINGS];
        let offset = section.len() as u32;
        section.extend_from_slice(text.as_bytes());
        section.push(0);
        self.strings.insert(text.to_owned(), offset);
        offset
    }

    /// Adds a record; returns its index.
    pub fn record(&mut self, kind: usize, parts: &[Part]) -> u32 {
        let index = self.sections[kind].len() / RECORD_SIZE[kind];
        for part in parts {
            let bytes = match part {
                Part::U8(v) => vec![*v],
                Part::U16(v) => v.to_le_bytes().to_vec(),
                Part::U32(v) => v.to_le_bytes().to_vec(),
                Part::U64(v) => v.to_le_bytes().to_vec(),
                Part::Str(text) => self.string(text).to_le_bytes().to_vec(),
                Part::Opt(v) => v.map_or(0, |v| v + 1).to_le_bytes().to_vec(),
            };
            self.sections[kind].extend(bytes);
        }
        assert_eq!(self.sections[kind].len() % RECORD_SIZE[kind], 0);
        index as u32
    }

    /// Adds an item to DATA; returns its offset.
    pub fn data(&mut self, bytes: &[u8]) -> u64 {
        let section = &mut self.sections[DATA];
        let offset = section.len();
        section.extend_from_slice(bytes);
        section.resize(section.len().next_multiple_of(32), 0);
        offset as u64
    }

    pub fn finish(&self) -> Vec<u8> {
        let count = 17 + self.raw.len();
        let mut file = vec![0; 256 + 48 * count];
        let mut contents = Vec::new();
        for (kind, &size) in RECORD_SIZE.iter().enumerate().take(18).skip(1) {
            let bytes = &self.sections[kind];
            let records = match kind {
                DATA => 0,
                _ => bytes.len() / size,
            };
            contents.extend(place(&mut file, kind as u32, 16, bytes, records, 0));
        }
        for (address, bytes) in &self.raw {
            contents.extend(place(&mut file, RAW, 65536, bytes, 0, *address));
        }
        file[256..256 + contents.len()].copy_from_slice(&contents);
        self.header(&mut file, count as u32);
        seal(&mut file);
        file
    }

    fn header(&self, file: &mut [u8], count: u32) {
        let size = file.len() as u64;
        let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
        let m = &self.machine;
        put(0, b"\x8dMIG\r\n\x1a\n");
        put(8, &1u32.to_le_bytes());
        put(12, &256u32.to_le_bytes());
        put(16, &size.to_le_bytes());
        put(24, &256u64.to_le_bytes());
        put(32, &count.to_le_bytes());
        put(72, &1_790_000_000u64.to_le_bytes());
        put(80, &4711u64.to_le_bytes());
        let (word, long_double) = (m.word as u8, m.long_double_size as u8);
        put(
            88,
            &[1 + u8::from(m.big_endian), word, 2, 4, word, 8, word, 4],
        );
        put(96, &[long_double, m.long_double, u8::from(m.char_signed)]);
        put(
            99,
            &[m.align8 as u8, m.align8 as u8, long_double.min(16), word, 1],
        );
        put(104, &4096u64.to_le_bytes());
        put(112, &m.int(0x0102, 2));
        put(116, &m.int(0x0102_0304, 4));
        put(120, &m.int(0x0102_0304_0506_0708, 8));
        put(128, &m.float(370.5));
        put(136, &m.double(370.5));
        put(144, &m.long_double(370.5));
        put(160, &m.pointer(0x0102_0304));
        put(168, m.name.as_bytes());
        put(192, &12345u64.to_le_bytes());
        put(200, &0xfeed_f00d_dead_beefu64.to_le_bytes());
    }
}

/// Appends a section; returns its entry in the table of contents.
fn place(
    file: &mut Vec<u8>,
    kind: u32,
    align: usize,
    bytes: &[u8],
    records: usize,
    address: u64,
) -> Vec<u8> {
    file.resize(file.len().next_multiple_of(align), 0);
    let offset = file.len() as u64;
    file.extend_from_slice(bytes);
    let mut entry = kind.to_le_bytes().to_vec();
    entry.extend([0; 4]);
    let fields = [offset, bytes.len() as u64, records as u64, 0, address];
    entry.extend(fields.iter().flat_map(|f| f.to_le_bytes()));
    entry
}

pub fn u64_at(file: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(file[at..at + 8].try_into().unwrap())
}

/// Makes all checksums right again, as far as the file allows.
pub fn seal(file: &mut [u8]) {
    let size = file.len();
    let count = u32::from_le_bytes(file[32..36].try_into().unwrap()) as usize;
    let end = count.saturating_mul(48).saturating_add(256);
    if end <= size {
        for at in (256..end).step_by(48) {
            let (offset, length) = (u64_at(file, at + 8), u64_at(file, at + 16));
            let section = offset
                .checked_add(length)
                .and_then(|end| file.get(offset as usize..end as usize));
            if let Some(section) = section {
                let sum = checksum(section).to_le_bytes();
                file[at + 32..at + 40].copy_from_slice(&sum);
            }
        }
        let sum = checksum(&file[256..end]).to_le_bytes();
        file[40..48].copy_from_slice(&sum);
    }
    file[48..56].fill(0);
    let sum = checksum(&file[..256]).to_le_bytes();
    file[48..56].copy_from_slice(&sum);
}

fn checksum(bytes: &[u8]) -> u64 {
    const P1: u64 = 0x9E3779B185EBCA87;
    const P2: u64 = 0xC2B2AE3D27D4EB4F;
    const P3: u64 = 0x165667B19E3779F9;
    let mut lane = [1u64, 2, 3, 4].map(|i| P1.wrapping_mul(i));
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(32), 0);
    for stripe in padded.chunks(32) {
        for (i, lane) in lane.iter_mut().enumerate() {
            let word = u64_at(stripe, 8 * i);
            *lane = (*lane ^ word).rotate_left(29).wrapping_mul(P1);
        }
    }
    let mut h = (bytes.len() as u64).wrapping_mul(P3);
    for l in lane {
        h = (h ^ l).rotate_left(27).wrapping_mul(P2);
    }
    h ^= h >> 32;
    h = h.wrapping_mul(P3);
    h ^ h >> 29
}
