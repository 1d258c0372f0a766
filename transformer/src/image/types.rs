//! The sender's type descriptors.

use super::contents::Section;
use super::error::ImageError;
use super::record::Record;
use super::strings::Strings;
use std::ops::Range;
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Void,
    Bool,
    Char,
    Signed,
    Unsigned,
    Float,
    LongDouble,
    Complex,
    Pointer,
    Function,
    Struct,
    Union,
    Array,
    Enum,
    Vector,
    VaList,
    Opaque,
}

const KINDS: [Kind; 17] = [
    Kind::Void,
    Kind::Bool,
    Kind::Char,
    Kind::Signed,
    Kind::Unsigned,
    Kind::Float,
    Kind::LongDouble,
    Kind::Complex,
    Kind::Pointer,
    Kind::Function,
    Kind::Struct,
    Kind::Union,
    Kind::Array,
    Kind::Enum,
    Kind::Vector,
    Kind::VaList,
    Kind::Opaque,
];

const SIGNED: u8 = 1;

/// Types may nest by value this deep; no compiler's output comes near it.
const MOST_NESTED: u32 = 250;

pub struct Type {
    pub kind: Kind,
    pub signed: bool,
    pub size: u64,
    pub count: u64,
    pub name: Rc<str>,
    pub elem: Option<usize>,
    fields: Range<usize>,
}

pub struct Field {
    pub name: Rc<str>,
    pub ty: usize,
    pub offset: u64,
    pub bits: Option<Bits>,
    pub transient: bool,
    /// Of a frame record: a variable whose address is taken.
    pub addressed: bool,
}

/// Where a bit-field lies.
#[derive(Clone, Copy, Debug)]
pub struct Bits {
    /// None: the sender could not tell.
    pub offset: Option<u64>,
    pub width: u32,
}

#[derive(Default)]
pub struct Types {
    types: Vec<Type>,
    fields: Vec<Field>,
}

impl Types {
    pub fn len(&self) -> usize {
        self.types.len()
    }

    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    pub fn get(&self, id: usize) -> Option<&Type> {
        self.types.get(id)
    }

    pub fn fields(&self, ty: &Type) -> &[Field] {
        self.fields.get(ty.fields.clone()).unwrap_or_default()
    }

    pub fn name(&self, id: usize) -> &str {
        self.get(id).map_or("?", |t| &t.name)
    }
}

pub fn read(
    types: &[u8],
    fields: &[u8],
    strings: &mut Strings,
    units: usize,
) -> Result<Types, ImageError> {
    let type_count = types.len() / Section::Types.record_size();
    let field_count = fields.len() / Section::Fields.record_size();
    let mut read = Types::default();
    for mut r in Record::all("FIELDS", fields, Section::Fields.record_size()) {
        read.fields.push(field(&mut r, strings, type_count)?);
    }
    for mut r in Record::all("TYPES", types, Section::Types.record_size()) {
        let ty = one_type(&mut r, strings, type_count, field_count, units)?;
        read.types.push(ty);
    }
    check_layouts(&read)?;
    check_nesting(&read)?;
    Ok(read)
}

fn field(r: &mut Record, strings: &mut Strings, types: usize) -> Result<Field, ImageError> {
    let name = r.text(strings)?;
    let ty = r.index(types, "type")?;
    let (offset, bit_offset, width, flags) = (r.u64()?, r.u64()?, r.u32()?, r.u32()?);
    if width > 64 {
        return Err(r.fail(format!("bit-field of {width} bits")));
    }
    let bits = (width > 0).then_some(Bits {
        offset: Some(bit_offset).filter(|at| *at != u64::MAX),
        width,
    });
    Ok(Field {
        name,
        ty,
        offset,
        bits,
        transient: flags & 1 != 0,
        addressed: flags & 2 != 0,
    })
}

