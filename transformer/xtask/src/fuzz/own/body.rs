//! Functions of random statements.

use super::cx::Cx;
use super::expr::{self, Scope};
use super::template::effect;
use std::fmt::Write;

/// A function `u32 name(u32 a, u32 b)`; one that is not pure also keeps values
/// in a static variable.
pub fn function(cx: &mut Cx, name: &str, pure: bool) -> String {
    let mut body = Body {
        cx,
        pure,
        text: String::new(),
        values: vec!["a".into(), "b".into()],
        places: Vec::new(),
        times: 1,
        depth: 1,
        label: None,
    };
    if !pure {
        body.line(&format!("static u32 kept = {}u;", name.len()));
        body.line("static u64 seen;");
        body.line("kept = kept * 5u + a;");
        body.line("seen += kept ^ b;");
        body.values.push("kept".into());
        body.values.push("seen".into());
    }
    body.declarations();
    let statements = 3 + body.cx.rng.usize(..5);
    for _ in 0..statements {
        body.statement();
    }
    body.close();
    let text = body.text;
    format!("u32 {name}(u32 a, u32 b)\n{{\n{text}}}\n\n")
}

struct Body<'c> {
    cx: &'c mut Cx,
    pure: bool,
    text: String,
    /// What can be read.
    values: Vec<String>,
    /// What can be written, with its type.
    places: Vec<(String, &'static str)>,
    /// How often the statement is executed in one call.
    times: u64,
    depth: usize,
    /// Where a `goto` may go: behind the block.
    label: Option<String>,
}

const TYPES: [&str; 10] = [
    "u8",
    "i8",
    "u16",
    "i16",
    "u32",
    "i32",
    "u64",
    "i64",
    "bool",
    "enum shade",
];

