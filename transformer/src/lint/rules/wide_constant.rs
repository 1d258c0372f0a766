use crate::hir::*;
use crate::lint::{At, Context, End, Report, Rule};
use migcc_macros::Documented;

/// More than 32 bits in a long
///
/// - code: MIG018
/// - name: wide-constant
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Constants above 32 bits that are stored in a `long`, `size_t` or another type
/// which has 32 bits on some machines, and shifts of such values by 32 and more.
/// `int64_t` and its like are wide enough everywhere; shifts of a type that the
/// program names itself are left to the headers that choose it.
///
/// ## Why migration breaks
/// A value that does not fit is not cut off: a restore on a machine of 32 bits is
/// refused. And a shift by the whole width is undefined there (C11 6.5.7p3).
///
/// ## Example
/// ```c,expect
/// long limit;
/// void set(void)
/// {
///     limit = 1L << 40;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// #include <stdint.h>
/// int64_t limit;
/// void set(void)
/// {
///     limit = INT64_C(1) << 40;
/// }
/// ```
#[derive(Documented)]
pub struct WideConstant;

impl Rule for WideConstant {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let Some(what) = too_wide(cx, expr) else {
            return;
        };
        let finding = report.found(cx.unit.exprs[expr].span, what);
        report.add(
            finding
                .label("32 bits on some machines")
                .help("use int64_t or uint64_t, and INT64_C or UINT64_C for constants"),
        );
    }
}

fn too_wide(cx: &Context, expr: ExprId) -> Option<String> {
    let unit = cx.unit;
    match unit.exprs[expr].kind {
        ExprKind::Binary {
            op: op @ (BinaryOp::Shl | BinaryOp::Shr),
            left,
            right,
        } => {
            let far = matches!(unit.constant(right), Some(32..));
            let kept = is_kept_as_long(cx, expr);
            let variable = cx.is_long_value(left)
                && !is_literal(cx, left)
                && !is_chosen(cx, left)
                && !cx.addresses().is_address(unit, left);
            let found =
                far && (variable && (op == BinaryOp::Shr || kept) || is_literal(cx, left) && kept);
            found.then(|| format!("`{}` shifts a `long` by 32 bits or more", cx.words(expr)))
        }
        ExprKind::Integer { value } => {
            let (value, kept) = (value?, is_kept_as_long(cx, expr));
            let unsigned = is_unsigned(cx, expr);
            let wide = value >> 32 != 0 || value >> 31 != 0 && !unsigned;
            // All ones are a mark, and stay all ones.
            (wide && kept && value < u128::from(u64::MAX))
                .then(|| format!("`{}` does not fit a `long` of 32 bits", cx.words(expr)))
        }
        _ => None,
    }
}

/// Made of a type with a name of its own, as `uint64_t`: which one it is on a
/// machine of 32 bits, the headers there decide.
fn is_chosen(cx: &Context, e: ExprId) -> bool {
    let unit = cx.unit;
    let mut found = false;
    unit.walk_exprs(e, &mut |e| {
        if let TypeKind::Typedef(decl) = *unit.types.kind(unit.exprs[e].ty.ty) {
            let decl = &unit.decls[decl];
            found |= !decl.system || decl.name.contains("64");
        }
    });
    found
}

fn is_literal(cx: &Context, e: ExprId) -> bool {
    cx.is_long(cx.unit.exprs[e].ty.ty)
        && matches!(
            cx.unit.exprs[cx.without_casts(e)].kind,
            ExprKind::Integer { .. }
        )
}

/// Where it goes is a `long` that says so.
fn is_kept_as_long(cx: &Context, expr: ExprId) -> bool {
    destination(cx, expr).is_some_and(|ty| cx.is_long(ty))
}

fn is_unsigned(cx: &Context, expr: ExprId) -> bool {
    let info = destination(cx, expr).and_then(|ty| cx.unit.integer_info(ty));
    info.is_some_and(|info| !info.signed)
}

fn destination(cx: &Context, expr: ExprId) -> Option<TypeId> {
    let unit = cx.unit;
    let is_constant = matches!(unit.exprs[expr].kind, ExprKind::Integer { .. });
    let mut top = expr;
    while let Some(parent) = cx.parent(top) {
        match unit.exprs[parent].kind {
            // Cut on purpose, or a mask.
            ExprKind::Cast { .. }
            | ExprKind::Binary {
                op: BinaryOp::And, ..
            } if is_constant => return None,
            ExprKind::Cast { to, .. } => return Some(to.ty),
            ExprKind::Binary { op, left, .. }
                if !matches!(op, BinaryOp::Shl | BinaryOp::Shr) || left == top =>
            {
                top = parent
            }
            ExprKind::Unary { .. } => top = parent,
            _ => break,
        }
    }
    match cx.journey(top).end {
        End::Assigned(place) => Some(unit.exprs[place].ty.ty),
        // What is constant is no part of a capture.
        End::Initialises(decl) if is_const(unit, decl) => None,
        End::Initialises(decl) => {
            let ty = unit.decls[decl].ty.ty;
            Some(unit.innermost_element(ty)).filter(|&ty| unit.is_integer(ty))
        }
        End::Returned(function) => Some(unit.function_type(unit.decls[function].ty.ty)?.ret.ty),
        _ => None,
    }
}

fn is_const(unit: &Unit, decl: DeclId) -> bool {
    let mut ty = unit.resolve(unit.decls[decl].ty);
    while let Some(elem) = unit.element(ty) {
        ty = unit.resolve(elem);
    }
    ty.quals.is_const
}
