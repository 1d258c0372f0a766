use crate::flow::Obstacle;
use crate::hir::*;
use crate::lint::{report_obstacle, Context, Report, Rule};
use migcc_macros::Documented;

/// Objects handled as bytes in a way that keeps captures out
///
/// - code: MIG029
/// - name: object-bytes-held
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Functions that copy objects byte by byte in a loop, that pass values of a type
/// they do not know through a local array of characters, or that have an array
/// whose length is made of the size of a type. `memcpy` from object to object is
/// not reported.
///
/// ## Why migration breaks
/// A capture converts each value by its type. A half written value, or one that
/// lies in an array of characters, would be taken for what it is not. Captures
/// wait until the function has returned.
///
/// ## Example
/// ```c,expect
/// struct pair { long a, b; };
/// void copy(struct pair *to, struct pair *from)
/// {
///     char *t = (char *)to, *f = (char *)from;
///     unsigned long n = sizeof *to;
///     while (n--)
///         *t++ = *f++;
/// }
/// ```
///
/// ## Use instead
/// `memcpy`, or an assignment.
/// ```c,ok
/// struct pair { long a, b; };
/// void copy(struct pair *to, struct pair *from)
/// {
///     *to = *from;
/// }
/// ```
#[derive(Documented)]
pub struct ObjectBytesHeld;

const KINDS: [Obstacle; 3] = [
    Obstacle::ByteWriter,
    Obstacle::BytesOfValues,
    Obstacle::VlaOfSizes,
];

impl Rule for ObjectBytesHeld {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let help = "copy with memcpy or an assignment, and give buffers the type of what they hold";
        report_obstacle(cx, function, report, &KINDS, help);
    }
}
