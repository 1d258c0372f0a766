use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use crate::rewrite::alloc;
use migcc_macros::Documented;

/// Allocation of another type
///
/// - code: MIG012
/// - name: mismatched-allocation
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Allocations whose size is made of the size of one type while the result goes
/// to a pointer to another that is laid out differently: `struct a *p =
/// malloc(sizeof(struct b))`, `malloc(sizeof p)` for `malloc(sizeof *p)`. A larger
/// struct that begins with the type pointed to is not reported.
///
/// ## Why migration breaks
/// The type in the size is what the block is taken to hold, and its contents are
/// converted as that: numbers as pointers, or with another width. If the
/// sizes are equal on one machine only, the block is too small on another.
///
/// ## Example
/// ```c,expect
/// #include <stdlib.h>
/// struct item { char *name; long count; };
/// struct item *make(void)
/// {
///     struct item *made = malloc(sizeof made);
///     return made;
/// }
/// ```
///
/// ## Use instead
/// ```c,ok
/// #include <stdlib.h>
/// struct item { char *name; long count; };
/// struct item *make(void)
/// {
///     struct item *made = malloc(sizeof *made);
///     return made;
/// }
/// ```
#[derive(Documented)]
pub struct MismatchedAllocation;

impl Rule for MismatchedAllocation {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let Some(found) = cx.allocated(expr) else {
            return;
        };
        let Some(target) = found.target.filter(|&ty| unit.is_complete(ty)) else {
            return;
        };
        let mut measured = Vec::new();
        for &size in &found.sizes {
            alloc::sizeof_types(unit, size, 0, &mut measured);
        }
        let [one] = measured[..] else { return };
        if holds(unit, one, target) {
            return;
        }
        let message = format!(
            "room for `{}` is used as `{}`",
            unit.spell(one),
            unit.spell(target)
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("the block is taken for the type in its size")
                .help(format!("make the size of `sizeof({})`", unit.spell(target))),
        );
    }
}

/// Blocks made for `measured` hold what a pointer to `target` says.
fn holds(unit: &Unit, measured: TypeId, target: TypeId) -> bool {
    let silent = |ty: TypeId| shape::is_character(unit, ty) || unit.is_void(ty);
    let inner = unit.innermost_element(measured);
    if silent(inner) || silent(target) || unit.compatible_unqualified(inner, target) {
        return true;
    }
    let (Some(block), Some(object)) = (shape::of(unit, measured), shape::of(unit, target)) else {
        return true;
    };
    if begins_with(unit, inner, target) {
        return true;
    }
    // `int *` for `unsigned`, `char **` for `struct item **`.
    match (unit.is_record(inner), unit.is_record(target)) {
        (true, true) => shape::begins(&block, &object),
        (false, false) => shape::of(unit, inner).is_some_and(|one| one == object),
        _ => false,
    }
}

fn begins_with(unit: &Unit, outer: TypeId, inner: TypeId) -> bool {
    let Some(record) = unit.record_of(outer) else {
        return false;
    };
    unit.records[record].fields.iter().take(1).any(|field| {
        let first = unit.innermost_element(field.ty.ty);
        unit.compatible_unqualified(first, inner) || begins_with(unit, first, inner)
    })
}
