//! Tests that look at the syntax tree itself.

mod data;
mod parentheses;
mod shapes;
