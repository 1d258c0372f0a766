//! Names are resolved through C's scopes and name spaces (C11 6.2.1, 6.2.3).

use crate::common::{decl, function, sources, unit};
use migcc::hir::{DeclKind, Linkage, Scope, Unit};

/// Offsets of the uses of the `nth` entity called `name`, in the order of the
/// text.
fn uses(unit: &Unit, name: &str, nth: usize) -> Vec<u32> {
    let mut found: Vec<_> = unit.decls.iter().filter(|(_, d)| d.name == name).collect();
    found.sort_by_key(|(_, decl)| decl.name_span);
    let (_, decl) = found.get(nth).expect("that many entities");
    decl.uses.iter().map(|span| span.start).collect()
}

/// The offsets of `marks` (`1`, `2`, ..) in a text where they follow the name.
fn marked(text: &str) -> (String, Vec<Vec<u32>>) {
    let mut plain = String::new();
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); 10];
    for c in text.chars() {
        match c.to_digit(10) {
            Some(mark) => {
                let start = plain
                    .rfind(|c: char| !c.is_alphanumeric())
                    .map_or(0, |at| at + 1);
                found[mark as usize].push(start as u32);
            }
            None => plain.push(c),
        }
    }
    (plain, found)
}

/// Every use of `name` belongs to the entity (in order of declaration) whose
/// number stands behind it.
fn resolves(name: &str, text: &str) {
    let (plain, marks) = marked(text);
    let unit = unit(&plain);
    for (number, expected) in marks
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, m)| !m.is_empty())
    {
        assert_eq!(
            &uses(&unit, name, number - 1),
            expected,
            "{name} {number} in {plain}"
        );
    }
}

#[test]
fn scopes() {
    resolves(
        "x",
        "int x1; void f(void) { x1 = a; int x2 = x2; { char x3; x3; } x2; } int a = sizeof x1;"
            .replace("= a", "= b")
            .replace("void f", "int b; void f")
            .as_str(),
    );
    resolves(
        "x",
        "int x1; int f(int x2) { return x2; } int g(void) { return x1; }",
    );
    resolves(
        "i",
        "void f(int i1) { for (int i2 = b; i2 < b; i2++) i2; i1; } int b;"
            .replace("void f", "int b; void f")
            .replace("} int b;", "}")
            .as_str(),
    );
    resolves(
        "x",
        "int x1; void f(void) { if (sizeof(enum { x2 })) x2; x1; }",
    );
    resolves(
        "x",
        "int x1; void f(void) { int y = ({ int x2 = b; x2; }) + x1; } "
            .replace("void f", "int b; void f")
            .as_str(),
    );
    resolves(
        "x",
        "int x1; int f(int (*x2)(int x3), int y[sizeof *x2]) { return sizeof x2; }",
    );
    resolves(
        "x",
        "int x1; void f(void) { extern int x1; { int x2; { extern int x1; x1; } x2; } }",
    );
    resolves(
        "x",
        "int x1; void f(void) { static int x2; x2; } void g(void) { static int x3; x3; } int y = sizeof x1;",
    );
}

#[test]
fn name_spaces_are_apart() {
    resolves(
        "s",
        "struct s { int s; } s1; void f(struct s *p) { s: s1.s = p->s; goto s; }",
    );
    resolves(
        "T",
        "typedef int T1; struct T { T1 T; }; T1 f(struct T T2) { return T2.T; } T1 v;",
    );
    resolves(
        "T",
        "typedef int T1; void f(void) { T1 T2 = 0; T2++; { typedef char T3; T3 y; } }"
            .replace("= 0", "= v")
            .replace("typedef int", "int v; typedef int")
            .as_str(),
    );
}

#[test]
fn old_style_parameters_are_named_twice() {
    resolves("a", "int f(a1, b) int *a1; { return *a1 + b; }");
}

#[test]
fn every_declaration_of_an_entity_is_one() {
    let text = "extern int v; static int f(int); int v; static int f(int a) { return v + a; } \
        int v = 2; int g(void) { extern int v; int f(int); return f(v); }";
    let unit = unit(text);
    assert_eq!(unit.decls.iter().filter(|(_, d)| d.name == "v").count(), 1);
    assert_eq!(decl(&unit, "v").uses.len(), 6);
    assert_eq!(unit.decls.iter().filter(|(_, d)| d.name == "f").count(), 1);
    assert_eq!(decl(&unit, "f").linkage, Linkage::Internal);
    assert_eq!(decl(&unit, "f").uses.len(), 4);
    assert_eq!(
        decl(&unit, "v").name_span.start as usize,
        text.find("v = 2").expect("v = 2")
    );
}

#[test]
fn composite_types() {
    let unit = unit(
        "int a[]; int a[3]; int a[]; int f(); int f(int, char *); \
        int (*g(void))[]; int (*g(void))[4];",
    );
    assert_eq!(unit.spell(decl(&unit, "a").ty), "int [3]");
    assert_eq!(unit.spell(decl(&unit, "f").ty), "int (int, char *)");
    assert_eq!(unit.spell(decl(&unit, "g").ty), "int (*(void))[4]");
}

