//! The preprocessed text of a translation unit and places in it.

mod line_map;
mod span;
mod text;

pub use line_map::{File, LineMap, Place};
pub use span::Span;
pub use text::{SourceText, TooLong, MAX_TEXT_BYTES};
