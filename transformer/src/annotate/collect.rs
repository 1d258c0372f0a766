//! Annotations of a unit, read from its tree and checked.

use super::check::{check_selector, followed, probe};
use super::path::{case_member, describe, find_pointer, find_union, members, record_named, Found};
use super::{CASES, CONFIG, OUTSIDE, POINTEE, TAIL, UNION, VARIANT};
use crate::hir::*;
use crate::source::Span;
use std::collections::HashMap;

/// By the record they are selectors of.
pub type Selectors = HashMap<RecordId, Vec<Selector>>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The type of the record.
    pub ty: TypeId,
    /// `None`: of variants, or a tail.
    pub union: Option<UnionAt>,
    /// It is the offset of what lies behind the record.
    pub tail: bool,
    /// It tells what this pointer in the record points to.
    pub pointee: Option<String>,
    /// It is the index with which this pointer in the record, which lies
    /// outside of its object, leads into it.
    pub outside: Option<String>,
    pub value: Value,
    pub probe: Option<String>,
    /// The pointer in the record that the selector follows.
    pub follow: Option<String>,
    pub cases: Vec<Case>,
    pub text: String,
    pub span: Span,
    /// The table in the unit's text, which the descriptor replaces.
    pub table: Option<Span>,
}

/// What computes a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A function of the unit.
    Function(String),
    /// A member of the record.
    Member(String),
}

pub type UnionAt = Found;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Greater than `high`: every other value.
    pub low: i128,
    pub high: i128,
    /// As descriptors name it; `None`: no member.
    pub name: Option<String>,
    pub ty: Option<TypeId>,
}

/// What is wrong with an annotation, and where in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub what: String,
    pub span: Span,
}

/// Every annotation of the unit.
pub fn collect(unit: &Unit) -> Result<Selectors, Vec<Problem>> {
    let mut all = Selectors::new();
    let mut problems = Vec::new();
    for (_, function) in unit.functions.iter() {
        let name = &unit.decls[function.decl].name;
        if ![UNION, VARIANT, TAIL, POINTEE, OUTSIDE]
            .iter()
            .any(|kind| name.starts_with(kind))
        {
            continue;
        }
        match selector(unit, function, name, &mut problems) {
            Some((record, found)) => {
                let others = all.entry(record).or_default();
                if others.iter().any(|other| {
                    other.union == found.union
                        && other.tail == found.tail
                        && other.pointee == found.pointee
                        && other.outside == found.outside
                }) {
                    problems.push(Problem {
                        what: "there is another annotation for the same".into(),
                        span: found.span,
                    });
                }
                others.push(found);
            }
            None => continue,
        }
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(problems)
    }
}

