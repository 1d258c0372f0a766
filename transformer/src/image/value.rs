//! Values of the program, decoded by their types.

use super::header::ByteOrder;
use super::heap::Block;
use super::scalar;
use super::types::{Bits, Field, Kind, Type};
use super::Image;
use std::rc::Rc;

/// Most bytes of one object that are looked at.
pub const MOST_BYTES: u64 = 16 << 20;

pub enum Value {
    Bool(bool),
    Char(u8),
    Signed(i64),
    Unsigned(u64),
    Float(f32),
    Double(f64),
    Complex(Box<[Value; 2]>),
    /// The sender's address.
    Pointer {
        address: u64,
        to: Option<usize>,
    },
    /// An array of char: what stands before its first NUL, or all of it.
    Text(Vec<u8>),
    Struct(Vec<(Rc<str>, Value)>),
    /// All members, as which one is meant is not known.
    Union(Vec<(Rc<str>, Value)>),
    /// The first elements, and how many there are in all.
    Array {
        items: Vec<Value>,
        total: u64,
    },
    /// Why there is nothing to show.
    Unknown(&'static str),
}

/// How much of a value to decode.
pub struct Budget {
    /// Elements of each array.
    pub elements: u64,
    /// Values in all.
    pub values: u64,
    /// Bytes of each text; one more is decoded if there is one.
    pub text: usize,
}

impl Image {
    /// The value of type `ty` in `bytes`.
    pub fn value(&self, ty: usize, bytes: &[u8], budget: &mut Budget) -> Value {
        let Some(t) = self.types.get(ty) else {
            return Value::Unknown("of no known type");
        };
        if budget.values == 0 {
            return Value::Unknown("too much to show");
        }
        budget.values -= 1;
        let whole = usize::try_from(t.size).ok().and_then(|n| bytes.get(..n));
        let Some(bytes) = whole.or(self.cut(t, bytes)) else {
            return Value::Unknown("not saved");
        };
        match t.kind {
            Kind::Struct => Value::Struct(self.fields(t, bytes, budget)),
            Kind::Union => Value::Union(self.fields(t, bytes, budget)),
            Kind::Array | Kind::Vector => self.array(t, bytes, budget),
            Kind::Complex => self.complex(t, bytes, budget),
            _ => self.scalar(t, bytes),
        }
    }

    /// What a heap block holds: as many of its type as fit, or one with a tail.
    pub fn block_value(&self, block: &Block, budget: &mut Budget) -> Value {
        let alloc = self.tables.allocs.get(block.alloc);
        let ty = alloc.and_then(|a| a.ty);
        let Some((id, t)) = ty.and_then(|id| Some((id, self.types.get(id)?))) else {
            return Value::Unknown("of no known type");
        };
        let bytes = self.heap_bytes(block.address, block.size);
        let total = block.size.checked_div(t.size).unwrap_or(0);
        if alloc.is_some_and(|a| a.with_tail) || total < 2 {
            return self.with_tail(id, t, &bytes, budget);
        }
        let elements = Elements { id, t, total };
        self.elements(elements, &bytes, budget)
    }

    /// One value; if it ends with a flexible array, all of that array's elements.
    fn with_tail(&self, id: usize, t: &Type, bytes: &[u8], budget: &mut Budget) -> Value {
        let mut value = self.value(id, bytes, budget);
        let last = self.types.fields(t).last();
        let array = last.and_then(|f| Some((f, self.types.get(f.ty)?)));
        let (Some((field, array)), Value::Struct(members)) = (array, &mut value) else {
            return value;
        };
        let elem = array.elem.and_then(|id| Some((id, self.types.get(id)?)));
        let tail = bytes.get(usize::try_from(field.offset).unwrap_or(usize::MAX)..);
        let flexible = array.kind == Kind::Array && array.count == 0;
        if let (true, Some((id, t)), Some(tail), Some(member)) =
            (flexible, elem, tail, members.last_mut())
        {
            let total = (tail.len() as u64).checked_div(t.size).unwrap_or(0);
            member.1 = self.elements(Elements { id, t, total }, tail, budget);
        }
        value
    }

    /// Of a large object only its beginning was read.
    fn cut<'a>(&self, t: &Type, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let large = matches!(t.kind, Kind::Array | Kind::Struct);
        Some(bytes).filter(|b| large && !b.is_empty())
    }

