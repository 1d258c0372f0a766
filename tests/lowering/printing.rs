//! Types printed as C.

use crate::common::{decl, unit};
use migcc::hir::{Named, PrintOptions};

fn round_trip(declaration: &str) {
    let text = format!("typedef int T; struct s {{ int m; }}; enum e {{ A }}; {declaration};");
    let unit = unit(&text);
    let printed = unit.declare(decl(&unit, "v").ty, "v", &PrintOptions::plain(&text));
    assert_eq!(printed, declaration);
}

#[test]
fn declarations_come_back_as_written() {
    for declaration in [
        "int v",
        "const int v",
        "unsigned long long v",
        "int *v",
        "int *const v",
        "const volatile char *v",
        "int v[3]",
        "int *v[3]",
        "int (*v)[3]",
        "int v[2][3]",
        "int v(void)",
        "int v()",
        "int *v(int, char *, ...)",
        "int (*v)(int)",
        "int (*v[4])(void)",
        "int (*(*v)(int))[3]",
        "void (*v(int, void (*)(int)))(int)",
        "struct s v",
        "const struct s *v",
        "enum e v",
        "T v",
        "T *v[2]",
        "const T v",
        "_Complex double v",
        "_Bool v",
        "__int128 v",
        "unsigned __int128 v",
        "_Float128 v",
        "__builtin_va_list v",
        "int *__restrict v",
        "_Atomic int v",
        "int *_Atomic v",
        "int v[sizeof(struct s) * 2]",
    ] {
        round_trip(declaration);
    }
}

#[test]
fn typedef_names_can_be_looked_through() {
    let text = "typedef int T; typedef T *P; typedef const P Q; typedef T A[3]; typedef T F(P); \
        Q a; const A b; A *c; F *d; P (*e)[2];";
    let unit = unit(text);
    let options = PrintOptions {
        keep_typedefs: false,
        ..PrintOptions::plain(text)
    };
    let printed = |name: &str| unit.declare(decl(&unit, name).ty, name, &options);
    assert_eq!(printed("a"), "int *const a");
    assert_eq!(printed("b"), "const int b[3]");
    assert_eq!(printed("c"), "int (*c)[3]");
    assert_eq!(printed("d"), "int (*d)(int *)");
    assert_eq!(printed("e"), "int *(*e)[2]");
}

#[test]
fn types_can_be_given_names() {
    let text = "struct { int a; } v; typedef struct { int b; } T; T *w; enum { K } e;";
    let unit = unit(text);
    let rename = |named: Named| match named {
        Named::Record(id) => Some(format!("r{}", id.index())),
        Named::Enum(_) => Some("e0".to_owned()),
        Named::Typedef(_) => Some("U".to_owned()),
    };
    let options = PrintOptions {
        rename: &rename,
        ..PrintOptions::plain(text)
    };
    assert_eq!(
        unit.declare(decl(&unit, "v").ty, "v", &options),
        "struct r0 v"
    );
    assert_eq!(unit.declare(decl(&unit, "w").ty, "w", &options), "U *w");
    assert_eq!(
        unit.declare(decl(&unit, "e").ty, "e", &options),
        "enum e0 e"
    );
    let options = PrintOptions {
        keep_typedefs: false,
        ..options
    };
    assert_eq!(
        unit.declare(decl(&unit, "w").ty, "w", &options),
        "struct r1 *w"
    );
    assert_eq!(unit.spell(decl(&unit, "v").ty), "struct (unnamed)");
}

#[test]
fn lengths_are_printed_on_one_line() {
    let text = "int n[1 +\n# 3 \"x.h\"\n sizeof(int)];";
    let unit = unit(text);
    let printed = unit.declare(decl(&unit, "n").ty, "n", &PrintOptions::plain(text));
    assert_eq!(printed, "int n[1 + sizeof(int)]");
}

#[test]
fn vectors() {
    let text = "typedef int v4 __attribute__((vector_size(16))); v4 v;";
    let unit = unit(text);
    let options = PrintOptions {
        keep_typedefs: false,
        ..PrintOptions::plain(text)
    };
    let printed = unit.declare(decl(&unit, "v").ty, "v", &options);
    assert_eq!(printed, "__attribute__((vector_size(16))) int v");
}
