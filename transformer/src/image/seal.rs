//! The signature of an image (docs/image-format.md, "Signature"); the runtime's
//! `seal.c` makes and checks the same.

use super::bytes::Bytes;
use super::checksum::checksum;
use super::error::ImageError;
use super::{header, Image};
use std::fmt;
use std::io;

/// What the header says of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    Unsigned,
    /// With the key of this name.
    Signed(KeyId),
    /// In a way this program does not know.
    Unknown(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// What the contents of a key file become.
pub struct Key {
    secret: [u8; blake3::KEY_LEN],
    pub id: KeyId,
}

const KEY_CONTEXT: &str = "migcc 2026-11 checkpoint image signature";
const ID_CONTEXT: &str = "migcc 2026-11 checkpoint image key id";
const BLAKE3: u32 = 1;
const MAC: std::ops::Range<usize> = 224..256;
const CHECKSUM: std::ops::Range<usize> = 48..56;
const PIECE: u64 = 1 << 20;

impl Key {
    pub fn of(text: &[u8]) -> Key {
        let [a, b, c, d, ..] = blake3::derive_key(ID_CONTEXT, text);
        Key {
            secret: blake3::derive_key(KEY_CONTEXT, text),
            id: KeyId(u32::from_le_bytes([a, b, c, d])),
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.secret);
    }
}

impl Seal {
    pub fn of(kind: u32, key: u32) -> Seal {
        match kind {
            0 => Seal::Unsigned,
            BLAKE3 => Seal::Signed(KeyId(key)),
            other => Seal::Unknown(other),
        }
    }
}

impl Image {
    /// Whether it carries the signature of `key`; why not.
    pub fn check_seal(&self, key: &Key) -> Result<(), ImageError> {
        match self.header.seal {
            Seal::Signed(id) if id == key.id => {}
            seal => {
                return Err(ImageError::Seal {
                    seal,
                    wanted: key.id,
                })
            }
        }
        let head = self.first()?;
        let mut written = [0; blake3::OUT_LEN];
        written.copy_from_slice(&head[MAC]);
        // blake3::Hash compares in constant time.
        match self.mac(key, head)? == blake3::Hash::from_bytes(written) {
            true => Ok(()),
            false => Err(ImageError::Forged),
        }
    }

    /// The header as it is when `key` has signed the image.
    pub fn signed_header(&self, key: &Key) -> Result<Header, ImageError> {
        let mut head = self.first()?;
        head[216..220].copy_from_slice(&BLAKE3.to_le_bytes());
        head[220..224].copy_from_slice(&key.id.0.to_le_bytes());
        let mac = self.mac(key, head)?;
        head[MAC].copy_from_slice(mac.as_bytes());
        head[CHECKSUM].fill(0);
        let sum = checksum(&head);
        head[CHECKSUM].copy_from_slice(&sum.to_le_bytes());
        Ok(head)
    }

    fn first(&self) -> Result<Header, ImageError> {
        let bytes = self.bytes.read_at(0, header::SIZE);
        let bytes = bytes.map_err(ImageError::Unreadable)?;
        let mut head = [0; header::SIZE as usize];
        head.copy_from_slice(&bytes);
        Ok(head)
    }

    /// Over everything behind the table of contents, the table, then the header,
    /// which has a fixed size and says how long the table is: no two files give
    /// the same bytes.
    fn mac(&self, key: &Key, mut head: Header) -> Result<blake3::Hash, ImageError> {
        let mut hasher = blake3::Hasher::new_keyed(&key.secret);
        let table = header::SIZE + self.contents.table_size();
        let hashed = add(&mut hasher, &self.bytes, table..self.bytes.size())
            .and_then(|()| add(&mut hasher, &self.bytes, header::SIZE..table));
        hashed.map_err(ImageError::Unreadable)?;
        head[CHECKSUM].fill(0);
        head[MAC].fill(0);
        let mac = hasher.update(&head).finalize();
        zeroize::Zeroize::zeroize(&mut hasher);
        Ok(mac)
    }
}

type Header = [u8; header::SIZE as usize];

fn add(hasher: &mut blake3::Hasher, bytes: &Bytes, range: std::ops::Range<u64>) -> io::Result<()> {
    let mut at = range.start;
    while at < range.end {
        let piece = bytes.read_at(at, PIECE.min(range.end - at))?;
        hasher.update(&piece);
        at += piece.len() as u64;
    }
    Ok(())
}
