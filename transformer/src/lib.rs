//! migcc: a source-to-source compiler that makes C programs migratable.
//!
//! The modules stand in pipeline order; a stage imports only earlier ones
//! (`tests/architecture.rs` checks it).

pub mod source;
pub mod diagnostic;
pub mod config;
pub mod hir;
pub mod syntax;
pub mod annotate;
pub mod flow;
pub mod linear;
pub mod liveness;
pub mod rewrite;
pub mod transform;
pub mod lint;

/// Checkpoint images, for `migctl`; no stage of the compiler needs them.
pub mod image;

// Everything that touches the outside world: command lines, files, processes.
pub mod cli;
pub mod driver;
