use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// Label address kept where a capture cannot follow it
///
/// - code: MIG022
/// - name: label-address-held
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that put the address of a label (`&&label`) into anything but a
/// constant table or a local pointer of their own. Computed `goto` over such a
/// table is not reported: it migrates.
///
/// ## Why migration breaks
/// A label is a place in the code of one machine. In tables and local pointers
/// migcc replaces it by a number; in other objects, or in the hands of other
/// functions, it cannot know which words are labels. Captures wait until the
/// function has returned.
///
/// ## Example
/// ```c,expect
/// struct op { void *code; };
/// int run(struct op *ops, int n)
/// {
///     for (int i = 0; i < n; i++)
///         ops[i].code = &&done;
///     goto *ops->code;
/// done:
///     return n;
/// }
/// ```
///
/// ## Use instead
/// Keep a number and look the label up in a constant table.
/// ```c,ok
/// struct op { int code; };
/// int run(struct op *ops, int n)
/// {
///     static void *const labels[] = { &&again, &&done };
///     for (int i = 0; i < n; i++)
///         ops[i].code = 1;
///     goto *labels[ops->code];
/// again:
/// done:
///     return n;
/// }
/// ```
#[derive(Documented)]
pub struct LabelAddressHeld;

const KINDS: [Obstacle; 1] = [Obstacle::LabelAddress];

impl Rule for LabelAddressHeld {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help = "keep a number, and the labels in a table `static void *const`";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
