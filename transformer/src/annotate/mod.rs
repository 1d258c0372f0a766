//! What the user says about unions and variants, as part of the unit.
//!
//! # Goal
//! A selector is C over the program's own types, macros and enumeration
//! constants, and it runs in the restored program. So it has to become C of the
//! unit, checked before the compiler sees it, with the place in the file the
//! user wrote it in.
//!
//! # Shape
//! The macros of `migrt.h` expand to a function that computes the selector and a
//! table of its cases:
//!
//! ```c
//! static long long migrt_union_0(const struct value *self) { return (long long)(self->tag); }
//! static const struct migrt_case_ migrt_union_0_cases[] = {
//!     {1, 0, "u"}, {1, 0, "self->tag"}, {1, 1, "i"}, {2, 2, "text"} };
//! ```
//!
//! `declare` appends the same text for what stands in a `migcc.toml`, and the
//! unit is parsed once more. `collect` reads both from the typed tree and
//! checks them. The function stays in the emitted text; the table becomes a
//! part of the record's descriptor.
//!
//! # Sharp edges
//! The rest of the record is all a selector may look at: it is asked before
//! anything else is restored (`check`).

mod buffers;
mod check;
mod collect;
mod declare;
mod infer;
mod mark;
mod path;

pub use collect::{collect, Case, Problem, Selector, Selectors, UnionAt, Value};
pub use declare::{declare, Declared};
pub use infer::{infer, Inferred};
pub use mark::mark;
pub use path::type_named;

/// Beginnings of the names of the generated functions.
const UNION: &str = "migrt_union_";
const VARIANT: &str = "migrt_variant_";
const TAIL: &str = "migrt_tail_";
const POINTEE: &str = "migrt_pointee_";
const OUTSIDE: &str = "migrt_outside_";
/// End of the name of the table that belongs to a function.
const CASES: &str = "_cases";
/// Follows the beginning for what a `migcc.toml` says: its number there.
const CONFIG: &str = "toml_";