    fn scalar(&self, t: &Type, bytes: &[u8]) -> Value {
        let order = self.header.abi.order;
        let number = |signed: bool| {
            if signed {
                Value::Signed(scalar::signed(bytes, order))
            } else {
                Value::Unsigned(scalar::unsigned(bytes, order))
            }
        };
        match t.kind {
            _ if bytes.is_empty() => Value::Unknown("incomplete"),
            Kind::Bool => Value::Bool(scalar::unsigned(bytes, order) != 0),
            Kind::Char => Value::Char(scalar::unsigned(bytes, order) as u8),
            Kind::Signed if bytes.len() <= 8 => number(true),
            Kind::Unsigned if bytes.len() <= 8 => number(false),
            Kind::Enum if bytes.len() <= 8 => number(t.signed),
            Kind::Float => self.float(bytes),
            Kind::LongDouble => match scalar::long_double(bytes, &self.header.abi) {
                Some(value) => Value::Double(value),
                None => Value::Unknown("in no known format"),
            },
            Kind::Pointer => Value::Pointer {
                address: scalar::unsigned(bytes, order),
                to: t.elem,
            },
            _ => Value::Unknown("opaque"),
        }
    }

    fn float(&self, bytes: &[u8]) -> Value {
        match scalar::float(bytes, self.header.abi.order) {
            Some(value) if bytes.len() == 4 => Value::Float(value as f32),
            Some(value) => Value::Double(value),
            None => Value::Unknown("in no known format"),
        }
    }

    fn complex(&self, t: &Type, bytes: &[u8], budget: &mut Budget) -> Value {
        let half = bytes.len() / 2;
        let Some(elem) = t.elem else {
            return Value::Unknown("opaque");
        };
        let part = |bytes: &[u8], budget: &mut Budget| self.value(elem, bytes, budget);
        let (re, im) = bytes.split_at(half);
        Value::Complex(Box::new([part(re, budget), part(im, budget)]))
    }

    fn fields(&self, t: &Type, bytes: &[u8], budget: &mut Budget) -> Vec<(Rc<str>, Value)> {
        let fields = self.types.fields(t).iter();
        fields
            .map(|f| (f.name.clone(), self.field(f, bytes, budget)))
            .collect()
    }

    /// The value of a field of the struct that `bytes` are.
    pub fn field(&self, field: &Field, bytes: &[u8], budget: &mut Budget) -> Value {
        if field.transient {
            return Value::Unknown("transient");
        }
        if let Some(bits) = field.bits {
            return self.bit_field(field, bits, bytes);
        }
        let offset = usize::try_from(field.offset).unwrap_or(usize::MAX);
        match bytes.get(offset..) {
            Some(bytes) => self.value(field.ty, bytes, budget),
            None => Value::Unknown("not saved"),
        }
    }

    fn bit_field(&self, field: &Field, bits: Bits, bytes: &[u8]) -> Value {
        let Some(offset) = bits.offset else {
            return Value::Unknown("of unknown place");
        };
        let mut value = 0u64;
        for i in 0..u64::from(bits.width) {
            let (byte, bit) = ((offset + i) / 8, (offset + i) % 8);
            let Some(byte) = bytes.get(byte as usize) else {
                return Value::Unknown("not saved");
            };
            value = match self.header.abi.order {
                ByteOrder::Little => value | u64::from(byte >> bit & 1) << i,
                ByteOrder::Big => value << 1 | u64::from(byte >> (7 - bit) & 1),
            };
        }
        let t = self.types.get(field.ty);
        let signed = t.is_some_and(|t| t.kind == Kind::Signed || t.signed);
        let unused = 64 - bits.width;
        match t.map(|t| t.kind) {
            Some(Kind::Bool) => Value::Bool(value != 0),
            _ if signed => Value::Signed(((value << unused) as i64) >> unused),
            _ => Value::Unsigned(value),
        }
    }

    fn array(&self, t: &Type, bytes: &[u8], budget: &mut Budget) -> Value {
        let elem = t.elem.and_then(|id| Some((id, self.types.get(id)?)));
        let Some((id, elem)) = elem else {
            return Value::Unknown("of no known type");
        };
        let elements = Elements {
            id,
            t: elem,
            total: t.count,
        };
        self.elements(elements, bytes, budget)
    }

    fn elements(&self, of: Elements, bytes: &[u8], budget: &mut Budget) -> Value {
        if of.t.kind == Kind::Char && of.t.size == 1 {
            return Value::Text(text(bytes, budget.text.saturating_add(1)));
        }
        let step = usize::try_from(of.t.size).unwrap_or(usize::MAX).max(1);
        let shown = of.total.min(budget.elements) as usize;
        let items = bytes.chunks(step).take(shown);
        let items = items.map(|b| self.value(of.id, b, budget)).collect();
        Value::Array {
            items,
            total: of.total,
        }
    }
}

/// Elements of an array.
struct Elements<'a> {
    id: usize,
    t: &'a Type,
    total: u64,
}

/// What stands before the first NUL; without a NUL, all.
pub fn text(bytes: &[u8], most: usize) -> Vec<u8> {
    let text = bytes.split(|b| *b == 0).next().unwrap_or_default();
    text.get(..most.min(text.len()))
        .unwrap_or_default()
        .to_vec()
}
