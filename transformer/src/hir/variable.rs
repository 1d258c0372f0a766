//! Variably modified types: arrays whose length is known at run time, and types
//! made of them (C11 6.7.6.2, 6.7.6p3).

use super::*;

impl Unit {
    /// Lengths that are known at run time only, from the outside inwards, where
    /// each is written.
    pub fn variable_lengths(&self, ty: TypeId) -> Vec<ExprId> {
        let mut found = Vec::new();
        self.push_lengths(ty, &mut found);
        found
    }

    fn push_lengths(&self, ty: TypeId, found: &mut Vec<ExprId>) {
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                if let ArrayLen::Variable(Some(length)) = len {
                    found.push(length);
                }
                self.push_lengths(elem.ty, found);
            }
            TypeKind::Pointer(to) => self.push_lengths(to.ty, found),
            _ => {}
        }
    }

    /// An array with a length that is known at run time only.
    pub fn is_vla(&self, ty: TypeId) -> bool {
        match *self.kind(ty) {
            TypeKind::Array { elem, len } => {
                matches!(len, ArrayLen::Variable(_)) || self.is_vla(elem.ty)
            }
            _ => false,
        }
    }

    /// What an array of arrays is made of in the end; any other type itself.
    pub fn innermost_element(&self, ty: TypeId) -> TypeId {
        match *self.kind(ty) {
            TypeKind::Array { elem, .. } => self.innermost_element(elem.ty),
            _ => ty,
        }
    }

    /// The lengths a declarator evaluates where it stands. The specifiers are
    /// evaluated once, with the first declarator.
    pub fn declared_lengths(&self, declaration: &Declaration, n: usize) -> Vec<ExprId> {
        let Some(declarator) = declaration.declarators.get(n) else {
            return Vec::new();
        };
        let written_here = |&e: &ExprId| {
            let span = self.exprs[e].outer_span();
            declarator.span.contains(span) || (n == 0 && declaration.specifiers.contains(span))
        };
        let mut lengths = self.variable_lengths(self.decls[declarator.decl].ty.ty);
        lengths.retain(written_here);
        lengths
    }
}
