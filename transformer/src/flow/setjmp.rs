//! Calls of `setjmp` that a capture can be taken across.
//!
//! What `setjmp` stores is registers. The runtime keeps beside it, in the part
//! of the buffer that the C library leaves unused, which frame and which call
//! armed it (`runtime-c/src/libc_jump.c`); a resume clone arms itself again. That
//! works for the functions and the buffer type of `<setjmp.h>`.

use super::features::Obstacle;
use super::{loops, walk};
use crate::hir::*;
use crate::source::Span;

/// Tag of the record a `jmp_buf` consists of, in glibc and musl.
pub const BUFFER: &str = "__jmp_buf_tag";

/// A call of `setjmp` and its like.
#[derive(Debug, Clone, Copy)]
pub struct Arming {
    pub call: ExprId,
    pub buffer: ExprId,
    /// Whether the signal mask is saved (`sigsetjmp`).
    pub mask: Option<ExprId>,
}

/// All calls in a function, if each is one the runtime knows.
pub fn find(unit: &Unit, function: &Function) -> Result<Vec<Arming>, (Obstacle, Span)> {
    let mut found = Vec::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| found.extend(arming(unit, e)));
    let known = |at: Span| found.iter().any(|a| at.contains(unit.exprs[a.call].span));
    let strange = function
        .features
        .iter()
        .find(|&&(f, at)| f == Feature::Setjmp && !known(at));
    match strange {
        Some(&(_, at)) => Err((Obstacle::Setjmp, at)),
        None => Ok(found),
    }
}

/// `e` as a call of `setjmp` with a `jmp_buf`.
pub fn arming(unit: &Unit, e: ExprId) -> Option<Arming> {
    let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
        return None;
    };
    let ExprKind::Name(decl) = unit.exprs[*callee].kind else {
        return None;
    };
    let saves_mask = match unit.decls[decl].name.as_str() {
        "setjmp" | "_setjmp" => false,
        "sigsetjmp" | "__sigsetjmp" => true,
        _ => return None,
    };
    let &buffer = args.first()?;
    let mask = args.get(1).copied().filter(|_| saves_mask);
    let plain = !mask.is_some_and(|m| loops::has_effect(unit, m));
    (unit.decls[decl].system && plain && is_buffer(unit, buffer)).then_some(Arming {
        call: e,
        buffer,
        mask,
    })
}

/// `<pthread.h>` casts something smaller to the type.
fn is_buffer(unit: &Unit, e: ExprId) -> bool {
    let record = unit
        .pointee(unit.exprs[e].converted)
        .and_then(|to| unit.record_of(to.ty));
    !matches!(unit.exprs[e].kind, ExprKind::Cast { .. })
        && record.is_some_and(|id| is_buffer_record(&unit.records[id]))
}

pub fn is_buffer_record(record: &Record) -> bool {
    record.system && record.complete && record.tag.as_deref() == Some(BUFFER)
}
