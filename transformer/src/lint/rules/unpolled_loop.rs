use crate::config::CapturePolicy;
use crate::flow::{loops, walk, LoopPoll, Treatment};
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Loop or recursion without a poll
///
/// - code: MIG032
/// - name: unpolled-loop
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Loops of unknown length, and calls of a function by itself, that go on without
/// a poll, because captures are kept out of the function: by a construct in it,
/// or by `capture` in a `migcc.toml`. One finding for each function. Loops with a small constant bound are not
/// reported, nor loops that pass a poll elsewhere.
///
/// ## Why migration breaks
/// A request for a capture is heard at polls. As long as the loop runs, none is
/// passed: the program can be moved only before it or after it.
///
/// ## Example
/// ```c,expect
/// __attribute__((pure)) long sum(const long *list, int n)
/// {
///     long total = 0;
///     for (int i = 0; i < n; i++)
///         total += list[i];
///     return total;
/// }
/// ```
///
/// ## Use instead
/// The loop in a function that can be captured inside.
/// ```c,ok
/// long sum(const long *list, int n)
/// {
///     long total = 0;
///     for (int i = 0; i < n; i++)
///         total += list[i];
///     return total;
/// }
/// ```
#[derive(Documented)]
pub struct UnpolledLoop;

impl Rule for UnpolledLoop {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let reason = reason(cx, function);
        let loops = match reason {
            Some(_) => outermost_loops(cx, function),
            None => Vec::new(),
        };
        let calls = self_calls(cx, function);
        let name = &cx.unit.decls[function.decl].name;
        let what = match (loops.len(), calls.len()) {
            (0, 0) => return,
            (0, _) => format!("while `{name}` calls itself"),
            (1, 0) => format!("in this loop of `{name}`"),
            (n, calls) => format!("in this and {} more cycles of `{name}`", n + calls - 1),
        };
        let why = reason.unwrap_or_else(|| "captures are kept out of it".into());
        let message = format!("no capture can be taken {what}: {why}");
        let at = loops.first().map(|&span| head(cx, span));
        if let Some(span) = at.or(calls.first().copied()) {
            let finding = report.found(span, message).label("may go on for long");
            report.add(finding.help(HELP));
        }
    }
}

const HELP: &str = "remove the reason, or put the loop into a function of its own";

/// Why there are no polls in the function.
fn reason(cx: &Context, function: &Function) -> Option<String> {
    let name = cx.unit.decls[function.decl].name.as_str();
    let flow = cx.flow.functions.get(&function.decl)?;
    if cx
        .annotations
        .functions(CapturePolicy::Calls)
        .contains(name)
    {
        return Some("migcc.toml says that it has no polls of its own".into());
    }
    let (why, _) = flow
        .obstacle
        .filter(|_| flow.treatment != Treatment::Instrument)?;
    Some(why.text().to_string())
}

/// The text of a loop up to where its line ends.
fn head(cx: &Context, span: Span) -> Span {
    let text = cx.source.slice(span);
    let line = text.iter().position(|&byte| byte == b'\n');
    let start = span.start as usize;
    Span::new(start, start + line.unwrap_or(text.len()))
}

fn outermost_loops(cx: &Context, function: &Function) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    walk::each_stmt(cx.unit, function.body, &mut |stmt| {
        let span = cx.unit.stmts[stmt].span;
        let is_inner = found.iter().any(|outer| outer.contains(span));
        if !is_inner && is_long(cx, function, stmt) {
            found.push(span);
        }
    });
    found
}

fn is_long(cx: &Context, function: &Function, stmt: StmtId) -> bool {
    let unit = cx.unit;
    match cx.flow.loops.get(&stmt) {
        None => false,
        Some(LoopPoll::None) => {
            let name = unit.decls[function.decl].name.as_str();
            let unpolled = cx
                .annotations
                .functions(CapturePolicy::Calls)
                .contains(name);
            unpolled && !loops::runs_once(unit, stmt) && trips(cx, function, stmt).is_none()
        }
        Some(_) => true,
    }
}

fn trips(cx: &Context, function: &Function, stmt: StmtId) -> Option<u64> {
    let memory = &cx.flow.functions.get(&function.decl)?.memory;
    loops::counted(cx.unit, stmt, memory)?.constant_trips(cx.unit)
}

fn self_calls(cx: &Context, function: &Function) -> Vec<Span> {
    let unit = cx.unit;
    let mut found = Vec::new();
    if cx.treatment(function.decl) == Treatment::Instrument {
        return found;
    }
    walk::each_stmt_expr(unit, function.body, &mut |expr| {
        if let ExprKind::Call { callee, .. } = unit.exprs[expr].kind {
            let itself =
                matches!(unit.exprs[callee].kind, ExprKind::Name(decl) if decl == function.decl);
            found.extend(itself.then_some(unit.exprs[expr].span));
        }
    });
    found
}