impl Body<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}{text}", "    ".repeat(self.depth));
    }

    fn scope(&self) -> Scope {
        Scope::new(self.values.iter().cloned(), self.times)
    }

    fn word(&mut self) -> String {
        let scope = self.scope();
        expr::word(self.cx, &scope, 3)
    }

    /// Converted to `ty`, whose values it keeps to.
    fn value(&mut self, ty: &str) -> String {
        let scope = self.scope();
        match ty {
            "u64" | "i64" => format!("({ty}){}", expr::wide(self.cx, &scope, 2)),
            "enum shade" => format!("(enum shade)({} % 3u)", self.word()),
            _ => format!("({ty}){}", self.word()),
        }
    }

    fn condition(&mut self) -> String {
        let scope = self.scope();
        expr::condition(self.cx, &scope, 2)
    }

    fn declarations(&mut self) {
        for _ in 0..2 + self.cx.rng.usize(..3) {
            self.scalar();
        }
        self.array();
        self.structure();
        for _ in 0..self.cx.rng.usize(..3) {
            self.pointer();
        }
    }

    fn scalar(&mut self) {
        let ty = *self.cx.pick(&TYPES);
        let name = format!("v{}", self.cx.number());
        let value = self.value(ty);
        self.line(&format!("{ty} {name} = {value};"));
        self.values.push(name.clone());
        self.places.push((name, ty));
    }

    fn array(&mut self) {
        let ty = *self.cx.pick(&TYPES[..8]);
        let name = format!("v{}", self.cx.number());
        let (first, second) = (self.value(ty), self.value(ty));
        self.line(&format!("{ty} {name}[4] = {{ {first}, {second} }};"));
        let index = self.values[self.cx.rng.usize(..2)].clone();
        self.values.push(format!("{name}[{index} & 3u]"));
        self.places.push((format!("{name}[{index} & 3u]"), ty));
        self.places.push((format!("{name}[2]"), ty));
    }

    fn structure(&mut self) {
        let name = format!("v{}", self.cx.number());
        let (first, second) = (self.word(), self.word());
        self.line(&format!(
            "struct mixed {name} = {{ .word = {first}, .pair = {{ 3u, {second} }} }};"
        ));
        for (member, ty) in [
            ("word", "u32"),
            ("tiny", "i8"),
            ("wide", "i64"),
            ("pair.first", "u32"),
        ] {
            self.values.push(format!("{name}.{member}"));
            self.places.push((format!("{name}.{member}"), ty));
        }
    }

    /// To an object of this block or one around it, or to another pointer.
    fn pointer(&mut self) {
        let places = self.places.clone();
        let (place, ty) = self.cx.pick(&places).clone();
        let name = format!("v{}", self.cx.number());
        self.line(&format!("{ty} *{name} = &{place};"));
        self.values.push(format!("*{name}"));
        self.places.push((format!("*{name}"), ty));
        if self.cx.one_in(3) {
            let outer = format!("v{}", self.cx.number());
            self.line(&format!("{ty} **{outer} = &{name};"));
            self.values.push(format!("**{outer}"));
            self.places.push((format!("**{outer}"), ty));
        }
    }

    fn statement(&mut self) {
        match self.cx.rng.u32(..18) {
            0..=3 => self.assign(),
            4 => self.feed(),
            5 | 6 => self.branch(),
            7 => self.counted(),
            8 => self.whilst(),
            9 => self.select(),
            10 => self.leave(),
            11 => self.through_call(),
            12 | 13 if !self.pure => self.effect(),
            14 => self.block(|body| {
                body.scalar();
                body.pointer();
                body.statement();
                body.statement();
            }),
            15 => self.rest_of_block(),
            _ => self.assign(),
        }
    }

    fn assign(&mut self) {
        let places = self.places.clone();
        let (place, ty) = self.cx.pick(&places).clone();
        let unsigned = matches!(ty, "u32" | "u64");
        let text = match self.cx.rng.u32(..4) {
            0 if unsigned => {
                let op = *self.cx.pick(&["+=", "-=", "*=", "^=", "|=", "&="]);
                format!("{place} {op} {};", self.word())
            }
            1 if unsigned => format!("++{place};"),
            _ => format!("{place} = {};", self.value(ty)),
        };
        self.line(&text);
    }

    fn feed(&mut self) {
        let scope = self.scope();
        let value = expr::wide(self.cx, &scope, 2);
        self.line(&format!("feed({value});"));
    }

    fn branch(&mut self) {
        let condition = self.condition();
        self.line(&format!("if ({condition})"));
        self.block(|body| {
            body.statement();
            body.statement();
        });
        if self.cx.rng.bool() {
            self.line("else");
            self.block(Body::statement);
        }
    }

    fn counted(&mut self) {
        let turns = 2 + self.cx.rng.u64(..4);
        let name = format!("k{}", self.cx.number());
        let bound = match self.cx.rng.bool() {
            true => format!("{turns}u"),
            false => format!("({} & 1u) + {}u", self.word(), turns - 1),
        };
        self.line(&format!("for (u32 {name} = 0; {name} < {bound}; {name}++)"));
        self.turns(turns, name);
    }

    fn whilst(&mut self) {
        let turns = 2 + self.cx.rng.u64(..3);
        let name = format!("k{}", self.cx.number());
        self.line(&format!("u32 {name} = {turns}u;"));
        if self.cx.rng.bool() {
            let condition = self.condition();
            self.line(&format!("while ({name}-- > 0 && {condition})"));
            self.turns(turns, name);
        } else {
            self.line("do");
            self.turns(turns, name.clone());
            self.line(&format!("while (--{name} > 0 && {name} < 9u);"));
        }
    }

    fn turns(&mut self, turns: u64, counter: String) {
        self.times *= turns;
        self.block(|body| {
            body.values.push(counter);
            body.statement();
            if body.cx.one_in(3) {
                let condition = body.condition();
                let jump = *body.cx.pick(&["break", "continue"]);
                body.line(&format!("if ({condition}) {jump};"));
            }
            body.statement();
        });
        self.times /= turns;
    }

    fn select(&mut self) {
        let value = self.word();
        self.line(&format!("switch ({value} % 4u) {{"));
        for case in ["case 0:", "case 2:", "default:"] {
            self.line(case);
            self.block(Body::statement);
            if self.cx.rng.bool() {
                self.line("break;");
            }
        }
        self.line("}");
    }

    fn leave(&mut self) {
        let (condition, value) = (self.condition(), self.word());
        self.line(&format!("if ({condition})"));
        match self.label.clone() {
            Some(label) if self.cx.rng.bool() => self.line(&format!("    goto {label};")),
            _ => self.line(&format!("    return {value};")),
        }
    }

    /// A pointer into this frame is used by a function below it.
    fn through_call(&mut self) {
        let words: Vec<String> = self
            .places
            .iter()
            .filter(|(_, ty)| *ty == "u32")
            .map(|(p, _)| p.clone())
            .collect();
        if words.is_empty() {
            return self.feed();
        }
        let place = self.cx.pick(&words).clone();
        let (callee, value) = (self.cx.callee(true, self.times), self.word());
        let callee = callee.map_or("plain_step".into(), |callee| callee.name);
        self.line(&format!("apply(&{place}, {callee}, {value});"));
    }

    /// Calls with side effects, in all positions where C orders them.
    fn effect(&mut self) {
        let scope = Scope::new(["a", "b"], self.times);
        let (first, second) = (effect(self.cx, &scope), effect(self.cx, &scope));
        let text = match self.cx.rng.u32(..6) {
            0 => format!("feed({first});"),
            1 => format!("if ({first} & 1u && {second} & 2u) feed(3u);"),
            2 => format!(
                "switch ({first} & 1u) {{ case 0: feed({second}); break; default: feed(5u); }}"
            ),
            3 => format!("feed(({first}, {second}));"),
            4 => format!("feed({first} & 4u ? {second} : 8u);"),
            _ => format!("for (u32 turn = {first} & 1u; turn < 2u; turn++) feed(turn);"),
        };
        self.line(&text);
    }

    /// Statements that a `goto` in them can leave.
    fn rest_of_block(&mut self) {
        let label = format!("out{}", self.cx.number());
        let outer = self.label.replace(label.clone());
        self.block(|body| {
            body.statement();
            body.leave();
            body.statement();
        });
        self.label = outer;
        self.line(&format!("{label}:;"));
    }

    fn block(&mut self, fill: impl FnOnce(&mut Self)) {
        let (values, places) = (self.values.len(), self.places.len());
        // Deep nests say little more and cost much.
        if self.depth > 4 {
            return self.line("    feed(1u);");
        }
        self.line("{");
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.line("}");
        self.values.truncate(values);
        self.places.truncate(places);
    }

    /// Every value there is goes into the checksum and the result.
    fn close(&mut self) {
        let values = self.values.clone();
        self.line("u32 result = 1u;");
        for value in values {
            self.line(&format!("result = result * 31u + (u32)({value});"));
        }
        self.line("feed(result);");
        self.line("return result;");
    }
}
