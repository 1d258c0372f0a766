//! Selectors of unions and variants, as parts of their record's descriptor.

use super::cx::{c_string, Cx};
use super::descriptors::Descriptors;
use super::tables::TypeIndex;
use crate::annotate::{Case, Selector, UnionAt, Value};
use crate::hir::*;

impl Cx<'_> {
    /// The last two members of the descriptor of a record; empty if it has no
    /// selectors.
    pub fn selectors_of(&self, n: TypeIndex, id: RecordId, out: &mut Descriptors) -> String {
        let Some(selectors) = self.selectors.get(&id) else {
            return String::new();
        };
        let rows: Vec<String> = selectors
            .iter()
            .enumerate()
            .map(|(k, selector)| self.selector_row(&format!("{n}_{k}"), selector, out))
            .collect();
        out.definitions.push_str(&format!(
            "static const migrt_selector migrt_S{n}[] = {{\n    {}\n}};\n",
            rows.join(",\n    ")
        ));
        format!(", migrt_S{n}, {}", rows.len())
    }

    /// Another unit, where the type of a case is not known, asks those that know
    /// it: they describe the record whether they need it or not.
    pub fn describe_answers(&self) {
        let knows = |selector: &&Selector| {
            selector.union.is_none() && selector.cases.iter().any(|case| case.ty.is_some())
        };
        let mut answers: Vec<&Selector> = self.selectors.values().flatten().filter(knows).collect();
        answers.sort_by_key(|selector| selector.span.start);
        for selector in answers {
            self.type_index(selector.ty);
        }
    }

    fn selector_row(&self, id: &str, selector: &Selector, out: &mut Descriptors) -> String {
        let cases: Vec<String> = selector.cases.iter().map(|c| self.case_row(c)).collect();
        let value = match &selector.value {
            Value::Function(name) => format!("{name}(migrt_o)"),
            Value::Member(name) => {
                format!(
                    "(long long)((const {} *)migrt_o)->{name}",
                    self.type_name(selector.ty)
                )
            }
        };
        out.definitions.push_str(&format!(
            "static const migrt_case migrt_K{id}[] = {{\n    {}\n}};\n\
             static long long migrt_value_{id}(const void *migrt_o) {{ return {value}; }}\n",
            if cases.is_empty() {
                "{0, -1, 0, 0}".into()
            } else {
                cases.join(",\n    ")
            },
        ));
        let (ty, path, offset) = match &selector.union {
            Some(at) => (
                format!("&migrt_T[{}]", self.type_index(at.ty)),
                at.names.join("."),
                self.union_offset(selector.ty, at),
            ),
            None => match (&selector.pointee, &selector.outside) {
                (Some(member), _) => self.pointer_at(selector.ty, '>', member),
                (_, Some(member)) => self.pointer_at(selector.ty, '<', member),
                _ if selector.tail => ("0".into(), "+".into(), "0".into()),
                _ => ("0".into(), String::new(), "0".into()),
            },
        };
        let (file, line) = self.place(selector.span);
        let probe = selector.probe.as_deref().map_or("0".into(), c_string);
        let follow = selector.follow.as_deref().map_or("0".into(), |pointer| {
            let record = self.type_name(selector.ty);
            format!("1 + __builtin_offsetof({record}, {pointer})")
        });
        format!(
            "{{{ty}, {}, {offset}, migrt_value_{id}, {probe}, {follow}, migrt_K{id}, {}, {}, {file}, {line}}}",
            c_string(&path),
            selector.cases.len(),
            c_string(&selector.text)
        )
    }

    /// Type, path and offset of a selector that speaks of a pointer.
    fn pointer_at(&self, record: TypeId, kind: char, member: &str) -> (String, String, String) {
        let record = self.type_name(record);
        (
            "0".into(),
            format!("{kind}{member}"),
            format!("__builtin_offsetof({record}, {member})"),
        )
    }

    fn case_row(&self, case: &Case) -> String {
        let ty = case.ty.map_or("0".into(), |ty| {
            format!("&migrt_T[{}]", self.type_index(ty))
        });
        let name = case.name.as_deref().map_or("0".into(), c_string);
        format!(
            "{{{}, {}, {name}, {ty}}}",
            number(case.low),
            number(case.high)
        )
    }

    /// An anonymous union lies where its members do.
    fn union_offset(&self, record: TypeId, at: &UnionAt) -> String {
        let name = self.type_name(record);
        let way = at.names.join(".");
        if !at.anonymous {
            return match way.is_empty() {
                true => "0".into(),
                false => format!("__builtin_offsetof({name}, {way})"),
            };
        }
        let flat = self.unit.fields_flat(at.union).into_iter();
        let member = flat
            .filter(|f| f.bit_width.is_none())
            .find_map(|f| f.name.clone());
        let Some(member) = member else {
            return "0".into();
        };
        let copy = self.type_name(at.ty);
        let dot = if way.is_empty() { "" } else { "." };
        format!(
            "__builtin_offsetof({name}, {way}{dot}{member}) - __builtin_offsetof({copy}, {member})"
        )
    }
}

/// A `long long` constant; the least one cannot be written with a sign.
fn number(value: i128) -> String {
    match value {
        v if v <= i128::from(i64::MIN) => "(-9223372036854775807LL - 1)".into(),
        v if v > i128::from(i64::MAX) => format!("(long long){v}ULL"),
        v => format!("{v}LL"),
    }
}
