//! Checkpoint images, read without trust.
//!
//! The format is `docs/image-format.md`; the runtime's `image_read.c` reads the
//! same bytes. An image comes from another machine, may have been cut short or
//! damaged on the way, or been made by someone who means harm. So:
//!
//! - bytes are only taken through a [`record::Record`], which cannot run past the
//!   end and knows which record of which section it is in, so that every
//!   complaint names the place;
//! - [`Image::open`] checks *everything* the format promises (bounds, indexes,
//!   order, cycles, checksums) before it returns; what an `Image` holds can be
//!   followed without checking again;
//! - what values mean (pointers above all) is looked up and may turn out to be
//!   nonsense: that is a [`memory::Target::Dangling`], never an error;
//! - work is bounded by the size of the file: decoding a value has a
//!   [`value::Budget`], because a small image can describe a huge value.
//!
//! Heap memory and objects stay in the file and are read piece by piece, so an
//! image larger than memory can be looked at.

pub mod bytes;
pub mod checksum;
pub mod contents;
pub mod error;
pub mod header;
pub mod heap;
pub mod libc;
pub mod memory;
pub mod path;
pub mod record;
pub mod scalar;
pub mod seal;
pub mod strings;
pub mod tables;
pub mod types;
pub mod value;

use bytes::Bytes;
use contents::{Contents, Section};
use error::ImageError;
use header::Header;
use heap::Heap;
use memory::AddressIndex;
use std::path::Path;
use strings::Strings;
use tables::Tables;
use types::Types;

/// A whole image whose structure and checksums are good.
pub struct Image {
    pub header: Header,
    pub contents: Contents,
    pub types: Types,
    pub tables: Tables,
    pub heap: Heap,
    /// What the C library keeps out of sight, one `key value` line each.
    pub libc: String,
    variables: AddressIndex,
    objects: AddressIndex,
    bytes: Bytes,
}

impl Image {
    /// Reads and checks an image file.
    pub fn open(path: &Path) -> Result<Image, ImageError> {
        Image::read(Bytes::open(path).map_err(ImageError::Unreadable)?)
    }

    /// Reads and checks an image.
    pub fn read(bytes: Bytes) -> Result<Image, ImageError> {
        let header = header::read(&bytes)?;
        let contents = contents::read(&bytes, &header)?;
        contents::check_sums(&bytes, &contents)?;
        let load = |section| contents.load(&bytes, section);
        let mut strings = Strings::new(load(Section::Strings)?)?;
        let units = tables::units(&load(Section::Units)?, &mut strings)?;
        let types = types::read(
            &load(Section::Types)?,
            &load(Section::Fields)?,
            &mut strings,
            units.len(),
        )?;
        let tables = tables::read(&contents, &bytes, &mut strings, units, &types)?;
        let heap = heap::read(
            &load(Section::Segments)?,
            load(Section::Slots)?,
            tables.allocs.len(),
        )?;
        let libc = String::from_utf8_lossy(&load(Section::Libc)?).into_owned();
        let places = tables.aliases.iter().map(|a| (a.address, a.size));
        let variables = AddressIndex::new(places);
        let places = tables.objects.iter().map(|o| (o.address, o.size));
        let objects = AddressIndex::new(places);
        Ok(Image {
            header,
            contents,
            types,
            tables,
            heap,
            libc,
            variables,
            objects,
            bytes,
        })
    }

    /// `size` bytes of `DATA` from `offset`, at most [`value::MOST_BYTES`].
    pub fn data(&self, offset: u64, size: u64) -> Vec<u8> {
        let data = &self.contents.data;
        let size = size.min(value::MOST_BYTES);
        match data.offset.checked_add(offset) {
            Some(at) => self.bytes.read_at(at, size).unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Value of an `INFO` key.
    pub fn info(&self, key: &str) -> Option<&str> {
        let found = self.tables.info.iter().find(|(k, _)| &**k == key)?;
        Some(&found.1)
    }
}
