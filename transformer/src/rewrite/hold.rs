//! Functions that cannot be captured inside: polls below them wait.

use super::cx::Cx;
use super::edits::Edit;
use crate::flow::walk;
use crate::hir::*;
use crate::source::Span;

/// Clean-up functions run behind a `return`, the last of all is the one of what was
/// declared first.
const WITH_CLEANUP: &str =
    " int migrt_h __attribute__((cleanup(migrt_hold_back))) = migrt_hold++; ";

/// Edits that raise `migrt_hold` for as long as the function runs.
pub fn hold_edits(cx: &Cx, function: &Function) -> Vec<Edit> {
    let unit = cx.unit;
    let body = unit.stmts[function.body].span;
    if function.has(Feature::Cleanup) {
        return vec![Edit::insert(body.start + 1, WITH_CLEANUP)];
    }
    let ret = unit
        .function_type(unit.decls[function.decl].ty.ty)
        .map_or(cx.unsigned, |f| f.ret.ty);
    let mut edits = vec![
        Edit::insert(body.start + 1, " int migrt_h = migrt_hold++; "),
        Edit::insert(body.end - 1, " migrt_hold = migrt_h; "),
    ];
    walk::each_stmt(unit, function.body, &mut |stmt| {
        if let StmtKind::Return(value) = unit.stmts[stmt].kind {
            edits.extend(return_edits(cx, unit.stmts[stmt].span, value, ret));
        }
    });
    edits
}

fn return_edits(cx: &Cx, at: Span, value: Option<ExprId>, ret: TypeId) -> Vec<Edit> {
    let Some(value) = value else {
        return vec![Edit::text(at, "{ migrt_hold = migrt_h; return; }")];
    };
    let unit = cx.unit;
    let inner = unit.exprs[value].outer_span();
    let before = Span {
        start: at.start,
        end: inner.start,
    };
    let after = Span {
        start: inner.end,
        end: at.end,
    };
    if unit.is_void(ret) {
        return vec![
            Edit::text(before, "{ "),
            Edit::text(after, "; migrt_hold = migrt_h; return; }"),
        ];
    }
    let result = cx.declare(ret, "migrt_r");
    vec![
        Edit::text(before, format!("{{ {result} = ")),
        Edit::text(after, "; migrt_hold = migrt_h; return migrt_r; }"),
    ]
}
