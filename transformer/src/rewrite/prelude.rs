//! The head of every emitted unit: `migrt_abi.h` without directives, because
//! the unit is preprocessed text already.

use std::fmt::Write;
use std::sync::OnceLock;

const ABI: &str = include_str!("../../../runtime-c/include/migrt_abi.h");

/// Attributes of code that runs only around captures and restores.
pub const COLD: &str = "__attribute__((cold, noinline, unused))";

/// Attributes of resume clones: out of the way like cold code, but not `cold`,
/// for gcc optimises that for size, and loops go on here after a restore.
pub const ASIDE: &str = "__attribute__((noinline, unused, section(\".text.unlikely.migrt\")))";

/// A constructor that runs before the user's.
pub const CONSTRUCTOR: &str = "__attribute__((constructor(101)))";

/// The declarations of the ABI, and its constants as enumerators.
pub fn prelude() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        // Predefined macros are gone from preprocessed text.
        let bare = without_comments(ABI).replace("__SIZE_TYPE__", "__typeof__(sizeof(0))");
        let mut constants = String::new();
        let mut declarations = String::new();
        let mut skipping = 0usize;
        for line in bare.lines() {
            match line.trim().strip_prefix('#').map(str::trim_start) {
                Some(directive) => note_directive(directive, &mut skipping, &mut constants),
                // Conditional parts are macros and C++ linkage.
                None if skipping > 1 => {}
                None => {
                    declarations.push_str(line.trim_end());
                    declarations.push('\n');
                }
            }
        }
        format!("enum {{\n{constants}}};\n{declarations}")
    })
}

fn note_directive(directive: &str, skipping: &mut usize, constants: &mut String) {
    if directive.starts_with("if") {
        *skipping += 1;
    } else if directive.starts_with("endif") {
        *skipping = skipping.saturating_sub(1);
    } else if let Some((name, value)) = constant(directive) {
        let _ = writeln!(constants, "    {name} = {value},");
    }
}

/// `define NAME 12u`
fn constant(directive: &str) -> Option<(&str, &str)> {
    let (name, value) = directive
        .strip_prefix("define ")?
        .trim()
        .split_once(char::is_whitespace)?;
    let value = value.trim();
    let numeric = value.starts_with(|c: char| c.is_ascii_digit());
    (numeric && !name.contains('(')).then_some((name, value))
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_has_no_directives_and_all_constants() {
        let text = prelude();
        assert!(!text.lines().any(|line| line.trim_start().starts_with('#')));
        for name in [
            "MIGRT_ABI_VERSION = 2u",
            "MIGRT_F_STACK = 2u",
            "migrt_frame_take",
            "MIGRT_K_VALIST",
        ] {
            assert!(text.contains(name), "{name}");
        }
        assert!(!text.contains("extern \"C\""));
    }
}
