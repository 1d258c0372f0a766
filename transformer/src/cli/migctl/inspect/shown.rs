//! Values with their pointers described: what is printed or serialised.

use super::describe::pointer;
use crate::image::value::Value;
use crate::image::Image;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

pub enum Shown {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f32),
    Double(f64),
    Complex(Box<[Shown; 2]>),
    Char(u8),
    Text(Excerpt),
    Pointer(Pointer),
    Struct(Vec<(String, Shown)>),
    Union(Vec<(String, Shown)>),
    Array { items: Vec<Shown>, total: u64 },
    Unknown(&'static str),
}

pub struct Pointer {
    pub address: u64,
    pub kind: &'static str,
    pub to: String,
    pub block: Option<u64>,
    /// What a `char *` points to.
    pub text: Option<Excerpt>,
}

/// Text of the program, of any encoding, or its beginning.
pub struct Excerpt {
    bytes: Vec<u8>,
    cut: bool,
}

impl Excerpt {
    pub fn new(mut bytes: Vec<u8>, most: usize) -> Excerpt {
        let cut = bytes.len() > most;
        bytes.truncate(most);
        Excerpt { bytes, cut }
    }

    /// As C would write it; bytes that are not UTF-8 as escapes.
    pub fn quoted(&self) -> String {
        let mut text = String::from("\"");
        for chunk in self.bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '"' => text.push_str("\\\""),
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\t' => text.push_str("\\t"),
                    '\r' => text.push_str("\\r"),
                    c if c.is_control() => escape(&mut text, c.to_string().as_bytes()),
                    c => text.push(c),
                }
            }
            escape(&mut text, chunk.invalid());
        }
        text.push_str(if self.cut { "\"..." } else { "\"" });
        text
    }
}

fn escape(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        text.push_str(&format!("\\{byte:03o}"));
    }
}

impl Serialize for Excerpt {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&String::from_utf8_lossy(&self.bytes))
    }
}

pub fn shown(image: &Image, value: &Value, most_text: usize) -> Shown {
    let inner = |value: &Value| shown(image, value, most_text);
    let members = |fields: &[(std::rc::Rc<str>, Value)]| {
        let mut all = Vec::new();
        for (name, value) in fields {
            push_member(&mut all, name, inner(value));
        }
        all
    };
    match value {
        Value::Bool(value) => Shown::Bool(*value),
        Value::Char(value) => Shown::Char(*value),
        Value::Signed(value) => Shown::Signed(*value),
        Value::Unsigned(value) => Shown::Unsigned(*value),
        Value::Float(value) => Shown::Float(*value),
        Value::Double(value) => Shown::Double(*value),
        Value::Complex(parts) => {
            let [re, im] = &**parts;
            Shown::Complex(Box::new([inner(re), inner(im)]))
        }
        Value::Pointer { address, to } => Shown::Pointer(pointer(image, *address, *to, most_text)),
        Value::Text(bytes) => Shown::Text(Excerpt::new(bytes.clone(), most_text)),
        Value::Struct(fields) => Shown::Struct(members(fields)),
        Value::Union(fields) => Shown::Union(members(fields)),
        Value::Array { items, total } => Shown::Array {
            items: items.iter().map(inner).collect(),
            total: *total,
        },
        Value::Unknown(why) => Shown::Unknown(why),
    }
}

/// Members of an anonymous struct are members of the struct around it (C11
/// 6.7.2.1p13).
fn push_member(all: &mut Vec<(String, Shown)>, name: &str, value: Shown) {
    match value {
        Shown::Struct(inner) if name.is_empty() => all.extend(inner),
        value => all.push((name.to_owned(), value)),
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::Bool(value) => to.serialize_bool(*value),
            Shown::Signed(value) => to.serialize_i64(*value),
            Shown::Unsigned(value) => to.serialize_u64(*value),
            Shown::Float(value) if value.is_finite() => to.serialize_f32(*value),
            Shown::Float(value) => to.serialize_str(&value.to_string()),
            Shown::Double(value) if value.is_finite() => to.serialize_f64(*value),
            Shown::Double(value) => to.serialize_str(&value.to_string()),
            Shown::Complex(parts) => parts.serialize(to),
            Shown::Char(code) => one(to, "char", code),
            Shown::Text(text) => text.serialize(to),
            Shown::Pointer(pointer) => pointer.serialize(to),
            Shown::Struct(members) => Members(members).serialize(to),
            Shown::Union(members) => one(to, "union", &Members(members)),
            Shown::Array { items, total } if items.len() as u64 == *total => {
                let mut seq = to.serialize_seq(Some(items.len()))?;
                items
                    .iter()
                    .try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Shown::Array { items, total } => {
                let mut map = to.serialize_map(Some(2))?;
                map.serialize_entry("count", total)?;
                map.serialize_entry("first", items)?;
                map.end()
            }
            Shown::Unknown(why) => one(to, "unknown", why),
        }
    }
}

fn one<S: Serializer>(
    to: S,
    key: &str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

struct Members<'a>(&'a [(String, Shown)]);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            let name = if name.is_empty() { "(anonymous)" } else { name };
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("pointer", &format!("{:#x}", self.address))?;
        map.serialize_entry("kind", self.kind)?;
        map.serialize_entry("to", &self.to)?;
        if let Some(block) = self.block {
            map.serialize_entry("block", &block)?;
        }
        if let Some(text) = &self.text {
            map.serialize_entry("text", text)?;
        }
        map.end()
    }
}
