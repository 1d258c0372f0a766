//! Types before and after the conversions of C11 6.3 and 6.5, where the
//! compiler cannot be asked (see `self_check` for the types themselves).

use crate::common::{expr, unit, unit_for};
use migcc::hir::{Target, Unit};

const PRELUDE: &str = "struct s { int m; unsigned b : 3; } rec, *ptr; enum e { A } en; \
    int i, arr[4], fn(int); unsigned u; long l; unsigned long ul; long long ll; short sh; \
    char ch; _Bool bo; float f; double d; void *vp; int *ip; const int *cip; \
    void proto(double, long, const char *); void old(); void var(const char *, ...); \
    double result(void); ";

fn check(expression: &str, part: &str, ty: &str, converted: &str) {
    let text = format!("{PRELUDE} void test(void) {{ {expression}; }}");
    check_in(&unit(&text), &text, part, ty, converted);
}

fn check_in(unit: &Unit, text: &str, part: &str, ty: &str, converted: &str) {
    // The prelude declares, the expression comes last.
    let body = text.rfind("void test").expect("the test function");
    let found = unit
        .exprs
        .iter()
        .find(|(_, e)| e.span.start as usize > body && &text[e.span.range()] == part);
    let (_, expr) = found.unwrap_or_else(|| panic!("no `{part}` in {}", &text[body..]));
    let got = (unit.spell(expr.ty), unit.spell(expr.converted));
    assert_eq!(
        got,
        (ty.to_owned(), converted.to_owned()),
        "`{part}` in {}",
        &text[body..]
    );
}

#[test]
fn promotions_and_usual_arithmetic() {
    check("sh + ch", "sh", "short", "int");
    check("sh + ch", "ch", "char", "int");
    check("bo * l", "bo", "_Bool", "long");
    check("i + u", "i", "int", "unsigned int");
    check("l + u", "u", "unsigned int", "long");
    check("i + d", "i", "int", "double");
    check("f + i", "i", "int", "float");
    check("en + 1", "en", "enum e", "unsigned int");
    check("-sh", "sh", "short", "int");
    check("~ch", "ch", "char", "int");
    check("rec.b + 1", "rec.b", "unsigned int", "int");
    check("rec.b + u", "rec.b", "unsigned int", "unsigned int");
    check("i == l", "i", "int", "long");
    check("sh < ch", "sh", "short", "int");
    check("sh & u", "sh", "short", "unsigned int");
}

#[test]
fn shifts_promote_each_side_alone() {
    check("sh << l", "sh", "short", "int");
    check("ul >> ch", "ch", "char", "int");
    check("ul >> ch", "ul", "unsigned long", "unsigned long");
    check("i <<= l", "l", "long", "long");
}

#[test]
fn decay() {
    check("arr + 1", "arr", "int [4]", "int *");
    check("fn(1)", "fn", "int (int)", "int (*)(int)");
    check("&arr", "arr", "int [4]", "int [4]");
    check("&fn", "fn", "int (int)", "int (int)");
    check("sizeof arr", "arr", "int [4]", "int [4]");
    check("*arr", "arr", "int [4]", "int *");
    check("arr[1]", "arr", "int [4]", "int *");
    check("ip = arr", "arr", "int [4]", "int *");
    check("\"x\"[0]", "\"x\"", "char [2]", "char *");
    check("i ? arr : ip", "arr", "int [4]", "int *");
    check("(void)arr", "arr", "int [4]", "int [4]");
    check("(char *)arr", "arr", "int [4]", "int *");
    check("arr == ip", "arr", "int [4]", "int *");
    check("!arr", "arr", "int [4]", "int *");
    check("if (arr) i", "arr", "int [4]", "int *");
}

#[test]
fn assignment_converts_the_right_side() {
    check("d = i", "i", "int", "double");
    check("ch = l", "l", "long", "char");
    check("ip = 0", "0", "int", "int *");
    check("ip = vp", "vp", "void *", "int *");
    check("cip = ip", "ip", "int *", "const int *");
    check("i += d", "d", "double", "double");
    check("f += i", "i", "int", "float");
    check("sh += ch", "ch", "char", "int");
    check("ip += l", "l", "long", "long");
    check("rec = *ptr", "*ptr", "struct s", "struct s");
    check("bo = ip", "ip", "int *", "_Bool");
}

