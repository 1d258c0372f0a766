use crate::hir::*;
use crate::lint::{shape, At, Context, End, Report, Rule};
use migcc_macros::Documented;

/// Number computed from the size of a type is kept
///
/// - code: MIG013
/// - name: stored-size
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Members and variables with static storage that get a number computed from the
/// size of a type which differs between machines (`n * sizeof(T)`, `sizeof(T) + n`).
/// A plain `sizeof` is
/// not reported: a restore gives it the value it has there. Neither is what
/// `[[size]]` describes.
///
/// ## Why migration breaks
/// After a restore the number should be what the same expression gives on that
/// machine. From the number alone nobody can tell, so a restore where the size
/// differs is refused.
///
/// ## Example
/// ```c,expect
/// #include <stddef.h>
/// struct node { struct node *next; int value; };
/// struct pool { size_t bytes; };
/// void grow(struct pool *p, size_t n)
/// {
///     p->bytes = n * sizeof(struct node);
/// }
/// ```
///
/// ## Use instead
/// Keep the count and compute the size where it is needed, or say with
/// `[[size]]` what the number is.
/// ```c,ok
/// #include <stddef.h>
/// struct node { struct node *next; int value; };
/// struct pool { size_t nodes; };
/// void grow(struct pool *p, size_t n)
/// {
///     p->nodes = n;
/// }
/// ```
#[derive(Documented)]
pub struct StoredSize;

impl Rule for StoredSize {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        if !is_computed(cx, expr) {
            return;
        }
        let journey = cx.mixed_journey(expr);
        if is_divided(cx, expr) {
            return;
        }
        let place = match journey.end {
            End::Assigned(place) => lasting(cx, place),
            End::Initialises(decl) if !cx.is_automatic(decl) => Some(unit.decls[decl].name.clone()),
            _ => None,
        };
        let Some(place) = place.filter(|place| !is_noted(cx, place)) else {
            return;
        };
        let what = cx.words(journey.top);
        let finding = report.found(
            unit.exprs[journey.top].span,
            format!("`{place}` keeps `{what}`, which has another value on another machine"),
        );
        report.add(
            finding
                .label("made of the size of a type")
                .help("keep the count instead, or describe it with [[size]] in migcc.toml"),
        );
    }
}

/// An operation on the size of a type and a plain number.
fn is_computed(cx: &Context, e: ExprId) -> bool {
    let ExprKind::Binary { op, left, right } = cx.unit.exprs[e].kind else {
        return false;
    };
    let scales = matches!(
        op,
        BinaryOp::Mul | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Shl
    );
    let sizes = (is_size(cx, left), is_size(cx, right));
    let integer = cx.unit.is_integer(cx.unit.exprs[e].ty.ty);
    scales && integer && (sizes.0 || sizes.1)
}

fn is_size(cx: &Context, e: ExprId) -> bool {
    let unit = cx.unit;
    let bare = cx.without_casts(e);
    let ty = match unit.exprs[bare].kind {
        ExprKind::SizeofType(q) => q.ty,
        ExprKind::SizeofExpr(operand) => unit.exprs[operand].ty.ty,
        ExprKind::Offsetof { ty, .. } => ty.ty,
        _ => return false,
    };
    unit.is_complete(ty) && !unit.is_vla(ty) && !shape::is_fixed(unit, ty)
}

/// How many fit: a count.
fn is_divided(cx: &Context, expr: ExprId) -> bool {
    let mut parents = std::iter::successors(cx.parent(expr), |&parent| cx.parent(parent));
    parents.any(|parent| {
        matches!(
            cx.unit.exprs[parent].kind,
            ExprKind::Binary {
                op: BinaryOp::Div | BinaryOp::Rem,
                ..
            }
        )
    })
}

/// A member or a variable that outlives the function, as it is named.
fn lasting(cx: &Context, place: ExprId) -> Option<String> {
    if let Some(at) = cx.member(place) {
        let field = &cx.unit.records[at.record].fields[at.index];
        let local = cx
            .root(place)
            .is_some_and(|decl| cx.is_automatic(decl) && cx.alive().site(decl).is_none());
        return (!field.transient && !local).then(|| cx.words(place));
    }
    let decl = cx.root(place)?;
    (!cx.is_automatic(decl) && !cx.unit.decls[decl].is_transient()).then(|| cx.words(place))
}

/// `[[size]]` says what it is.
fn is_noted(cx: &Context, place: &str) -> bool {
    let name = place.rsplit(['.', '>']).next().unwrap_or(place).trim();
    cx.annotations.size.iter().any(|note| {
        let member = note
            .member
            .as_deref()
            .and_then(|path| path.rsplit('.').next());
        member == Some(name) || note.variable.as_deref() == Some(name)
    })
}
