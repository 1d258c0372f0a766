//! `alloca`: memory that lives until the function returns.
//!
//! In the fast clone it stays what it is, with a header before it that links it
//! into a list; at a capture each piece goes into a block of the heap that has
//! the type the call shows, as for `malloc`. The resume clone takes its memory
//! from the heap and gives all of it back when it returns.

use super::alloc::{casts, infer};
use super::cx::{c_string, Cx};
use super::edits::Edit;
use super::emit::{Emitter, Mode};
use super::tables::Described;
use super::unit::allocation_row;
use crate::flow::frames::allocas;
use crate::hir::*;
use crate::source::Span;

impl Cx<'_> {
    /// An allocation site for each call of `alloca`.
    pub fn alloca_sites(&self, function: &Function) -> Vec<(ExprId, usize)> {
        let calls = allocas(self.unit, function);
        if calls.is_empty() {
            return Vec::new();
        }
        let casts = casts(self.unit);
        calls
            .into_iter()
            .map(|call| {
                let found = infer(self.unit, call, "alloca", &casts);
                let row = allocation_row(self, found, self.unit.exprs[call].span);
                let allocs = &mut self.tables.borrow_mut().allocs;
                allocs.push(row);
                (call, allocs.len() - 1)
            })
            .collect()
    }

    /// A site for blocks of pointers.
    pub fn pointer_site(&self, function: &Function) -> usize {
        let decl = &self.unit.decls[function.decl];
        let (file, line) = self.place(decl.name_span);
        let mut tables = self.tables.borrow_mut();
        let ty = tables.describe(Described::PointerTo(self.void));
        let owner = c_string(&decl.name);
        tables.allocs.push(format!(
            "{{&migrt_T[{ty}], {file}, {line}, {owner}, 0, MIGRT_A_ARRAY}}"
        ));
        tables.allocs.len() - 1
    }
}

impl Emitter<'_> {
    pub fn alloca_edits(&self, edits: &mut Vec<Edit>) {
        let unit = self.cx.unit;
        for &(call, site) in &self.plan.allocas {
            let ExprKind::Call { args, .. } = &unit.exprs[call].kind else {
                continue;
            };
            let Some(&size) = args.first() else { continue };
            let (call, size) = (unit.exprs[call].span, unit.exprs[size].outer_span());
            let (before, after) = self.alloca_text(site);
            let ends = [
                (call.start, size.start, before),
                (size.end, call.end, after),
            ];
            for (start, end, text) in ends {
                edits.push(Edit::text(Span { start, end }, text));
            }
        }
    }

    /// What stands before and after the size.
    fn alloca_text(&self, site: usize) -> (String, String) {
        let nodes = self.plan.alloca_nodes;
        match self.mode {
            Mode::Fast => (
                format!("(migrt_m{site} = ("),
                format!(
                    "), migrt_alloca_note(__builtin_alloca(sizeof(migrt_alloca) + migrt_m{site}), \
                     migrt_m{site}, &migrt_A[{site}], &migrt_newest))"
                ),
            ),
            Mode::Resume => (
                "migrt_frame_alloca(&migrt_list, (".into(),
                format!("), &migrt_A[{site}], &migrt_A[{nodes}])"),
            ),
        }
    }

    /// Variables of the fast clone.
    pub fn alloca_variables(&mut self) {
        if self.plan.allocas.is_empty() {
            return;
        }
        self.line("const migrt_alloca *migrt_newest = 0;");
        for &(_, site) in &self.plan.allocas {
            self.line(&format!("migrt_size migrt_m{site};"));
        }
    }
}
