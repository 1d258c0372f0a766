//! The preprocessed text of a translation unit and places in it.

mod span;

pub use span::Span;
