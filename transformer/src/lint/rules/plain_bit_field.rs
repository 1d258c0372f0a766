use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Bit-field without a sign
///
/// - code: MIG043
/// - name: plain-bit-field
/// - severity: note
/// - since: 0.1.0
///
/// ## What it checks
/// Bit-fields of plain `int`, `short`, `long`, `char` or of an enumeration whose
/// largest constant needs all of their bits.
///
/// ## Why migration breaks
/// Whether a bit-field of plain `int` can be negative is the compiler's choice (C11
/// 6.7.2p5), and so is the type behind an enumeration. The bits move; `1` in one
/// bit is -1 where the field is signed.
///
/// ## Example
/// ```c,expect
/// struct flags { int ready : 1; };
/// ```
///
/// ## Use instead
/// ```c,ok
/// struct flags { unsigned ready : 1; };
/// ```
#[derive(Documented)]
pub struct PlainBitField;

impl Rule for PlainBitField {
    fn record(&self, cx: &Context, record: RecordId, report: &mut Report) {
        let fields = &cx.unit.records[record].fields;
        for field in fields.iter().filter(|field| field.name.is_some()) {
            let Some(width) = field.bit_width.and_then(|width| width.value) else {
                continue;
            };
            if is_plain(cx, record, field) || fills(cx.unit, field.ty.ty, width) {
                let name = field.name.as_deref().unwrap_or_default();
                let message = format!("whether `{name}` can be negative is the compiler's choice");
                report.add(
                    report
                        .found(field.span, message)
                        .label("a bit-field without `signed` or `unsigned`")
                        .help("write `unsigned` or `signed`"),
                );
            }
        }
    }
}

/// A signed type, without the word. A typedef hides it as well as it tells it.
fn is_plain(cx: &Context, record: RecordId, field: &Field) -> bool {
    use TypeKind::*;
    let kind = cx.unit.types.kind(field.ty.ty);
    let can_be = matches!(
        kind,
        Char | Short { signed: true }
            | Int { signed: true }
            | Long { signed: true }
            | LongLong { signed: true }
    );
    can_be && !is_said(cx, record, field)
}

/// `signed` stands among the specifiers: between the member before and the
/// declarator.
fn is_said(cx: &Context, record: RecordId, field: &Field) -> bool {
    let record = &cx.unit.records[record];
    let before = Span {
        start: record.span.start,
        end: field.span.end,
    };
    let text = String::from_utf8_lossy(cx.source.slice(before));
    let last = text.rsplit([';', '{']).next().unwrap_or_default();
    last.contains("signed")
}

/// The largest constant of an enumeration takes all bits.
fn fills(unit: &Unit, ty: TypeId, width: u64) -> bool {
    let TypeKind::Enum(id) = *unit.kind(ty) else {
        return false;
    };
    let constants = unit.enums[id].constants.iter();
    let values: Vec<i128> = constants
        .filter_map(|&c| unit.decls[c].enum_value)
        .collect();
    let low = values.iter().any(|&value| value < 0);
    let high = values.iter().max().copied().unwrap_or(0);
    !low && width < 32 && width > 0 && high >> (width - 1) != 0
}
