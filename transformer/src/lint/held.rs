//! Functions that captures wait for, for one kind of reasons.

use super::{Context, Report};
use crate::flow::Obstacle;
use crate::hir::*;

/// A finding if captures wait for `function` because of one of `kinds`.
pub fn report_obstacle(
    cx: &Context,
    function: &Function,
    report: &mut Report,
    kinds: &[Obstacle],
    help: &str,
) {
    let flow = cx.flow.functions.get(&function.decl);
    let Some((why, span)) = flow.and_then(|flow| flow.obstacle) else {
        return;
    };
    if !kinds.contains(&why) {
        return;
    }
    let decl = &cx.unit.decls[function.decl];
    let message = format!(
        "captures wait until `{}` has returned: {}",
        decl.name,
        why.text()
    );
    let finding = report.found(span, message).label("because of this");
    let finding = match decl.name_span == span {
        true => finding,
        false => finding.related(decl.name_span, "in this function"),
    };
    report.add(finding.help(help));
}
