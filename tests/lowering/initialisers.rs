//! Initialisers complete arrays and convert to what they initialise
//! (C11 6.7.9).

use crate::common::{decl, unit};

fn completed(declaration: &str, ty: &str) {
    let prelude = "struct p { int x, y; }; struct n { int a[2]; struct p p; char s[4]; }; \
        union u { int i; char c[8]; }; struct an { int k; union { int a; float b; }; int z; }; ";
    let unit = unit(&format!("{prelude}{declaration}"));
    assert_eq!(unit.spell(decl(&unit, "v").ty), ty, "{declaration}");
}

#[test]
fn array_lengths() {
    completed("int v[] = {1, 2, 3};", "int [3]");
    completed("int v[] = {1, 2, 3,};", "int [3]");
    completed("int v[] = {};", "int [0]");
    completed("int v[] = {[4] = 1, 2};", "int [6]");
    completed("int v[] = {[4] = 1, [0] = 2, 3};", "int [5]");
    completed("int v[] = {[1 ... 6] = 1, 9};", "int [8]");
    completed("int v[] = {[2] 5};", "int [3]");
    completed("int v[][2] = {{1, 2}, {3}};", "int [2][2]");
    completed("int v[][2] = {1, 2, 3};", "int [2][2]");
    completed("int v[][2][2] = {{{1}}, 1, 2, 3, 4, 5};", "int [3][2][2]");
    completed(
        "enum { K = 3 }; int v[] = {[K] = 1, [K + 2] = 2};",
        "int [6]",
    );
}

#[test]
fn strings() {
    completed("char v[] = \"abc\";", "char [4]");
    completed("char v[] = {\"abc\"};", "char [4]");
    completed("char v[] = (\"abc\");", "char [4]");
    completed("char v[] = \"a\" \"\\0b\\x41\\101\\u00e9\";", "char [8]");
    completed("int v[] = L\"ab\";", "int [3]");
    completed(
        "unsigned short v[] = u\"\\U0001F600\";",
        "unsigned short [3]",
    );
    completed("char v[][4] = {\"abc\", \"d\", {'e'}};", "char [3][4]");
    completed("char *v[] = {\"abc\", \"d\"};", "char *[2]");
    completed("char v[] = {'a', 'b'};", "char [2]");
    completed("char v[10] = \"abc\";", "char [10]");
}

#[test]
fn elided_braces() {
    completed("struct p v[] = {1, 2, 3};", "struct p [2]");
    completed("struct p v[] = {{1}, 2, 3, {4}};", "struct p [3]");
    completed("struct n v[] = {1, 2, 3, 4, \"abc\", 5};", "struct n [2]");
    completed("struct n v[] = {{1, 2}, {3, 4}, 5};", "struct n [3]");
    completed(
        "struct n v[] = {{{1, 2}, {3, 4}, \"abc\"}};",
        "struct n [1]",
    );
    completed("union u v[] = {1, 2, 3};", "union u [3]");
    completed("struct an v[] = {1, 2, 3, 4};", "struct an [2]");
    completed("struct an v[] = {[1].b = 1, 3, 4};", "struct an [3]");
    completed("struct p q; struct p v[] = {q, q, 1, 2};", "struct p [3]");
    completed("struct n v[] = {[0].p = {1, 2}, \"x\", 1};", "struct n [2]");
    completed(
        "struct n v[] = {[1].a[1] = 1, 2, 3, \"abc\", 1};",
        "struct n [3]",
    );
}

#[test]
fn other_objects() {
    completed("int *v = (int[]){1, 2, 3};", "int *");
    completed(
        "struct { int n; int d[]; } v = {1, {1, 2}};",
        "struct (unnamed)",
    );
    completed("typedef int T[]; T v = {1, 2}; T w = {1};", "int [2]");
    completed("int v = {5};", "int");
}

#[test]
fn a_typedef_of_an_open_array_stays_open() {
    let unit = unit("typedef int T[]; T v = {1, 2}; T w = {1};");
    assert_eq!(unit.spell(decl(&unit, "w").ty), "int [1]");
    assert_eq!(unit.spell(decl(&unit, "T").ty), "int []");
}

#[test]
fn compound_literals_are_completed() {
    let text = "int *p = (int[]){1, 2, 3}; unsigned long n = sizeof((char[]){\"abc\"});";
    let unit = unit(text);
    let literal = crate::common::expr(&unit, text, "(int[]){1, 2, 3}");
    assert_eq!(unit.spell(literal.ty), "int [3]");
    let literal = crate::common::expr(&unit, text, "(char[]){\"abc\"}");
    assert_eq!(unit.spell(literal.ty), "char [4]");
}

#[test]
fn each_value_takes_the_type_of_its_object() {
    let text = "struct p { char c; double d; float a[2]; void *q; } \
        v = {11, 12, 13, 14, 15}, w = {.a[1] = 21, 0, .c = 22, 23};";
    let unit = unit(text);
    let converted = |source: &str| unit.spell(crate::common::expr(&unit, text, source).converted);
    assert_eq!(converted("11"), "char");
    assert_eq!(converted("12"), "double");
    assert_eq!(converted("13"), "float");
    assert_eq!(converted("14"), "float");
    assert_eq!(converted("15"), "void *");
    assert_eq!(converted("21"), "float");
    assert_eq!(converted("0"), "void *");
    assert_eq!(converted("22"), "char");
    assert_eq!(converted("23"), "double");
}
