//! Compatible and composite types (C11 6.2.7, 6.7.6).

use super::*;

impl Unit {
    /// Compatible types, qualifiers included.
    pub fn compatible(&self, a: QualType, b: QualType) -> bool {
        let (a, b) = (self.resolve(a), self.resolve(b));
        a.quals == b.quals && self.compatible_unqualified(a.ty, b.ty)
    }

    /// Compatible types, top-level qualifiers apart.
    pub fn compatible_unqualified(&self, a: TypeId, b: TypeId) -> bool {
        let (a, b) = (self.canonical(a), self.canonical(b));
        if a == b {
            return true;
        }
        match (self.types.kind(a), self.types.kind(b)) {
            (TypeKind::Error, _) | (_, TypeKind::Error) => true,
            (TypeKind::Pointer(x), TypeKind::Pointer(y)) => self.compatible(*x, *y),
            (TypeKind::Array { elem: x, len: m }, TypeKind::Array { elem: y, len: n }) => {
                self.compatible(*x, *y) && compatible_lengths(*m, *n)
            }
            (TypeKind::Function(x), TypeKind::Function(y)) => self.compatible_functions(x, y),
            (TypeKind::Enum(id), other) | (other, TypeKind::Enum(id)) => {
                !matches!(other, TypeKind::Enum(_)) && self.enum_kind(*id) == *other
            }
            (TypeKind::Vector { elem: x, bytes: m }, TypeKind::Vector { elem: y, bytes: n }) => {
                self.compatible_unqualified(*x, *y) && compatible_lengths(*m, *n)
            }
            _ => false,
        }
    }

    fn compatible_functions(&self, a: &FunctionType, b: &FunctionType) -> bool {
        if !self.compatible(a.ret, b.ret) {
            return false;
        }
        if !a.prototyped || !b.prototyped {
            return true;
        }
        a.variadic == b.variadic
            && a.params.len() == b.params.len()
            && a.params
                .iter()
                .zip(&b.params)
                .all(|(x, y)| self.compatible_unqualified(x.ty, y.ty))
    }

    /// The composite of two compatible types (C11 6.2.7p3): what either says
    /// about array lengths and parameters. Keeps `a`'s spelling where it can.
    pub fn composite(&mut self, a: QualType, b: QualType) -> QualType {
        if a.ty == b.ty {
            return a;
        }
        let (x, y) = (self.resolve(a), self.resolve(b));
        match (self.types.kind(x.ty).clone(), self.types.kind(y.ty).clone()) {
            (
                TypeKind::Array { elem, len },
                TypeKind::Array {
                    elem: other,
                    len: other_len,
                },
            ) => {
                let part = self.composite(elem, other);
                let len = match (len, other_len) {
                    (ArrayLen::Known(_), _) => len,
                    (_, ArrayLen::Known(_)) => other_len,
                    (ArrayLen::Unknown, _) => other_len,
                    _ => len,
                };
                self.rebuilt(a, x, TypeKind::Array { elem: part, len })
            }
            (TypeKind::Pointer(to), TypeKind::Pointer(other)) => {
                let to = self.composite(to, other);
                self.rebuilt(a, x, TypeKind::Pointer(to))
            }
            (TypeKind::Function(f), TypeKind::Function(g)) => {
                let f = self.composite_function(f, g);
                self.rebuilt(a, x, TypeKind::Function(f))
            }
            _ => a,
        }
    }

    fn composite_function(&mut self, mut f: FunctionType, g: FunctionType) -> FunctionType {
        f.ret = self.composite(f.ret, g.ret);
        if !f.prototyped {
            return FunctionType { ret: f.ret, ..g };
        }
        if g.prototyped && f.params.len() == g.params.len() {
            for (mine, other) in f.params.iter_mut().zip(g.params) {
                *mine = self.composite(*mine, other);
            }
        }
        f
    }

    /// `original` if `kind` is what it already is, else the new type.
    fn rebuilt(&mut self, original: QualType, resolved: QualType, kind: TypeKind) -> QualType {
        if *self.types.kind(resolved.ty) == kind {
            return original;
        }
        QualType {
            ty: self.intern(kind),
            quals: resolved.quals,
        }
    }
}

fn compatible_lengths(a: ArrayLen, b: ArrayLen) -> bool {
    match (a, b) {
        (ArrayLen::Known(m), ArrayLen::Known(n)) => m == n,
        _ => true,
    }
}
