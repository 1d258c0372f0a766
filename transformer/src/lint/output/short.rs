//! `file:line:column: severity: message [MIG012 name]`: what editors parse.

use super::texts::plain;
use crate::lint::Located;
use std::io::{self, Write};

pub fn write(findings: &[&Located], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        writeln!(out, "{}", line(finding))?;
    }
    Ok(())
}

fn line(finding: &Located) -> String {
    let Located {
        file,
        line,
        column,
        severity,
        message,
        rule,
        name,
        ..
    } = finding;
    let severity = severity.text();
    plain(&format!(
        "{file}:{line}:{column}: {severity}: {message} [{rule} {name}]"
    ))
}
