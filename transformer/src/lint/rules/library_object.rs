use crate::flow::{walk, Treatment};
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Object that belongs to a library
///
/// - code: MIG050
/// - name: library-object
/// - severity: error
/// - since: 0.1.0
///
/// ## What it checks
/// Variables with static storage, members of structs, and variables of functions
/// that can be captured inside, whose type is a handle of a library's:
/// `regex_t`, `iconv_t`, `glob_t`, `locale_t`, `timer_t` and others, and pointers
/// to structs that a system header declares without saying what is in them.
/// `FILE *` and `DIR *` are not reported here, nor `mbstate_t`, `fpos_t`,
/// `struct random_data` and others that hold all they mean.
///
/// ## Why migration breaks
/// What it points to lies in memory of a library that was not built with migcc,
/// and is not in the image. After a restore the pointer is invalid, and the
/// program ends at the next call with it.
///
/// ## Example
/// ```c,expect
/// #include <regex.h>
/// static regex_t pattern;
/// ```
///
/// ## Use instead
/// Keep what it is made from, and make it where it is used; or mark it
/// `MIGRT_TRANSIENT` and make it again in a function for `MIGRT_ON_RESTORE`.
/// ```c,ok
/// #include <regex.h>
/// #include <migrt.h>
/// static const char *text;
/// static MIGRT_TRANSIENT regex_t pattern;
/// ```
#[derive(Documented)]
pub struct LibraryObject;

/// Handles that are known by a typedef.
#[rustfmt::skip]
const HANDLES: [&str; 10] = [
    "regex_t", "iconv_t", "nl_catd", "glob_t", "glob64_t", "wordexp_t", "timer_t", "locale_t",
    "posix_spawn_file_actions_t", "posix_spawnattr_t",
];

/// Tags of what the runtime knows, or another rule tells of.
const KNOWN: [&str; 4] = ["_IO_FILE", "__dirstream", "_IO_cookie_file", "__FTS"];

impl Rule for LibraryObject {
    fn decl(&self, cx: &Context, id: DeclId, report: &mut Report) {
        let decl = &cx.unit.decls[id];
        if decl.kind != DeclKind::Object || !decl.defined && !is_local(decl) || decl.is_transient()
        {
            return;
        }
        if let Scope::Automatic(function) = decl.scope {
            if cx.treatment(function) == Treatment::Instrument && is_at_a_poll(cx, function, id) {
                add(cx, decl.ty.ty, &decl.name, decl.name_span, report);
            }
        } else if walk::is_static(cx.unit, id) {
            add(cx, decl.ty.ty, &decl.name, decl.name_span, report);
        }
    }

    fn record(&self, cx: &Context, id: RecordId, report: &mut Report) {
        let saved = cx.unit.records[id]
            .fields
            .iter()
            .filter(|field| !field.transient);
        for field in saved {
            let name = field.name.as_deref().unwrap_or("");
            add(cx, field.ty.ty, name, field.span, report);
        }
    }
}

fn is_local(decl: &Decl) -> bool {
    matches!(decl.scope, Scope::Automatic(_))
}

/// Its address is taken, or it is read behind a poll.
fn is_at_a_poll(cx: &Context, function: DeclId, variable: DeclId) -> bool {
    let flow = cx.flow.functions.get(&function);
    let in_memory = flow.is_some_and(|flow| flow.memory.contains(&variable));
    let Some(id) = cx.unit.decls[function].function else {
        return in_memory;
    };
    let declared = cx.unit.decls[variable].name_span;
    cx.is_read_behind_a_poll(&cx.unit.functions[id], variable, declared)
}

fn add(cx: &Context, ty: TypeId, name: &str, span: Span, report: &mut Report) {
    let Some(handle) = handle(cx.unit, ty, 0) else {
        return;
    };
    let message = format!("`{name}` holds a {handle}, which is in memory of a library's");
    report.add(
        report
            .found(span, message)
            .label("invalid after a restore")
            .help("make it where it is used, or mark it MIGRT_TRANSIENT and make it again in a function for MIGRT_ON_RESTORE"),
    );
}

/// How deep structs may lie in one another.
const DEPTH: u32 = 16;

/// The handle that an object of this type is or contains.
fn handle(unit: &Unit, ty: TypeId, depth: u32) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    match *unit.types.kind(ty) {
        TypeKind::Array { elem, .. } => handle(unit, elem.ty, depth + 1),
        TypeKind::Typedef(decl) => {
            let typedef = &unit.decls[decl];
            match typedef.system && HANDLES.contains(&typedef.name.as_str()) {
                true => Some(format!("`{}`", typedef.name)),
                false => handle(unit, typedef.ty.ty, depth + 1),
            }
        }
        TypeKind::Pointer(to) => opaque(unit, to.ty),
        // Members of the user's own structs are reported by themselves.
        TypeKind::Record(id) if unit.records[id].system => {
            let mut fields = unit.records[id].fields.iter();
            fields.find_map(|field| handle(unit, field.ty.ty, depth + 1))
        }
        _ => None,
    }
}

/// A struct of a system header that is not defined there.
fn opaque(unit: &Unit, ty: TypeId) -> Option<String> {
    let record = &unit.records[unit.record_of(ty)?];
    let tag = record.tag.as_deref().unwrap_or("");
    let hidden = record.system && !record.complete && !KNOWN.contains(&tag);
    hidden.then(|| format!("pointer to `struct {tag}`"))
}
