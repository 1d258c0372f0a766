use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule, Sink};
use migcc_macros::Documented;

/// Order by address
///
/// - code: MIG004
/// - name: ordered-addresses
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions for comparing (two pointers, one integer result) that say which of
/// two addresses is the lower one: of their arguments themselves, or of pointers
/// that these point to.
///
/// ## Why migration breaks
/// What was sorted or put into a tree by address is in another order where the
/// objects have other addresses, and is then searched in vain. Blocks of the heap
/// keep their addresses between machines of 64 bits; variables do not.
///
/// ## Example
/// ```c,expect
/// int by_address(const void *a, const void *b)
/// {
///     const char *x = *(const char *const *)a, *y = *(const char *const *)b;
///     return x < y ? -1 : x > y;
/// }
/// ```
///
/// ## Use instead
/// An order of what the objects hold.
/// ```c,ok
/// struct object { unsigned id; };
/// int by_id(const void *a, const void *b)
/// {
///     const struct object *x = *(struct object *const *)a, *y = *(struct object *const *)b;
///     return x->id < y->id ? -1 : x->id > y->id;
/// }
/// ```
#[derive(Documented)]
pub struct OrderedAddresses;

impl Rule for OrderedAddresses {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        if !is_comparison(cx, function) {
            return;
        }
        let mut first = None;
        walk::each_stmt_expr(cx.unit, function.body, &mut |e| {
            if first.is_none() && orders(cx, function, e) {
                first = Some(e);
            }
        });
        let Some(found) = first else { return };
        let name = &cx.unit.decls[function.decl].name;
        let message = format!("`{name}` orders objects by their addresses");
        let finding = report.found(cx.unit.exprs[found].span, message);
        report.add(
            finding
                .label("another order on another machine")
                .help("compare what the objects hold, or a number given to each when it is made"),
        );
    }
}

/// `int f(T *, T *)`.
fn is_comparison(cx: &Context, function: &Function) -> bool {
    let unit = cx.unit;
    let ret = unit.function_type(unit.decls[function.decl].ty.ty);
    let integer = ret.is_some_and(|f| {
        matches!(
            unit.kind(f.ret.ty),
            TypeKind::Int { .. } | TypeKind::Long { .. } | TypeKind::Bool
        )
    });
    let types: Vec<TypeId> = function
        .params
        .iter()
        .map(|&p| unit.canonical(unit.decls[p].ty.ty))
        .collect();
    integer && matches!(types[..], [a, b] if a == b && unit.is_pointer(a))
}

/// Both sides are addresses that come from the two parameters.
fn orders(cx: &Context, function: &Function, e: ExprId) -> bool {
    use BinaryOp::{Ge, Gt, Le, Lt, Sub};
    let ExprKind::Binary { op, left, right } = cx.unit.exprs[e].kind else {
        return false;
    };
    let [a, b] = function.params[..] else {
        return false;
    };
    let from = |e: ExprId, p: DeclId| is_address_from(cx, e, p, 0);
    let both = (from(left, a) && from(right, b)) || (from(left, b) && from(right, a));
    let distance = op == Sub && is_parameter(cx, left, function);
    matches!(op, Lt | Gt | Le | Ge | Sub) && both && !distance && !is_range(cx, function, e, left)
}

/// Two ends of a range, not two objects: `while (p < end)`.
fn is_range(cx: &Context, function: &Function, e: ExprId, left: ExprId) -> bool {
    let unit = cx.unit;
    if !is_parameter(cx, left, function) {
        return false;
    }
    let to = unit.pointee(unit.exprs[cx.without_casts(left)].converted);
    let is_void = to.is_some_and(|to| unit.is_void(to.ty));
    let mut top = e;
    while let Some(parent) = cx.parent(top) {
        top = parent;
    }
    let returned = matches!(cx.sinks().of(top), Sink::Returned(_));
    !is_void && !returned
}

fn is_parameter(cx: &Context, e: ExprId, function: &Function) -> bool {
    match cx.unit.exprs[cx.without_casts(e)].kind {
        ExprKind::Name(decl) => function.params.contains(&decl),
        _ => false,
    }
}

/// How many variables lie between a parameter and what is compared.
const DEPTH: usize = 3;

/// The value is a pointer, or the number of one, which is the parameter or what
/// it points to.
fn is_address_from(cx: &Context, e: ExprId, param: DeclId, depth: usize) -> bool {
    let unit = cx.unit;
    let bare = cx.without_casts(e);
    if !unit.is_pointer(unit.exprs[bare].converted) && !cx.addresses().is_address(unit, e) {
        return false;
    }
    match unit.exprs[bare].kind {
        ExprKind::Name(decl) if decl == param => true,
        ExprKind::Name(decl) if depth < DEPTH => match unit.decls[decl].init {
            Some(init) => match unit.inits[init] {
                Init::Expr(value) => is_address_from(cx, value, param, depth + 1),
                Init::List { .. } => false,
            },
            None => false,
        },
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => is_address_from(cx, operand, param, depth),
        ExprKind::Index { base, .. } => is_address_from(cx, base, param, depth),
        ExprKind::Member { base, .. } => is_address_from(cx, base, param, depth),
        _ => false,
    }
}
