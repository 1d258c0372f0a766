use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Decimal floating type
///
/// - code: MIG042
/// - name: decimal-float
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Variables and members of type `_Decimal32`, `_Decimal64` or `_Decimal128`.
///
/// ## Why migration breaks
/// There are two encodings of decimal numbers (IEEE 754 3.5.2), and which of
/// them a machine has differs. A restore on another ABI is refused.
///
/// ## Example
/// ```c,expect
/// _Decimal64 price;
/// void set(int cents)
/// {
///     price = cents;
/// }
/// ```
///
/// ## Use instead
/// Whole numbers of the smallest unit.
/// ```c,ok
/// long long cents;
/// void set(int value)
/// {
///     cents = value;
/// }
/// ```
#[derive(Documented)]
pub struct DecimalFloat;

impl Rule for DecimalFloat {
    fn decl(&self, cx: &Context, decl: DeclId, report: &mut Report) {
        let of = &cx.unit.decls[decl];
        if of.kind == DeclKind::Function || of.scope == Scope::Prototype {
            return;
        }
        let lasting = cx.kept_variable(decl).is_some();
        if is_decimal(cx.unit, of.ty.ty) && lasting {
            add(of.name_span, &of.name, report);
        }
    }

    fn record(&self, cx: &Context, record: RecordId, report: &mut Report) {
        for field in &cx.unit.records[record].fields {
            if is_decimal(cx.unit, field.ty.ty) && !field.transient {
                let name = field.name.as_deref().unwrap_or_default();
                add(field.span, name, report);
            }
        }
    }
}

fn add(at: Span, name: &str, report: &mut Report) {
    let message = format!("`{name}` is a decimal number, which machines encode in two ways");
    report.add(
        report
            .found(at, message)
            .label("a restore on another ABI is refused")
            .help("use an integer that counts the smallest unit"),
    );
}

fn is_decimal(unit: &Unit, ty: TypeId) -> bool {
    use FloatKind::*;
    matches!(
        unit.kind(unit.innermost_element(ty)),
        TypeKind::Float(Decimal32 | Decimal64 | Decimal128)
    )
}
