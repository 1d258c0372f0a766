//! Spans of expressions, and that all spans nest.

use crate::common::{expr, source, unit};
use crate::self_check::{accepted_units, headers, Input};

#[test]
fn parentheses_are_kept_apart() {
    let text = "int f(int a, int b) { return ((a + (b ) ) )  * sizeof (a ) \n# 1 \"x\"\n ; }";
    let unit = unit(text);
    let sum = expr(&unit, text, "a + (b )");
    assert_eq!(sum.parens.map(|p| source(text, p)), Some("((a + (b ) ) )"));
    let product = expr(&unit, text, "((a + (b ) ) )  * sizeof (a )");
    assert_eq!(product.parens, None);
    assert_eq!(product.outer_span(), product.span);
}

#[test]
fn parentheses_of_other_constructs_are_not_the_expressions() {
    let text = "int f(int a) { if (a) f(a); return sizeof(int) + (a) + f((a)); }";
    let unit = unit(text);
    let parens: Vec<bool> = unit
        .exprs
        .iter()
        .filter(|(_, e)| source(text, e.span) == "a")
        .map(|(_, e)| e.parens.is_some())
        .collect();
    assert_eq!(parens, [false, false, true, true]);
}

#[test]
fn odd_expressions() {
    for part in [
        "({ int x = 1; x; })",
        "__extension__ (a + 1)",
        "&&l",
        "a ?: 2",
        "__real__ z",
        "__builtin_offsetof(struct s, m[1])",
        "__builtin_va_arg(ap, int)",
        "_Generic(a, int: 1, default: 2)",
        "(struct s){ .m = {1} }",
        "sizeof(int[]){1, 2}",
        "__alignof__ a",
        "\"a\"\n# 3 \"x\"\n \"b\"",
        "__builtin_types_compatible_p(int, struct s *)",
        "a, a, 3",
    ] {
        let text = format!(
            "struct s {{ int m[2]; }}; void f(int a, double _Complex z, __builtin_va_list ap) \
             {{ ( {part} ); l: ; }}"
        );
        let unit = unit(&text);
        let expr = expr(&unit, &text, part);
        let parens = expr.parens.map(|p| source(&text, p).to_owned());
        assert_eq!(parens, Some(format!("( {part} )")), "{part}");
    }
}

#[test]
fn spans_nest() {
    for input in accepted_units().into_iter().chain(headers(&["cc"])) {
        let Input {
            name, unit, text, ..
        } = &input;
        let errors = unit.nesting_errors(text);
        assert!(errors.is_empty(), "{name}: {}", errors[0]);
    }
}
