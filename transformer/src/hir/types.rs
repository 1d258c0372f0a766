use super::{Arena, DeclId, ExprId, Id};
use crate::source::Span;
use std::collections::HashMap;

pub type RecordId = Id<Record>;
pub type EnumId = Id<Enum>;

/// Index of an interned type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// A type with its qualifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QualType {
    pub ty: TypeId,
    pub quals: Quals,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Quals {
    pub is_const: bool,
    pub is_volatile: bool,
    pub is_restrict: bool,
    pub is_atomic: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeKind {
    Void,
    Bool,
    /// Plain `char`; its sign is the target's.
    Char,
    SChar,
    UChar,
    Short {
        signed: bool,
    },
    Int {
        signed: bool,
    },
    Long {
        signed: bool,
    },
    LongLong {
        signed: bool,
    },
    Int128 {
        signed: bool,
    },
    BitInt {
        signed: bool,
        width: ArrayLen,
    },
    Float(FloatKind),
    /// `_Complex` of a floating type (or a GNU integer complex type).
    Complex(TypeId),
    Pointer(QualType),
    Array {
        elem: QualType,
        len: ArrayLen,
    },
    Function(FunctionType),
    Record(RecordId),
    Enum(EnumId),
    /// `vector_size`: printed through the typedef or by the attribute.
    Vector {
        elem: TypeId,
        bytes: ArrayLen,
    },
    /// `__builtin_va_list`.
    VaList,
    /// `nullptr_t`.
    NullPtr,
    /// A typedef name: sugar over `unit.decls[decl].ty`. Look through it with
    /// `Unit::canonical`. Kept because its spelling is what the user knows and
    /// because typedefs carry attributes (alignment, vector size, mode).
    Typedef(DeclId),
    /// A type the tool could not work out (an error was recorded).
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloatKind {
    Float,
    Double,
    LongDouble,
    Float16,
    Float32,
    Float64,
    Float128,
    Float32x,
    Float64x,
    /// `__bf16`.
    BFloat16,
    /// `__ibm128`.
    Ibm128,
    Decimal32,
    Decimal64,
    Decimal128,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArrayLen {
    /// `[]`, also a flexible array member.
    Unknown,
    /// A length known without knowing the target.
    Known(u64),
    /// A constant expression whose value depends on the target
    /// (`sizeof`-based and the like): emit its text.
    Expr(ExprId),
    /// Not a constant: a VLA.
    Variable(Option<ExprId>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FunctionType {
    pub ret: QualType,
    pub params: Vec<QualType>,
    pub variadic: bool,
    /// Has a prototype (`()` before C23 has none).
    pub prototyped: bool,
}

/// A struct or union type.
#[derive(Debug, Clone)]
pub struct Record {
    pub is_union: bool,
    pub tag: Option<String>,
    pub fields: Vec<Field>,
    pub complete: bool,
    pub packed: bool,
    /// Byte offset just after `struct`/`union` and any attribute lists that
    /// directly follow it in the *defining* specifier: where a tag may be
    /// inserted for a record that has none.
    pub tag_insert: Option<u32>,
    /// Span of the tag identifier in the defining specifier.
    pub tag_span: Option<Span>,
    /// Every place (defining or not) where the tag is written.
    pub tag_uses: Vec<Span>,
    /// The whole defining specifier: `struct tag { .. }` with attributes.
    pub span: Span,
    /// The function whose body (or parameter list) declares it, if any.
    pub function: Option<DeclId>,
    /// Anonymous member of an enclosing record (C11 6.7.2.1p13): must not be
    /// given a tag.
    pub anonymous_member: bool,
    pub system: bool,
}

#[derive(Debug, Clone)]
pub struct Field {
    /// `None`: anonymous struct/union member or unnamed bit-field.
    pub name: Option<String>,
    pub ty: QualType,
    pub bit_width: Option<BitWidth>,
    pub span: Span,
    /// Not saved (`MIGRT_TRANSIENT`).
    pub transient: bool,
    pub holds: Holds,
    /// The pointer it really is, where the user says so: what a `void *` means.
    pub described: Option<TypeId>,
    /// Of a pointer: it leads to one object (`true`) or to as many as have room,
    /// where the user says so.
    pub one: Option<bool>,
}

/// What an array of numbers in a record really holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    #[default]
    Numbers,
    /// By the user's word: moved as they are.
    Bytes,
    /// The program puts bytes in; it may be either.
    Either,
}

/// Width of a bit-field: a constant expression.
#[derive(Debug, Clone, Copy)]
pub struct BitWidth {
    pub value: Option<u64>,
    pub expr: ExprId,
}

#[derive(Debug, Clone)]
pub struct Enum {
    pub tag: Option<String>,
    pub constants: Vec<DeclId>,
    pub complete: bool,
    pub tag_insert: Option<u32>,
    pub tag_span: Option<Span>,
    pub tag_uses: Vec<Span>,
    pub span: Span,
    pub function: Option<DeclId>,
    /// Attribute `packed`: as narrow as its constants allow.
    pub packed: bool,
    /// C23 fixed underlying type.
    pub underlying: Option<TypeId>,
    pub system: bool,
}

/// Interned types.
#[derive(Debug, Default)]
pub struct TypeTable {
    kinds: Vec<TypeKind>,
    index: HashMap<TypeKind, TypeId>,
}

impl TypeTable {
    pub fn intern(&mut self, kind: TypeKind) -> TypeId {
        if let Some(&id) = self.index.get(&kind) {
            return id;
        }
        let id = TypeId(self.kinds.len() as u32);
        self.kinds.push(kind.clone());
        self.index.insert(kind, id);
        id
    }

    pub fn kind(&self, id: TypeId) -> &TypeKind {
        &self.kinds[id.0 as usize]
    }

    /// The type of this kind, if there is one.
    pub fn find(&self, kind: &TypeKind) -> Option<TypeId> {
        self.index.get(kind).copied()
    }

    /// Lengths of variable length arrays, wherever they are written.
    pub fn written_lengths(&self) -> impl Iterator<Item = ExprId> + '_ {
        self.kinds.iter().filter_map(|kind| match *kind {
            TypeKind::Array {
                len: ArrayLen::Variable(length),
                ..
            } => length,
            _ => None,
        })
    }

    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

impl From<TypeId> for QualType {
    fn from(ty: TypeId) -> QualType {
        QualType {
            ty,
            quals: Quals::default(),
        }
    }
}

/// Arena alias used in signatures.
pub type Records = Arena<Record>;
