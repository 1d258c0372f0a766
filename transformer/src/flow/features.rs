//! Functions that cannot be captured inside, and why.

use crate::hir::*;
use crate::source::Span;

/// The reason a function cannot be instrumented, if there is one.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(String, Span)> {
    let from_features = function
        .features
        .iter()
        .find_map(|&(feature, at)| feature_reason(feature).map(|why| (why.to_string(), at)));
    from_features
        .or_else(|| from_attributes(unit, function))
        .or_else(|| from_types(unit, function))
}

fn feature_reason(feature: Feature) -> Option<&'static str> {
    Some(match feature {
        Feature::Vla => "it has a variable length array",
        Feature::Alloca => "it calls alloca",
        Feature::Setjmp => "it calls setjmp",
        Feature::ComputedGoto | Feature::LabelAddress => "it takes the address of a label",
        Feature::NestedFunction => "it has a nested function",
        Feature::AsmGoto => "it has an asm goto",
        Feature::VaList => "it handles a va_list",
        Feature::FrameIntrospection => "it looks at its own stack frame",
        Feature::Cleanup => "it has a variable with a cleanup function",
        Feature::BuiltinApply => "it uses __builtin_apply",
        Feature::LocalLabel => "it has local labels",
        Feature::Asm | Feature::StatementExpression | Feature::Vector => return None,
    })
}

/// Variables that no record can hold.
fn from_types(unit: &Unit, function: &Function) -> Option<(String, Span)> {
    function
        .params
        .iter()
        .chain(&function.locals)
        .find_map(|&d| {
            let decl = &unit.decls[d];
            let why = if matches!(unit.kind(decl.ty.ty), TypeKind::VaList) {
                "it handles a va_list"
            } else if unit.is_variably_modified(decl.ty.ty) {
                "it has a variable length array"
            } else {
                return None;
            };
            Some((why.to_string(), decl.name_span))
        })
}

fn from_attributes(unit: &Unit, function: &Function) -> Option<(String, Span)> {
    let decl = &unit.decls[function.decl];
    if decl.noreturn {
        return Some(("it is declared to never return".into(), decl.name_span));
    }
    let attribute = |name: &str| decl.attributes.iter().any(|(n, _)| n == name);
    for name in [
        "pure",
        "const",
        "naked",
        "interrupt",
        "returns_twice",
        "always_inline",
        "gnu_inline",
        "ifunc",
    ] {
        if attribute(name) {
            return Some((format!("it has the attribute {name}"), decl.name_span));
        }
    }
    function
        .locals
        .iter()
        .find(|&&d| unit.decls[d].asm_label.is_some())
        .map(|&d| {
            (
                "it has a variable bound to a register".to_string(),
                unit.decls[d].name_span,
            )
        })
}
