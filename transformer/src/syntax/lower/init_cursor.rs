//! The current object of an initialiser list (C11 6.7.9p17 to p20): which
//! sub-object the next item initialises, braces elided or not.

use crate::hir::{ArrayLen, Designator, QualType, RecordId, TypeKind, Unit};

pub struct Cursor {
    root: QualType,
    started: bool,
    /// Past the last sub-object: excess items have no target.
    excess: bool,
    stack: Vec<Step>,
    /// One past the highest element of the root array.
    count: u64,
    /// A designator's value depends on the target.
    unknown: bool,
}

/// Position inside one aggregate.
struct Step {
    within: QualType,
    index: u64,
}

impl Cursor {
    pub fn new(root: QualType) -> Cursor {
        Cursor {
            root,
            started: false,
            excess: false,
            stack: Vec::new(),
            count: 0,
            unknown: false,
        }
    }

    /// Elements of the root array that are initialised, when known.
    pub fn count(&self) -> Option<u64> {
        (!self.unknown).then_some(self.count)
    }

    pub fn at_root(&self) -> bool {
        self.stack.is_empty()
    }

    /// Type of the sub-object at the cursor.
    pub fn current(&self, unit: &Unit) -> Option<QualType> {
        match self.stack.last() {
            _ if self.excess => None,
            None => Some(self.root),
            Some(step) => part(unit, step.within, step.index),
        }
    }

    /// Moves to the next sub-object in order.
    pub fn next(&mut self, unit: &Unit) {
        if !self.started {
            self.started = true;
            self.enter(unit, self.root);
            self.note();
            return;
        }
        while let Some(step) = self.stack.last_mut() {
            step.index = following(unit, step.within, step.index);
            if part(unit, step.within, step.index).is_some() {
                self.note();
                return;
            }
            self.stack.pop();
        }
        self.excess = true;
    }

    /// Moves to what the designators name.
    pub fn designate(&mut self, unit: &Unit, designators: &[Designator]) {
        self.started = true;
        self.excess = false;
        self.stack.clear();
        for designator in designators {
            let Some(within) = self.current(unit) else {
                break;
            };
            match designator {
                Designator::Field(name, _) => self.enter_field(unit, within, name),
                Designator::Index(index) | Designator::Range(_, index) => {
                    let value = unit.constant(*index).and_then(|v| u64::try_from(v).ok());
                    self.unknown |= value.is_none() && self.stack.is_empty();
                    self.stack.push(Step {
                        within,
                        index: value.unwrap_or(0),
                    });
                }
            }
            self.note();
        }
    }

    fn enter_field(&mut self, unit: &Unit, within: QualType, name: &str) {
        let path = unit
            .record_of(within.ty)
            .and_then(|record| field_path(unit, record, name));
        let Some(path) = path else {
            self.excess = true;
            return;
        };
        let mut within = within;
        for index in path {
            let index = index as u64;
            let Some(inner) = part(unit, within, index) else {
                return;
            };
            self.stack.push(Step { within, index });
            within = inner;
        }
    }

    /// For an expression without braces: enters aggregates until it fits
    /// (C11 6.7.9p13, p20).
    pub fn descend(&mut self, unit: &Unit, value: QualType, literal: bool) {
        if literal && self.stack.len() == 1 && self.stack[0].index == 0 && self.count <= 1 {
            let root = self.root;
            if is_integer_array(unit, root) {
                self.stack.clear();
                return;
            }
        }
        while let Some(current) = self.current(unit) {
            let whole = literal && is_integer_array(unit, current);
            let same = unit.compatible_unqualified(current.ty, value.ty);
            if whole || (same && !unit.is_array(current.ty)) || !self.enter(unit, current) {
                return;
            }
        }
    }

    /// Enters an aggregate at its first sub-object; false if it has none.
    fn enter(&mut self, unit: &Unit, within: QualType) -> bool {
        let first = first(unit, within);
        if part(unit, within, first).is_none() {
            return false;
        }
        self.stack.push(Step {
            within,
            index: first,
        });
        true
    }

    fn note(&mut self) {
        if let Some(step) = self.stack.first() {
            self.count = self.count.max(step.index.saturating_add(1));
        }
    }

    /// The root array was initialised as a whole and has type `complete` now.
    pub fn note_string(&mut self, unit: &Unit, complete: QualType) {
        if !self.at_root() {
            return;
        }
        if let TypeKind::Array {
            len: ArrayLen::Known(count),
            ..
        } = *unit.kind(complete.ty)
        {
            self.count = self.count.max(count);
        }
    }
}

fn is_integer_array(unit: &Unit, q: QualType) -> bool {
    unit.element(q).is_some_and(|elem| unit.is_integer(elem.ty))
}

/// The sub-object number `index` of an aggregate.
fn part(unit: &Unit, within: QualType, index: u64) -> Option<QualType> {
    let within = unit.resolve(within);
    let with_quals = |q: QualType| QualType {
        ty: q.ty,
        quals: q.quals.union(within.quals),
    };
    match *unit.types.kind(within.ty) {
        TypeKind::Array {
            len: ArrayLen::Known(count),
            ..
        } if index >= count => None,
        TypeKind::Array { elem, .. } => Some(with_quals(elem)),
        TypeKind::Vector { elem, .. } => Some(elem.into()),
        TypeKind::Record(record) => {
            let record = &unit.records[record];
            let field = record.fields.get(usize::try_from(index).ok()?)?;
            Some(with_quals(field.ty))
        }
        _ => None,
    }
}

fn first(unit: &Unit, within: QualType) -> u64 {
    match unit.record_of(within.ty) {
        Some(record) => named_from(unit, record, 0),
        None => 0,
    }
}

fn following(unit: &Unit, within: QualType, index: u64) -> u64 {
    match unit.record_of(within.ty) {
        Some(record) if unit.records[record].is_union => u64::MAX,
        Some(record) => named_from(unit, record, index.saturating_add(1)),
        None => index.saturating_add(1),
    }
}

/// First member at or after `index` that is no unnamed bit-field (6.7.9p9).
fn named_from(unit: &Unit, record: RecordId, index: u64) -> u64 {
    let fields = unit.records[record].fields.iter().enumerate();
    let mut found =
        fields.filter(|(i, f)| *i as u64 >= index && (f.name.is_some() || f.bit_width.is_none()));
    found.next().map_or(u64::MAX, |(i, _)| i as u64)
}

/// Member indices that lead to `name` through anonymous members.
fn field_path(unit: &Unit, record: RecordId, name: &str) -> Option<Vec<usize>> {
    for (index, field) in unit.records[record].fields.iter().enumerate() {
        if field.name.as_deref() == Some(name) {
            return Some(vec![index]);
        }
        if field.name.is_some() || field.bit_width.is_some() {
            continue;
        }
        let inner = unit.record_of(field.ty.ty);
        if let Some(mut path) = inner.and_then(|inner| field_path(unit, inner, name)) {
            path.insert(0, index);
            return Some(path);
        }
    }
    None
}
