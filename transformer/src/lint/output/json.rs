//! One object a line, with the fields of [`Located`]; `docs/lint-integrations.md`
//! tells what they mean.

use crate::lint::Located;
use std::io::{self, Write};

pub fn write(findings: &[&Located], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        serde_json::to_writer(&mut *out, finding)?;
        writeln!(out)?;
    }
    Ok(())
}
