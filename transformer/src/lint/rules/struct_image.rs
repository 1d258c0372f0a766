use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Object written or read as it lies in memory
///
/// - code: MIG014
/// - name: struct-image
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// `fwrite`, `fread`, `write`, `read`, `pwrite`, `pread`, `send`, `recv` and their
/// like with the address of something that is not made of characters alone.
///
/// ## Why migration breaks
/// A file that was begun on one machine and is gone on with on another holds
/// both byte orders, both widths of `long` and both paddings. The same for a file that
/// was written before the capture and is read after it. Pointers in it are
/// worthless everywhere but in the process that wrote them.
///
/// ## Example
/// ```c,expect
/// #include <stdio.h>
/// struct record { int id; long amount; };
/// void save(FILE *f, const struct record *r)
/// {
///     fwrite(r, sizeof *r, 1, f);
/// }
/// ```
///
/// ## Use instead
/// Bytes in an order the program chooses, or text.
/// ```c,ok
/// #include <stdio.h>
/// struct record { int id; long amount; };
/// void save(FILE *f, const struct record *r)
/// {
///     fprintf(f, "%d %ld\n", r->id, r->amount);
/// }
/// ```
#[derive(Documented)]
pub struct StructImage;

impl Rule for StructImage {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let Some((name, args)) = cx.library_call(expr) else {
            return;
        };
        let Some(&data) = position(name).and_then(|n| args.get(n)) else {
            return;
        };
        let bare = cx.without_casts(data);
        let Some(to) = cx.points_to(bare) else {
            return;
        };
        let ty = unit.innermost_element(to.ty);
        if !is_image(unit, ty) {
            return;
        }
        let pointers = match unit.contains_pointer(ty) {
            true => ", with the pointers in it",
            false => "",
        };
        let message = format!(
            "`{name}` takes `{}` as it lies in memory{pointers}",
            unit.spell(ty)
        );
        let finding = report.found(unit.exprs[expr].span, message);
        report.add(
            finding
                .label("byte order, widths and padding of one machine")
                .help("write member by member, in a byte order of the program's choice"),
        );
    }
}

/// Which argument is the data.
fn position(name: &str) -> Option<usize> {
    match name {
        "fwrite" | "fread" | "fwrite_unlocked" | "fread_unlocked" => Some(0),
        "write" | "read" | "pwrite" | "pread" | "pwrite64" | "pread64" | "send" | "recv"
        | "sendto" | "recvfrom" => Some(1),
        _ => None,
    }
}

/// Other bytes on another machine.
fn is_image(unit: &Unit, ty: TypeId) -> bool {
    let system = unit
        .record_of(ty)
        .is_some_and(|record| unit.records[record].system);
    if system || !unit.is_complete(ty) {
        return false;
    }
    match shape::of(unit, ty) {
        Some(shape) => shape
            .iter()
            .any(|(scalar, _)| *scalar != shape::Scalar::Byte),
        None => true,
    }
}
