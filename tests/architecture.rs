//! The rules of docs/architecture.md that a machine can check: a stage imports
//! only earlier stages, only `syntax` knows lang-c, only `prim` includes the
//! headers of the operating system.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use support::module_paths::{crate_uses, module_of};
use support::sources::{files_below, read, repository, system_includes};

/// The stages of the compiler; those that exist stand in `lib.rs` in this
/// order. Any other module stands in `lib.rs` before the first that uses it.
const STAGES: [&str; 11] = [
    "source",
    "hir",
    "syntax",
    "flow",
    "linear",
    "liveness",
    "rewrite",
    "transform",
    "lint",
    "cli",
    "driver",
];

/// ISO C headers that touch nothing outside the process (of signal.h the type
/// sig_atomic_t is wanted, of wchar.h the range of wchar_t).
const PURE_HEADERS: [&str; 16] = [
    "assert.h",
    "errno.h",
    "float.h",
    "inttypes.h",
    "limits.h",
    "math.h",
    "setjmp.h",
    "signal.h",
    "stdarg.h",
    "stdbool.h",
    "stddef.h",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "string.h",
    "wchar.h",
];

/// Beginnings of paths below runtime-c/src that may include any header: the
/// only contact with the system, and the wrappers of libc calls the user's
/// program makes, whose prototypes those headers hold.
const MAY_INCLUDE_ANYTHING: [&str; 2] = ["prim/", "libc_"];

#[test]
fn stages_stand_in_pipeline_order() {
    let modules = modules_of_lib();
    let known: Vec<_> = modules
        .iter()
        .filter(|m| STAGES.contains(&m.as_str()))
        .collect();
    let expected: Vec<_> = STAGES
        .iter()
        .filter(|s| modules.iter().any(|m| m == *s))
        .collect();
    assert_eq!(known, expected, "order of modules in lib.rs");
    assert!(known.len() >= 3, "lib.rs lists too few stages: {known:?}");
}

#[test]
fn a_stage_imports_only_earlier_stages() {
    let order = modules_of_lib();
    let root = repository().join("transformer/src");
    let mut wrong = Vec::new();
    for file in files_below(&root, &["rs"]) {
        let module = module_of(file.strip_prefix(&root).unwrap());
        wrong.extend(backward_edges(&order, &module, &read(&file)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_syntax_names_lang_c() {
    let root = repository().join("transformer/src");
    let strangers: Vec<_> = files_below(&root, &["rs"])
        .into_iter()
        .filter(|file| !file.starts_with(root.join("syntax")))
        .filter(|file| support::module_paths::names_crate("lang_c", &read(file)))
        .collect();
    assert!(
        strangers.is_empty(),
        "lang_c outside syntax/: {strangers:?}"
    );
}

#[test]
fn only_prim_includes_system_headers() {
    let root = repository().join("runtime-c/src");
    let wrong: Vec<_> = files_below(&root, &["c", "h"])
        .iter()
        .filter(|file| !may_include_anything(file.strip_prefix(&root).unwrap()))
        .flat_map(|file| {
            let path = file.strip_prefix(&root).unwrap().display().to_string();
            let text = read(file);
            let outside = system_includes(&text)
                .filter(|header| !PURE_HEADERS.contains(header))
                .map(|header| format!("{path} includes <{header}>; only prim/ may"))
                .collect::<Vec<_>>();
            outside
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_every_form_of_a_backward_edge() {
    let order: Vec<_> = ["source", "hir", "flow"].map(String::from).into();
    for text in [
        "use crate::flow::Reach;",
        "use crate::{source::Span, flow};",
        "use super::super::flow::Reach;",
        "mod inner { use super::super::super::flow; }",
        "fn f() -> crate::flow::Reach { make() }",
        "fn f() { println!(\"{}\", crate::flow::WHY) }",
    ] {
        let module = ["hir", "types"].map(String::from);
        assert_eq!(backward_edges(&order, &module, text).len(), 1, "{text}");
    }
}

#[test]
fn the_check_allows_forward_edges_and_siblings() {
    let order: Vec<_> = ["source", "hir", "flow"].map(String::from).into();
    for text in [
        "use crate::source::Span;",
        "use super::arena::Arena;",
        "use self::decl::Decl;",
        "use std::flow::Nothing;",
        "// use crate::flow::Reach;",
    ] {
        let module = ["hir", "types"].map(String::from);
        assert!(backward_edges(&order, &module, text).is_empty(), "{text}");
    }
}

/// One message for each use of a stage after `module`'s own.
fn backward_edges(order: &[String], module: &[String], text: &str) -> Vec<String> {
    let place = |stage: &str| order.iter().position(|s| s == stage);
    let Some(own) = module.first().and_then(|stage| place(stage)) else {
        return Vec::new(); // lib.rs and the binaries stand above all stages
    };
    let used: BTreeSet<String> = crate_uses(module, text);
    used.iter()
        .filter(|stage| place(stage).is_some_and(|at| at > own))
        .map(|stage| format!("{} imports the later stage {stage}", module.join("::")))
        .collect()
}

fn modules_of_lib() -> Vec<String> {
    let text = read(&repository().join("transformer/src/lib.rs"));
    let file = syn::parse_file(&text).expect("lib.rs parses");
    let modules = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

fn may_include_anything(path: &Path) -> bool {
    MAY_INCLUDE_ANYTHING
        .iter()
        .any(|allowed| path.to_string_lossy().starts_with(allowed))
}
