//! C text to the typed tree: normaliser, parser façade, lowering. Only this module knows lang-c.

mod dialect;
mod error;
pub mod normalise;
mod parse;
mod stack;

pub use dialect::{Dialect, Standard};
pub use error::SyntaxError;
pub use stack::{with_big_stack, StackError};
