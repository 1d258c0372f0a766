//! The library functions the runtime stands in for, as
//! `runtime-c/include/migrt_libc.def` lists them.

use std::collections::HashMap;
use std::sync::OnceLock;

const DEFINITIONS: &str = include_str!("../../../runtime-c/include/migrt_libc.def");

/// How a wrapped library function behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// Same signature, never unwinds.
    Plain,
    /// Also has a form that takes the allocation site.
    Alloc,
    /// May return with a capture under way: a site.
    Blocks,
}

/// What stands in for the library function `name`, if anything.
pub fn wrap(name: &str) -> Option<Wrap> {
    table().get(name).copied()
}

fn table() -> &'static HashMap<&'static str, Wrap> {
    static TABLE: OnceLock<HashMap<&'static str, Wrap>> = OnceLock::new();
    TABLE.get_or_init(|| DEFINITIONS.lines().filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<(&'static str, Wrap)> {
    let inside = line.trim().strip_prefix("MIGRT_WRAP(")?.split(')').next()?;
    let (name, class) = inside.split_once(',')?;
    let wrap = match class.trim() {
        "plain" => Wrap::Plain,
        "alloc" => Wrap::Alloc,
        "blocks" => Wrap::Blocks,
        _ => return None,
    };
    Some((name.trim(), wrap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_understood() {
        let written = DEFINITIONS
            .lines()
            .filter(|l| l.starts_with("MIGRT_WRAP("))
            .count();
        assert!(written > 10);
        assert_eq!(DEFINITIONS.lines().filter_map(entry).count(), written);
        assert_eq!(wrap("malloc"), Some(Wrap::Alloc));
        assert_eq!(wrap("no_such_function"), None);
    }
}
