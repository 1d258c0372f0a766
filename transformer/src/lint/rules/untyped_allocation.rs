use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Allocation without a type
///
/// - code: MIG009
/// - name: untyped-allocation
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Allocations for which nothing names a type: no `sizeof` in the size, no typed
/// pointer that gets the result, and which are kept in a `void *`. Functions that
/// return what they allocate are allocators: their calls are looked at instead.
///
/// ## Why migration breaks
/// The runtime converts a block by its type. One without a type gets it from the
/// typed pointers that reach it; where only `void *` do, and it is not all
/// zero, the restore is refused.
///
/// ## Example
/// ```c,expect
/// #include <stdlib.h>
/// struct box { void *data; };
/// void fill(struct box *b, size_t n)
/// {
///     b->data = malloc(n);
/// }
/// ```
///
/// ## Use instead
/// A pointer of the real type, a `sizeof` in the size, or `[[variant]] pointer`
/// where a number beside the pointer tells.
/// ```c,ok
/// #include <stdlib.h>
/// struct box { int *data; };
/// void fill(struct box *b, size_t n)
/// {
///     b->data = malloc(n * sizeof *b->data);
/// }
/// ```
#[derive(Documented)]
pub struct UntypedAllocation;

impl Rule for UntypedAllocation {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        if !is_untyped(cx, expr) {
            return;
        }
        let Some(place) = keeper(cx, expr) else {
            return;
        };
        let finding = report.found(
            cx.unit.exprs[expr].span,
            format!("what this block for `{place}` holds, nothing tells"),
        );
        report.add(
            finding
                .label("an allocation without a type")
                .help(
                    "make the size of a `sizeof`, or keep the result in a pointer to what it holds",
                )
                .help("or say what it holds with [[pointer]] or [[variant]] pointer in migcc.toml"),
        );
    }
}

/// The rewriter finds no type for it.
fn is_untyped(cx: &Context, call: ExprId) -> bool {
    let unit = cx.unit;
    let to_void = cx.goes_to(call).is_some_and(|ty| unit.is_void(ty));
    if !to_void || !matches!(unit.exprs[call].kind, ExprKind::Call { .. }) {
        return false;
    }
    match cx.allocated(call) {
        Some(found) => {
            found.name != "alloca" && found.allocation.ty.is_none() && found.name != "realloc"
        }
        None => is_wrapper(cx, call) && cx.hinted(call).is_none(),
    }
}

/// A function of the unit that returns a block it has just allocated.
fn is_wrapper(cx: &Context, call: ExprId) -> bool {
    let unit = cx.unit;
    let ExprKind::Call { callee, .. } = unit.exprs[call].kind else {
        return false;
    };
    let ExprKind::Name(decl) = unit.exprs[callee].kind else {
        return false;
    };
    cx.allocators().contains(&decl)
}

/// What keeps it: a member or a variable that outlives the function, with the
/// way it is named.
fn keeper(cx: &Context, call: ExprId) -> Option<String> {
    let unit = cx.unit;
    let mut top = call;
    while let Some(parent) = cx.parent(top) {
        match unit.exprs[parent].kind {
            ExprKind::Cast { .. } => top = parent,
            ExprKind::Assign {
                op: None,
                left,
                right,
            } if right == top => return place(cx, left),
            _ => return None,
        }
    }
    None
}

fn place(cx: &Context, left: ExprId) -> Option<String> {
    let unit = cx.unit;
    if let Some(at) = cx.member(left) {
        let field = &unit.records[at.record].fields[at.index];
        let pointed = cx
            .selectors
            .get(&at.record)
            .into_iter()
            .flatten()
            .any(|selector| selector.pointee.is_some() && selector.pointee == field.name);
        let told = field.described.is_some() || field.transient || pointed;
        return (!told).then(|| cx.words(left));
    }
    let lasting = match unit.exprs[left].kind {
        ExprKind::Name(decl) => {
            let noted = cx.annotations.variable(&unit.decls[decl].name).is_some();
            !cx.is_automatic(decl) && !unit.decls[decl].is_transient() && !noted
        }
        ExprKind::Index { base, .. } => cx.root(base).is_none_or(|decl| !cx.is_automatic(decl)),
        _ => false,
    };
    lasting.then(|| cx.words(left))
}
