//! Variable arguments, of calls and of frames; `runtime-c/src/frames_lists.c`
//! tells the whole story.
//!
//! A call that may unwind says what it passes:
//!
//! ```c
//! migrt_va_site = &migrt_A[3]; migrt_va_callee = (void (*)(void))print;
//! t = print("%d %s", n, name);
//! ```
//!
//! and the callee looks whether it is meant:
//!
//! ```c
//! const migrt_alloc *migrt_args = migrt_va_callee == (void (*)(void))print ? migrt_va_site : 0;
//! migrt_va_callee = 0;
//! if (!migrt_args) migrt_hold++;   /* called by code that is not ours */
//! ```
//!
//! Designs that lost: a hidden argument would change the function's ABI; a
//! descriptor per format string works for `printf` alone.

use super::cx::{c_string, Cx};
use super::edits::Edit;
use super::emit::{Emitter, Mode};
use super::frame::Plan;
use super::tables::{Described, RecordField, RecordType};
use crate::flow::arguments::{is_list, list_call, ListCall};
use crate::flow::{walk, CallClass};
use crate::hir::*;
use crate::liveness::Var;
use std::collections::HashMap;
use std::fmt::Write;

/// Calls of a function that say what they pass: the site of each, and the
/// definitions these need.
pub fn described_calls(cx: &Cx, function: &Function) -> (HashMap<ExprId, usize>, String) {
    let unit = cx.unit;
    let mut calls = Vec::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if cx.flow.class(e) == CallClass::Checked {
            calls.extend(passed(unit, e).map(|types| (e, types)));
        }
    });
    calls.sort_by_key(|(e, _)| unit.exprs[*e].span);
    let (mut sites, mut out) = (HashMap::new(), String::new());
    for (e, types) in calls {
        let n = cx.tables.borrow().allocs.len();
        out.push_str(&cx.arguments_struct(n, &types));
        let row = cx.arguments_row(n, function, e, &types);
        cx.tables.borrow_mut().allocs.push(row);
        sites.insert(e, n);
    }
    (sites, out)
}

/// Types of the variable arguments of `e`, if it is a call that can describe
/// them.
fn passed(unit: &Unit, e: ExprId) -> Option<Vec<TypeId>> {
    let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
        return None;
    };
    if matches!(unit.exprs[*callee].kind, ExprKind::Name(decl) if unit.decls[decl].system) {
        return None;
    }
    let ty = unit.function_type(unit.exprs[*callee].converted)?;
    if !ty.variadic || !can_repeat(unit, *callee) {
        return None;
    }
    let rest = args.get(ty.params.len()..)?;
    let types = rest
        .iter()
        .map(|&a| unit.canonical(unit.exprs[a].converted));
    let types: Vec<TypeId> = types.collect();
    types.iter().all(|&ty| travels(unit, ty)).then_some(types)
}

/// Naming it twice does nothing.
fn can_repeat(unit: &Unit, callee: ExprId) -> bool {
    let mut plain = true;
    unit.walk_exprs(callee, &mut |e| {
        plain &= match unit.exprs[e].kind {
            ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Integer { .. }
            | ExprKind::EnumConstant(_) => true,
            ExprKind::Unary { op, .. } => !op.is_step(),
            _ => false,
        }
    });
    plain
}

/// Scalars that every ABI passes as `frames_lists.c` reads them.
fn travels(unit: &Unit, ty: TypeId) -> bool {
    match unit.kind(ty) {
        TypeKind::Pointer(to) => !unit.is_variably_modified(to.ty),
        TypeKind::Float(FloatKind::Double | FloatKind::LongDouble) => true,
        TypeKind::Int { .. }
        | TypeKind::Long { .. }
        | TypeKind::LongLong { .. }
        | TypeKind::Enum(_) => true,
        _ => false,
    }
}

