//! What several test files share. Each uses its own part of it.
#![allow(dead_code)]

pub mod crate_sources;
pub mod module_paths;
pub mod sources;
