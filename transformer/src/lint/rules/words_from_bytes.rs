use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Number read from bytes in the machine's order
///
/// - code: MIG016
/// - name: words-from-bytes
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Numbers of more than one byte that are read or written through a cast of a
/// pointer to characters (`*(const uint32_t *)text`), or copied between characters and a
/// number (`memcpy(&word, text, 4)`).
///
/// ## Why migration breaks
/// The same bytes are another number on a machine with another byte order.
/// Captures wait while a loop reads such words into local variables; what
/// members and globals hold is not followed, and what was computed of them on
/// one machine does not fit the rest that is computed on another.
///
/// ## Example
/// ```c,expect
/// #include <stdint.h>
/// struct state { uint32_t sum; };
/// void add(struct state *s, const char *text)
/// {
///     s->sum += *(const uint32_t *)text;
/// }
/// ```
///
/// ## Use instead
/// Bytes, put together in an order the program chooses.
/// ```c,ok
/// #include <stdint.h>
/// struct state { uint32_t sum; };
/// void add(struct state *s, const unsigned char *text)
/// {
///     s->sum += text[0] | text[1] << 8 | text[2] << 16 | (uint32_t)text[3] << 24;
/// }
/// ```
#[derive(Documented)]
pub struct WordsFromBytes;

impl Rule for WordsFromBytes {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let Some(bytes) = read(cx, expr).or_else(|| copied(cx, expr)) else {
            return;
        };
        if is_swapped(cx, expr) || is_copy(cx, expr) {
            return;
        }
        let message = match is_written(cx, expr, bytes) {
            true => format!("a number is put into the bytes at `{}`", cx.words(bytes)),
            false => format!("the bytes at `{}` are taken as a number", cx.words(bytes)),
        };
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("another number on a machine with another byte order")
                .help("put the number together from its bytes with shifts"),
        );
    }
}

/// `*(uint32_t *)text`, `((uint32_t *)text)[i]`.
fn read(cx: &Context, expr: ExprId) -> Option<ExprId> {
    let unit = cx.unit;
    let pointer = match unit.exprs[expr].kind {
        ExprKind::Index { base, .. } => base,
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } => operand,
        _ => return None,
    };
    let ExprKind::Cast { to, .. } = unit.exprs[pointer].kind else {
        return None;
    };
    let bare = cx.without_casts(pointer);
    let wide = unit.pointee(to.ty).is_some_and(|to| is_wide(unit, to.ty));
    (wide && is_text(cx, bare)).then_some(bare)
}

/// `memcpy(&word, text, n)`, or the other way round.
fn copied(cx: &Context, expr: ExprId) -> Option<ExprId> {
    let (name, args) = cx.library_call(expr)?;
    let [to, from, ..] = args else { return None };
    if !["memcpy", "memmove"].contains(&name.trim_start_matches("__builtin_")) {
        return None;
    }
    let (to, from) = (cx.without_casts(*to), cx.without_casts(*from));
    let number = |e: ExprId| match cx.unit.exprs[e].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => is_wide(cx.unit, cx.unit.exprs[operand].ty.ty),
        _ => false,
    };
    match () {
        _ if number(to) && is_text(cx, from) => Some(from),
        _ if number(from) && is_text(cx, to) => Some(to),
        _ => None,
    }
}

/// The bytes are what is changed.
fn is_written(cx: &Context, expr: ExprId, bytes: ExprId) -> bool {
    let unit = cx.unit;
    match &unit.exprs[expr].kind {
        ExprKind::Call { args, .. } => args.first().is_some_and(|&to| cx.without_casts(to) == bytes),
        _ => cx.parent(expr).is_some_and(|parent| {
            matches!(unit.exprs[parent].kind, ExprKind::Assign { op: None, left, .. } if left == expr)
        }),
    }
}

/// Put into an order the program has chosen: `__builtin_bswap32(word)`, `htonl`.
fn is_swapped(cx: &Context, expr: ExprId) -> bool {
    let swaps = |call: ExprId| {
        let name = cx.callee(call).unwrap_or_default();
        [
            "bswap",
            "ntoh",
            "hton",
            "uint32_identity",
            "uint16_identity",
        ]
        .iter()
        .any(|part| name.contains(part))
    };
    if cx.parent(expr).is_some_and(swaps) {
        return true;
    }
    let Some(variable) = word(cx, expr) else {
        return false;
    };
    let init = cx.unit.decls[variable]
        .init
        .map(|init| &cx.unit.inits[init]);
    if matches!(init, Some(Init::Expr(value)) if swaps(cx.without_casts(*value))) {
        return true;
    }
    cx.unit.exprs.iter().any(|(call, e)| match &e.kind {
        ExprKind::Call { args, .. } => {
            let named = |&arg: &ExprId| cx.root(cx.without_casts(arg)) == Some(variable);
            swaps(call) && args.iter().any(named)
        }
        _ => false,
    })
}

/// The variable that `memcpy` copies from or to.
fn word(cx: &Context, call: ExprId) -> Option<DeclId> {
    let (_, args) = cx.library_call(call)?;
    args.iter()
        .take(2)
        .find_map(|&arg| match cx.unit.exprs[cx.without_casts(arg)].kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => cx.root(operand).filter(|&decl| cx.is_automatic(decl)),
            _ => None,
        })
}

/// From characters to characters, two or four at a time.
fn is_copy(cx: &Context, expr: ExprId) -> bool {
    let ends = |e: ExprId| match cx.unit.exprs[e].kind {
        ExprKind::Assign {
            op: None,
            left,
            right,
        } => read(cx, left).is_some() && read(cx, right).is_some(),
        _ => false,
    };
    cx.parent(expr).is_some_and(ends)
}

fn is_text(cx: &Context, e: ExprId) -> bool {
    let ty = cx.unit.exprs[e].ty;
    shape::is_text(cx.unit, ty)
}

fn is_wide(unit: &Unit, ty: TypeId) -> bool {
    let narrow = shape::is_character(unit, ty) || *unit.kind(ty) == TypeKind::Bool;
    unit.is_arithmetic(ty) && !narrow
}
