//! C text to the typed tree: normaliser, parser façade, lowering. Only this module knows lang-c.

mod dialect;
mod error;
mod lower;
pub mod normalise;
mod parse;
mod stack;

pub use dialect::{Dialect, Standard};
pub use error::SyntaxError;
pub use stack::{with_big_stack, StackError};

use crate::hir::{Target, Unit};

/// The typed tree of `text`, a preprocessed unit.
pub fn analyse(text: &str, dialect: Dialect, target: Target) -> Result<Unit, Vec<SyntaxError>> {
    with_big_stack(|| {
        let normalised = normalise::normalise(text, dialect);
        let tree = parse::parse(&normalised)?;
        lower::lower(text, &normalised, &tree, dialect, target)
    })
    .unwrap_or_else(|error| Err(vec![SyntaxError::new(error.to_string(), 0)]))
}

/// Whether `text`, a preprocessed unit, parses.
pub fn parse_check(text: &str, dialect: Dialect) -> Result<(), Vec<SyntaxError>> {
    with_big_stack(|| parse::parse(&normalise::normalise(text, dialect)).map(drop))
        .unwrap_or_else(|error| Err(vec![SyntaxError::new(error.to_string(), 0)]))
}

#[cfg(test)]
mod tests;
