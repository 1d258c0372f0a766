//! One gate for all metadata bytes: little-endian fields of a record, taken in
//! order. Whatever is wrong is reported with the section and the record's index.

use super::error::{Damage, ImageError};
use super::strings::Strings;
use std::rc::Rc;

pub struct Record<'a> {
    section: &'static str,
    index: Option<u64>,
    rest: &'a [u8],
}

impl<'a> Record<'a> {
    /// Something that is not one of many: the header.
    pub fn single(section: &'static str, bytes: &'a [u8]) -> Record<'a> {
        Record {
            section,
            index: None,
            rest: bytes,
        }
    }

    /// The records of a section.
    pub fn all(
        section: &'static str,
        bytes: &'a [u8],
        size: usize,
    ) -> impl Iterator<Item = Record<'a>> {
        let records = bytes.chunks_exact(size.max(1));
        records.enumerate().map(move |(index, rest)| Record {
            section,
            index: Some(index as u64),
            rest,
        })
    }

    pub fn is_first(&self) -> bool {
        self.index == Some(0)
    }

    pub fn fail(&self, what: impl Into<String>) -> ImageError {
        ImageError::Damaged(Damage {
            section: self.section,
            record: self.index,
            what: what.into(),
        })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], ImageError> {
        match self.rest.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.fail("the record is cut short")),
        }
    }

    pub fn skip<const N: usize>(&mut self) -> Result<(), ImageError> {
        self.take::<N>().map(|_| ())
    }

    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], ImageError> {
        self.take()
    }

    pub fn u8(&mut self) -> Result<u8, ImageError> {
        self.take().map(u8::from_le_bytes)
    }

    pub fn u16(&mut self) -> Result<u16, ImageError> {
        self.take().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, ImageError> {
        self.take().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, ImageError> {
        self.take().map(u64::from_le_bytes)
    }

    pub fn text(&mut self, strings: &mut Strings) -> Result<Rc<str>, ImageError> {
        let offset = self.u32()?;
        strings.get(offset).map_err(|what| self.fail(what))
    }

    /// An index below `count`; `what` names the table in a complaint.
    pub fn index(&mut self, count: usize, what: &str) -> Result<usize, ImageError> {
        let index = self.u32()? as usize;
        if index < count {
            return Ok(index);
        }
        Err(self.fail(format!("{what} {index} of {count}")))
    }

    /// An index plus one, 0: none.
    pub fn option(&mut self, count: usize, what: &str) -> Result<Option<usize>, ImageError> {
        match self.u32()? {
            0 => Ok(None),
            n if (n as usize) <= count => Ok(Some(n as usize - 1)),
            n => Err(self.fail(format!("{what} {} of {count}", n - 1))),
        }
    }
}
