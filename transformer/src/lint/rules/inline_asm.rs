use crate::hir::*;
use crate::lint::{At, Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;
use std::ops::Range;

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
/// One instruction that does nothing (`nop`, `pause`) is replaced by `--fix`
/// with an empty template.
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
    if is_empty(cx.source.slice(span)) || is_alignment(cx.source.slice(span)) {
        return;
    }
    let finding = report
        .found(span, "inline assembly is for one architecture only")
        .label("these instructions");
    report.add(match idle_template(cx.source.slice(span)) {
        Some(within) => {
            let at = |offset: usize| span.start as usize + offset;
            let template = Span::new(at(within.start), at(within.end));
            finding
                .help("the instruction does nothing: an empty template says the same everywhere")
                .fix(template, "\"\"")
        }
        None => {
            finding.help("use a builtin of the compiler, or give other machines C in its place")
        }
    });
}

/// Instructions that change nothing a program can see.
const IDLE: [&str; 5] = ["nop", "pause", "yield", "rep; nop", "rep;nop"];

/// Where its template stands, if that is one such instruction.
fn idle_template(text: &[u8]) -> Option<Range<usize>> {
    let text = std::str::from_utf8(text).ok()?;
    let open = text.find('(')? + 1;
    let start = open + text[open..].find(|c: char| !c.is_whitespace())?;
    let inside = text[start..].strip_prefix('"')?;
    let length = inside.find('"')?;
    let words = inside[..length].trim_end_matches("\\n").trim();
    let goes_on = inside[length + 1..].trim_start().starts_with('"');
    (IDLE.contains(&words) && !goes_on).then_some(start..start + length + 2)
}

/// Only where the code lies is said, which every assembler understands.
fn is_alignment(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let rest = text.split_once('"').map_or("", |(_, rest)| rest);
    let Some((template, behind)) = rest.split_once('"') else {
        return false;
    };
    let word = template.split_whitespace().next().unwrap_or("");
    let alone = !template.contains([';', '\\']) && !behind.contains('"');
    alone && [".p2align", ".balign", ".align"].contains(&word)
}

/// Its template is the empty string.
fn is_empty(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let template = text
        .split_once('(')
        .map_or("", |(_, rest)| rest.trim_start());
    template.starts_with("\"\"") && !template[2..].trim_start().starts_with('"')
}
