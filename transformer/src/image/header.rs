//! The header: what the file is, and how its sender represents values.

use super::bytes::Bytes;
use super::checksum::checksum;
use super::error::ImageError;
use super::record::Record;
use super::scalar;
use super::seal::Seal;

pub const SIZE: u64 = 256;
const MAGIC: [u8; 8] = *b"\x8dMIG\r\n\x1a\n";

pub struct Header {
    pub file_size: u64,
    pub toc_count: u32,
    pub toc_checksum: u64,
    pub arena: u64,
    pub arena_size: u64,
    /// Seconds since 1970.
    pub time: u64,
    pub pid: u64,
    pub page_size: u64,
    pub polls: u64,
    pub fingerprint: u64,
    pub serial: u64,
    pub machine: String,
    pub seal: Seal,
    pub abi: Abi,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    Little,
    Big,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongDouble {
    Binary64,
    X87,
    DoubleDouble,
    Binary128,
}

impl LongDouble {
    pub fn name(self) -> &'static str {
        match self {
            LongDouble::Binary64 => "binary64",
            LongDouble::X87 => "x87 80-bit",
            LongDouble::DoubleDouble => "double-double",
            LongDouble::Binary128 => "binary128",
        }
    }
}

/// How the sender represents C's types (header bytes 88 to 103).
#[derive(Clone, Copy, Debug)]
pub struct Abi {
    pub order: ByteOrder,
    pub pointer: usize,
    pub long: usize,
    pub long_double: LongDouble,
    pub long_double_size: usize,
    pub char_signed: bool,
}

pub fn read(bytes: &Bytes) -> Result<Header, ImageError> {
    let size = bytes.size();
    let first = bytes
        .read_at(0, size.min(SIZE))
        .map_err(ImageError::Unreadable)?;
    check_magic(&first, size)?;
    let mut r = Record::single("header", &first);
    r.skip::<8>()?;
    let version = r.u32()?;
    let whole = check_sum(&first);
    if version != 1 && whole.is_ok() {
        return Err(ImageError::Version(version));
    }
    whole?;
    let header = fields(&mut r)?;
    if header.file_size != size {
        return Err(ImageError::Size {
            has: size,
            should: header.file_size,
        });
    }
    check_samples(&first, &header.abi)?;
    Ok(header)
}

/// The size of the whole image, as its first bytes say. None: no image.
pub fn announced_size(first: &[u8]) -> Option<u64> {
    check_magic(first, first.len() as u64).ok()?;
    let bytes = first.get(16..24)?.try_into().ok()?;
    Some(u64::from_le_bytes(bytes))
}

fn check_magic(first: &[u8], size: u64) -> Result<(), ImageError> {
    let magic = first.get(..8).unwrap_or_default();
    if size >= SIZE && magic == MAGIC {
        return Ok(());
    }
    // What a transfer as text leaves: bit 7 gone, or line ends changed.
    let text_mode = first.get(1..4) == Some(b"MIG") && size >= SIZE;
    Err(if text_mode {
        ImageError::TextMode
    } else {
        ImageError::NotAnImage { size }
    })
}

fn check_sum(first: &[u8]) -> Result<(), ImageError> {
    let mut copy = first.to_vec();
    let mut written = [0; 8];
    if let Some(field) = copy.get_mut(48..56) {
        written.copy_from_slice(field);
        field.fill(0);
    }
    if checksum(&copy) != u64::from_le_bytes(written) {
        return Err(ImageError::damaged("header", "its checksum is wrong"));
    }
    Ok(())
}

/// The rest of the header; `r` stands behind `version`.
fn fields(r: &mut Record) -> Result<Header, ImageError> {
    let header_size = r.u32()?;
    let file_size = r.u64()?;
    let toc_offset = r.u64()?;
    if u64::from(header_size) != SIZE || toc_offset != SIZE {
        return Err(r.fail("its size or the place of the contents is not 256"));
    }
    let toc_count = r.u32()?;
    r.skip::<4>()?;
    let toc_checksum = r.u64()?;
    r.skip::<8>()?; // its own checksum
    let (arena, arena_size, time, pid) = (r.u64()?, r.u64()?, r.u64()?, r.u64()?);
    let abi = abi(r)?;
    let page_size = r.u64()?;
    r.skip::<56>()?; // samples
    let machine = r.bytes::<24>()?;
    let machine = machine.split(|b| *b == 0).next().unwrap_or_default();
    Ok(Header {
        file_size,
        toc_count,
        toc_checksum,
        arena,
        arena_size,
        time,
        pid,
        page_size,
        machine: String::from_utf8_lossy(machine).into_owned(),
        polls: r.u64()?,
        fingerprint: r.u64()?,
        serial: r.u64()?,
        seal: Seal::of(r.u32()?, r.u32()?),
        abi,
    })
}

fn abi(r: &mut Record) -> Result<Abi, ImageError> {
    let order = match r.u8()? {
        1 => ByteOrder::Little,
        2 => ByteOrder::Big,
        other => return Err(r.fail(format!("byte order {other}"))),
    };
    let pointer = word_size(r, "pointers")?;
    let (short, int) = (r.u8()?, r.u8()?);
    let long = word_size(r, "long")?;
    let long_long = r.u8()?;
    let size = word_size(r, "size_t")?;
    r.skip::<1>()?; // wchar_t
    if (short, int, long_long, size) != (2, 4, 8, pointer) {
        return Err(r.fail("sizes of integers that no machine known here has"));
    }
    let long_double_size = usize::from(r.u8()?);
    let long_double = match r.u8()? {
        1 => LongDouble::Binary64,
        2 => LongDouble::X87,
        3 => LongDouble::DoubleDouble,
        4 => LongDouble::Binary128,
        other => return Err(r.fail(format!("format {other} of long double"))),
    };
    if !matches!(long_double_size, 8 | 10 | 12 | 16) {
        return Err(r.fail(format!("long double of {long_double_size} bytes")));
    }
    let char_signed = r.u8()? != 0;
    r.skip::<5>()?; // alignments, the sign of wchar_t
    Ok(Abi {
        order,
        pointer,
        long,
        long_double,
        long_double_size,
        char_signed,
    })
}

fn word_size(r: &mut Record, of: &str) -> Result<usize, ImageError> {
    match r.u8()? {
        4 => Ok(4),
        8 => Ok(8),
        other => Err(r.fail(format!("{of} of {other} bytes"))),
    }
}

/// The samples must mean what the format says they are.
fn check_samples(first: &[u8], abi: &Abi) -> Result<(), ImageError> {
    let at = |from: usize, size: usize| first.get(from..from + size).unwrap_or_default();
    let good = scalar::unsigned(at(112, 2), abi.order) == 0x0102
        && scalar::unsigned(at(116, 4), abi.order) == 0x0102_0304
        && scalar::unsigned(at(120, 8), abi.order) == 0x0102_0304_0506_0708
        && scalar::float(at(128, 4), abi.order) == Some(370.5)
        && scalar::float(at(136, 8), abi.order) == Some(370.5)
        && scalar::long_double(at(144, abi.long_double_size), abi) == Some(370.5)
        && scalar::unsigned(at(160, abi.pointer), abi.order) == 0x0102_0304;
    if good {
        return Ok(());
    }
    let what = "its sample values contradict its description of the sender";
    Err(ImageError::damaged("header", what))
}
