//! Loops in loops. A resume clone has what is left of each loop's iteration and then
//! the loop anew, with all loops inside: its length grows with the square of the
//! depth, so that generated code 200 deep keeps the compiler busy for minutes.

use super::features::Obstacle;
use crate::hir::*;
use crate::source::Span;

/// People nest a handful.
const DEEPEST: usize = 32;

/// The first loop that is too deep.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let deep = deepest(unit, function.body, 0)?;
    Some((Obstacle::DeepLoops, unit.stmts[deep].span))
}

fn deepest(unit: &Unit, stmt: StmtId, outer: usize) -> Option<StmtId> {
    let depth = outer + usize::from(is_loop(&unit.stmts[stmt].kind));
    if depth > DEEPEST {
        return Some(stmt);
    }
    let mut inner = unit.stmt_children(stmt).into_iter();
    let found = inner.find_map(|child| deepest(unit, child, depth));
    found.or_else(|| {
        let mut exprs = unit.stmt_exprs(stmt).into_iter();
        exprs.find_map(|expr| in_expression(unit, expr, depth))
    })
}

/// Loops of statement expressions.
fn in_expression(unit: &Unit, expr: ExprId, depth: usize) -> Option<StmtId> {
    let block = unit.expr_stmt(expr);
    let found = block.and_then(|block| deepest(unit, block, depth));
    let mut operands = unit.expr_children(expr).into_iter();
    found.or_else(|| operands.find_map(|operand| in_expression(unit, operand, depth)))
}

fn is_loop(kind: &StmtKind) -> bool {
    matches!(
        kind,
        StmtKind::While { .. } | StmtKind::DoWhile { .. } | StmtKind::For { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{analyse, Dialect};

    fn at_depth(loops: usize, middle: &str) -> bool {
        let nest = "while (a) ".repeat(loops);
        let text = format!("int f(int a) {{ {nest} a = {middle}; return a; }}");
        let unit = analyse(&text, Dialect::default(), Default::default()).expect("C");
        let mut functions = unit.functions.iter();
        functions.any(|(_, function)| obstacle(&unit, function).is_some())
    }

    #[test]
    fn loops_count_where_they_stand() {
        assert!(!at_depth(DEEPEST, "1"));
        assert!(at_depth(DEEPEST + 1, "1"));
        assert!(at_depth(DEEPEST, "1 + ({ for (;;) ; 1; })"));
        assert!(!at_depth(2, "1 + ({ for (;;) ; 1; })"));
    }
}
