//! Trees: nothing is taken for something else.

use super::data::accepted;
use super::show::{inspect, returns};
use crate::syntax::{parse_check, Dialect, Standard};
use lang_c::ast::*;

#[test]
fn accepts_what_the_compiler_accepts() {
    for unit in accepted() {
        let dialect = Dialect::from_std(&unit.std).expect("a standard");
        let result = parse_check(&unit.text, dialect);
        assert!(result.is_ok(), "{}: {:?}\n{}", unit.name, result, unit.text);
    }
}

/// `body` is a function body after `typedef int T;`; `expected` are the operands
/// of its `return` statements.
fn check(body: &str, expected: &[&str]) {
    let text = format!("typedef int T;\nint g(int); int x;\n{body}");
    assert_eq!(returns(&text, Dialect::default()), expected, "{body}");
}

#[test]
fn shadowed_typedef_names_are_variables() {
    check("int f(int T) { return (T)-1; }", &["(T Minus 1)"]);
    check("int f(int T) { return (T)*x; }", &["(T Multiply x)"]);
    check(
        "int f(int T) { return sizeof(T) + (T)&x; }",
        &["((sizeof(T) Plus T) BitwiseAnd x)"],
    );
    check("int f(int T(int)) { return (T)(x); }", &["T(x)"]);
    check("int f(void) { T T = 3; return (T)+1; }", &["(T Plus 1)"]);
    check(
        "int f(void) { enum { T = 5 }; return (T)-x; }",
        &["(T Minus x)"],
    );
    check(
        "int f(a) int a; { char T = a; return (T)-a; }",
        &["(T Minus a)"],
    );
    check(
        "int f(void) { for (int T = 0;;) return (T)-1; }",
        &["(T Minus 1)"],
    );
    check("int f(void) { int T(int); return (T)(3); }", &["T(3)"]);
    check(
        "int f(void) { extern int *T; return *T; }",
        &["(Indirection T)"],
    );
    check(
        "int f(void) { { long T = 1; return (T)-1; } return (T)-1; }",
        &["(T Minus 1)", "cast[T] (Minus 1)"],
    );
    check(
        "int f(int T) { { typedef char T; return (T)-1; } return (T)-1; }",
        &["cast[T] (Minus 1)", "(T Minus 1)"],
    );
}

#[test]
fn typedef_names_stay_types() {
    check("int f(int a) { return (T)(a); }", &["cast[T] a"]);
    check("int f(int a) { return (T)-a; }", &["cast[T] (Minus a)"]);
    check("int f(int a) { return (T)(a)(x); }", &["cast[T] a(x)"]);
    check("int f(int T, int a[T]) { return a[T]; }", &["(a Index T)"]);
    check(
        "int h(int T); int f(int a) { return (T)(a); }",
        &["cast[T] a"],
    );
    check(
        "struct s { T T; } *p; int f(void) { return (T)p->T; }",
        &["cast[T] p.T"],
    );
    check(
        "int f(void) { T: return (T)-1; goto T; }",
        &["cast[T] (Minus 1)"],
    );
    check(
        "int f(void) { return sizeof(T) + sizeof(T *); }",
        &["(sizeof[T] Plus sizeof[T *])"],
    );
}

#[test]
fn gnu_operators_are_what_they_are() {
    check(
        "int f(int a) { return __extension__ (T)(a); }",
        &["(Extension cast[T] a)"],
    );
    check(
        "int f(int a) { return a ?: x; }",
        &["(a ? __migcc_omitted : x)"],
    );
    check(
        "int f(double _Complex z) { return __real__ z + __imag__ z; }",
        &["((Real z) Plus (Imag z))"],
    );
    check(
        "void *f(void) { return x && &x ? &&l : 0; l:; }",
        &["((x LogicalAnd (Address x)) ? (LabelAddress l) : 0)"],
    );
    check(
        "int f(void) { return sizeof(int[]){1, 2}; }",
        &["sizeof(literal[int[]]2)"],
    );
    check(
        "int f(void) { return sizeof(T){1} + 1; }",
        &["(sizeof(literal[T]1) Plus 1)"],
    );
    check(
        "int f(void) { return __builtin_types_compatible_p(T, int *); }",
        &["__builtin_types_compatible_p(type[T], type[int *])"],
    );
    check(
        "int f(void) { return __builtin_constant_p(sizeof(T)); }",
        &["__builtin_constant_p(sizeof[T])"],
    );
    check(
        "int f(int a) { goto *&&l + a; l: return (a); }",
        &["((LabelAddress l) Plus a)", "a"],
    );
}

#[test]
fn asm_statements_are_no_calls() {
    let text =
        "void f(int a) { asm(\"nop\"); asm goto (\"\" :::: l); l:; asm volatile inline (\"\"); }";
    let statements = inspect(text, Dialect::default(), |_, unit| {
        let ExternalDeclaration::FunctionDefinition(f) = &unit.0[0].node else {
            return 0;
        };
        let Statement::Compound(items) = &f.node.statement.node else {
            return 0;
        };
        let asm = |item: &BlockItem| matches!(item, BlockItem::Statement(s) if matches!(s.node, Statement::Asm(_)));
        items.iter().filter(|item| asm(&item.node)).count()
    });
    assert_eq!(statements, 3);
}

/// What the first item of a unit is, and how many declarators it has.
fn first_item(text: &str, dialect: Dialect) -> String {
    inspect(text, dialect, |_, unit| match &unit.0[0].node {
        ExternalDeclaration::Declaration(declaration) => {
            let Declaration {
                specifiers,
                declarators,
            } = &declaration.node;
            format!("declaration {} {}", specifiers.len(), declarators.len())
        }
        ExternalDeclaration::FunctionDefinition(_) => "function".to_owned(),
        ExternalDeclaration::StaticAssert(_) => "assertion".to_owned(),
    })
}

#[test]
fn declarations_are_no_functions_and_the_reverse() {
    let first = |text| first_item(text, Dialect::default());
    assert_eq!(
        first("struct __attribute__((packed)) s { int a; };"),
        "declaration 1 0"
    );
    assert_eq!(
        first("union __attribute__((packed)) { int a; } v;"),
        "declaration 1 1"
    );
    assert_eq!(
        first("int f(a, b) int a; char *b; { return a; }"),
        "function"
    );
    assert_eq!(first("f() { return 1; }"), "function");
    assert_eq!(first("int (*f(void))(int) { return 0; }"), "function");
    assert_eq!(first("int (*f)(void), g(int);"), "declaration 1 2");
    assert_eq!(first("__asm__(\".text\"); int a;"), "assertion");
    assert_eq!(first("static x;"), "declaration 2 1");
    let c23 = Dialect {
        standard: Standard::C23,
        gnu: true,
    };
    assert_eq!(first_item("static auto x = 1;", c23), "declaration 2 1");
}

#[test]
fn a_parameter_named_like_a_type_is_a_function_parameter() {
    let text = "typedef int F; int f(int (F));";
    let derived = inspect(text, Dialect::default(), |_, unit| {
        let ExternalDeclaration::Declaration(d) = &unit.0[1].node else {
            return String::new();
        };
        let declarator = &d.node.declarators[0].node.declarator.node;
        let DerivedDeclarator::Function(f) = &declarator.derived[0].node else {
            return String::new();
        };
        let parameter = f.node.parameters[0]
            .node
            .declarator
            .as_ref()
            .expect("a declarator");
        format!("{:?}", parameter.node.derived[0].node)
    });
    assert!(derived.starts_with("Function"), "{derived}");
}
