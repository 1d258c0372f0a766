//! What a `migcc.toml` says of declarations, noted on them.

use super::buffers::{self, is_numbers};
use super::path::{describe, members, record_named, type_named};
use crate::config::{Annotations, Buffer, BufferKind, Elements, Place, PointerNote, Transient};
use crate::hir::*;

/// Marks transient data, arrays that hold bytes and functions of libraries. `file`: in which file a
/// declaration stands.
pub fn mark(
    unit: &mut Unit,
    annotations: &Annotations,
    file: &dyn Fn(u32) -> String,
) -> Result<(), Vec<(String, Place)>> {
    libraries(unit, annotations, file);
    annotations
        .pointer
        .iter()
        .for_each(|note| pointer(unit, note));
    let mut problems = Vec::new();
    for note in &annotations.transients {
        if let Err(what) = transient(unit, note) {
            problems.push((what, note.place));
        }
    }
    buffers::doubt(unit);
    for note in &annotations.buffers {
        if let Err(what) = buffer(unit, note) {
            problems.push((what, note.place));
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems),
    }
}

/// As if the header were one of the system's.
fn libraries(unit: &mut Unit, annotations: &Annotations, file: &dyn Fn(u32) -> String) {
    if annotations.library.is_empty() {
        return;
    }
    let ids: Vec<DeclId> = unit.decls.ids().collect();
    for id in ids {
        let decl = &unit.decls[id];
        let library = decl.kind == DeclKind::Function
            && !decl.defined
            && annotations.is_library(&file(decl.name_span.start));
        unit.decls[id].system |= library;
    }
}

fn transient(unit: &mut Unit, note: &Transient) -> Result<(), String> {
    if let Some(name) = &note.variable {
        transient_variable(unit, name);
        return Ok(());
    }
    let name = note.member.as_deref().unwrap_or_default();
    if let Some((record, index)) = member(unit, name)? {
        unit.records[record].fields[index].transient = true;
    }
    Ok(())
}

/// A member that points to something else than its declaration says is
/// described as a pointer to that, so that the blocks it leads to get a type.
fn pointer(unit: &mut Unit, note: &PointerNote) {
    let found = note.member.as_deref().and_then(|member| {
        let (record, field) = member.split_once('.')?;
        let found = unit.find_field(record_named(unit, record)?, field)?;
        unit.pointee(found.ty.ty)?;
        Some((found.record, found.index))
    });
    let Some((record, index)) = found else {
        return;
    };
    if let Some(elements) = note.elements {
        unit.records[record].fields[index].one = Some(elements == Elements::One);
    }
    let named = note.ty.as_deref().and_then(|name| type_named(unit, name));
    if let Some(to) = named {
        let pointer = unit.types.intern(TypeKind::Pointer(to.into()));
        unit.records[record].fields[index].described = Some(pointer);
    }
}

/// `name`, or `function.name` for a local one.
fn transient_variable(unit: &mut Unit, name: &str) {
    let (owner, name) = match name.split_once('.') {
        Some((owner, name)) => (Some(owner), name),
        None => (None, name),
    };
    let fits = |decl: &Decl| {
        let function = match decl.scope {
            Scope::Automatic(function) | Scope::Static(function) => {
                Some(unit.decls[function].name.as_str())
            }
            _ => None,
        };
        decl.kind == DeclKind::Object && decl.name == name && function == owner
    };
    let found: Vec<DeclId> = unit
        .decls
        .iter()
        .filter(|(_, d)| fits(d))
        .map(|(id, _)| id)
        .collect();
    for id in found {
        unit.decls[id]
            .attributes
            .push((TRANSIENT.into(), String::new()));
    }
}

fn buffer(unit: &mut Unit, note: &Buffer) -> Result<(), String> {
    let Some((record, index)) = member(unit, &note.member)? else {
        return Ok(());
    };
    let field = &unit.records[record].fields[index];
    if !is_numbers(unit, field.ty.ty) {
        let ty = unit.spell(field.ty.ty);
        return Err(format!("`{}` is {ty}, no array of numbers", note.member));
    }
    unit.records[record].fields[index].holds = match note.holds {
        BufferKind::Bytes => Holds::Bytes,
        BufferKind::Numbers => Holds::Numbers,
    };
    Ok(())
}

/// The field `record.member`; `None`: this unit does not know the record.
fn member(unit: &Unit, name: &str) -> Result<Option<(RecordId, usize)>, String> {
    let Some((record, path)) = name.split_once('.') else {
        return Err(format!("`{name}` names no member: write `record.member`"));
    };
    record_named(unit, record)
        .map(|id| member_of(unit, id, path))
        .transpose()
}

fn member_of(unit: &Unit, mut record: RecordId, path: &str) -> Result<(RecordId, usize), String> {
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let Some(found) = unit.find_field(record, part) else {
            return Err(format!(
                "{} has no member `{part}`; its members are {}",
                describe(unit, record),
                members(unit, record)
            ));
        };
        if parts.peek().is_none() {
            return Ok((found.record, found.index));
        }
        match unit.record_of(found.ty.ty) {
            Some(inner) => record = inner,
            None => return Err(format!("`{part}` has no members")),
        }
    }
    Err(format!("`{path}` names no member"))
}
