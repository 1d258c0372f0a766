//! Variables of variably modified type (C11 6.7.6p3).
//!
//! # The fast clone
//! keeps them as they are; each length goes into a temp where it is evaluated:
//! `int a[(migrt_t3 = (n))]`.
//!
//! # The record
//! has a pointer for such an array. At a capture its elements go into a block of
//! the heap that has the element's type (`migrt_frame_block`), so they are
//! converted like any block, and pointers into the array mean that block.
//!
//! # The resume clone
//! cannot declare such a variable at its head, nor jump past a declaration of
//! one (C11 6.8.6.1p1). It has a plain pointer instead, and the type in every
//! place where the variable is named: `(*(int (*)[migrt_t3])a)`. A block is
//! given back when the declaration is reached again or the frame ends.

use super::cx::Cx;
use super::emit::{Emitter, Mode};
use super::frame::Plan;
use super::tables::Described;
use crate::hir::*;
use crate::linear::Body;
use crate::liveness::Var;

impl Cx<'_> {
    /// A declaration of what holds a variable outside the fast clone.
    pub fn declare_storage(&self, ty: TypeId, name: &str) -> String {
        let unit = self.unit;
        if !unit.is_variably_modified(ty) {
            return self.declare(ty, name);
        }
        match *unit.kind(ty) {
            TypeKind::Array {
                elem,
                len: ArrayLen::Known(n),
            } if !unit.is_vla(ty) => self.declare_storage(elem.ty, &format!("{name}[{n}]")),
            TypeKind::Array {
                elem,
                len: ArrayLen::Expr(e),
            } if !unit.is_vla(ty) => {
                let length = self.constant_text(e);
                self.declare_storage(elem.ty, &format!("{name}[{length}]"))
            }
            _ => format!("void *{name}"),
        }
    }

    /// What a record's field is described as.
    pub fn described(&self, ty: TypeId) -> Described {
        let unit = self.unit;
        if !unit.is_variably_modified(ty) {
            return Described::Type(unit.canonical(ty));
        }
        let to = match *unit.kind(ty) {
            TypeKind::Pointer(to) => unit.innermost_element(to.ty),
            _ => unit.innermost_element(ty),
        };
        if unit.is_variably_modified(to) {
            return Described::PointerTo(self.void);
        }
        Described::PointerTo(unit.canonical(to))
    }

    /// A declaration with the lengths of `body`.
    pub fn declare_variable(&self, body: &Body, ty: TypeId, name: &str) -> String {
        let rename = |named: Named| match named {
            Named::Record(id) => Some(self.record_tag(id)),
            Named::Enum(id) => Some(self.enum_tag(id)),
            Named::Typedef(decl) => self.renamed.get(&decl).cloned(),
        };
        let length = |e: ExprId| match body.lengths.get(&e) {
            Some(temp) => format!("migrt_t{temp}"),
            None => self.constant_text(e),
        };
        let options = PrintOptions {
            text: "",
            keep_typedefs: false,
            rename: &rename,
            length: Some(&length),
            unqualified: false,
        };
        self.unit.declare(ty.into(), name, &options)
    }
}

impl Plan<'_> {
    pub fn is_vla(&self, unit: &Unit, var: Var) -> bool {
        unit.is_vla(self.var_type(unit, var))
    }
}

impl Emitter<'_> {
    /// The variable that `storage` holds, under its own type.
    pub fn typed(&self, var: Var, storage: &str) -> String {
        let (unit, ty) = (self.cx.unit, self.plan.var_type(self.cx.unit, var));
        let declare = |name: &str| self.cx.declare_variable(&self.plan.body, ty, name);
        if unit.is_vla(ty) {
            format!("(*({}){storage})", declare("(*)"))
        } else {
            format!("(*({})&{storage})", declare("(*)"))
        }
    }

    /// Must be written as [`Emitter::typed`].
    pub fn needs_type(&self, var: Var) -> bool {
        let local = matches!(var, Var::Local(_));
        let ty = self.plan.var_type(self.cx.unit, var);
        self.cx.unit.is_variably_modified(ty) && !(local && self.mode == Mode::Fast)
    }

    /// Lengths of the parameters' types, as of the function's beginning.
    pub fn parameter_lengths(&mut self) {
        let unit = self.cx.unit;
        let mut set = std::collections::BTreeMap::new();
        for &param in &self.plan.function.params {
            for e in unit.variable_lengths(unit.decls[param].ty.ty) {
                if let Some(temp) = self.plan.body.lengths.get(&e) {
                    set.insert(*temp, e);
                }
            }
        }
        for (temp, e) in set {
            let text = self.cx.render(unit.exprs[e].outer_span());
            self.line(&format!("migrt_t{temp} = ({text});"));
        }
    }

    /// A declaration in the resume clone: its lengths are evaluated, an array
    /// gets memory.
    pub fn begin_variable(&mut self, declaration: &Declaration, n: usize) {
        let unit = self.cx.unit;
        for e in unit.declared_lengths(declaration, n) {
            let text = self.expr(e);
            self.line(&format!("{text};"));
        }
        let var = Var::Local(declaration.declarators[n].decl);
        let Some(site) = self.plan.blocks.get(&var) else {
            return;
        };
        let (name, object) = (self.plan.name(var), self.var(var));
        let line =
            format!("{name} = migrt_frame_again({name}, sizeof({object}), &migrt_A[{site}]);");
        self.line(&line);
    }

    /// Gives back what this frame has beside its record.
    pub fn release_text(&self) -> String {
        let arguments = self.leave_arguments();
        if self.mode == Mode::Fast {
            return arguments.into();
        }
        let allocas = match self.plan.allocas.is_empty() {
            true => "",
            false => "migrt_frame_release(migrt_list); ",
        };
        format!("{arguments}{allocas}{}", self.release_blocks())
    }

    fn release_blocks(&self) -> String {
        let mut blocks: Vec<&Var> = self.plan.blocks.keys().collect();
        blocks.sort();
        blocks
            .into_iter()
            .map(|&var| format!("migrt_frame_free({}); ", self.plan.name(var)))
            .collect()
    }
}
