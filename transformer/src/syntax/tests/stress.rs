//! Long and deep input: parsed in time, or refused with a message.

use crate::syntax::{parse_check, Dialect};

fn check(text: &str) -> Result<(), String> {
    parse_check(text, Dialect::default()).map_err(|errors| errors[0].message.clone())
}

/// `int f(int a) { return` open^n middle close^n `; }`
fn nested(open: &str, middle: &str, close: &str, n: usize) -> String {
    format!(
        "int f(int a) {{ return {}{middle}{}; }}",
        open.repeat(n),
        close.repeat(n)
    )
}

#[test]
fn ten_thousand_levels() {
    let n = 10_000;
    assert_eq!(check(&nested("(", "a", ")", n)), Ok(()));
    assert_eq!(check(&nested("!", "a", "", n)), Ok(()));
    assert_eq!(check(&nested("(int)", "a", "", n)), Ok(()));
    assert_eq!(check(&nested("a = ", "a", "", n)), Ok(()));
    assert_eq!(check(&nested("a ? 1 : ", "a", "", n)), Ok(()));
    assert_eq!(
        check(&format!("int {}a{};", "(*".repeat(n), ")(void)".repeat(n))),
        Ok(())
    );
    assert_eq!(
        check(&format!(
            "void f(int a) {{ {} ; }}",
            "if (a) ".repeat(n / 2)
        )),
        Ok(())
    );
    let else_ifs: String = (0..n)
        .map(|i| format!("if (a == {i}) return {i}; else "))
        .collect();
    let result = check(&format!("int f(int a) {{ {else_ifs} return 0; }}"));
    assert_eq!(result, Ok(()));
}

#[test]
fn long_but_flat() {
    let n = if std::env::var_os("MIGCC_FULL").is_some() {
        1_000_000
    } else {
        100_000
    };
    let elements: String = (0..n).map(|i| format!("{i}, ")).collect();
    assert_eq!(check(&format!("int a[] = {{ {elements} }};")), Ok(()));
    let cases: String = (0..5_000)
        .map(|i| format!("case {i}: a += {i}; break;\n"))
        .collect();
    assert_eq!(
        check(&format!(
            "int f(int a) {{ switch (a) {{ {cases} }} return a; }}"
        )),
        Ok(())
    );
    let labels: String = (0..5_000).map(|i| format!("case {i}:")).collect();
    assert_eq!(
        check(&format!(
            "int f(int a) {{ switch (a) {{ {labels} ; }} return a; }}"
        )),
        Ok(())
    );
    assert_eq!(
        check(&format!(
            "int f(int a) {{ return {} a; }}",
            "a + ".repeat(50_000)
        )),
        Ok(())
    );
    assert_eq!(
        check(&format!("char *s = {};", "\"abc\" ".repeat(50_000))),
        Ok(())
    );
}

/// lang-c by itself takes time exponential in these.
#[test]
fn types_in_expressions_in_types() {
    let wrap = |open: &str, close: &str, n: usize| {
        format!("int a; int b = {}a{};", open.repeat(n), close.repeat(n))
    };
    assert_eq!(check(&wrap("sizeof(struct { int x[", "]; })", 60)), Ok(()));
    assert_eq!(check(&wrap("-(__typeof__(", "))a", 60)), Ok(()));
    assert_eq!(check(&wrap("-(int (*)[", "])a", 60)), Ok(()));
    assert_eq!(check(&wrap("sizeof(enum { e = ", "})", 60)), Ok(()));
    assert_eq!(check(&wrap("sizeof(int (*)(int (*)[", "]))", 60)), Ok(()));
    let typeofs = format!(
        "typedef int T; {}T{} a;",
        "typeof(".repeat(60),
        ")".repeat(60)
    );
    assert_eq!(check(&typeofs), Ok(()));
}

#[test]
fn too_deep_is_an_error_with_a_way_out() {
    let deep = check(&nested("(", "a", ")", 30_000)).expect_err("too deep");
    assert!(deep.contains("20000 levels deep"), "{deep}");
    assert_eq!(check(&nested("f(", "a", ")", 2_000)), Ok(()));
    let copies = check(&nested("f(", "a", ")", 10_000)).expect_err("too many copies");
    assert!(copies.contains("too much memory"), "{copies}");
    let long = check(&nested("a + ", "a", "", 200_000)).expect_err("too long");
    assert!(long.contains("100000 operators"), "{long}");
}

#[test]
fn broken_input_never_crashes() {
    let text = "int f(int a, char *b) { if (a < 3) { return b[a] + (int)sizeof(int[3]); } \
                for (int i = 0; i < a; i++) { switch (i) { case 1: l: ; } } return 'x' + \"y\"[0]; } \
                struct s { int a : 3; struct { int b; }; } v = { .a = 1, { 2 } }; \
                __attribute__((unused)) static int w[] = { [0 ... 2] = 1 }; asm(\"nop\");";
    assert_eq!(check(text), Ok(()));
    let survives = |text: &str| {
        if let Err(message) = check(text) {
            assert!(!message.contains("internal error"), "{message}: {text}");
        }
    };
    for end in 0..text.len() {
        survives(&text[..end]);
    }
    // Each token left out, and each doubled.
    let tokens: Vec<&str> = text
        .split_inclusive([' ', '(', ')', '{', '}', ';', '[', ']'])
        .collect();
    for i in 0..tokens.len() {
        let without = [&tokens[..i], &tokens[i + 1..]].concat().concat();
        survives(&without);
        let doubled = [&tokens[..=i], &tokens[i..]].concat().concat();
        survives(&doubled);
    }
}
