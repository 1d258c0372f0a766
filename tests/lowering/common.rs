use migcc::hir::{Decl, DeclId, Expr, ExprId, Function, Target, Unit};
use migcc::source::Span;
use migcc::syntax::{analyse, Dialect};

/// The unit of `text` in GNU C17 on a 64-bit target.
pub fn unit(text: &str) -> Unit {
    unit_for(text, "gnu17", Target::lp64())
}

pub fn unit_for(text: &str, std: &str, target: Target) -> Unit {
    let dialect = Dialect::from_std(std).expect("a C standard");
    match analyse(text, dialect, target) {
        Ok(unit) => unit,
        Err(errors) => panic!("{}: {}", text, errors[0]),
    }
}

/// The first expression written exactly so, parentheses apart.
pub fn expr<'u>(unit: &'u Unit, text: &str, source: &str) -> &'u Expr {
    &unit.exprs[expr_id(unit, text, source)]
}

pub fn expr_id(unit: &Unit, text: &str, source: &str) -> ExprId {
    let found = unit
        .exprs
        .iter()
        .find(|(_, e)| &text[e.span.range()] == source);
    match found {
        Some((id, _)) => id,
        None => panic!("no expression `{source}` in {text}"),
    }
}

pub fn decl<'u>(unit: &'u Unit, name: &str) -> &'u Decl {
    &unit.decls[decl_id(unit, name)]
}

pub fn decl_id(unit: &Unit, name: &str) -> DeclId {
    let found = unit.decls.iter().find(|(_, d)| d.name == name);
    found
        .unwrap_or_else(|| panic!("no declaration of {name}"))
        .0
}

pub fn function<'u>(unit: &'u Unit, name: &str) -> &'u Function {
    let id = decl(unit, name)
        .function
        .unwrap_or_else(|| panic!("{name} has no body"));
    &unit.functions[id]
}

pub fn source(text: &str, span: Span) -> &str {
    &text[span.range()]
}

pub fn sources<'t>(text: &'t str, spans: &[Span]) -> Vec<&'t str> {
    spans.iter().map(|span| source(text, *span)).collect()
}
