//! Functions that write objects byte by byte.
//!
//! `while (n--) *to++ = *from++;` over memory that holds something wider than
//! characters leaves half-written values between two iterations. A capture
//! there would convert them as if they were whole. So such functions are left
//! alone: a capture waits until they have returned.
//!
//! A character pointer is *borrowed* when it was made from a pointer to
//! something else (`char *p = object`). That is followed through assignments
//! and through the calls of this unit; a borrowed pointer that leaves the unit
//! makes the call one during which polls wait.

use super::{loops, walk};
use crate::hir::*;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// What is known of character pointers in a unit.
#[derive(Debug, Default)]
pub struct Bytes {
    borrowed: HashSet<DeclId>,
    /// Functions with a loop that writes through one, and where.
    pub writers: HashMap<DeclId, Span>,
}

impl Bytes {
    pub fn find(unit: &Unit) -> Bytes {
        let mut bytes = Bytes::default();
        while bytes.grow(unit) {}
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            if let Some(at) = bytes.writing_loop(unit, function) {
                bytes.writers.insert(function.decl, at);
            }
        }
        bytes
    }

    /// A call may write through a borrowed pointer it is given as a pointer to
    /// (not constant) characters.
    pub fn lends(&self, unit: &Unit, args: &[ExprId]) -> bool {
        args.iter().any(|&arg| {
            is_char_pointer(unit, unit.exprs[arg].converted) && self.is_borrowed(unit, arg)
        })
    }

    fn grow(&mut self, unit: &Unit) -> bool {
        let mut found = Vec::new();
        for (_, e) in unit.exprs.iter() {
            match &e.kind {
                ExprKind::Assign {
                    op: None,
                    left,
                    right,
                } => {
                    if let ExprKind::Name(decl) = unit.exprs[*left].kind {
                        found.push((decl, *right));
                    }
                }
                ExprKind::Call { callee, args } => {
                    found.extend(parameters(unit, *callee).zip(args.iter().copied()));
                }
                _ => {}
            }
        }
        for (id, decl) in unit
            .decls
            .iter()
            .filter(|(_, d)| d.kind == DeclKind::Object)
        {
            if let Some(Init::Expr(e)) = decl.init.map(|init| &unit.inits[init]) {
                found.push((id, *e));
            }
        }
        let before = self.borrowed.len();
        for (decl, value) in found {
            if is_char_pointer(unit, unit.decls[decl].ty.ty) && self.is_borrowed(unit, value) {
                self.borrowed.insert(decl);
            }
        }
        self.borrowed.len() != before
    }

    /// The value is the address of something that need not be characters.
    fn is_borrowed(&self, unit: &Unit, e: ExprId) -> bool {
        let expr = &unit.exprs[e];
        match &expr.kind {
            ExprKind::Name(decl) if is_char_pointer(unit, unit.decls[*decl].ty.ty) => {
                self.borrowed.contains(decl)
            }
            ExprKind::Cast { operand, .. } => self.is_borrowed(unit, *operand),
            ExprKind::Binary { left, right, .. } => [left, right].into_iter().any(|&part| {
                unit.is_pointer(unit.exprs[part].converted) && self.is_borrowed(unit, part)
            }),
            ExprKind::Conditional {
                then, otherwise, ..
            } => then
                .iter()
                .chain([otherwise])
                .any(|&arm| self.is_borrowed(unit, arm)),
            ExprKind::Comma { right, .. } => self.is_borrowed(unit, *right),
            ExprKind::Unary {
                op:
                    UnaryOp::PostIncrement
                    | UnaryOp::PreIncrement
                    | UnaryOp::PostDecrement
                    | UnaryOp::PreDecrement,
                operand,
            }
            | ExprKind::Assign { left: operand, .. } => self.is_borrowed(unit, *operand),
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => match unit.exprs[*operand].kind {
                ExprKind::Index { base, .. } => self.is_borrowed(unit, base),
                _ => !is_character(unit, unit.exprs[*operand].ty.ty),
            },
            // What a function returns is taken for memory of its own.
            ExprKind::Call { .. } | ExprKind::String { .. } | ExprKind::Integer { .. } => false,
            _ => {
                unit.pointee(expr.converted)
                    .is_some_and(|to| !is_character(unit, to.ty))
                    || unit
                        .pointee(expr.ty.ty)
                        .is_some_and(|to| !is_character(unit, to.ty))
            }
        }
    }

    fn writing_loop(&self, unit: &Unit, function: &Function) -> Option<Span> {
        let mut found = None;
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if found.is_none() && loops::is_loop(unit, stmt) && !loops::runs_once(unit, stmt) {
                walk::each_stmt_expr(unit, stmt, &mut |e| {
                    if self.writes(unit, e) {
                        found = found.or(Some(unit.exprs[e].span));
                    }
                });
            }
        });
        found
    }

    /// Stores a character through a borrowed pointer.
    fn writes(&self, unit: &Unit, e: ExprId) -> bool {
        let ExprKind::Assign { left, .. } = unit.exprs[e].kind else {
            return false;
        };
        if !is_character(unit, unit.exprs[left].ty.ty) {
            return false;
        }
        match unit.exprs[left].kind {
            ExprKind::Unary {
                op: UnaryOp::Deref,
                operand,
            } => self.is_borrowed_pointer(unit, operand),
            ExprKind::Index { base, .. } => self.is_borrowed_pointer(unit, base),
            _ => false,
        }
    }

    /// Only what is known to be borrowed: a member that is a character pointer
    /// is not.
    fn is_borrowed_pointer(&self, unit: &Unit, e: ExprId) -> bool {
        unit.is_pointer(unit.exprs[e].ty.ty) && self.is_borrowed(unit, e)
    }
}

fn parameters(unit: &Unit, callee: ExprId) -> impl Iterator<Item = DeclId> + '_ {
    let function = match unit.exprs[callee].kind {
        ExprKind::Name(decl) => unit.decls[decl].function,
        _ => None,
    };
    function
        .into_iter()
        .flat_map(|f| unit.functions[f].params.iter().copied())
}

/// A pointer to characters that may be written.
fn is_char_pointer(unit: &Unit, ty: TypeId) -> bool {
    unit.pointee(ty).is_some_and(|to| {
        let to = unit.resolve(to);
        is_character(unit, to.ty) && !to.quals.is_const
    })
}

fn is_character(unit: &Unit, ty: TypeId) -> bool {
    matches!(
        unit.kind(ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar
    )
}
