use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Freed pointer used again
///
/// - code: MIG046
/// - name: freed-pointer
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// A pointer that is used in a later statement of the block in which it was given to
/// `free`, without a new value in between.
///
/// ## Why migration breaks
/// It refers to nothing the capture knows, and is saved as an invalid pointer. What
/// happened to work in one process, because the memory was still as it was,
/// stops in the next.
///
/// ## Example
/// ```c,expect
/// #include <stdlib.h>
/// struct node { struct node *next; };
/// struct node *drop(struct node *n)
/// {
///     free(n);
///     return n->next;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// #include <stdlib.h>
/// struct node { struct node *next; };
/// struct node *drop(struct node *n)
/// {
///     struct node *next = n->next;
///     free(n);
///     return next;
/// }
/// ```
#[derive(Documented)]
pub struct FreedPointer;

impl Rule for FreedPointer {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        walk::each_stmt(cx.unit, function.body, &mut |stmt| {
            if let StmtKind::Block(items) = &cx.unit.stmts[stmt].kind {
                for (n, &item) in items.iter().enumerate() {
                    if let Some((call, pointer)) = freed(cx, item) {
                        search(cx, call, pointer, &items[n + 1..], report);
                    }
                }
            }
        });
    }
}

/// `free(p);`
fn freed(cx: &Context, stmt: StmtId) -> Option<(ExprId, ExprId)> {
    let StmtKind::Expr(call) = cx.unit.stmts[stmt].kind else {
        return None;
    };
    match cx.library_call(call)? {
        ("free" | "cfree", [pointer]) => Some((call, cx.without_casts(*pointer))),
        _ => None,
    }
}

/// The first use in the statements that surely follow.
fn search(cx: &Context, call: ExprId, pointer: ExprId, rest: &[StmtId], report: &mut Report) {
    for &stmt in rest {
        if leaves(cx, stmt) {
            return;
        }
        match first_use(cx, pointer, stmt) {
            Some(Use::Read(at)) => {
                let message = format!("`{}` is used after it was freed", cx.words(pointer));
                let finding = report.found(cx.unit.exprs[at].span, message);
                report.add(
                    finding
                        .label("refers to nothing")
                        .related(cx.unit.exprs[call].span, "freed here")
                        .help("use it before it is freed, or give it a new value"),
                );
                return;
            }
            Some(Use::Ended) => return,
            None => {}
        }
    }
}

/// Other ways lead to what follows.
fn leaves(cx: &Context, stmt: StmtId) -> bool {
    matches!(
        cx.unit.stmts[stmt].kind,
        StmtKind::Label { .. }
            | StmtKind::Case { .. }
            | StmtKind::Default { .. }
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Goto(_)
    )
}

enum Use {
    Read(ExprId),
    /// A new value, or something that may be one.
    Ended,
}

fn first_use(cx: &Context, pointer: ExprId, stmt: StmtId) -> Option<Use> {
    let unit = cx.unit;
    let (mut read, mut ended, mut calls) = (None, false, Vec::new());
    walk::each_stmt_expr(unit, stmt, &mut |e| match unit.exprs[e].kind {
        ExprKind::Assign { op, left, .. } => {
            ended |= op.is_none() && touches(cx, left, pointer);
        }
        ExprKind::Unary { op, operand } => {
            let gives = op.is_step() || op == UnaryOp::AddressOf;
            ended |= gives && touches(cx, operand, pointer);
        }
        ExprKind::Call { .. } => calls.push(unit.exprs[e].span),
        _ if read.is_none() && cx.same_place(e, pointer) && !is_cast(cx, e) => read = Some(e),
        _ => {}
    });
    let read = read.filter(|_| !ended);
    // What a called function does with a member or a global is not known.
    let before = |at: Span| calls.iter().any(|call| call.end <= at.start);
    let unsure = |at: ExprId| !is_own(cx, pointer) && before(unit.exprs[at].span);
    match read {
        Some(at) if !unsure(at) => Some(Use::Read(at)),
        None if !ended && (calls.is_empty() || is_own(cx, pointer)) => None,
        _ => Some(Use::Ended),
    }
}

fn is_cast(cx: &Context, e: ExprId) -> bool {
    matches!(cx.unit.exprs[e].kind, ExprKind::Cast { .. })
}

/// The pointer, or what it is reached by, is changed.
fn touches(cx: &Context, place: ExprId, pointer: ExprId) -> bool {
    if cx.same_place(place, pointer) {
        return true;
    }
    let mut inside = false;
    cx.unit
        .walk_exprs(pointer, &mut |e| inside |= cx.same_place(place, e));
    inside
}

/// A variable of the function whose address nobody has.
fn is_own(cx: &Context, pointer: ExprId) -> bool {
    let ExprKind::Name(decl) = cx.unit.exprs[pointer].kind else {
        return false;
    };
    let mut known = cx.flow.functions.values();
    cx.is_automatic(decl) && !known.any(|function| function.memory.contains(&decl))
}
