use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use migcc_macros::Documented;

/// Address of a local variable outlives it
///
/// - code: MIG045
/// - name: escaping-local
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// The address of a local variable that is returned, or stored in a static
/// variable or through a pointer the function was given and not replaced in the same function.
///
/// ## Why migration breaks
/// When the function has returned the pointer refers to nothing. A capture finds
/// no object there, or another one, which has another type: the pointer becomes
/// invalid, or the restore is refused.
///
/// ## Example
/// ```c,expect
/// int *last;
/// void note(int value)
/// {
///     int copy = value;
///     last = &copy;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// int last;
/// void note(int value)
/// {
///     last = value;
/// }
/// ```
#[derive(Documented)]
pub struct EscapingLocal;

impl Rule for EscapingLocal {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let unit = cx.unit;
        let mut stores = Vec::new();
        walk::each_stmt_expr(unit, function.body, &mut |e| {
            if let ExprKind::Assign {
                op: None,
                left,
                right,
            } = unit.exprs[e].kind
            {
                stores.push((e, left, right));
            }
        });
        for &(e, left, right) in &stores {
            let Some(local) = local(cx, right) else {
                continue;
            };
            let replaced = |&(other, place, value): &(ExprId, ExprId, ExprId)| {
                other != e && cx.same_place(place, left) && self::local(cx, value) != Some(local)
            };
            let handed = is_handed_on(cx, function, local, e);
            if outlives(cx, left, 0) && !handed && !stores.iter().any(replaced) {
                let what = format!(
                    "`{}` keeps the address of `{}`, which ends with this function",
                    cx.words(left),
                    unit.decls[local].name
                );
                add(cx, e, local, what, report);
            }
        }
        walk::each_stmt(unit, function.body, &mut |stmt| {
            let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind else {
                return;
            };
            let pointer = unit.is_pointer(unit.exprs[value].converted);
            if let Some(local) = local(cx, value).filter(|_| pointer) {
                let what = format!("the address of `{}` is returned", unit.decls[local].name);
                add(cx, value, local, what, report);
            }
        });
    }
}

/// A function called later gets the same address, and may take it back.
fn is_handed_on(cx: &Context, function: &Function, variable: DeclId, after: ExprId) -> bool {
    let unit = cx.unit;
    let end = unit.exprs[after].span.end;
    let mut found = false;
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if let ExprKind::Call { args, .. } = &unit.exprs[e].kind {
            let later = unit.exprs[e].span.start >= end;
            found |= later && args.iter().any(|&arg| local(cx, arg) == Some(variable));
        }
    });
    found
}

fn add(cx: &Context, at: ExprId, local: DeclId, what: String, report: &mut Report) {
    let finding = report.found(cx.unit.exprs[at].span, what);
    report.add(
        finding
            .label("refers to nothing when the function has returned")
            .related(cx.unit.decls[local].name_span, "a local variable")
            .help("make the variable static, allocate it, or clear the pointer before returning"),
    );
}

/// The local variable whose address the value is.
fn local(cx: &Context, value: ExprId) -> Option<DeclId> {
    let unit = cx.unit;
    let bare = cx.without_casts(value);
    match unit.exprs[bare].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => walk::root_object(unit, operand),
        ExprKind::Name(_) | ExprKind::Member { .. } if unit.is_array(unit.exprs[bare].ty.ty) => {
            walk::root_object(unit, bare)
        }
        _ => None,
    }
    .filter(|&decl| !unit.decls[decl].system)
}

/// Links of variables followed to where a place lies.
const DEPTH: usize = 8;

/// A static variable, or something behind a parameter.
fn outlives(cx: &Context, place: ExprId, depth: usize) -> bool {
    let unit = cx.unit;
    if depth > DEPTH {
        return false;
    }
    match unit.exprs[place].kind {
        ExprKind::Name(decl) => !cx.is_automatic(decl),
        ExprKind::Member {
            base, arrow: false, ..
        } => outlives(cx, base, depth + 1),
        ExprKind::Member {
            base, arrow: true, ..
        } => is_given(cx, base, depth + 1),
        ExprKind::Index { base, .. } if unit.is_array(unit.exprs[base].ty.ty) => {
            outlives(cx, base, depth + 1)
        }
        ExprKind::Index { base, .. } => is_given(cx, base, depth + 1),
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => is_given(cx, operand, depth + 1),
        _ => false,
    }
}

/// The pointer came from the caller or from a static variable.
fn is_given(cx: &Context, pointer: ExprId, depth: usize) -> bool {
    match cx.unit.exprs[cx.without_casts(pointer)].kind {
        ExprKind::Name(decl) => {
            cx.unit.decls[decl].kind == DeclKind::Param || !cx.is_automatic(decl)
        }
        _ => outlives(cx, cx.without_casts(pointer), depth),
    }
}
