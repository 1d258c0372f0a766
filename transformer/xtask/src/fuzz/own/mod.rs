//! Programs of our own, rich in what Csmith's lack.
//!
//! A program is a number of *features*: files of C below `features/` with holes
//! (`template.rs`) that random expressions fill (`expr.rs`), and functions of random
//! statements (`body.rs`). Each may call those before it wherever an expression
//! stands, so that what one keeps alive others are captured below.
//!
//! # Defined and the same everywhere, by construction
//! - Arithmetic is unsigned, of 32 or 64 bits; what is narrower or signed is
//!   converted before and after. Constants have a suffix. Divisors are odd,
//!   distances of shifts are masked, indices too.
//! - A *pure* function's value depends on its arguments alone, and `feed` adds to
//!   the checksum, which commutes: so the order of operands, which C leaves open,
//!   does not show. All others are called in statements of their own.
//! - Loops and recursions are bounded by constants. The cost of each function is
//!   known when it is made, and one that is too dear is not called.

mod body;
mod cx;
mod expr;
mod features;
mod program;
mod template;

pub use program::sample;
