//! Declarations: the spans the rewriter edits, and what declarations say.

use crate::common::{decl, function, source, sources, unit};
use migcc::hir::{Declaration, ItemKind, Unit};

fn declarations(unit: &Unit) -> Vec<&Declaration> {
    let mut found = Vec::new();
    for item in &unit.items {
        if let ItemKind::Declaration(declaration) = &item.kind {
            found.push(declaration);
        }
    }
    found
}

#[test]
fn specifiers_storage_and_declarators() {
    let text = "static const  int a = 1, *b __attribute__((unused)) = &a , c[2] ;\n\
        extern __inline__ _Noreturn void f(void) __asm__(\"g\") __attribute__((cold));\n\
        __extension__ typedef struct s { int static_; } T, *P;\n\
        __attribute__((unused)) _Alignas(8) static __thread int t;\n";
    let unit = unit(text);
    let found: Vec<_> = declarations(&unit)
        .into_iter()
        .map(|d| {
            let declarators: Vec<_> = d
                .declarators
                .iter()
                .map(|d| (source(text, d.span), d.init_span.map(|s| source(text, s))))
                .collect();
            (
                source(text, d.specifiers),
                sources(text, &d.storage),
                declarators,
                d.defines_tag,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "static const  int",
                vec!["static"],
                vec![
                    ("a", Some("1")),
                    ("*b __attribute__((unused))", Some("&a")),
                    ("c[2]", None)
                ],
                false
            ),
            (
                "extern __inline__ _Noreturn void",
                vec!["extern", "__inline__", "_Noreturn"],
                vec![("f(void) __asm__(\"g\") __attribute__((cold))", None)],
                false
            ),
            (
                "__extension__ typedef struct s { int static_; }",
                vec!["typedef"],
                vec![("T", None), ("*P", None)],
                true
            ),
            (
                "__attribute__((unused)) _Alignas(8) static __thread int",
                vec!["static", "__thread"],
                vec![("t", None)],
                false
            ),
        ]
    );
}

#[test]
fn items_cover_the_text() {
    let text = "int a;;\n__extension__ int b ;\n;asm(\"nop\");\n_Static_assert(1, \"x\");\n\
        static inline int f(int a)\n{ return a; }\n# 3 \"x.h\" 3\nint h;\n";
    let unit = unit(text);
    let items: Vec<_> = unit
        .items
        .iter()
        .map(|item| (source(text, item.span), item.system))
        .collect();
    assert_eq!(
        items,
        [
            ("int a;", false),
            (";", false),
            ("__extension__ int b ;", false),
            (";", false),
            ("asm(\"nop\");", false),
            ("_Static_assert(1, \"x\");", false),
            ("static inline int f(int a)\n{ return a; }", false),
            ("int h;", true),
        ]
    );
    assert!(decl(&unit, "h").system);
    assert!(!decl(&unit, "b").system);
}

#[test]
fn function_headers() {
    let text = "__attribute__((noinline)) static char *f(int a[2], ...) { return 0; } \
        int g(a, b) int a; char *b; { return a; } h(void) { return 1; }";
    let unit = unit(text);
    let header = |name: &str| source(text, function(&unit, name).header).trim_end();
    assert_eq!(
        header("f"),
        "__attribute__((noinline)) static char *f(int a[2], ...)"
    );
    assert_eq!(header("g"), "int g(a, b) int a; char *b;");
    assert_eq!(header("h"), "h(void)");
    assert!(function(&unit, "g").old_style && !function(&unit, "f").old_style);
    assert_eq!(unit.spell(decl(&unit, "h").ty), "int (void)");
    assert_eq!(unit.spell(decl(&unit, "a").ty), "int *");
}

#[test]
fn tags_can_be_inserted() {
    let text = "struct { int a; } v; union __attribute__((packed)) { int b; } w; \
        enum { K } e; struct named { struct { int c; }; union { int d; } u; } x;";
    let unit = unit(text);
    let mut text = text.to_owned();
    let mut places: Vec<u32> = unit
        .records
        .iter()
        .filter(|(_, r)| r.tag.is_none() && !r.anonymous_member)
        .filter_map(|(_, r)| r.tag_insert)
        .chain(unit.enums.iter().filter_map(|(_, e)| e.tag_insert))
        .collect();
    places.sort();
    for place in places.into_iter().rev() {
        text.insert_str(place as usize, " TAG");
    }
    assert_eq!(
        text,
        "struct TAG { int a; } v; union __attribute__((packed)) TAG { int b; } w; \
        enum TAG { K } e; struct named { struct { int c; }; union TAG { int d; } u; } x;"
    );
}

