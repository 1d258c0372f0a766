//! The rules, one file each. A new one is a file, a line here and a line in
//! `list.rs`.

pub mod inline_asm;
pub mod pointer_to_integer;
