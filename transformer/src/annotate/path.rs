//! Records and members by the names users know them by.

use crate::hir::*;

/// A complete record with file scope by tag, `struct tag`, or typedef name.
pub fn record_named(unit: &Unit, name: &str) -> Option<RecordId> {
    let name = name.trim();
    let (keyword, tag) = match name.split_once(char::is_whitespace) {
        Some((keyword @ ("struct" | "union"), tag)) => (Some(keyword), tag.trim()),
        _ => (None, name),
    };
    let tagged = unit.records.iter().find(|(_, r)| {
        r.tag.as_deref() == Some(tag)
            && r.function.is_none()
            && r.complete
            && keyword.is_none_or(|k| (k == "union") == r.is_union)
    });
    let typedef = || {
        let found = unit
            .decls
            .iter()
            .find(|(_, d)| d.kind == DeclKind::Typedef && d.scope == Scope::File && d.name == tag);
        unit.record_of(found?.1.ty.ty)
    };
    tagged
        .map(|(id, _)| id)
        .or_else(|| typedef().filter(|_| keyword.is_none()))
        .filter(|&id| unit.records[id].complete)
}

/// A type by its name: a record's, a typedef's, or as the tree spells it.
pub fn type_named(unit: &Unit, name: &str) -> Option<TypeId> {
    if let Some(record) = record_named(unit, name) {
        return unit.types.find(&TypeKind::Record(record));
    }
    let name = name.trim();
    let typedef = unit
        .decls
        .iter()
        .find(|(_, d)| d.kind == DeclKind::Typedef && d.scope == Scope::File && d.name == name);
    let spelled = || {
        let all = (0..unit.types.len()).map(|n| TypeId(n as u32));
        all.into_iter()
            .find(|&ty| unit.canonical(ty) == ty && unit.spell(ty) == name)
    };
    typedef
        .map(|(_, d)| unit.canonical(d.ty.ty))
        .or_else(spelled)
        .filter(|&ty| unit.is_complete(ty))
}

/// How C names a record: by its tag, or by a typedef.
pub fn spelling(unit: &Unit, record: RecordId) -> Option<String> {
    let found = &unit.records[record];
    let keyword = if found.is_union { "union" } else { "struct" };
    found
        .tag
        .as_ref()
        .map(|tag| format!("{keyword} {tag}"))
        .or_else(|| {
            let typedef = unit.decls.iter().find(|(_, d)| {
                d.kind == DeclKind::Typedef
                    && d.scope == Scope::File
                    && matches!(unit.types.kind(unit.canonical(d.ty.ty)), TypeKind::Record(id) if *id == record)
            });
            typedef.map(|(_, d)| d.name.clone())
        })
}

/// The names of all members, for messages.
pub fn members(unit: &Unit, record: RecordId) -> String {
    let names = unit.fields_flat(record).into_iter();
    let names: Vec<&str> = names.filter_map(|f| f.name.as_deref()).collect();
    names.join(", ")
}

/// A union inside a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub union: RecordId,
    pub ty: TypeId,
    /// The named members on the way.
    pub names: Vec<String>,
    pub anonymous: bool,
}

/// The union at `path` in `record`: named members, the last of which is the
/// union or a member of an anonymous union. Empty: the record itself if it is a
/// union, else its only anonymous union.
pub fn find_union(unit: &Unit, ty: TypeId, path: &str) -> Result<Found, String> {
    let Some(mut record) = unit.record_of(ty) else {
        return Err("it is no struct or union".into());
    };
    let mut names: Vec<String> = Vec::new();
    let parts: Vec<&str> = path
        .split('.')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    if parts.is_empty() {
        return unnamed(unit, record, ty);
    }
    for (n, part) in parts.iter().enumerate() {
        let Some(found) = unit.find_field(record, part) else {
            return Err(format!(
                "{} has no member `{part}`; its members are {}",
                describe(unit, record),
                members(unit, record)
            ));
        };
        let inner = unit.record_of(found.ty.ty);
        let last = n + 1 == parts.len();
        match inner {
            Some(inner) if !last || unit.records[inner].is_union => {
                names.push((*part).to_string());
                if last {
                    return Ok(Found {
                        union: inner,
                        ty: found.ty.ty,
                        names,
                        anonymous: false,
                    });
                }
                record = inner;
            }
            _ if last && found.record != record && unit.records[found.record].is_union => {
                return anonymous(unit, record, Some(part), names);
            }
            _ => {
                return Err(format!(
                    "`{part}` is no union: its type is {}{}",
                    unit.spell(found.ty),
                    if unit.is_array(found.ty.ty) {
                        "; name the struct that its elements are"
                    } else {
                        ""
                    }
                ))
            }
        }
    }
    Err("it names no union".into())
}

fn unnamed(unit: &Unit, record: RecordId, ty: TypeId) -> Result<Found, String> {
    if unit.records[record].is_union {
        return Ok(Found {
            union: record,
            ty,
            names: Vec::new(),
            anonymous: false,
        });
    }
    anonymous(unit, record, None, Vec::new())
}

/// The anonymous union of `record` that has `member`, or its only one.
fn anonymous(
    unit: &Unit,
    record: RecordId,
    member: Option<&str>,
    names: Vec<String>,
) -> Result<Found, String> {
    let mut all = Vec::new();
    anonymous_unions(unit, record, &mut all);
    if let Some(member) = member {
        all.retain(|&(id, _)| unit.find_field(id, member).is_some());
    }
    match all[..] {
        [(union, ty)] => Ok(Found {
            union,
            ty,
            names,
            anonymous: true,
        }),
        [] => Err(format!("{} has no anonymous union", describe(unit, record))),
        _ => Err(format!(
            "{} has several anonymous unions: add a member of the one you mean",
            describe(unit, record)
        )),
    }
}

/// Outermost ones: an anonymous union in a union is a part of it.
fn anonymous_unions(unit: &Unit, record: RecordId, out: &mut Vec<(RecordId, TypeId)>) {
    for field in &unit.records[record].fields {
        if field.name.is_some() || field.bit_width.is_some() {
            continue;
        }
        match unit.record_of(field.ty.ty) {
            Some(inner) if unit.records[inner].is_union => out.push((inner, field.ty.ty)),
            Some(inner) => anonymous_unions(unit, inner, out),
            None => {}
        }
    }
}

pub fn describe(unit: &Unit, record: RecordId) -> String {
    spelling(unit, record).unwrap_or_else(|| {
        if unit.records[record].is_union {
            "the anonymous union".into()
        } else {
            "the anonymous struct".into()
        }
    })
}

/// How descriptors name a member of a union: the members of an anonymous struct
/// in it are one field without a name, which is counted.
pub fn case_member(unit: &Unit, union: RecordId, member: &str) -> Option<String> {
    let mut unnamed = 0;
    label(unit, union, member, &mut unnamed)
}

fn label(unit: &Unit, union: RecordId, member: &str, unnamed: &mut u32) -> Option<String> {
    for field in &unit.records[union].fields {
        if let Some(name) = &field.name {
            if name == member {
                return Some(name.clone());
            }
            continue;
        }
        let inner = unit
            .record_of(field.ty.ty)
            .filter(|_| field.bit_width.is_none());
        match inner {
            Some(inner) if unit.records[inner].is_union => {
                if let Some(found) = label(unit, inner, member, unnamed) {
                    return Some(found);
                }
            }
            Some(inner) => {
                if unit.find_field(inner, member).is_some() {
                    return Some(format!("#{unnamed}"));
                }
                *unnamed += 1;
            }
            None => {}
        }
    }
    None
}