#[test]
fn record_members() {
    let text =
        "struct s { int a, *b : 3; unsigned : 2; struct { int c; union { int d; float e; }; }; \
        int f[]; } __attribute__((packed));"
            .replace("*b : 3", "b : 3");
    let unit = unit(&text);
    let (id, record) = unit.records.iter().next().expect("struct s");
    assert!(record.packed && record.complete);
    let names: Vec<_> = record
        .fields
        .iter()
        .map(|f| f.name.as_deref().unwrap_or("-"))
        .collect();
    assert_eq!(names, ["a", "b", "-", "-", "f"]);
    let flat: Vec<_> = unit
        .fields_flat(id)
        .iter()
        .filter_map(|f| f.name.clone())
        .collect();
    assert_eq!(flat, ["a", "b", "c", "d", "e", "f"]);
    let widths: Vec<_> = record
        .fields
        .iter()
        .map(|f| f.bit_width.and_then(|w| w.value))
        .collect();
    assert_eq!(widths, [None, Some(3), Some(2), None, None]);
    assert!(source(&text, record.span).ends_with("__attribute__((packed))"));
    assert_eq!(
        unit.records
            .iter()
            .filter(|(_, r)| r.anonymous_member)
            .count(),
        2
    );
}

#[test]
fn pointers_inside() {
    let unit = unit(
        "struct a { int x; struct { char *p; } s[2]; } a; struct b { int x[3]; } b; \
        union u { long l; void (*f)(void); } u; __builtin_va_list v;",
    );
    let contains = |name: &str| unit.contains_pointer(decl(&unit, name).ty.ty);
    assert!(contains("a") && contains("u") && contains("v"));
    assert!(!contains("b"));
}

#[test]
fn attributes_and_labels() {
    let text =
        "extern int f(int) __asm__(\"g\" \"h\") __attribute__((__nothrow__, alias(\"x\"))); \
        [[deprecated(\"y\")]] int v; int w __attribute__((aligned(2 * 8), section(\"s\")));";
    let unit = unit(text);
    let attributes = |name: &str| decl(&unit, name).attributes.clone();
    let pair = |name: &str, args: &str| (name.to_owned(), args.to_owned());
    assert_eq!(
        attributes("f"),
        [pair("nothrow", ""), pair("alias", "\"x\"")]
    );
    assert_eq!(decl(&unit, "f").asm_label.as_deref(), Some("gh"));
    assert_eq!(attributes("v"), [pair("deprecated", "\"y\"")]);
    assert_eq!(
        attributes("w"),
        [pair("aligned", "2 * 8"), pair("section", "\"s\"")]
    );
}

#[test]
fn parameters_are_adjusted() {
    let text = "typedef int F(int); typedef int A[3]; int f(A a, F g, int b[const 2], A *c, const A d) { return 0; }";
    let unit = unit(text);
    let spelled = |name: &str| {
        let options = migcc::hir::PrintOptions::plain(text);
        unit.declare(decl(&unit, name).ty, name, &options)
    };
    assert_eq!(spelled("a"), "int *a");
    assert_eq!(spelled("g"), "F *g");
    assert_eq!(spelled("b"), "int *const b");
    assert_eq!(spelled("c"), "A *c");
    assert_eq!(spelled("d"), "const int *d");
}

#[test]
fn pragmas_are_listed() {
    let text = "#pragma pack(push, 1)\nint a;\n  #pragma  omp parallel for \nint b;\n";
    let unit = unit(text);
    let pragmas: Vec<_> = unit
        .pragmas
        .iter()
        .map(|p| (source(text, p.span), p.text.as_str()))
        .collect();
    assert_eq!(pragmas.len(), 2);
    assert_eq!(pragmas[0], ("#pragma pack(push, 1)", "pack(push, 1)"));
    assert_eq!(pragmas[1].1, "omp parallel for");
}

#[test]
fn c23() {
    let text = "constexpr int n = 3; auto x = 1.5f; bool b = true; int *p = nullptr; \
        enum e : unsigned char { A, B }; typeof_unqual(const int) u; unsigned _BitInt(9) w; \
        int f() { auto y = &n; return A; } static_assert(sizeof(enum e) == 1); int a[n];";
    let unit = crate::common::unit_for(text, "c23", migcc::hir::Target::lp64());
    let spelled = |name: &str| unit.spell(decl(&unit, name).ty);
    assert_eq!(spelled("x"), "float");
    assert_eq!(spelled("b"), "_Bool");
    assert_eq!(spelled("u"), "int");
    assert_eq!(spelled("w"), "unsigned _BitInt(9)");
    assert_eq!(spelled("f"), "int (void)");
    assert_eq!(spelled("y"), "const int *");
    assert!(decl(&unit, "n").constexpr);
    let (_, item) = unit.enums.iter().next().expect("an enum");
    assert_eq!(
        item.underlying.map(|ty| unit.spell(ty)),
        Some("unsigned char".to_owned())
    );
    assert_eq!(spelled("A"), "unsigned char");
}