#[test]
fn linkage_and_storage() {
    let text = "int a; static int b; extern int c; typedef int t; _Thread_local int d; \
        void f(int p) { int e; static int g; extern int h; int k(void); register int r; \
        static __thread int w; typedef int u; enum { z }; }";
    let unit = unit(text);
    let f = decl(&unit, "f").uses.len();
    assert_eq!(f, 1);
    let linkage = |name: &str| decl(&unit, name).linkage;
    assert_eq!(linkage("a"), Linkage::External);
    assert_eq!(linkage("b"), Linkage::Internal);
    assert_eq!(linkage("h"), Linkage::External);
    assert_eq!(linkage("k"), Linkage::External);
    for name in ["e", "g", "p", "t", "u", "z"] {
        assert_eq!(linkage(name), Linkage::None, "{name}");
    }
    let function = crate::common::decl_id(&unit, "f");
    let scope = |name: &str| decl(&unit, name).scope;
    for name in ["p", "e", "r", "u", "z"] {
        assert_eq!(scope(name), Scope::Automatic(function), "{name}");
    }
    assert_eq!(scope("g"), Scope::Static(function));
    assert_eq!(scope("w"), Scope::Static(function));
    for name in ["a", "b", "c", "d", "h", "k", "t"] {
        assert_eq!(scope(name), Scope::File, "{name}");
    }
    let defined = |name: &str| decl(&unit, name).defined;
    assert!(["a", "b", "d", "f", "g"].into_iter().all(defined));
    assert!(!["c", "h", "k"].into_iter().any(defined));
    assert!(decl(&unit, "d").thread_local && decl(&unit, "w").thread_local);
    assert!(decl(&unit, "r").register);
    assert_eq!(decl(&unit, "z").kind, DeclKind::EnumConstant);
}

#[test]
fn locals_and_statics_are_listed_in_order() {
    let text = "int f(int a, int b) { int c; { int d; static int e; for (int g = 0;;) ; } \
        typedef int t; extern int x; int h(void); return ({ int i = 0; i; }); }";
    let unit = unit(text);
    let names = |ids: &[migcc::hir::DeclId]| {
        ids.iter()
            .map(|id| unit.decls[*id].name.clone())
            .collect::<Vec<_>>()
    };
    let function = function(&unit, "f");
    assert_eq!(names(&function.params), ["a", "b"]);
    assert_eq!(names(&function.locals), ["a", "b", "c", "d", "g", "i"]);
    assert_eq!(names(&function.statics), ["e"]);
}

#[test]
fn tags() {
    let text = "struct s; struct s { struct s *next; union u { int a; } u; }; \
        struct s f(struct s *p) { struct s { char c; } v; return *p; } union u g; \
        enum e { A } h; enum e k;";
    let unit = unit(text);
    let records: Vec<_> = unit
        .records
        .iter()
        .map(|(_, r)| (r.tag.as_deref(), r.tag_uses.len()))
        .collect();
    assert_eq!(records, [(Some("s"), 5), (Some("u"), 2), (Some("s"), 1)]);
    let local = unit.records.iter().last().expect("three").1;
    assert_eq!(local.function, Some(crate::common::decl_id(&unit, "f")));
    let (_, item) = unit.enums.iter().next().expect("an enum");
    assert_eq!(sources(text, &item.tag_uses), ["e", "e"]);
}

#[test]
fn a_tag_declared_alone_is_new() {
    let text = "struct s { int a; }; void f(void) { struct s; struct s *p; } \
        void g(void) { struct s *p; }";
    let unit = unit(text);
    let counts: Vec<_> = unit
        .records
        .iter()
        .map(|(_, r)| (r.complete, r.tag_uses.len()))
        .collect();
    assert_eq!(counts, [(true, 2), (false, 2)]);
}

#[test]
fn tags_of_a_parameter_list_belong_to_the_function() {
    let unit = unit(
        "int f(struct a { int x; } *p, enum { K } k) { return p->x + K; } \
        int g(struct b *p); struct c { int y; } h(void) { struct c v = {1}; return v; }",
    );
    let f = crate::common::decl_id(&unit, "f");
    let of = |tag: &str| {
        unit.records
            .iter()
            .find(|(_, r)| r.tag.as_deref() == Some(tag))
            .expect("tag")
            .1
            .function
    };
    assert_eq!(of("a"), Some(f));
    assert_eq!(of("b"), None);
    assert_eq!(of("c"), None);
    assert_eq!(
        unit.enums.iter().next().expect("an enum").1.function,
        Some(f)
    );
}

#[test]
fn labels() {
    let text = "void f(void) { goto a; a: ; { __label__ a; goto a; a: &&a; } a; int a; } int a;"
        .replace(" a; int a;", "");
    let unit = unit(&text);
    let labels: Vec<_> = unit.labels.iter().map(|(_, l)| l.uses.len()).collect();
    // Of the local one: `__label__ a`, `goto a`, `&&a`.
    assert_eq!(labels, [1, 3]);
    assert_eq!(function(&unit, "f").labels.len(), 2);
}

#[test]
fn uses_in_attributes_types_and_bounds() {
    let text = "typedef int T; void c(int *); enum { N = 3 }; int a[N], b[sizeof(T)]; \
        struct s { int f : N; T t[N + 1]; }; void g(T n, int v[n][N]) { \
        int x __attribute__((cleanup(c))) = N; T y[n]; switch (x) { case N: ; } \
        _Alignas(T) char z; (void)_Generic(x, T: N, char: y); }";
    let unit = unit(text);
    assert_eq!(decl(&unit, "N").uses.len(), 8);
    assert_eq!(decl(&unit, "T").uses.len(), 7);
    assert_eq!(decl(&unit, "c").uses.len(), 2);
    assert_eq!(decl(&unit, "n").uses.len(), 3);
}
