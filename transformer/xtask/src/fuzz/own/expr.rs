//! Random expressions of `u32` and `u64`, free of undefined behaviour.

use super::cx::Cx;

/// Values an expression may read: C text of any integer type.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub leaves: Vec<String>,
    /// How often the place is executed in one call.
    pub times: u64,
}

impl Scope {
    pub fn new<T: Into<String>>(leaves: impl IntoIterator<Item = T>, times: u64) -> Scope {
        let leaves = leaves.into_iter().map(Into::into).collect();
        Scope { leaves, times }
    }
}

const NARROW: [&str; 9] = ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "bool"];

/// `u32`.
pub fn word(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    if depth == 0 || cx.one_in(6) {
        return leaf(cx, scope);
    }
    match cx.rng.u32(..20) {
        0..=4 => arithmetic(cx, scope, depth - 1),
        5 => format!(
            "(u32)({} >> {})",
            wide(cx, scope, depth - 1),
            cx.rng.u32(..32)
        ),
        6 => shift(cx, scope, depth - 1),
        7 => divide(cx, scope, depth - 1),
        8 => format!("(u32)({})", condition(cx, scope, depth - 1)),
        9 => choice(cx, scope, depth - 1),
        10 => unary(cx, scope, depth - 1),
        11 => narrowed(cx, scope, depth - 1),
        12 => aggregate(cx, scope, depth - 1),
        13 => block(cx, scope, depth - 1),
        14 => comma(cx, scope, depth - 1),
        _ => call(cx, scope, depth - 1),
    }
}

/// `u64`.
pub fn wide(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let a = word(cx, scope, depth.saturating_sub(1));
    let b = word(cx, scope, depth.saturating_sub(1));
    match cx.rng.u32(..4) {
        0 => format!("((u64){a} << 32 | {b})"),
        1 => format!("((u64){a} * {b})"),
        2 => format!("((u64){a} + {}ull * {b})", cx.rng.u64(..)),
        _ => format!("((u64){a} ^ (u64)(i64)(i32){b})"),
    }
}

/// Something to test.
pub fn condition(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let deeper = depth.saturating_sub(1);
    let (a, b) = (word(cx, scope, deeper), word(cx, scope, deeper));
    match cx.rng.u32(..8) {
        0 => format!("({a} < {b})"),
        1 => format!("((i32){a} <= (i32){b})"),
        2 => format!("(({a} & 3u) == ({b} & 3u))"),
        3 => format!("({a} & {}u)", 1u32 << cx.rng.u32(..4)),
        4 if depth > 0 => {
            let (c, d) = (condition(cx, scope, deeper), condition(cx, scope, deeper));
            format!("({c} && {d})")
        }
        5 if depth > 0 => {
            let (c, d) = (condition(cx, scope, deeper), condition(cx, scope, deeper));
            format!("({c} || {d})")
        }
        6 => format!("!({a} % 3u)"),
        _ => format!("({a} % 5u != {b} % 3u)"),
    }
}

pub fn leaf(cx: &mut Cx, scope: &Scope) -> String {
    if scope.leaves.is_empty() || cx.one_in(4) {
        return constant(cx);
    }
    format!("(u32)({})", cx.pick(&scope.leaves))
}

fn constant(cx: &mut Cx) -> String {
    match cx.rng.u32(..4) {
        0 => format!("{}u", cx.rng.u32(..8)),
        1 => format!("{:#x}u", cx.rng.u32(..)),
        2 => format!("{}u", cx.rng.u32(..1000)),
        _ => format!("(u32)-{}", cx.rng.u32(1..100)),
    }
}

fn arithmetic(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    let op = cx.pick(&["+", "-", "*", "^", "&", "|"]);
    format!("({a} {op} {b})")
}

fn shift(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    let op = cx.pick(&["<<", ">>"]);
    format!("({a} {op} ({b} & 31u))")
}

fn divide(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    let op = cx.pick(&["/", "%"]);
    format!("({a} {op} ({b} | 1u))")
}

fn choice(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let c = condition(cx, scope, depth);
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    format!("({c} ? {a} : {b})")
}

fn unary(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let a = word(cx, scope, depth);
    let op = cx.pick(&["~", "-", "(u32)!", "+"]);
    format!("({op}{a})")
}

fn narrowed(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let a = wide(cx, scope, depth);
    let ty = cx.pick(&NARROW);
    format!("(u32)({ty}){a}")
}

/// Compound literals, read or passed.
fn aggregate(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    match cx.rng.u32(..4) {
        0 => format!("((struct pair){{ {a}, {b} }}).second"),
        1 => format!("((u32[]){{ {a}, {b}, 7u }})[{} % 3u]", leaf(cx, scope)),
        2 => format!("pair_sum(pair_of({a}, {b}))"),
        _ => format!("pair_at(&(struct pair){{ {a}, {b} }})"),
    }
}

fn block(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let name = format!("t{}", cx.number());
    let a = word(cx, scope, depth);
    let mut inner = scope.clone();
    inner.leaves.push(name.clone());
    let b = word(cx, &inner, depth);
    format!("({{ u32 {name} = {a}; {name} ^ {b}; }})")
}

fn comma(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    format!("(feed({a}), {b})")
}

fn call(cx: &mut Cx, scope: &Scope, depth: u32) -> String {
    let Some(callee) = cx.callee(true, scope.times) else {
        return arithmetic(cx, scope, depth.min(1));
    };
    let (a, b) = (word(cx, scope, depth), word(cx, scope, depth));
    format!("{}({a}, {b})", callee.name)
}
