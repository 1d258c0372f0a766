//! The `STRINGS` section.

use super::error::ImageError;
use std::collections::HashMap;
use std::rc::Rc;

/// Strings by offset. Each is decoded once; how much text they may amount to is
/// bounded, because offsets into the tails of one long string could name far
/// more text than the section has.
pub struct Strings {
    bytes: Vec<u8>,
    known: HashMap<u32, Rc<str>>,
    budget: usize,
}

impl Strings {
    pub fn new(bytes: Vec<u8>) -> Result<Strings, ImageError> {
        if bytes.first() != Some(&0) || bytes.last() != Some(&0) {
            let what = "it does not begin with an empty string and end with a NUL";
            return Err(ImageError::damaged("STRINGS", what));
        }
        let budget = bytes.len().saturating_mul(16);
        Ok(Strings {
            bytes,
            known: HashMap::new(),
            budget,
        })
    }

    pub fn get(&mut self, offset: u32) -> Result<Rc<str>, String> {
        if let Some(text) = self.known.get(&offset) {
            return Ok(text.clone());
        }
        let tail = self.bytes.get(offset as usize..).unwrap_or_default();
        let Some(length) = tail.iter().position(|b| *b == 0) else {
            return Err(format!("string at {offset}, which is behind the last one"));
        };
        let Some(left) = self.budget.checked_sub(length) else {
            return Err("its strings overlap without end".into());
        };
        self.budget = left;
        let text: Rc<str> = String::from_utf8_lossy(tail.get(..length).unwrap_or_default()).into();
        self.known.insert(offset, text.clone());
        Ok(text)
    }
}
