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

/// How the stand-in for the library function `name` behaves, if there is one.
pub fn wrap(name: &str) -> Option<Wrap> {
    table().get(name).map(|entry| entry.wrap)
}

/// What stands in for the library function `name`.
pub fn stand_in(name: &str) -> String {
    let entry = table().get(name).and_then(|entry| entry.stand_in);
    entry.map_or_else(|| format!("migrt_{name}"), str::to_string)
}

/// Declaration of the form of `name` that takes the site, where
/// `migrt_abi.h` has none because it needs types of a library header.
pub fn site_prototype(name: &str) -> Option<&'static str> {
    match name {
        "pthread_create" => Some(
            "int migrt_pthread_create_at(pthread_t *, const pthread_attr_t *, \
             void *(*)(void *), void *, const migrt_alloc *);\n",
        ),
        "thrd_create" => {
            Some("int migrt_thrd_create_at(thrd_t *, thrd_start_t, void *, const migrt_alloc *);\n")
        }
        "mmap" => Some(MMAP),
        "mmap64" => Some(MMAP64),
        "sbrk" => Some("void *migrt_sbrk_at(__INTPTR_TYPE__, const migrt_alloc *);\n"),
        _ => None,
    }
}

const MMAP: &str = "void *migrt_mmap_at(void *, migrt_size, int, int, int, long long, \
                    const migrt_alloc *);\n";
const MMAP64: &str = "void *migrt_mmap64_at(void *, migrt_size, int, int, int, long long, \
                      const migrt_alloc *);\n";

/// Only calls of `name` are replaced: elsewhere it stays the library's.
pub fn only_calls(name: &str) -> bool {
    matches!(name, "mmap" | "mmap64" | "sbrk")
}

struct Entry {
    wrap: Wrap,
    /// Where it is not `migrt_` and the name.
    stand_in: Option<&'static str>,
}

fn table() -> &'static HashMap<&'static str, Entry> {
    static TABLE: OnceLock<HashMap<&'static str, Entry>> = OnceLock::new();
    TABLE.get_or_init(|| DEFINITIONS.lines().filter_map(entry).collect())
}

/// `MIGRT_WRAP(name, class)` or `MIGRT_WRAP_AS(name, class, stand_in)`.
fn entry(line: &'static str) -> Option<(&'static str, Entry)> {
    let line = line.trim();
    let arguments = line
        .strip_prefix("MIGRT_WRAP(")
        .or_else(|| line.strip_prefix("MIGRT_WRAP_AS("))?;
    let mut words = arguments.split(')').next()?.split(',').map(str::trim);
    let (name, class) = (words.next()?, words.next()?);
    let wrap = match class {
        "plain" => Wrap::Plain,
        "alloc" => Wrap::Alloc,
        "blocks" => Wrap::Blocks,
        _ => return None,
    };
    let stand_in = words.next();
    Some((name, Entry { wrap, stand_in }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_understood() {
        let written = DEFINITIONS
            .lines()
            .filter(|l| l.starts_with("MIGRT_WRAP"))
            .count();
        assert!(written > 10);
        assert_eq!(DEFINITIONS.lines().filter_map(entry).count(), written);
        assert_eq!(wrap("malloc"), Some(Wrap::Alloc));
        assert_eq!(stand_in("malloc"), "migrt_malloc");
        assert_eq!(stand_in("poll"), "migrt_poll_wait");
        assert_eq!(wrap("no_such_function"), None);
    }
}
