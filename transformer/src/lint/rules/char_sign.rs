use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use migcc_macros::Documented;

/// Reliance on the sign of plain char
///
/// - code: MIG040
/// - name: char-sign
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// A plain `char` that is compared with a negative number or one above 127, used
/// as an index, shifted to the right, or given the result of `getchar` and its like.
///
/// ## Why migration breaks
/// Plain `char` is signed on x86, MIPS and SPARC and unsigned on ARM, PowerPC,
/// s390 and RISC-V (C11 6.2.5p15). The byte stays the same in a migration,
/// its value changes from -1 to 255.
///
/// ## Example
/// ```c,expect
/// #include <stdio.h>
/// int end(void)
/// {
///     char c = getchar();
///     return c == EOF;
/// }
/// ```
///
/// ## Use instead
/// `int` for characters that are read, `unsigned char` for bytes.
/// ```c,ok
/// #include <stdio.h>
/// int end(void)
/// {
///     int c = getchar();
///     return c == EOF;
/// }
/// ```
#[derive(Documented)]
pub struct CharSign;

impl Rule for CharSign {
    fn decl(&self, cx: &Context, decl: DeclId, report: &mut Report) {
        let of = &cx.unit.decls[decl];
        if let Some(Init::Expr(value)) = of.init.map(|init| &cx.unit.inits[init]) {
            if is_plain(cx, of.ty.ty) && is_input(cx, *value) {
                add(
                    cx,
                    *value,
                    "the end of the input and a character become one value".into(),
                    report,
                );
            }
        }
    }

    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let char_value = |e: ExprId| is_plain_value(cx, e);
        match unit.exprs[expr].kind {
            ExprKind::Binary { op, left, right } => {
                let value = match (char_value(left), char_value(right)) {
                    (true, false) => (left, right),
                    (false, true) => (right, left),
                    _ => return,
                };
                let shifts = op == BinaryOp::Shr && value.0 == left && !is_masked(cx, expr, right);
                if shifts || is_sign_test(cx, op, value.1) {
                    let what = format!("`{}` depends on the sign of plain char", cx.words(expr));
                    add(cx, expr, what, report);
                }
            }
            ExprKind::Index { index, .. } if char_value(index) => {
                let what = format!("`{}` may be negative as an index", cx.words(index));
                add(cx, index, what, report);
            }
            ExprKind::Assign {
                op: None,
                left,
                right,
            } if is_plain(cx, unit.exprs[left].ty.ty) && is_input(cx, right) => {
                add(
                    cx,
                    expr,
                    "the end of the input and a character become one value".into(),
                    report,
                );
            }
            _ => {}
        }
    }
}

fn add(cx: &Context, at: ExprId, what: String, report: &mut Report) {
    let finding = report.found(cx.unit.exprs[at].span, what);
    report.add(
        finding
            .label("plain char is signed on some machines only")
            .help("use unsigned char or signed char, or int for what getchar returns"),
    );
}

/// `c >> 4 & 15`: the copies of the sign are cut off.
fn is_masked(cx: &Context, expr: ExprId, by: ExprId) -> bool {
    let parent = cx.parent(expr).map(|parent| &cx.unit.exprs[parent].kind);
    let Some(ExprKind::Binary {
        op: BinaryOp::And,
        left,
        right,
    }) = parent
    else {
        return false;
    };
    let mask = if *left == expr { *right } else { *left };
    match (cx.unit.constant(mask), cx.unit.constant(by)) {
        (Some(mask), Some(by @ 0..8)) => mask >= 0 && mask >> (8 - by) == 0,
        _ => false,
    }
}

fn is_plain(cx: &Context, ty: TypeId) -> bool {
    matches!(cx.unit.kind(ty), TypeKind::Char)
}

/// A value of plain `char` that is not a constant.
fn is_plain_value(cx: &Context, e: ExprId) -> bool {
    is_plain(cx, cx.unit.exprs[e].ty.ty) && cx.unit.constant(e).is_none() && !is_literal(cx, e)
}

/// `'\377'`, an element of a string.
fn is_literal(cx: &Context, e: ExprId) -> bool {
    matches!(
        cx.unit.exprs[cx.without_casts(e)].kind,
        ExprKind::Char { .. }
    )
}

/// True for some characters on machines of one kind only.
fn is_sign_test(cx: &Context, op: BinaryOp, other: ExprId) -> bool {
    use BinaryOp::*;
    let text = matches!(
        cx.unit.exprs[cx.without_casts(other)].kind,
        ExprKind::Char { .. }
    );
    let Some(value) = cx.unit.constant(other) else {
        return false;
    };
    match op {
        Eq | Ne => !(0..=127).contains(&value) && !text,
        Lt | Ge | Gt | Le if value == 0 => matches!(op, Lt | Ge),
        Lt | Ge | Gt | Le => !(0..=127).contains(&value),
        _ => false,
    }
}

/// `getchar()` and its like, which give `int`.
fn is_input(cx: &Context, e: ExprId) -> bool {
    let bare = cx.without_casts(e);
    let name = cx.library_call(bare).map(|(name, _)| name);
    matches!(
        name,
        Some("getchar" | "getc" | "fgetc" | "getc_unlocked" | "getchar_unlocked" | "getopt")
    ) && matches!(cx.unit.exprs[e].kind, ExprKind::Call { .. })
}
