//! From the typed tree to emitted C.
//!
//! # Goal
//! A program that runs as fast as the original, can stop at any site with all
//! its state in typed frame records, and can go on from such records compiled
//! by another compiler for another machine.
//!
//! # Shape
//! Every function that may meet a poll becomes two:
//!
//! - the **fast clone**, under the function's own name and ABI: the user's
//!   text with polls and checked calls, nothing else;
//! - the **resume clone** (`resume`), out of the way: it loads the frame record, jumps
//!   into the body, and leaves the piece of code it jumped into as soon as the
//!   innermost loop comes round.
//!
//! Everything else is the user's text with a few replacements (`edits`):
//! string literals that pointers may refer to (`strings`), static locals and
//! local types (`lift`), library functions the runtime stands in for
//! (`library`), allocation calls (`alloc`). At the end of the unit stand the
//! descriptors (`descriptors`, `registry`).
//!
//! # Designs that lost
//! - *One function with resume labels in it*: every label is another entry of
//!   the loop around it, so nothing in that loop is optimised (3 to 8 times
//!   slower for a loop that used to be vectorised).
//! - *Printing everything from the typed tree*: exact for the tree, not for
//!   what the tree does not model (attributes, pragmas, compiler extensions).
//!   Edited text keeps all of it, and the line numbers with it.
//!
//! # Contract
//! `runtime-c/include/migrt_abi.h`, and `docs/emitted-code.md` by example.
//!
//! # Sharp edges
//! - Text that moves (a hoisted call, a lifted declaration) may contain line
//!   markers; that is harmless as long as each stands on a line of its own.
//! - A span that is replaced hides every edit inside it.

pub(crate) mod alloc;
mod alloca;
mod arguments;
mod budget;
mod ctype;
mod cx;
mod descriptors;
mod edits;
mod emit;
mod emit_jump;
mod emit_loop;
mod frame;
mod gaps;
pub(crate) mod hints;
mod hold;
mod library;
mod lift;
mod literals;
mod noreturn;
mod prelude;
mod registry;
mod resume;
mod select;
mod size_constants;
mod size_formula;
mod size_graph;
mod size_names;
mod size_ones;
mod size_signature;
mod size_tables;
mod size_value;
mod strings;
mod tables;
mod unit;
mod variable;

pub use unit::{rewrite, Input, Output, Refusal};
