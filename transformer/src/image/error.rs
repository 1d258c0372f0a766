//! What can be wrong with an image.

use super::seal::{KeyId, Seal};
use std::fmt;
use std::io;

#[derive(Debug)]
pub enum ImageError {
    /// The file cannot be read at all.
    Unreadable(io::Error),
    /// It is something else than an image.
    NotAnImage { size: u64 },
    /// An image that went through a text-mode transfer.
    TextMode,
    /// Of a version of the format that this program does not know.
    Version(u32),
    /// Cut short, or with something behind its end.
    Size { has: u64, should: u64 },
    /// It has no signature of the key that is wanted.
    Seal { seal: Seal, wanted: KeyId },
    /// It is not what was signed.
    Forged,
    /// A part of it breaks the format's rules.
    Damaged(Damage),
}

/// Which rule is broken where.
#[derive(Debug)]
pub struct Damage {
    pub section: &'static str,
    pub record: Option<u64>,
    pub what: String,
}

impl ImageError {
    pub fn damaged(section: &'static str, what: impl Into<String>) -> ImageError {
        ImageError::Damaged(Damage {
            section,
            record: None,
            what: what.into(),
        })
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ImageError::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            ImageError::NotAnImage { size } => write!(
                f,
                "it is not a checkpoint image ({size} bytes that do not begin \
                 with an image's header); an image whose writing was \
                 interrupted looks like this too"
            ),
            ImageError::TextMode => write!(
                f,
                "a transfer as text has damaged it; copy it again in binary mode"
            ),
            ImageError::Version(version) => write!(
                f,
                "it has version {version} of the image format, and this migctl \
                 reads version 1; use the migctl that belongs to the migcc the \
                 program was built with"
            ),
            ImageError::Size { has, should } => write!(
                f,
                "it is {}: it has {has} bytes and should have {should}; copy it \
                 again from where it was written",
                if has < should {
                    "truncated"
                } else {
                    "too long"
                }
            ),
            ImageError::Seal { seal, wanted } => match seal {
                Seal::Unsigned => write!(f, "digest only, unsigned"),
                Seal::Signed(key) => write!(
                    f,
                    "it is signed with another key: its key is {key}, this one is {wanted}"
                ),
                Seal::Unknown(kind) => write!(
                    f,
                    "it is signed in a way ({kind}) that this migctl does not know; use the \
                     migctl that belongs to the migcc the program was built with"
                ),
            },
            ImageError::Forged => write!(
                f,
                "it does not carry the signature of this key: it was changed after it was \
                 signed, by accident or on purpose"
            ),
            ImageError::Damaged(damage) => write!(
                f,
                "it is damaged: {damage}; copy it again from where it was \
                 written, or take another image"
            ),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.record {
            Some(record) => {
                write!(f, "{}, record {record}: {}", self.section, self.what)
            }
            None => write!(f, "{}: {}", self.section, self.what),
        }
    }
}

impl std::error::Error for ImageError {}
