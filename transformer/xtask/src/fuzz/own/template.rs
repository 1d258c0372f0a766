//! C with holes.
//!
//! | hole | becomes |
//! |---|---|
//! | `@#` | the number of the feature in this program |
//! | `@e{a, b}` | a random `u32` of these values; `@e7{..}`: executed 7 times a call |
//! | `@w{..}` | the same as `u64` |
//! | `@c{..}` | a condition |
//! | `@x{..}` | a call of a function with side effects, alone in its expression |
//! | `@i{3..9}` | a number from 3 to 9 |
//! | `@t` | an integer type |
//! | `@?{a\|b\|c}` | one of these, which may have holes themselves |

use super::cx::Cx;
use super::expr::{self, Scope};

const TYPES: [&str; 8] = ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64"];

/// How deep the expressions in holes are.
const DEPTH: u32 = 2;

pub fn fill(cx: &mut Cx, number: usize, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        out += &rest[..at];
        rest = &rest[at + 1..];
        let hole = rest.chars().next().unwrap_or(' ');
        rest = &rest[hole.len_utf8()..];
        match hole {
            '#' => out += &number.to_string(),
            't' => {
                let ty = *cx.pick(&TYPES);
                out += ty;
            }
            _ => {
                let (times, content, behind) = braced(rest);
                out += &filled(cx, number, hole, times, content);
                rest = behind;
            }
        }
    }
    out + rest
}

fn filled(cx: &mut Cx, number: usize, hole: char, times: u64, content: &str) -> String {
    let scope = Scope::new(content.split(',').map(str::trim), times);
    match hole {
        'e' => expr::word(cx, &scope, DEPTH),
        'w' => expr::wide(cx, &scope, DEPTH),
        'c' => expr::condition(cx, &scope, DEPTH),
        'x' => effect(cx, &scope),
        'i' => integer(cx, content),
        _ => {
            let all: Vec<&str> = content.split('|').collect();
            let chosen = *cx.pick(&all);
            fill(cx, number, chosen)
        }
    }
}

/// Without a function to call, what the call's value would be is anything.
pub fn effect(cx: &mut Cx, scope: &Scope) -> String {
    let (a, b) = (expr::leaf(cx, scope), expr::leaf(cx, scope));
    match cx.callee(false, scope.times) {
        Some(callee) => format!("{}({a}, {b})", callee.name),
        None => format!("({a} ^ {b})"),
    }
}

fn integer(cx: &mut Cx, content: &str) -> String {
    let mut ends = content
        .split("..")
        .map(|end| end.trim().parse().unwrap_or(1u32));
    let first = ends.next().unwrap_or(1);
    let last = ends.next().unwrap_or(first).max(first);
    cx.rng.u32(first..=last).to_string()
}

/// `7{content}behind`; without a number, 1.
fn braced(text: &str) -> (u64, &str, &str) {
    let open = text.find('{').unwrap_or(text.len());
    let times = text[..open].parse().unwrap_or(1);
    let mut depth = 0usize;
    for (at, c) in text.char_indices().skip(open) {
        depth += usize::from(c == '{');
        if c == '}' {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return (times, &text[open + 1..at], &text[at + 1..]);
        }
    }
    (times, "", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_the_rest_stays() {
        let mut cx = Cx::new(1);
        assert_eq!(fill(&mut cx, 12, "int f@#(void);"), "int f12(void);");
        assert_eq!(fill(&mut cx, 1, "a[@i{4..4}]"), "a[4]");
        assert_eq!(fill(&mut cx, 1, "@?{x@#}"), "x1");
        let text = fill(&mut cx, 1, "{ y = @e3{a, b->c}; }");
        assert!(text.starts_with("{ y = ") && text.ends_with("; }"));
        assert!(!text.contains('@'));
    }
}
