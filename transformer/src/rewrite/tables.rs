//! The tables a unit registers with the runtime; they grow while functions are
//! emitted and are written at the end of the unit.

use crate::hir::TypeId;
use std::collections::HashMap;

/// Number of a type descriptor in `migrt_T`.
pub type TypeIndex = usize;

#[derive(Debug, Default)]
pub struct Tables {
    types: Vec<Described>,
    index: HashMap<Described, TypeIndex>,
    /// Initialisers of `migrt_A`.
    pub allocs: Vec<String>,
    /// Names of `migrt_function` objects.
    pub functions: Vec<String>,
    /// Definitions of those objects.
    pub descriptors: String,
}

/// What a descriptor describes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Described {
    Type(TypeId),
    /// A pointer that stands for a variable of variably modified type.
    PointerTo(TypeId),
    /// The variable arguments of a call.
    Arguments(RecordType),
    /// A frame record.
    Record(RecordType),
}

/// A frame record: its C tag, and fields with the user's names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordType {
    pub tag: String,
    pub function: String,
    pub fields: Vec<RecordField>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordField {
    /// Name in C.
    pub member: String,
    /// Name in the user's source.
    pub name: String,
    pub ty: Box<Described>,
    /// An object whose address matters.
    pub memory: bool,
    /// Not saved: zero after a restore.
    pub transient: bool,
}

impl Tables {
    /// The descriptor of `what`, made on first use.
    pub fn describe(&mut self, what: Described) -> TypeIndex {
        if let Some(&index) = self.index.get(&what) {
            return index;
        }
        self.types.push(what.clone());
        self.index.insert(what, self.types.len() - 1);
        self.types.len() - 1
    }

    pub fn described(&self, index: TypeIndex) -> Option<Described> {
        self.types.get(index).cloned()
    }

    pub fn count(&self) -> usize {
        self.types.len()
    }
}
