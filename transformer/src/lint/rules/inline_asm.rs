use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Inline assembly
///
/// - code: MIG020
/// - name: inline-asm
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// `asm` statements and `asm` at file scope with instructions in them. An empty
/// template, which only tells the compiler something, is not reported.
///
/// ## Why migration breaks
/// Instructions exist on one architecture only: the program has to be built for
/// the other one too, and what the instructions leave in registers or in memory
/// that no operand names is not part of a capture.
///
/// ## Example
/// ```c,expect
/// int count(unsigned x)
/// {
///     int n;
///     __asm__("popcnt %1, %0" : "=r"(n) : "r"(x));
///     return n;
/// }
/// ```
///
/// ## Use instead
/// A builtin of the compiler, or C behind `#if` for other machines.
/// ```c,ok
/// int count(unsigned x)
/// {
///     return __builtin_popcount(x);
/// }
/// ```
#[derive(Documented)]
pub struct InlineAsm;

impl Rule for InlineAsm {
    fn unit(&self, cx: &Context, report: &mut Report) {
        let assembly = |item: &&Item| matches!(item.kind, ItemKind::Asm) && !item.system;
        for item in cx.unit.items.iter().filter(assembly) {
            add(cx, item.span, report);
        }
    }

    fn stmt(&self, cx: &Context, _at: At, stmt: StmtId, report: &mut Report) {
        let stmt = &cx.unit.stmts[stmt];
        if matches!(stmt.kind, StmtKind::Asm { .. }) {
            add(cx, stmt.span, report);
        }
    }
}

fn add(cx: &Context, span: Span, report: &mut Report) {
    if is_empty(cx.source.slice(span)) {
        return;
    }
    report.add(
        report
            .found(span, "inline assembly is for one architecture only")
            .label("these instructions")
            .help("use a builtin of the compiler, or give other machines C in its place"),
    );
}

/// Its template is the empty string.
fn is_empty(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let template = text
        .split_once('(')
        .map_or("", |(_, rest)| rest.trim_start());
    template.starts_with("\"\"") && !template[2..].trim_start().starts_with('"')
}
