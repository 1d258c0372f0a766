//! What was measured of each hop, as CSV: a line as soon as it is known, since a
//! long run may not come to its end.

use super::hops::Hop;
use crate::abi::ABIS;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::Write;
use std::path::Path;

pub struct Record(Option<File>);

impl Record {
    pub fn none() -> Record {
        Record(None)
    }

    pub fn begin(file: Option<&Path>) -> Result<Record> {
        let Some(path) = file else {
            return Ok(Record::none());
        };
        let context = || path.display().to_string();
        let mut file = File::create(path).with_context(context)?;
        writeln!(file, "hop,abi,image_bytes,peak_bytes,seconds").with_context(context)?;
        Ok(Record(Some(file)))
    }

    pub fn note(&self, number: usize, hop: &Hop) -> Result<(), String> {
        let Some(mut file) = self.0.as_ref() else {
            return Ok(());
        };
        let (abi, image, peak) = (ABIS[hop.abi].name, hop.image_bytes, hop.peak_bytes);
        writeln!(file, "{number},{abi},{image},{peak},{:.4}", hop.seconds)
            .map_err(|error| format!("cannot write what was measured: {error}"))
    }
}
