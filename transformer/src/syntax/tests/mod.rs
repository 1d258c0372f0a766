//! Tests that look at the syntax tree itself.

mod data;
mod parentheses;
mod real;
mod shapes;
mod show;
mod side;
mod stress;