#[test]
fn arguments_take_the_parameter_type_or_are_promoted() {
    check("proto(i, sh, vp)", "i", "int", "double");
    check("proto(i, sh, vp)", "sh", "short", "long");
    check("proto(i, sh, vp)", "vp", "void *", "const char *");
    check("old(f, ch, arr)", "f", "float", "double");
    check("old(f, ch, arr)", "ch", "char", "int");
    check("old(f, ch, arr)", "arr", "int [4]", "int *");
    check("var(0, f, rec.b)", "0", "int", "const char *");
    check("var(0, f, rec.b)", "f", "float", "double");
    check("var(0, f, rec.b)", "rec.b", "unsigned int", "int");
    check("undeclared(f)", "f", "float", "double");
    check("undeclared(f)", "undeclared(f)", "int", "int");
}

#[test]
fn conditionals() {
    check("i ? ip : 0", "0", "int", "int *");
    check("i ? (void *)0 : ip", "(void *)0", "void *", "int *");
    check("i ? vp : ip", "ip", "int *", "void *");
    check("i ? cip : ip", "ip", "int *", "const int *");
    check("i ? ch : d", "ch", "char", "double");
    check("d = i ? ch : sh", "i ? ch : sh", "int", "double");
    check("ch ?: l", "ch", "char", "long");
}

#[test]
fn unused_values_are_not_converted() {
    check("arr", "arr", "int [4]", "int [4]");
    check("(ch, i)", "ch", "char", "char");
    check("rec", "rec", "struct s", "struct s");
}

#[test]
fn returned_values_take_the_result_type() {
    let text = "double f(int i) { return i; } char *g(void) { return 0; }";
    let unit = unit(text);
    assert_eq!(unit.spell(expr(&unit, text, "i").converted), "double");
    assert_eq!(unit.spell(expr(&unit, text, "0").converted), "char *");
}

#[test]
fn switch_promotes_and_case_labels_are_lowered() {
    let text = "void f(char c) { enum { K = 3 }; switch (c) { case K: case 'a' ... 'c': ; } }";
    let unit = unit(text);
    let c = unit
        .exprs
        .iter()
        .find(|(_, e)| &text[e.span.range()] == "c")
        .expect("c")
        .1;
    assert_eq!(unit.spell(c.converted), "int");
    assert_eq!(crate::common::decl(&unit, "K").uses.len(), 2);
}

#[test]
fn long_decides_on_32_bit_targets() {
    let text =
        "long l; unsigned u; void f(void) { l + u; 2147483648; 0x80000000; sizeof l; &l - &l; }";
    let unit = unit_for(text, "gnu17", Target::ilp32());
    let spelled = |source: &str| unit.spell(expr(&unit, text, source).ty);
    assert_eq!(spelled("l + u"), "unsigned long");
    assert_eq!(spelled("2147483648"), "long long");
    assert_eq!(spelled("0x80000000"), "unsigned int");
    assert_eq!(spelled("sizeof l"), "unsigned int");
    assert_eq!(spelled("&l - &l"), "int");
}

#[test]
fn lvalues() {
    let text = "struct s { int m; } g(void), *p, v; int a[3]; void f(void) \
        { v.m; p->m; *p; a[0]; g().m; (struct s){1}; \"x\"; f; (char)a[1]; v.m++; __real__ a[2]; }";
    let unit = unit(text);
    let lvalue = |source: &str| expr(&unit, text, source).lvalue;
    for source in [
        "v.m",
        "p->m",
        "*p",
        "a[0]",
        "(struct s){1}",
        "\"x\"",
        "v",
        "a",
        "__real__ a[2]",
    ] {
        assert!(lvalue(source), "{source}");
    }
    for source in ["g().m", "f", "(char)a[1]", "v.m++", "g()"] {
        assert!(!lvalue(source), "{source}");
    }
}
