//! Functions that cannot be captured inside, and why.

use super::{arguments, frames, nests, values};
use crate::hir::*;
use crate::source::Span;
use migcc_macros::Worded;

/// What keeps captures out of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Worded)]
pub enum Obstacle {
    /// it has a variable length array in a struct, or of unspecified length
    Vla,
    /// it has a variable length array aligned by an attribute
    VlaAligned,
    /// it calls a function, or changes a variable, in the length of a parameter's array type
    VlaParameter,
    /// it calls a function in the length of an array type within an expression
    VlaCall,
    /// it has a variable length array whose length depends on the size of a type
    VlaOfSizes,
    /// it copies values of some other type through an array of characters
    BytesOfValues,
    /// it has a variable length array that is transient
    VlaTransient,
    /// it has an array of pointers to variable length arrays
    VlaPointers,
    /// it chooses between variable length arrays in an expression
    VlaChoice,
    /// it has a static pointer to a variable length array
    VlaStatic,
    /// it calls alloca and has a variable length array, whose scope may end before that memory is used
    AllocaAndVla,
    /// it calls setjmp, and alloca or a variable length array gives its frame memory that a longjmp takes back
    SetjmpAndMemory,
    /// it initialises a pointer to a variable length array by a call that names the pointer itself
    VlaNamesItself,
    /// it calls alloca in a form other than alloca(size)
    Alloca,
    /// it calls setjmp or its like with something other than a jmp_buf
    Setjmp,
    /// it keeps the address of a label in something other than a constant table or a local pointer of its own
    LabelAddress,
    /// it has a nested function
    NestedFunction,
    /// it has loops nested more than 32 deep
    DeepLoops,
    /// it has an asm goto
    AsmGoto,
    /// it takes the address of a va_list
    VaListAddress,
    /// it has a va_list in an array or a struct
    VaListInObject,
    /// it chooses between va_lists in an expression
    VaListValue,
    /// it has a va_list of another calling convention (ms_abi, sysv_abi)
    VaListForeign,
    /// it looks at its own stack frame
    FrameIntrospection,
    /// it has a variable with a cleanup function
    Cleanup,
    /// it uses __builtin_apply
    BuiltinApply,
    /// it has a variable bound to a register
    RegisterVariable,
    /// it has an inline definition beside the real one
    TwoDefinitions,
    /// it has an attribute that a capture would break (pure, const, naked, ...)
    Attribute,
    /// it writes objects byte by byte in a loop
    ByteWriter,
    /// migcc.toml says that captures wait for it
    Configured,
}

/// Attributes that promise what a return in mid-function would break, or that
/// fix how the function is compiled.
const ATTRIBUTES: [&str; 6] = [
    "pure",
    "const",
    "naked",
    "interrupt",
    "returns_twice",
    "ifunc",
];

/// What keeps captures out of a function, as far as the function itself shows.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut features = function.features.iter();
    features
        .find_map(|&(feature, at)| from_feature(feature).map(|why| (why, at)))
        .or_else(|| from_attributes(unit, function))
        .or_else(|| from_types(unit, function))
        .or_else(|| frames::obstacle(unit, function))
        .or_else(|| values::obstacle(unit, function))
        .or_else(|| arguments::obstacle(unit, function))
        .or_else(|| nests::obstacle(unit, function))
}

fn from_feature(feature: Feature) -> Option<Obstacle> {
    Some(match feature {
        Feature::NestedFunction => Obstacle::NestedFunction,
        Feature::AsmGoto => Obstacle::AsmGoto,
        Feature::FrameIntrospection => Obstacle::FrameIntrospection,
        Feature::Cleanup => Obstacle::Cleanup,
        Feature::BuiltinApply => Obstacle::BuiltinApply,
        // Looked at more closely in `frames` and `arguments`.
        Feature::Vla | Feature::Alloca | Feature::VaList => return None,
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
        let why = if decl.asm_label.is_some() {
            Obstacle::RegisterVariable
        } else {
            return None;
        };
        Some((why, decl.name_span))
    })
}

fn from_attributes(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let decl = &unit.decls[function.decl];
    let same = unit
        .functions
        .iter()
        .filter(|(_, f)| f.decl == function.decl);
    if same.count() > 1 {
        return Some((Obstacle::TwoDefinitions, decl.name_span));
    }
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