fn one_type(
    r: &mut Record,
    strings: &mut Strings,
    types: usize,
    fields: usize,
    units: usize,
) -> Result<Type, ImageError> {
    let kind = r.u8()?;
    let Some(kind) = KINDS.get(usize::from(kind)).copied() else {
        return Err(r.fail(format!("kind {kind}, which does not exist")));
    };
    let flags = r.u8()?;
    let fields_count = usize::from(r.u16()?);
    r.skip::<4>()?; // alignment
    let (size, count) = (r.u64()?, r.u64()?);
    let name = r.text(strings)?;
    let elem = r.option(types, "type")?;
    let first_field = r.u32()? as usize;
    r.index(units, "unit")?;
    if fields_count > 0 && first_field + fields_count > fields {
        return Err(r.fail("its fields lie outside FIELDS"));
    }
    let has_elements = matches!(kind, Kind::Array | Kind::Vector | Kind::Complex);
    if has_elements && elem.is_none() {
        return Err(r.fail("elements without a type"));
    }
    Ok(Type {
        kind,
        signed: flags & SIGNED != 0,
        size,
        count,
        name,
        elem,
        fields: first_field..first_field + fields_count,
    })
}

fn bad(id: usize, what: String) -> ImageError {
    ImageError::Damaged(super::error::Damage {
        section: "TYPES",
        record: Some(id as u64),
        what,
    })
}

/// Fields lie inside their struct, elements inside their array.
fn check_layouts(types: &Types) -> Result<(), ImageError> {
    for (id, ty) in types.types.iter().enumerate() {
        let elem_size = ty.elem.and_then(|e| types.get(e)).map_or(0, |e| e.size);
        if matches!(ty.kind, Kind::Array | Kind::Vector) {
            let whole = ty.count.checked_mul(elem_size);
            if whole.is_none_or(|whole| whole > ty.size) {
                return Err(bad(id, format!("{} is larger than its size", ty.name)));
            }
        }
        for field in types.fields(ty) {
            if !inside(types, ty, field) {
                let what = format!("{} of {} lies outside of it", field.name, ty.name);
                return Err(bad(id, what));
            }
        }
    }
    Ok(())
}

fn inside(types: &Types, ty: &Type, field: &Field) -> bool {
    let end = match field.bits {
        Some(Bits { offset: None, .. }) => return true,
        Some(Bits {
            offset: Some(at),
            width,
        }) => at.checked_add(u64::from(width)).map(|e| e.div_ceil(8)),
        None => {
            let size = types.get(field.ty).map_or(0, |t| t.size);
            field.offset.checked_add(size)
        }
    };
    end.is_some_and(|end| end <= ty.size)
}

/// Types a value of this type holds inside itself.
fn parts<'a>(types: &'a Types, ty: &'a Type) -> impl Iterator<Item = usize> + 'a {
    let by_value = matches!(ty.kind, Kind::Array | Kind::Vector | Kind::Complex);
    let elem = ty.elem.filter(|_| by_value);
    elem.into_iter()
        .chain(types.fields(ty).iter().map(|f| f.ty))
}

/// No type holds itself by value, nor nests too deep to follow. Each round
/// settles the types whose parts are all settled; what is left in the end hangs
/// on a cycle.
fn check_nesting(types: &Types) -> Result<(), ImageError> {
    let mut waiting_for = vec![0usize; types.len()];
    let mut holders = vec![Vec::new(); types.len()];
    for (id, ty) in types.types.iter().enumerate() {
        for part in parts(types, ty) {
            if let (Some(w), Some(h)) = (waiting_for.get_mut(id), holders.get_mut(part)) {
                *w += 1;
                h.push(id);
            }
        }
    }
    let is_leaf = |id: &usize| waiting_for.get(*id) == Some(&0);
    let mut settled: Vec<usize> = (0..types.len()).filter(is_leaf).collect();
    let mut left = types.len();
    let mut depth = 0;
    while !settled.is_empty() {
        depth += 1;
        left -= settled.len();
        let mut next = Vec::new();
        for holder in settled.iter().filter_map(|id| holders.get(*id)).flatten() {
            if let Some(waiting) = waiting_for.get_mut(*holder) {
                *waiting -= 1;
                if *waiting == 0 {
                    next.push(*holder);
                }
            }
        }
        settled = next;
    }
    let stuck = waiting_for.iter().position(|w| *w > 0);
    if let (Some(id), true) = (stuck, left > 0) {
        return Err(bad(id, format!("{} holds itself by value", types.name(id))));
    }
    if depth > MOST_NESTED {
        return Err(ImageError::damaged("TYPES", "types nest too deep"));
    }
    Ok(())
}
