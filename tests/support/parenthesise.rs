//! The text with every expression in parentheses: if spans are right, it means
//! the same program.

use migcc::hir::{Expr, ExprId, ExprKind, Init, Unit};
use std::collections::HashSet;

pub fn parenthesised(unit: &Unit, text: &str) -> String {
    let kept = array_initialisers(unit);
    let mut insertions: Vec<(u32, char)> = Vec::new();
    for (id, expr) in unit.exprs.iter() {
        if !kept.contains(&id) && can_stand_in_parentheses(expr, text) {
            insertions.push((expr.span.end, ')'));
            insertions.push((expr.span.start, '('));
        }
    }
    // `)` sorts after `(`, but must come first at the same place.
    insertions.sort_by_key(|(at, bracket)| (*at, *bracket == '('));
    let mut out = String::with_capacity(text.len() + insertions.len());
    let mut from = 0;
    for (at, bracket) in insertions {
        out.push_str(&text[from..at as usize]);
        out.push(bracket);
        from = at as usize;
    }
    out.push_str(&text[from..]);
    out
}

fn can_stand_in_parentheses(expr: &Expr, text: &str) -> bool {
    match expr.kind {
        ExprKind::Builtin(_) => false,
        // A type as argument of a builtin.
        ExprKind::SizeofType(_) => text[expr.span.range()].starts_with("sizeof"),
        _ => !expr.span.is_empty(),
    }
}

/// Literals that initialise an array must not be parenthesised (C11 6.7.9p14).
fn array_initialisers(unit: &Unit) -> HashSet<ExprId> {
    let literal = |id: &ExprId| {
        matches!(
            unit.exprs[*id].kind,
            ExprKind::String { .. } | ExprKind::CompoundLiteral { .. } | ExprKind::FunctionName
        )
    };
    let exprs = unit.inits.iter().filter_map(|(_, init)| match init {
        Init::Expr(id) => Some(*id),
        Init::List { .. } => None,
    });
    exprs.filter(literal).collect()
}
