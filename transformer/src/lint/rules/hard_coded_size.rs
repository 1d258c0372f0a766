use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Size written as a number
///
/// - code: MIG010
/// - name: hard-coded-size
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Allocations of types whose size differs between machines (with pointers,
/// `long`, or 8 bytes behind 4) with a size in which no `sizeof` stands, and copies
/// and comparisons of such objects with a constant number of bytes.
///
/// ## Why migration breaks
/// The number is right on one machine. On another the block is too small for
/// what is stored in it, or only a part of the object is copied.
///
/// ## Example
/// ```c,expect
/// #include <stdlib.h>
/// struct node { struct node *next; int value; };
/// struct node *make(void)
/// {
///     return malloc(16);
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// #include <stdlib.h>
/// struct node { struct node *next; int value; };
/// struct node *make(void)
/// {
///     return malloc(sizeof(struct node));
/// }
/// ```
#[derive(Documented)]
pub struct HardCodedSize;

impl Rule for HardCodedSize {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some((ty, size)) = allocated(cx, expr).or_else(|| copied(cx, expr)) else {
            return;
        };
        let unit = cx.unit;
        let name = unit.spell(ty);
        let sizes = match shape::sizes(unit, ty) {
            Some((wide, narrow)) if wide != narrow => {
                format!("; one takes {wide} bytes on machines of 64 bits and {narrow} on others")
            }
            _ => String::new(),
        };
        let message = format!(
            "`{}` bytes for objects of type `{name}`{sizes}",
            cx.words(size)
        );
        let finding = report.found(unit.exprs[size].outer_span(), message);
        report.add(
            finding
                .label("the size of one machine")
                .help(format!("make it of `sizeof({name})`")),
        );
    }
}

/// An allocation that goes to a typed pointer.
fn allocated(cx: &Context, expr: ExprId) -> Option<(TypeId, ExprId)> {
    let found = cx.allocated(expr)?;
    let ty = found.target?;
    let size = *found.sizes.last()?;
    let factor = |&size: &ExprId| is_number(cx, size) || is_count(cx, size);
    let constant = |&size: &ExprId| is_number(cx, size);
    let numbers = found.sizes.iter().all(factor) && found.sizes.iter().any(constant);
    (numbers && is_variable(cx.unit, ty)).then_some((ty, size))
}

/// Its size differs between machines.
fn is_variable(unit: &Unit, ty: TypeId) -> bool {
    let object = unit.is_record(ty) || unit.is_pointer(ty);
    object && unit.is_complete(ty) && !shape::is_fixed(unit, ty)
}

/// Made of constants and plain factors only: `16`, `n * 8`.
fn is_number(cx: &Context, e: ExprId) -> bool {
    let unit = cx.unit;
    match unit.exprs[e].kind {
        ExprKind::Integer { .. } => true,
        ExprKind::Binary {
            op: BinaryOp::Mul | BinaryOp::Add | BinaryOp::Shl,
            left,
            right,
        } => {
            let constant = |e: ExprId| matches!(unit.constant(e), Some(4..));
            let plain = |e: ExprId| is_number(cx, e) || is_count(cx, e);
            plain(left) && plain(right) && (constant(left) || constant(right))
        }
        ExprKind::Cast { operand, .. } => is_number(cx, operand),
        _ => false,
    }
}

/// A variable that may count objects; one that holds a size does not.
fn is_count(cx: &Context, e: ExprId) -> bool {
    match cx.unit.exprs[cx.without_casts(e)].kind {
        ExprKind::Name(decl) => {
            !cx.flow.sizes.contains(&decl) && cx.unit.decls[decl].init.is_none()
        }
        ExprKind::Member { .. } => true,
        _ => false,
    }
}

/// `memcpy(&a, &b, 24)`.
fn copied(cx: &Context, expr: ExprId) -> Option<(TypeId, ExprId)> {
    let (name, args) = cx.library_call(expr)?;
    let [to, from, size] = args else { return None };
    let objects: &[ExprId] = match name.trim_start_matches("__builtin_") {
        "memcpy" | "memmove" | "memcmp" => &[*to, *from],
        "memset" => &[*to],
        _ => return None,
    };
    let literal = matches!(
        cx.unit.exprs[*size].kind,
        ExprKind::Integer { value: Some(2..) }
    );
    let ty = objects.iter().find_map(|&object| {
        let bare = cx.without_casts(object);
        let to = cx.points_to(bare)?.ty;
        is_variable(cx.unit, to).then_some(to)
    })?;
    literal.then_some((ty, *size))
}
