//! Members of structures and unions.

use super::*;

/// A member found by name.
#[derive(Debug, Clone, Copy)]
pub struct FoundField {
    pub record: RecordId,
    pub index: usize,
    /// Its type with the qualifiers of the anonymous members on the way.
    pub ty: QualType,
}

impl Unit {
    /// The member `name` of `record`, also inside anonymous members.
    pub fn find_field(&self, record: RecordId, name: &str) -> Option<FoundField> {
        for (index, field) in self.records[record].fields.iter().enumerate() {
            if field.name.as_deref() == Some(name) {
                return Some(FoundField {
                    record,
                    index,
                    ty: field.ty,
                });
            }
            if field.name.is_some() || field.bit_width.is_some() {
                continue;
            }
            let outer = self.resolve(field.ty);
            let Some(inner) = self.record_of(outer.ty) else {
                continue;
            };
            if let Some(mut found) = self.find_field(inner, name) {
                found.ty.quals = found.ty.quals.union(outer.quals);
                return Some(found);
            }
        }
        None
    }

    /// All named members, those of anonymous members included, in order.
    pub fn fields_flat(&self, record: RecordId) -> Vec<&Field> {
        let mut flat = Vec::new();
        for field in &self.records[record].fields {
            match self.record_of(field.ty.ty) {
                _ if field.name.is_some() => flat.push(field),
                Some(inner) if field.bit_width.is_none() => flat.extend(self.fields_flat(inner)),
                _ => {}
            }
        }
        flat
    }

    /// An object of the type cannot be assigned as a whole because a part of
    /// it is constant.
    pub fn has_const_member(&self, ty: TypeId) -> bool {
        let is_const = |q: QualType| {
            let q = self.resolve(q);
            let element = self.element(q);
            q.quals.is_const || element.is_some_and(|e| self.resolve(e).quals.is_const)
        };
        match *self.kind(ty) {
            TypeKind::Array { elem, .. } => self.has_const_member(elem.ty),
            TypeKind::Record(record) => self.records[record]
                .fields
                .iter()
                .any(|f| is_const(f.ty) || self.has_const_member(f.ty.ty)),
            _ => false,
        }
    }

    /// Whether an object of the type holds a pointer anywhere inside.
    pub fn contains_pointer(&self, ty: TypeId) -> bool {
        match *self.kind(ty) {
            TypeKind::Pointer(_) | TypeKind::VaList | TypeKind::NullPtr => true,
            TypeKind::Array { elem, .. } => self.contains_pointer(elem.ty),
            TypeKind::Record(record) => self.records[record]
                .fields
                .iter()
                .any(|f| self.contains_pointer(f.ty.ty)),
            _ => false,
        }
    }
}
