//! Statements, and the constructs that later stages must know of.

use crate::common::{function, source, unit};
use migcc::hir::{Feature, StmtKind};

fn features(body: &str) -> Vec<Feature> {
    let prelude = "typedef int jmp_buf[8]; int setjmp(jmp_buf); void *alloca(unsigned long); \
        int twice(void) __attribute__((returns_twice)); void c(int *); \
        typedef int v4 __attribute__((vector_size(16))); ";
    let unit = unit(&format!("{prelude} int f(int n, ...) {{ {body} }}"));
    function(&unit, "f")
        .features
        .iter()
        .map(|(feature, _)| *feature)
        .collect()
}

#[test]
fn features_are_noticed() {
    assert_eq!(features("return n;"), []);
    assert_eq!(features("int a[n];"), [Feature::Vla]);
    assert_eq!(features("int (*p)[n] = 0;"), [Feature::Vla]);
    assert_eq!(features("typedef int T[n];"), [Feature::Vla]);
    assert_eq!(features("alloca(n);"), [Feature::Alloca]);
    assert_eq!(features("__builtin_alloca(n);"), [Feature::Alloca]);
    assert_eq!(features("jmp_buf b; setjmp(b);"), [Feature::Setjmp]);
    assert_eq!(features("twice();"), [Feature::Setjmp]);
    assert_eq!(
        features("l: ; void *p = &&l; goto *p;"),
        [Feature::LabelAddress, Feature::ComputedGoto]
    );
    assert_eq!(features("asm(\"\");"), [Feature::Asm]);
    assert_eq!(features("asm goto(\"\" :::: l); l: ;"), [Feature::AsmGoto]);
    assert_eq!(features("return ({ 1; });"), [Feature::StatementExpression]);
    assert_eq!(
        features("__builtin_va_list a; __builtin_va_start(a, n);"),
        [Feature::VaList; 2]
    );
    assert_eq!(
        features("__builtin_return_address(0);"),
        [Feature::FrameIntrospection]
    );
    assert_eq!(
        features("int x __attribute__((cleanup(c)));"),
        [Feature::Cleanup]
    );
    assert_eq!(features("__label__ l; l: goto l;"), [Feature::LocalLabel]);
    assert_eq!(
        features("int g(int a) { return a; } return g(1);"),
        [Feature::NestedFunction]
    );
    assert_eq!(features("v4 v;"), [Feature::Vector]);
    assert_eq!(features("__builtin_apply_args();"), [Feature::BuiltinApply]);
}

#[test]
fn statements_have_exact_spans() {
    let text = "int f(int a)\n{\n  if (a) { a = 1; } else a = 2 ;\n  while (a) a--;\n\
        # 7 \"x.c\"\n  do a++; while (a < 3) ;\n  for (int i = 0; i < 3; i++) ;\n  l: switch (a) \
        { case 1 ... 2: a; default: break; }\n  __attribute__((unused)) __extension__ int x;\n\
        ;\n  goto l;\n  return a ;\n}";
    let unit = unit(text);
    let StmtKind::Block(items) = &unit.stmts[function(&unit, "f").body].kind else {
        panic!("a block");
    };
    let spans: Vec<&str> = items
        .iter()
        .map(|s| source(text, unit.stmts[*s].span))
        .collect();
    assert_eq!(
        spans,
        [
            "if (a) { a = 1; } else a = 2 ;",
            "while (a) a--;",
            "do a++; while (a < 3) ;",
            "for (int i = 0; i < 3; i++) ;",
            "l: switch (a) { case 1 ... 2: a; default: break; }",
            "__attribute__((unused)) __extension__ int x;",
            ";",
            "goto l;",
            "return a ;",
        ]
    );
}

#[test]
fn labels_before_declarations_and_braces() {
    let text = "void f(int a) { switch (a) { case 1: int y = 2; break; default: } l: int z; m: }";
    let unit = crate::common::unit_for(text, "gnu23", migcc::hir::Target::lp64());
    assert!(unit.nesting_errors(text).is_empty());
    assert_eq!(function(&unit, "f").locals.len(), 3);
}

#[test]
fn asm_operands() {
    let text = "void f(int a, int b) { asm volatile(\"x %0\" : \"=r\"(a), [q]\"+m\"(b) : \"r\"(a + 1) : \"cc\"); asm(\"y\"); asm(\"z\" : \"=r\"(a)); }";
    let unit = unit(text);
    let asms: Vec<_> = unit
        .stmts
        .iter()
        .filter_map(|(_, s)| match &s.kind {
            StmtKind::Asm {
                outputs,
                inputs,
                volatile,
                ..
            } => {
                let names = |list: &[(String, migcc::hir::ExprId)]| {
                    list.iter()
                        .map(|(c, _)| c.clone())
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                Some((names(outputs), names(inputs), *volatile))
            }
            _ => None,
        })
        .collect();
    let expected = [("=r +m", "r", true), ("", "", true), ("=r", "", false)];
    let expected = expected.map(|(o, i, v)| (o.to_owned(), i.to_owned(), v));
    assert_eq!(asms, expected);
}

#[test]
fn statement_expressions_have_the_type_of_their_last_expression() {
    let text = "int a[3]; void f(int n) { ({ a; }); ({ ; }); ({ int q = 1; q + 2L; }); ({ l: n; }); ({ if (n) n; }); }";
    let unit = unit(text);
    let types: Vec<String> = unit
        .exprs
        .iter()
        .filter(|(_, e)| matches!(e.kind, migcc::hir::ExprKind::StatementExpression(_)))
        .map(|(_, e)| unit.spell(e.ty))
        .collect();
    assert_eq!(types, ["int *", "void", "long", "int", "void"]);
}