impl Cx<'_> {
    fn arguments_struct(&self, n: usize, types: &[TypeId]) -> String {
        let mut out = format!("struct migrt_va_{n} {{ ");
        for (i, &ty) in types.iter().enumerate() {
            let _ = write!(out, "{}; ", self.declare(ty, &format!("migrt_a{i}")));
        }
        if types.is_empty() {
            out.push_str("char migrt_none; ");
        }
        out.push_str("};\n");
        out
    }

    fn arguments_row(&self, n: usize, function: &Function, e: ExprId, types: &[TypeId]) -> String {
        let fields = types.iter().enumerate().map(|(i, &ty)| RecordField {
            member: format!("migrt_a{i}"),
            name: format!("argument {}", i + 1),
            ty: Box::new(Described::Type(ty)),
            memory: false,
            transient: false,
        });
        let record = RecordType {
            tag: format!("migrt_va_{n}"),
            function: String::new(),
            fields: fields.collect(),
        };
        let index = self
            .tables
            .borrow_mut()
            .describe(Described::Arguments(record));
        let (file, line) = self.place(self.unit.exprs[e].span);
        let owner = c_string(&self.unit.decls[function.decl].name);
        format!("{{&migrt_T[{index}], {file}, {line}, {owner}, 0, MIGRT_A_ARRAY}}")
    }
}

impl Plan<'_> {
    pub fn is_list(&self, unit: &Unit, var: Var) -> bool {
        is_list(unit, self.var_type(unit, var))
    }
}

impl Emitter<'_> {
    /// Says what `call` passes.
    pub fn describe_call(&mut self, call: ExprId) {
        let Some(n) = self.plan.described.get(&call) else {
            return;
        };
        let ExprKind::Call { callee, .. } = self.cx.unit.exprs[call].kind else {
            return;
        };
        let callee = self.expr(callee);
        self.line(&format!(
            "migrt_va_site = &migrt_A[{n}]; migrt_va_callee = (void (*)(void))({callee});"
        ));
    }

    /// Takes the description at the beginning of the fast clone.
    pub fn take_description(&mut self) {
        let decl = self.plan.function.decl;
        let name = &self.cx.unit.decls[decl].name;
        let name = self.cx.renamed.get(&decl).unwrap_or(name);
        self.line(&format!(
            "const migrt_alloc *const migrt_args = migrt_va_callee == (void (*)(void)){name} \
             ? migrt_va_site : 0; migrt_va_callee = 0;\n\
             if (__builtin_expect(!migrt_args, 0)) migrt_hold++;"
        ));
    }

    /// What a variadic function does before it returns.
    pub fn leave_arguments(&self) -> &'static str {
        match (self.plan.variadic, self.mode) {
            (false, _) => "",
            (true, Mode::Fast) => "if (__builtin_expect(!migrt_args, 0)) migrt_hold--; ",
            (true, Mode::Resume) => "migrt_list_end(migrt_block); ",
        }
    }

    /// Arguments of a save function that tell it of the variable arguments, and
    /// the statements before the call.
    pub fn start_arguments(&self) -> (&'static str, String) {
        match self.mode {
            Mode::Fast => {
                let params = &self.plan.function.params;
                let last = params.last().map(|&p| self.cx.unit.decls[p].name.as_str());
                let last = last.unwrap_or("0");
                let text =
                    format!("__builtin_va_list migrt_ap; __builtin_va_start(migrt_ap, {last}); ");
                ("migrt_args, migrt_ap, 0", text)
            }
            Mode::Resume => (
                "0, migrt_ap, migrt_block",
                "__builtin_va_list migrt_ap; migrt_list_begin(&migrt_ap, migrt_block, 0); ".into(),
            ),
        }
    }

    /// `va_start` in the resume clone, which is not variadic.
    pub fn list_edits(&self, edits: &mut Vec<Edit>) {
        let unit = self.cx.unit;
        walk::each_stmt_expr(unit, self.plan.function.body, &mut |e| {
            if let Some((ListCall::Start, &[list, ..])) = list_call(unit, e) {
                let (call, list) = (unit.exprs[e].span, unit.exprs[list].outer_span());
                let before = crate::source::Span {
                    start: call.start,
                    end: list.start,
                };
                let after = crate::source::Span {
                    start: list.end,
                    end: call.end,
                };
                edits.push(Edit::text(before, "migrt_list_begin(&("));
                edits.push(Edit::text(after, "), migrt_block, 0)"));
            }
        });
    }
}
