//! migcc: a source-to-source compiler that makes C programs migratable.
//!
//! The modules stand in pipeline order; a stage imports only earlier ones
//! (`tests/architecture.rs` checks it).

pub mod source;
pub mod hir;
pub mod syntax;
