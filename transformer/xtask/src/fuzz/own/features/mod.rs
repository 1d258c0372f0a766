//! The features of programs of our own: a file of C each.

pub struct Feature {
    pub name: &'static str,
    /// Types for the header, `---`, functions; see `template.rs`.
    pub text: &'static str,
    /// Its value depends on its arguments alone.
    pub pure: bool,
    /// What one call executes, without what its holes call.
    pub cost: u64,
}

pub const HEADER: &str = include_str!("prog.h");
pub const SHARED: &str = include_str!("shared.c");

macro_rules! features {
    ($($name:literal $kind:ident $cost:literal,)*) => {
        &[$(Feature {
            name: $name,
            text: include_str!(concat!($name, ".c")),
            pure: features!($kind),
            cost: $cost,
        },)*]
    };
    (pure) => { true };
    (effect) => { false };
}

pub const FEATURES: &[Feature] = features! {
    "list" pure 60,
    "tree" pure 120,
    "graph" pure 100,
    "cursors" pure 60,
    "text" pure 80,
    "bits" pure 40,
    "tagged" pure 60,
    "jumps" pure 40,
    "arguments" pure 40,
    "structs" pure 40,
    "positions" pure 60,
    "control" pure 80,
    "lengths" pure 50,
    "statics" effect 30,
    "tables" effect 50,
    "sorting" pure 100,
    "numbers" pure 30,
    "growth" pure 80,
    "mutual" pure 80,
    "machine" pure 80,
    "frames" pure 50,
    "objects" pure 60,
    "globals" effect 50,
};
