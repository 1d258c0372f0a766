use crate::hir::*;
use crate::lint::{shape, Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;
use std::collections::HashSet;

/// Union without a selector
///
/// - code: MIG008
/// - name: untold-union
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Unions whose members are represented in different ways (a pointer and a
/// number, a number and its bytes, a `long` and an `int`), which are part of data
/// that lasts (a member of a struct, static, pointed to), and for which neither
/// an annotation nor the way the program writes them tells the member in use.
///
/// ## Why migration breaks
/// Bytes of a union mean something only under the member that is in use. Unless
/// they are all zero, a restore on a machine of another kind is refused.
///
/// ## Example
/// ```c,expect
/// struct value {
///     union {
///         long number;
///         char *text;
///     } u;
/// };
/// struct value current;
/// ```
///
/// ## Use instead
/// A member that tells, and an annotation; the latter is not needed where each
/// write stands together with one of the former.
/// ```c,ok
/// #include <migrt.h>
/// struct value {
///     int is_text;
///     union {
///         long number;
///         char *text;
///     } u;
/// };
/// MIGRT_UNION(struct value, u, self->is_text, MIGRT_CASE(0, number), MIGRT_CASE(1, text));
/// struct value current;
/// ```
#[derive(Documented)]
pub struct UntoldUnion;

impl Rule for UntoldUnion {
    fn unit(&self, cx: &Context, report: &mut Report) {
        let lasting = lasting(cx);
        for (id, record) in cx.unit.records.iter() {
            let own = record.is_union && record.complete && !record.system;
            if !own || !lasting.contains(&id) || is_told(cx, id) {
                continue;
            }
            let Some((a, b)) = differing(cx, id) else {
                continue;
            };
            let message = format!("which of `{a}` and `{b}` is in use, nothing tells");
            let finding = report
                .found(head(cx, id), message)
                .label("this union has no selector");
            report.add(
                finding
                    .help(
                        "say with MIGRT_UNION, or [[union]] in migcc.toml, which member is in use",
                    )
                    .help("or write the member and a constant for its tag together everywhere"),
            );
        }
    }
}

/// The keyword and the tag, not all the members.
fn head(cx: &Context, id: RecordId) -> Span {
    let record = &cx.unit.records[id];
    let text = cx.source.slice(record.span);
    let open = text
        .iter()
        .position(|&byte| byte == b'{')
        .unwrap_or(text.len());
    let end = text[..open]
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace());
    let length = end.map_or(text.len(), |last| last + 1) as u32;
    Span {
        start: record.span.start,
        end: record.span.start + length,
    }
}

fn is_told(cx: &Context, id: RecordId) -> bool {
    let unions = cx.selectors.values().flatten();
    let named = unions
        .filter_map(|selector| selector.union.as_ref())
        .any(|at| at.union == id);
    named || is_transient(cx.unit, id)
}

/// Every member of its type is left out of captures.
fn is_transient(unit: &Unit, id: RecordId) -> bool {
    let fields = unit.records.iter().flat_map(|(_, record)| &record.fields);
    let mut uses = fields
        .filter(|field| unit.record_of(unit.innermost_element(field.ty.ty)) == Some(id))
        .peekable();
    uses.peek().is_some() && uses.all(|field| field.transient)
}

/// Two members that are represented differently.
fn differing(cx: &Context, id: RecordId) -> Option<(String, String)> {
    let unit = cx.unit;
    if unit.records[id].packed && unit.records[id].fields.len() < 2 {
        return None;
    }
    let fields = &unit.records[id].fields;
    if shape::union(unit, id).is_some() {
        return None;
    }
    let name = |field: &Field| field.name.clone().unwrap_or_else(|| "its struct".into());
    let shapes = fields.iter().map(|field| shape::of(unit, field.ty.ty));
    let known: Vec<(String, shape::Shape)> = fields
        .iter()
        .zip(shapes)
        .filter(|(field, _)| !only_aligns(cx, id, field))
        .filter_map(|(field, shape)| Some((name(field), shape?)))
        .collect();
    let (first, rest) = known.split_first()?;
    let other = rest
        .iter()
        .find(|(_, shape)| !shape::begins(&first.1, shape) && !shape::begins(shape, &first.1))?;
    Some((first.0.clone(), other.0.clone()))
}

/// A member for the alignment only (Lua's `L_Umaxalign dummy`): a union of scalars,
/// and nobody names it or what is in it.
fn only_aligns(cx: &Context, outer: RecordId, field: &Field) -> bool {
    let unit = cx.unit;
    let Some(id) = unit.record_of(field.ty.ty) else {
        return false;
    };
    let inner = &unit.records[id];
    let scalars = inner.fields.iter().all(|f| unit.is_scalar(f.ty.ty));
    let own = field.name.as_deref();
    let named = unit.exprs.iter().any(|(_, e)| match &e.kind {
        ExprKind::Member {
            base, arrow, field, ..
        } => {
            let of = member_of(unit, *base, *arrow);
            of == Some(id) || of == Some(outer) && own == Some(field)
        }
        _ => false,
    });
    inner.is_union && scalars && !named
}

/// The record that `base.` or `base->` selects from.
fn member_of(unit: &Unit, base: ExprId, arrow: bool) -> Option<RecordId> {
    let ty = match arrow {
        true => unit.pointee(unit.exprs[base].converted)?.ty,
        false => unit.exprs[base].ty.ty,
    };
    unit.record_of(ty)
}

/// Unions that are part of something else than a local variable no capture saves.
fn lasting(cx: &Context) -> HashSet<RecordId> {
    let unit = cx.unit;
    let mut found = HashSet::new();
    for (id, decl) in unit.decls.iter() {
        let object = matches!(decl.kind, DeclKind::Object | DeclKind::Param);
        let constant = unit.resolve(decl.ty).quals.is_const;
        if object && !decl.system && !constant && cx.kept_variable(id).is_some() {
            add(unit, decl.ty.ty, &mut found);
        }
        if let Some(to) = unit.pointee(decl.ty.ty).filter(|_| object && !decl.system) {
            add(unit, to.ty, &mut found);
        }
    }
    for (_, e) in unit.exprs.iter() {
        if let ExprKind::SizeofType(q) = e.kind {
            add(unit, q.ty, &mut found);
        }
    }
    found
}

/// The unions in a type.
fn add(unit: &Unit, ty: TypeId, found: &mut HashSet<RecordId>) {
    let Some(id) = unit.record_of(unit.innermost_element(ty)) else {
        return;
    };
    if found.insert(id) {
        for field in &unit.records[id].fields {
            let ty = unit.innermost_element(field.ty.ty);
            add(unit, unit.pointee(ty).map_or(ty, |to| to.ty), found);
        }
    }
}
