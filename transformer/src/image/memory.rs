//! What the sender's addresses mean, and the bytes behind them.
//!
//! The order of the look-up is the format's ("What a pointer means").

use super::heap::Block;
use super::tables::{AliasPlace, Object, Process};
use super::Image;

/// What an address refers to.
pub enum Target<'a> {
    Null,
    /// A small number in a pointer: an error code, a flag.
    Number(i64),
    Block {
        block: Block,
        offset: u64,
    },
    /// An address-taken variable of a frame.
    Variable {
        frame: usize,
        /// Into the frame's record.
        offset: u64,
    },
    Object {
        object: &'a Object,
        offset: u64,
    },
    Function(&'a str),
    Process {
        process: &'a Process,
        offset: u64,
    },
    Stream(u32),
    Dangling,
}

/// Things by the addresses they occupy.
pub struct AddressIndex {
    by_start: Vec<(u64, u64, usize)>,
}

impl AddressIndex {
    /// From the start and size of each thing.
    pub fn new(things: impl Iterator<Item = (u64, u64)>) -> AddressIndex {
        let numbered = things.enumerate().map(|(i, (at, size))| (at, size, i));
        let mut by_start: Vec<_> = numbered.collect();
        by_start.sort_unstable();
        AddressIndex { by_start }
    }

    /// The thing an address is in, or one past the end of, and how far in.
    fn find(&self, address: u64) -> Option<(usize, u64)> {
        let behind = self.by_start.partition_point(|(at, ..)| *at <= address);
        let (at, size, index) = *self.by_start.get(behind.checked_sub(1)?)?;
        let offset = address - at;
        (offset <= size).then_some((index, offset))
    }
}

/// Lowest address that can mean anything; also how far below all ones an
/// address is an error code.
const SMALL: u64 = 4096;

impl Image {
    pub fn target(&self, address: u64) -> Target<'_> {
        if address == 0 {
            return Target::Null;
        }
        if let Some(number) = self.as_number(address) {
            return Target::Number(number);
        }
        if let Some(block) = self.heap.block_at(address) {
            let offset = address - block.address;
            return Target::Block { block, offset };
        }
        self.variable(address)
            .or_else(|| self.object(address))
            .or_else(|| self.code(address))
            .or_else(|| self.process(address))
            .or_else(|| self.stream(address))
            .unwrap_or(Target::Dangling)
    }

    /// Small values, and all ones down to -4095 in the sender's width.
    fn as_number(&self, address: u64) -> Option<i64> {
        let bits = 8 * self.header.abi.pointer as u32;
        let extended = ((address << (64 - bits)) as i64) >> (64 - bits);
        (extended.unsigned_abs() < SMALL).then_some(extended)
    }

    fn variable(&self, address: u64) -> Option<Target<'_>> {
        let (index, offset) = self.variables.find(address)?;
        let alias = self.tables.aliases.get(index)?;
        match alias.place {
            AliasPlace::Record {
                frame,
                offset: field,
            } => Some(Target::Variable {
                frame,
                offset: field + offset,
            }),
            AliasPlace::Block(at) => {
                let block = self.heap.block_at(at)?;
                Some(Target::Block { block, offset })
            }
        }
    }

    fn object(&self, address: u64) -> Option<Target<'_>> {
        let (index, offset) = self.objects.find(address)?;
        let object = self.tables.objects.get(index)?;
        Some(Target::Object { object, offset })
    }

    fn code(&self, address: u64) -> Option<Target<'_>> {
        let code = self.tables.codes.iter().find(|c| c.address == address)?;
        Some(Target::Function(&code.name))
    }

    fn process(&self, address: u64) -> Option<Target<'_>> {
        let process = self.tables.process.iter().find(|p| {
            let within = address.checked_sub(p.address);
            within.is_some_and(|at| at < p.size)
        })?;
        let offset = address - process.address;
        Some(Target::Process { process, offset })
    }

    fn stream(&self, address: u64) -> Option<Target<'_>> {
        let stream = self.tables.streams.iter().find(|s| s.address == address)?;
        Some(Target::Stream(stream.id))
    }

    /// Bytes of heap memory; what no `RAW` section covers is zero.
    pub fn heap_bytes(&self, address: u64, size: u64) -> Vec<u8> {
        let size = size.min(super::value::MOST_BYTES);
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
        let raw = &self.contents.raw;
        let first = raw.partition_point(|r| r.address + r.part.size <= address);
        for r in raw.iter().skip(first) {
            let from = r.address.max(address);
            let end = (r.address + r.part.size).min(address.saturating_add(size));
            if from >= end {
                break;
            }
            let at = r.part.offset + (from - r.address);
            let piece = self.bytes.read_at(at, end - from).unwrap_or_default();
            let to = bytes.iter_mut().skip((from - address) as usize);
            to.zip(piece).for_each(|(to, from)| *to = from);
        }
        bytes
    }

    /// Up to `most` bytes from where an address points to the end of what it
    /// points into. None: nothing that was saved.
    pub fn bytes_from(&self, target: &Target, most: u64) -> Option<Vec<u8>> {
        match target {
            Target::Block { block, offset } => {
                let size = (block.size - offset).min(most);
                Some(self.heap_bytes(block.address + offset, size))
            }
            Target::Variable { frame, offset } => {
                let frame = self.tables.frames.get(*frame)?;
                let size = frame.size.checked_sub(*offset)?.min(most);
                Some(self.data(frame.data + offset, size))
            }
            Target::Object { object, offset } => {
                let size = object.size.checked_sub(*offset)?.min(most);
                Some(self.data(object.data? + offset, size))
            }
            Target::Process { process, offset } => {
                let text = process.text.as_bytes().get(*offset as usize..)?;
                let mut text = text.to_vec();
                text.push(0);
                Some(text)
            }
            _ => None,
        }
    }
}
