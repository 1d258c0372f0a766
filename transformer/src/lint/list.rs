//! The one list of rules.

use super::rules::*;
use super::Rule;

/// All rules, by code.
pub const RULES: &[&dyn Rule] = &[
    &pointer_to_integer::PointerToInteger,
    &inline_asm::InlineAsm,
];

/// The rule with this code or name.
pub fn rule_named(wanted: &str) -> Option<&'static dyn Rule> {
    let is_it = |rule: &&&dyn Rule| {
        let text = rule.documentation();
        text.name == wanted || text.code.eq_ignore_ascii_case(wanted)
    };
    RULES.iter().find(is_it).copied()
}
