//! Derive macros of migcc.
