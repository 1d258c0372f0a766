//! String literals that pointers may refer to, lifted to named arrays: a
//! pointer into one is then a pointer into an object with a name.

use super::cx::c_string;
use super::edits::Edit;
use crate::flow::library;
use crate::hir::*;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Default)]
pub struct Strings {
    pub all: Vec<Lifted>,
    /// Where each use stands and what replaces it.
    pub edits: Vec<Edit>,
}

/// One lifted literal.
#[derive(Debug)]
pub struct Lifted {
    pub variable: String,
    /// The literal's tokens.
    pub value: String,
    pub element: &'static str,
    pub first_use: Span,
}

impl Lifted {
    /// One element longer than the literal: nothing begins where it ends (`gaps`).
    pub fn definition(&self) -> String {
        let Lifted {
            variable,
            value,
            element,
            ..
        } = self;
        format!(
            "static const {element} {variable}[sizeof({value}) / sizeof({element}) + 1] = {value};\n"
        )
    }

    /// Stable across systems: depends on the literal alone.
    pub fn identity(&self) -> String {
        let hash = blake3::hash(format!("{} {}", self.element, self.value).as_bytes());
        format!("str:{}", &hash.to_hex()[..16])
    }
}

impl Strings {
    /// Finds the literals of user code that decay to pointers which may be
    /// kept anywhere.
    pub fn find(unit: &Unit, is_user: &dyn Fn(Span) -> bool) -> Strings {
        let harmless = harmless_arguments(unit);
        let owners = function_names(unit);
        let mut strings = Strings::default();
        let mut index: HashMap<(String, &'static str), usize> = HashMap::new();
        let mut found: Vec<(Span, String, &'static str)> = unit
            .exprs
            .iter()
            .filter(|(id, e)| {
                unit.is_pointer(e.converted) && !harmless.contains(id) && is_user(e.span)
            })
            .filter_map(|(_, e)| literal(unit, e, &owners))
            .collect();
        found.sort_by_key(|(span, ..)| *span);
        found.dedup_by_key(|(span, ..)| *span);
        for (span, value, element) in found {
            let key = (value, element);
            let n = *index.entry(key.clone()).or_insert(strings.all.len());
            if n == strings.all.len() {
                let variable = format!("migrt_str{n}");
                strings.all.push(Lifted {
                    variable,
                    value: key.0,
                    element,
                    first_use: span,
                });
            }
            let pointer = format!("(({element} *)migrt_str{n})");
            strings.edits.push(Edit::text(span, pointer));
        }
        strings
    }
}

/// Span, tokens and element type of a literal (or of `__func__`).
fn literal(
    unit: &Unit,
    e: &Expr,
    owners: &[(Span, String)],
) -> Option<(Span, String, &'static str)> {
    match &e.kind {
        ExprKind::String { encoding, value } => {
            let element = match encoding {
                Encoding::Plain | Encoding::Utf8 => "char",
                Encoding::Wide => "__typeof__(L'a')",
                Encoding::Char16 => "__typeof__(u'a')",
                Encoding::Char32 => "__typeof__(U'a')",
            };
            unit.is_array(e.ty.ty)
                .then(|| (e.span, value.clone(), element))
        }
        ExprKind::FunctionName => {
            let owner = owners.iter().find(|(span, _)| span.contains(e.span))?;
            Some((e.span, c_string(&owner.1), "char"))
        }
        _ => None,
    }
}

fn function_names(unit: &Unit) -> Vec<(Span, String)> {
    unit.functions
        .iter()
        .map(|(_, f)| (f.span, unit.decls[f.decl].name.clone()))
        .collect()
}

/// Arguments of library functions and builtins that cannot hand the pointer
/// back: the function returns no pointer.
fn harmless_arguments(unit: &Unit) -> HashSet<ExprId> {
    let mut found = HashSet::new();
    for (_, e) in unit.exprs.iter() {
        let ExprKind::Call { callee, args } = &e.kind else {
            continue;
        };
        let harmless = match &unit.exprs[*callee].kind {
            ExprKind::Builtin(name) => name.starts_with("__"),
            ExprKind::Name(decl) => {
                let decl = &unit.decls[*decl];
                decl.system && library::wrap(&decl.name).is_none() && !unit.is_pointer(e.ty.ty)
            }
            _ => false,
        };
        if harmless {
            found.extend(args);
        }
    }
    found
}
