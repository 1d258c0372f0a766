//! Integer constants are folded where every target agrees, and only there.

use crate::common::{decl, unit, unit_for};
use migcc::hir::{Target, Unit};

fn value(expression: &str) -> Option<i128> {
    let text = format!("enum {{ K = 5 }}; int a[7]; int x = {expression};");
    let wide = folded(&unit(&text));
    let narrow = folded(&unit_for(&text, "gnu17", Target::ilp32()));
    if wide.is_some() && narrow.is_some() {
        assert_eq!(wide, narrow, "{expression}");
    }
    wide.and(narrow)
}

fn folded(unit: &Unit) -> Option<i128> {
    match unit.inits[decl(unit, "x").init.expect("an initialiser")] {
        migcc::hir::Init::Expr(expr) => unit.constant(expr),
        migcc::hir::Init::List { .. } => None,
    }
}

#[test]
fn folded_everywhere() {
    for (expression, expected) in [
        ("1 + 2 * 3", 7),
        ("-5 / 2", -2),
        ("-5 % 3", -2),
        ("K << 3 | 1", 41),
        ("~0", -1),
        ("~0u", 0xffff_ffff),
        ("1u - 2", 0xffff_ffff),
        ("(unsigned char)300", 44),
        ("(signed char)200", -56),
        ("(_Bool)7", 1),
        ("'a' + 1", 98),
        ("1 ? 2 : 1 / 0", 2),
        ("0 && 1 / 0", 0),
        ("K > 3 || 1 / 0", 1),
        ("5000000000 / 1000000000", 5),
        ("sizeof(char)", 1),
        ("sizeof(\"abc\")", 4),
        ("sizeof a / sizeof a[0]", 7),
        ("sizeof(a) / sizeof(int)", 7),
        ("!K", 0),
        ("__builtin_choose_expr(0, 1, 2)", 2),
        ("_Generic(K, int: 3, default: 4)", 3),
        ("__builtin_types_compatible_p(int, const int)", 1),
        ("-1 < 0", 1),
        ("-1 > 0u", 1),
        ("(long)-1 < 0", 1),
        ("0x7fffffffffffffff", 0x7fff_ffff_ffff_ffff),
        ("1ull << 63", 1 << 63),
        ("__extension__ 3", 3),
        ("1 << 31", -(1 << 31)),
    ] {
        assert_eq!(value(expression), Some(expected), "{expression}");
    }
}

#[test]
fn left_to_the_target() {
    for expression in [
        "sizeof(int)",
        "sizeof(long)",
        "sizeof a",
        "1L << 40",
        "~0UL",
        "(long)5000000000",
        "-1L < 1u",
        "(char)200",
        "'\\xff'",
        "1 / 0",
        "2147483647 + 1",
        "1 << 32",
        "__builtin_offsetof(struct s { int a, b; }, b)",
        "a[0]",
        "x",
        "L'\\xffffffff'",
    ] {
        assert_eq!(value(expression), None, "{expression}");
    }
}

#[test]
fn array_lengths_keep_what_the_target_decides() {
    let text = "struct s { int a; }; int a[3 * 4]; char b[sizeof(struct s)]; \
        void f(int n) { int c[n], d[2], e[sizeof(int)]; static char g[sizeof c[0] + 1]; }";
    let unit = unit(text);
    let spelled = |name: &str| {
        let options = migcc::hir::PrintOptions::plain(text);
        unit.declare(decl(&unit, name).ty, name, &options)
    };
    assert_eq!(spelled("a"), "int a[12]");
    assert_eq!(spelled("b"), "char b[sizeof(struct s)]");
    assert_eq!(spelled("c"), "int c[n]");
    assert_eq!(spelled("e"), "int e[sizeof(int)]");
    assert_eq!(spelled("g"), "char g[sizeof c[0] + 1]");
    let modified = |name: &str| unit.is_variably_modified(decl(&unit, name).ty.ty);
    assert!(modified("c"));
    for name in ["a", "b", "d", "e", "g"] {
        assert!(!modified(name), "{name}");
    }
}

#[test]
fn enumeration_constants() {
    let text = "enum e { A, B = 5, C, D = C * 2, E = sizeof(long), F, G = -1, H };";
    let unit = unit(text);
    let value = |name: &str| decl(&unit, name).enum_value;
    assert_eq!(
        ["A", "B", "C", "D"].map(value),
        [Some(0), Some(5), Some(6), Some(12)]
    );
    assert_eq!(
        ["E", "F", "G", "H"].map(value),
        [None, None, Some(-1), Some(0)]
    );
}
