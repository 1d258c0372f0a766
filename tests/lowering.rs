//! The typed tree: names, types, spans. `MIGCC_FULL=1` runs the self-checks on
//! the C sources of the crates named in the design as well.

#[path = "support/crate_sources.rs"]
#[allow(dead_code)]
mod crate_sources;
#[path = "support/parenthesise.rs"]
mod parenthesise;
#[path = "support/rename.rs"]
mod rename;
#[path = "support/type_check.rs"]
mod type_check;

#[path = "lowering/common.rs"]
mod common;
#[path = "lowering/constants.rs"]
mod constants;
#[path = "lowering/conversions.rs"]
mod conversions;
#[path = "lowering/declarations.rs"]
mod declarations;
#[path = "lowering/errors.rs"]
mod errors;
#[path = "lowering/initialisers.rs"]
mod initialisers;
#[path = "lowering/names.rs"]
mod names;
#[path = "lowering/printing.rs"]
mod printing;
#[path = "lowering/self_check.rs"]
mod self_check;
#[path = "lowering/snapshots.rs"]
mod snapshots;
#[path = "lowering/spans.rs"]
mod spans;
#[path = "lowering/statements.rs"]
mod statements;
