//! Where something is stored.

use crate::flow::walk;
use crate::hir::*;
use crate::lint::Context;
use crate::source::Span;

impl Context<'_> {
    /// The variable that `.` and array indexing start from, of whatever storage.
    pub fn root(&self, place: ExprId) -> Option<DeclId> {
        match &self.unit.exprs[place].kind {
            ExprKind::Name(decl) => Some(*decl),
            ExprKind::Member {
                base, arrow: false, ..
            } => self.root(*base),
            ExprKind::Index { base, .. } if self.unit.is_array(self.unit.exprs[*base].ty.ty) => {
                self.root(*base)
            }
            _ => None,
        }
    }

    /// What the value is a pointer to, or an array of, before anything converts it.
    pub fn points_to(&self, e: ExprId) -> Option<QualType> {
        let ty = self.unit.exprs[e].ty;
        self.unit.pointee(ty.ty).or_else(|| self.unit.element(ty))
    }

    /// The variable ends with its function.
    pub fn is_automatic(&self, decl: DeclId) -> bool {
        !walk::is_static(self.unit, decl)
    }

    /// What is stored here is part of a capture: with the place where one saves
    /// it, if it is a variable of a function.
    pub fn kept(&self, place: ExprId) -> Option<Option<Span>> {
        match self.root(place) {
            Some(decl) => self.kept_variable(decl),
            None => Some(None),
        }
    }

    pub fn kept_variable(&self, decl: DeclId) -> Option<Option<Span>> {
        if self.is_automatic(decl) {
            return self.alive().site(decl).map(Some);
        }
        (!self.unit.decls[decl].is_transient()).then_some(None)
    }

    /// The member that is named, and its record.
    pub fn member(&self, place: ExprId) -> Option<FoundField> {
        let ExprKind::Member {
            base, arrow, field, ..
        } = &self.unit.exprs[place].kind
        else {
            return None;
        };
        let outer = &self.unit.exprs[*base];
        let ty = match arrow {
            true => self.unit.pointee(outer.converted)?.ty,
            false => outer.ty.ty,
        };
        self.unit.find_field(self.unit.record_of(ty)?, field)
    }

    /// The address of what lies behind an object, `&header[1]`, `header + 1`: a
    /// block cut into objects.
    pub fn is_beyond(&self, pointer: ExprId) -> bool {
        match self.unit.exprs[self.without_casts(pointer)].kind {
            ExprKind::Binary { .. } => true,
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => matches!(self.unit.exprs[operand].kind, ExprKind::Index { .. }),
            _ => false,
        }
    }

    /// The same place is named by both: `p->next` and `p->next`.
    pub fn same_place(&self, a: ExprId, b: ExprId) -> bool {
        let (a, b) = (self.without_casts(a), self.without_casts(b));
        match (&self.unit.exprs[a].kind, &self.unit.exprs[b].kind) {
            (ExprKind::Name(x), ExprKind::Name(y)) => x == y,
            (
                ExprKind::Member { base, field, .. },
                ExprKind::Member {
                    base: other,
                    field: name,
                    ..
                },
            ) => field == name && self.same_place(*base, *other),
            (
                ExprKind::Unary {
                    op: UnaryOp::Deref,
                    operand,
                },
                ExprKind::Unary {
                    op: UnaryOp::Deref,
                    operand: other,
                },
            ) => self.same_place(*operand, *other),
            (
                ExprKind::Index { base, index },
                ExprKind::Index {
                    base: other,
                    index: at,
                },
            ) => {
                let same = self.unit.constant(*index).is_some()
                    && self.unit.constant(*index) == self.unit.constant(*at);
                (same || self.same_place(*index, *at)) && self.same_place(*base, *other)
            }
            _ => false,
        }
    }
}
