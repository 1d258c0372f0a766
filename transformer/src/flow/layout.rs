//! Whether a type has the same size on every machine.
//!
//! Layouts of emitted descriptors are the target compiler's business. This is
//! only for judging values: a variable that holds `sizeof(struct node)` means
//! something else where pointers are narrower.

use crate::hir::*;

/// What the ABIs differ in (System V psABIs of the nine targets).
#[derive(Debug, Clone, Copy)]
struct Model {
    /// `long` and pointers.
    word: u64,
    /// Alignment of 8-byte scalars in structs: 4 on i386.
    align8: u64,
    long_double: (u64, u64),
}

const MODELS: [Model; 5] = [
    Model {
        word: 8,
        align8: 8,
        long_double: (16, 16),
    },
    Model {
        word: 4,
        align8: 4,
        long_double: (12, 4),
    },
    Model {
        word: 4,
        align8: 8,
        long_double: (8, 8),
    },
    Model {
        word: 4,
        align8: 8,
        long_double: (16, 16),
    },
    Model {
        word: 8,
        align8: 8,
        long_double: (16, 8),
    },
];

/// The size is known and the same in all models.
pub fn is_portable_size(unit: &Unit, ty: TypeId) -> bool {
    if unit.is_vla(ty) {
        return is_portable_size(unit, unit.innermost_element(ty));
    }
    let mut sizes = MODELS
        .iter()
        .map(|model| layout(unit, ty, *model).map(|(size, _)| size));
    let first = sizes.next().flatten();
    first.is_some() && sizes.all(|size| size == first)
}

/// Size and alignment.
fn layout(unit: &Unit, ty: TypeId, model: Model) -> Option<(u64, u64)> {
    let scalar = |size: u64| (size, if size == 8 { model.align8 } else { size });
    Some(match *unit.kind(ty) {
        TypeKind::Bool | TypeKind::Char | TypeKind::SChar | TypeKind::UChar => scalar(1),
        TypeKind::Short { .. } => scalar(2),
        TypeKind::Int { .. } => scalar(4),
        TypeKind::LongLong { .. } => scalar(8),
        TypeKind::Long { .. } | TypeKind::Pointer(_) => (model.word, model.word),
        TypeKind::Float(FloatKind::Float) => scalar(4),
        TypeKind::Float(FloatKind::Double) => scalar(8),
        TypeKind::Float(FloatKind::LongDouble) => model.long_double,
        TypeKind::Enum(id) if is_plain_enum(unit, id) => scalar(4),
        TypeKind::Complex(part) => {
            let (size, align) = layout(unit, part, model)?;
            (2 * size, align)
        }
        TypeKind::Array {
            elem,
            len: ArrayLen::Known(count),
        } => {
            let (size, align) = layout(unit, elem.ty, model)?;
            (size.checked_mul(count)?, align)
        }
        TypeKind::Record(id) => record(unit, id, model)?,
        _ => return None,
    })
}

/// As wide as `int`. GNU enums grow with their constants, and what is 8 bytes
/// wide is aligned differently.
fn is_plain_enum(unit: &Unit, id: EnumId) -> bool {
    let item = &unit.enums[id];
    let narrow = |value: i128| (i128::from(i32::MIN)..=i128::from(u32::MAX)).contains(&value);
    item.complete
        && !item.packed
        && item.underlying.is_none()
        && item
            .constants
            .iter()
            .all(|&c| unit.decls[c].enum_value.is_some_and(narrow))
}

fn record(unit: &Unit, id: RecordId, model: Model) -> Option<(u64, u64)> {
    let record = &unit.records[id];
    if !record.complete || record.packed || record.fields.iter().any(|f| f.bit_width.is_some()) {
        return None;
    }
    let (mut end, mut align) = (0u64, 1u64);
    for field in &record.fields {
        let flexible = matches!(
            unit.kind(field.ty.ty),
            TypeKind::Array {
                len: ArrayLen::Unknown,
                ..
            }
        );
        if flexible {
            continue;
        }
        let (size, own) = layout(unit, field.ty.ty, model)?;
        let at = if record.is_union {
            0
        } else {
            end.next_multiple_of(own)
        };
        end = end.max(at + size);
        align = align.max(own);
    }
    Some((end.next_multiple_of(align), align))
}
