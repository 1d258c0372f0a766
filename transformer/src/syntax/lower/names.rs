//! Names the compiler itself knows.

use super::Lower;
use crate::hir::{Decl, DeclId, DeclKind, Linkage, QualType, Scope, TypeKind};
use crate::source::Span;

impl Lower<'_> {
    /// Declares the type names that exist before the first line.
    pub(super) fn predefine(&mut self) {
        let types = [
            ("__builtin_va_list", TypeKind::VaList),
            ("__int128_t", TypeKind::Int128 { signed: true }),
            ("__uint128_t", TypeKind::Int128 { signed: false }),
        ];
        for (name, kind) in types {
            let ty = self.intern(kind);
            let mut decl = plain_decl(name, DeclKind::Typedef, ty.into(), Span::default());
            decl.system = true;
            let id = self.unit.decls.push(decl);
            self.scopes.declare(name, id);
        }
    }

    /// Notes that `decl` is named at `span`.
    pub(super) fn note_use(&mut self, decl: DeclId, span: Span) {
        self.unit.decls[decl].uses.push(span);
    }

    pub(super) fn lookup(&mut self, name: &str, span: Span) -> Option<DeclId> {
        let decl = self.scopes.lookup(name)?;
        self.note_use(decl, span);
        Some(decl)
    }
}

/// A `Decl` with nothing special about it.
pub(super) fn plain_decl(name: &str, kind: DeclKind, ty: QualType, name_span: Span) -> Decl {
    Decl {
        name: name.to_owned(),
        kind,
        ty,
        name_span,
        linkage: Linkage::None,
        scope: Scope::File,
        system: false,
        defined: false,
        inline: false,
        noreturn: false,
        register: false,
        thread_local: false,
        constexpr: false,
        attributes: Vec::new(),
        asm_label: None,
        init: None,
        function: None,
        enum_value: None,
        enum_expr: None,
        uses: Vec::new(),
    }
}