fn selector(
    unit: &Unit,
    function: &Function,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Option<(RecordId, Selector)> {
    let param = unit.decls[*function.params.first()?].ty.ty;
    let ty = unit.canonical(unit.pointee(param)?.ty);
    let mut fail = |what: String, span: Span| problems.push(Problem { what, span });
    let span = function.span;
    let Some(record) = unit.record_of(ty).filter(|&id| unit.records[id].complete) else {
        fail(
            format!("{} is no complete struct or union here", unit.spell(ty)),
            span,
        );
        return None;
    };
    if let Err((why, at)) = check_selector(unit, function) {
        fail(format!("the selector cannot be used: {why}"), at);
        return None;
    }
    let follow = match followed(unit, function) {
        Ok(follow) => follow,
        Err((why, at)) => {
            fail(format!("the selector cannot be used: {why}"), at);
            return None;
        }
    };
    let (table, rows) = table(unit, &format!("{name}{CASES}"))?;
    let [path, text, rows @ ..] = &rows[..] else {
        return None;
    };
    let union = match name.starts_with(UNION) {
        false => None,
        true => match find_union(unit, ty, &path.name) {
            Ok(found) => Some(found),
            Err(why) => {
                fail(why, path.span);
                return None;
            }
        },
    };
    let is_pointer = name.starts_with(POINTEE) || name.starts_with(OUTSIDE);
    if is_pointer {
        if let Err(why) = find_pointer(unit, record, &path.name) {
            fail(why, path.span);
            return None;
        }
    }
    let pointer = |kind| name.starts_with(kind).then(|| path.name.clone());
    let config = name.contains(CONFIG);
    let cases = cases(unit, union.as_ref(), rows, config, problems);
    let probe = match union.as_ref().filter(|found| found.union == record) {
        Some(found) => match probe(unit, function) {
            Ok(member) => member.and_then(|m| case_member(unit, found.union, &m)),
            Err(what) => {
                problems.push(Problem { what, span });
                None
            }
        },
        None => None,
    };
    let selector = Selector {
        ty,
        union,
        tail: name.starts_with(TAIL),
        pointee: pointer(POINTEE),
        outside: pointer(OUTSIDE),
        value: Value::Function(name.to_string()),
        probe,
        follow,
        cases,
        text: text.name.clone(),
        span,
        table: Some(table),
    };
    Some((record, selector))
}

/// A row of a table of cases.
struct Row {
    low: Option<i128>,
    high: Option<i128>,
    name: String,
    span: Span,
}

fn table(unit: &Unit, name: &str) -> Option<(Span, Vec<Row>)> {
    let (id, decl) = unit.decls.iter().find(|(_, d)| d.name == name)?;
    let span = unit.items.iter().find_map(|item| match &item.kind {
        ItemKind::Declaration(d) if d.declarators.iter().any(|d| d.decl == id) => Some(item.span),
        _ => None,
    })?;
    let Init::List { items, .. } = &unit.inits[decl.init?] else {
        return None;
    };
    let rows = items.iter().filter_map(|item| row(unit, item)).collect();
    Some((span, rows))
}

fn row(unit: &Unit, item: &InitItem) -> Option<Row> {
    let Init::List { items, .. } = &unit.inits[item.init] else {
        return None;
    };
    let [low, high, name] = &items[..] else {
        return None;
    };
    let value = |item: &InitItem| match unit.inits[item.init] {
        Init::Expr(e) => unit.constant(e),
        Init::List { .. } => None,
    };
    let Init::Expr(name) = unit.inits[name.init] else {
        return None;
    };
    let ExprKind::String { value: text, .. } = &unit.exprs[name].kind else {
        return None;
    };
    Some(Row {
        low: value(low),
        high: value(high),
        name: unquoted(text),
        span: item.span,
    })
}

/// The text of a literal that this tool or `#` of the preprocessor wrote.
fn unquoted(literal: &str) -> String {
    let inner = literal.trim().trim_start_matches('"');
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    inner.replace("\\\"", "\"").replace("\\\\", "\\")
}

fn cases(
    unit: &Unit,
    union: Option<&UnionAt>,
    rows: &[Row],
    config: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for row in rows {
        match case(unit, union, row, config).and_then(|new| apart(&cases, new)) {
            Ok(case) => cases.push(case),
            Err(what) => problems.push(Problem {
                what,
                span: row.span,
            }),
        }
    }
    cases
}

fn case(unit: &Unit, union: Option<&UnionAt>, row: &Row, config: bool) -> Result<Case, String> {
    let (Some(low), Some(high)) = (row.low, row.high) else {
        return Err(format!(
            "the value of the case for `{}` is no integer constant",
            row.name
        ));
    };
    if low > high && (low, high) != (1, 0) {
        return Err(format!("the case {low}..{high} is empty"));
    }
    let mut case = Case {
        low,
        high,
        name: Some(row.name.clone()),
        ty: None,
    };
    match union {
        Some(_) if row.name == "none" => case.name = None,
        Some(at) => case.name = Some(member(unit, at.union, &row.name)?),
        None => {
            // "struct box.base": the base is that member of the object.
            let name = row.name.split('.').next().unwrap_or_default();
            case.ty = record_named(unit, name).and_then(|id| type_of(unit, id));
            if case.ty.is_none() && !config {
                return Err(format!("there is no complete type `{}` here", row.name));
            }
        }
    }
    Ok(case)
}

fn member(unit: &Unit, union: RecordId, name: &str) -> Result<String, String> {
    case_member(unit, union, name).ok_or_else(|| {
        format!(
            "{} has no member `{name}`; its members are {} (\"none\": none is in use)",
            describe(unit, union),
            members(unit, union)
        )
    })
}

fn type_of(unit: &Unit, record: RecordId) -> Option<TypeId> {
    unit.types.find(&TypeKind::Record(record))
}

fn apart(cases: &[Case], new: Case) -> Result<Case, String> {
    let twice = cases.iter().any(|old| {
        let defaults = (old.low > old.high, new.low > new.high);
        match defaults {
            (true, true) => true,
            (false, false) => old.low <= new.high && new.low <= old.high,
            _ => false,
        }
    });
    if !twice {
        return Ok(new);
    }
    Err(match new.low {
        low if low > new.high => "there are two default cases".into(),
        low if low == new.high => format!("there are two cases for the value {low}"),
        low => format!("some values from {low} to {} have two cases", new.high),
    })
}
