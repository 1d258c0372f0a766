use crate::hir::*;
use crate::lint::{shape, At, Context, Report, Rule};
use migcc_macros::Documented;

/// Pointer cast between unrelated structs
///
/// - code: MIG007
/// - name: unrelated-struct-cast
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Casts of a pointer to one struct to a pointer to another when neither of them
/// begins with the other, both are complete, and no `MIGRT_VARIANT` or
/// `[[variant]]` names them.
///
/// Not reported: structs that begin with the other one or with the same members,
/// `void *`, characters, socket addresses.
///
/// ## Why migration breaks
/// A block is converted by one type. Where two pointers say different things of
/// it, a restore is refused, or numbers are converted as if they were pointers.
///
/// ## Example
/// ```c,expect
/// struct text { char *begin; long length; };
/// struct number { double value; };
/// double value(struct text *t)
/// {
///     return ((struct number *)t)->value;
/// }
/// ```
///
/// ## Use instead
/// Begin both with the same struct, which tells which of them it is.
/// ```c,ok
/// struct object { int kind; };
/// struct number { struct object head; double value; };
/// double value(struct object *t)
/// {
///     return ((struct number *)t)->value;
/// }
/// ```
#[derive(Documented)]
pub struct UnrelatedStructCast;

impl Rule for UnrelatedStructCast {
    fn expr(&self, cx: &Context, _at: At, expr: ExprId, report: &mut Report) {
        let unit = cx.unit;
        let ExprKind::Cast { to, operand } = unit.exprs[expr].kind else {
            return;
        };
        let record = |ty: TypeId| unit.record_of(unit.pointee(ty)?.ty);
        let (Some(target), Some(source)) = (record(to.ty), record(cx.value_type(operand))) else {
            return;
        };
        if !is_clash(cx, source, target) || is_container(cx, operand) {
            return;
        }
        let name = |ty: TypeId| {
            unit.pointee(ty)
                .map_or(String::new(), |to| unit.spell(to.ty))
        };
        let message = format!(
            "a pointer to `{}` becomes one to `{}`, which has other members",
            name(cx.value_type(operand)),
            name(to.ty)
        );
        let finding = report
            .found(unit.exprs[expr].span, message)
            .label("two types for one object")
            .related(unit.records[source].span, "this one")
            .related(unit.records[target].span, "and this one");
        report.add(finding.help(
            "begin both with the same struct and say with MIGRT_VARIANT how to tell them apart",
        ));
    }
}

fn is_clash(cx: &Context, a: RecordId, b: RecordId) -> bool {
    let unit = cx.unit;
    let complete = unit.records[a].complete && unit.records[b].complete;
    let system = unit.records[a].system || unit.records[b].system;
    let told = cx.selectors.contains_key(&a) || cx.selectors.contains_key(&b);
    if a == b || !complete || system || told || is_variant(cx, a, b) {
        return false;
    }
    !embeds(unit, a, b) && !embeds(unit, b, a) && !begin_alike(unit, a, b)
}

/// Both are cases of one base.
fn is_variant(cx: &Context, a: RecordId, b: RecordId) -> bool {
    let case = |cases: &[crate::annotate::Case], record: RecordId| {
        cases.iter().any(|case| {
            case.ty
                .is_some_and(|ty| cx.unit.record_of(ty) == Some(record))
        })
    };
    cx.selectors
        .values()
        .flatten()
        .any(|selector| case(&selector.cases, a) && case(&selector.cases, b))
}

/// `outer` begins with an `inner`, at whatever depth; any member of a union will do.
fn embeds(unit: &Unit, outer: RecordId, inner: RecordId) -> bool {
    let record = &unit.records[outer];
    let firsts: Vec<&Field> = match record.is_union {
        true => record.fields.iter().collect(),
        false => record.fields.iter().take(1).collect(),
    };
    firsts
        .iter()
        .filter_map(|field| unit.record_of(unit.innermost_element(field.ty.ty)))
        .any(|first| first == inner || embeds(unit, first, inner))
}

/// One is laid out as the beginning of the other, or they begin with members of
/// the same types and names.
fn begin_alike(unit: &Unit, a: RecordId, b: RecordId) -> bool {
    let (x, y) = (&unit.records[a].fields, &unit.records[b].fields);
    let same = |(x, y): &(&Field, &Field)| {
        x.name == y.name && unit.compatible_unqualified(x.ty.ty, y.ty.ty)
    };
    if x.iter().zip(y).take_while(same).count() > 0 {
        return true;
    }
    let shape = |id| {
        let ty = unit.types.find(&TypeKind::Record(id))?;
        shape::of(unit, ty)
    };
    match (shape(a), shape(b)) {
        (Some(x), Some(y)) => shape::begins(&x, &y) || shape::begins(&y, &x),
        _ => true,
    }
}

/// `(struct tail *)&header[1]`: what follows in the same block.
fn is_container(cx: &Context, operand: ExprId) -> bool {
    cx.is_beyond(operand)
}
