use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Floating type of another precision elsewhere
///
/// - code: MIG041
/// - name: long-double
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Variables, parameters and members of type `long double`, `_Float64x`, `__float128` or
/// `__ibm128`.
///
/// ## Why migration breaks
/// `long double` has 64 bits of precision on x86, 113 on ARM64, RISC-V and s390,
/// 106 in two parts on PowerPC, 53 on others. A migration rounds to what there
/// is, and refuses an exponent that is out of range; results differ afterwards.
///
/// ## Example
/// ```c,expect
/// long double sum;
/// void add(double x)
/// {
///     sum += x;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// double sum;
/// void add(double x)
/// {
///     sum += x;
/// }
/// ```
#[derive(Documented)]
pub struct LongDouble;

impl Rule for LongDouble {
    fn decl(&self, cx: &Context, decl: DeclId, report: &mut Report) {
        let of = &cx.unit.decls[decl];
        let prototype = of.scope == Scope::Prototype;
        if of.kind != DeclKind::Function && !prototype && is_wide_float(cx.unit, of.ty.ty) {
            add(cx, of.name_span, &of.name, of.ty.ty, report);
        }
    }

    fn record(&self, cx: &Context, record: RecordId, report: &mut Report) {
        let is_union = cx.unit.records[record].is_union;
        for field in &cx.unit.records[record].fields {
            // A member of a union that nothing names is there for its alignment.
            let only_aligns = is_union && !is_named(cx, field);
            if is_wide_float(cx.unit, field.ty.ty) && !only_aligns {
                let name = field.name.as_deref().unwrap_or_default();
                add(cx, field.span, name, field.ty.ty, report);
            }
        }
    }
}

fn is_named(cx: &Context, field: &Field) -> bool {
    cx.unit.exprs.iter().any(|(_, e)| match &e.kind {
        ExprKind::Member { field: name, .. } => field.name.as_ref() == Some(name),
        _ => false,
    })
}

fn add(cx: &Context, at: Span, name: &str, ty: TypeId, report: &mut Report) {
    let message = format!(
        "`{name}` is of type `{}`, which has another precision elsewhere",
        cx.unit.spell(ty)
    );
    report.add(
        report
            .found(at, message)
            .label("rounded by a migration")
            .help("use double where its precision is enough"),
    );
}

fn is_wide_float(unit: &Unit, ty: TypeId) -> bool {
    use FloatKind::*;
    match *unit.kind(unit.innermost_element(ty)) {
        TypeKind::Float(kind) => matches!(kind, LongDouble | Float64x | Float128 | Ibm128),
        TypeKind::Complex(part) => is_wide_float(unit, part),
        _ => false,
    }
}
