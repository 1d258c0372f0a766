//! Functions that cannot be captured inside, and why.

use crate::hir::*;
use crate::source::Span;
use migcc_macros::Worded;

/// What keeps captures out of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Worded)]
pub enum Obstacle {
    /// it has a variable length array
    Vla,
    /// it calls alloca
    Alloca,
    /// it calls setjmp or its like with something other than a jmp_buf
    Setjmp,
    /// it keeps the address of a label in something other than a constant table or a local pointer of its own
    LabelAddress,
    /// it has a nested function
    NestedFunction,
    /// it has an asm goto
    AsmGoto,
    /// it handles a va_list
    VaList,
    /// it looks at its own stack frame
    FrameIntrospection,
    /// it has a variable with a cleanup function
    Cleanup,
    /// it uses __builtin_apply
    BuiltinApply,
    /// it has a variable bound to a register
    RegisterVariable,
    /// it has an attribute that a capture would break (pure, const, naked, ...)
    Attribute,
    /// it writes objects byte by byte in a loop
    ByteWriter,
    /// migcc.toml says that captures wait for it
    Configured,
}

/// Attributes that promise what a return in mid-function would break, or that
/// fix how the function is compiled.
const ATTRIBUTES: [&str; 8] = [
    "pure",
    "const",
    "naked",
    "interrupt",
    "returns_twice",
    "always_inline",
    "gnu_inline",
    "ifunc",
];

/// What keeps captures out of a function, as far as the function itself shows.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut features = function.features.iter();
    features
        .find_map(|&(feature, at)| from_feature(feature).map(|why| (why, at)))
        .or_else(|| from_attributes(unit, function))
        .or_else(|| from_types(unit, function))
}

fn from_feature(feature: Feature) -> Option<Obstacle> {
    Some(match feature {
        Feature::Vla => Obstacle::Vla,
        Feature::Alloca => Obstacle::Alloca,
        Feature::NestedFunction => Obstacle::NestedFunction,
        Feature::AsmGoto => Obstacle::AsmGoto,
        Feature::VaList => Obstacle::VaList,
        Feature::FrameIntrospection => Obstacle::FrameIntrospection,
        Feature::Cleanup => Obstacle::Cleanup,
        Feature::BuiltinApply => Obstacle::BuiltinApply,
        // Looked at as a whole: `computed`, `setjmp`.
        Feature::ComputedGoto | Feature::LabelAddress | Feature::Setjmp => return None,
        Feature::LocalLabel | Feature::Asm | Feature::StatementExpression | Feature::Vector => {
            return None
        }
    })
}

/// Variables that no record can hold.
fn from_types(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut variables = function.params.iter().chain(&function.locals);
    variables.find_map(|&d| {
        let decl = &unit.decls[d];
        let why = if matches!(unit.kind(decl.ty.ty), TypeKind::VaList) {
            Obstacle::VaList
        } else if unit.is_variably_modified(decl.ty.ty) {
            Obstacle::Vla
        } else if decl.asm_label.is_some() {
            Obstacle::RegisterVariable
        } else {
            return None;
        };
        Some((why, decl.name_span))
    })
}

fn from_attributes(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let decl = &unit.decls[function.decl];
    let has = |name: &&str| decl.attributes.iter().any(|(n, _)| n == name);
    let found = ATTRIBUTES.iter().any(has);
    found.then_some((Obstacle::Attribute, decl.name_span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_reads_after_the_function_s_name() {
        for obstacle in Obstacle::ALL {
            let text = obstacle.text();
            assert!(
                text.starts_with("it ") || text.starts_with("migcc.toml "),
                "{text}"
            );
            assert!(!text.ends_with('.'), "{text}");
        }
    }
}
