//! The side table, the offset map and the errors of the normaliser.

use crate::syntax::normalise::{literal_tokens, normalise, Attribute, Mark, Normalised};
use crate::syntax::{parse_check, with_big_stack, Dialect, Standard};

fn run(text: &str) -> Normalised {
    let normalised = with_big_stack(|| normalise(text, Dialect::default())).expect("a thread");
    assert_eq!(normalised.errors, [], "{text}");
    normalised
}

fn at(text: &str, needle: &str) -> u32 {
    text.find(needle).expect(needle) as u32
}

/// `name(arguments)` of each, blank-separated.
fn names(attributes: &[Attribute]) -> String {
    let show = |a: &Attribute| match a.arguments.as_str() {
        "" => a.name.clone(),
        arguments => format!("{}({arguments})", a.name),
    };
    attributes.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn attributes_are_found_where_they_belong() {
    let text = "__attribute__((__cold__)) static int\n# 9 \"x.c\"\n__attribute((section(\"a\" \"b\"), \
                noreturn)) f(int p __attribute__((unused))) asm(\"g\") __attribute__((alias(\"h\")));";
    let side = run(text).side;
    let first = side.specifier_attributes(at(text, "static"));
    assert_eq!(names(first), "cold section(\"a\" \"b\") noreturn");
    assert_eq!(side.declaration_start(at(text, "static")), 0);
    let f = side.declarator(at(text, "f(int")).expect("of f");
    assert_eq!(names(&f.attributes), "alias(\"h\")");
    assert_eq!(f.asm_label.as_deref(), Some("\"g\""));
    assert_eq!(
        &text[f.span.range()],
        &text[at(text, "f(int") as usize..text.len() - 1]
    );
    let p = side.declarator(at(text, "p __")).expect("of p");
    assert_eq!(names(&p.attributes), "unused");
}

#[test]
fn attributes_between_pointers_and_declarators() {
    let text = "int a, __attribute__((used)) *__attribute__((aligned(8))) b, (__attribute__((cdecl)) *c)(int);";
    let side = run(text).side;
    assert!(side.declarator(at(text, "a,")).is_none());
    let of = |name: &str| names(&side.declarator(at(text, name)).expect(name).attributes);
    assert_eq!(of("b,"), "aligned(8) used");
    assert_eq!(of("c)"), "cdecl");
}

#[test]
fn records_know_their_attributes_and_where_a_tag_goes() {
    let text =
        "typedef struct __attribute__((packed)) { int a; } __attribute__((aligned(4))) *p, q; \
                enum e { A __attribute__((deprecated)), B } __attribute__((packed)) x; union u y;";
    let side = run(text).side;
    let s = side.record(at(text, "struct")).expect("struct");
    assert_eq!(names(&s.attributes), "packed aligned(4)");
    assert_eq!(s.tag_insert, at(text, " { int"));
    assert!(text[s.span.range()].ends_with("aligned(4)))"));
    let e = side.record(at(text, "enum")).expect("enum");
    assert_eq!(names(&e.attributes), "packed");
    let constant = side.declarator(at(text, "A __")).expect("A");
    assert_eq!(names(&constant.attributes), "deprecated");
    let u = side.record(at(text, "union")).expect("union");
    assert_eq!(&text[u.span.range()], "union u");
}

#[test]
fn statements_and_labels_keep_their_attributes() {
    let text =
        "void f(int a) { switch (a) { case 1: a++; __attribute__((fallthrough)); default:; } \
                l: __attribute__((cold, unused)); goto l; }";
    let side = run(text).side;
    let fallthrough = at(text, "__attribute__((fall");
    assert_eq!(names(side.statement_attributes(fallthrough)), "fallthrough");
    assert_eq!(names(side.label_attributes(at(text, "l: "))), "cold unused");
}

#[test]
fn marks_stand_on_the_tokens_they_are_about() {
    let text = "void f(int n) { __label__ a, b; int g(int x) { return x + n; } \
                asm goto volatile (\"\" : : \"r\"(n) : : a, b); a: b: goto *&&a; \
                __auto_type q = __alignof__ n; }  asm(\".text\");";
    let side = run(text).side;
    let mark = |needle: &str| side.mark(at(text, needle)).cloned();
    let Some(Mark::LocalLabels(labels)) = mark("__label__") else {
        panic!("labels")
    };
    assert_eq!(
        labels
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    let Some(Mark::NestedFunction { span, body }) = mark("g(int") else {
        panic!("nested")
    };
    assert_eq!(&text[span.range()], "int g(int x) { return x + n; }");
    assert_eq!(&text[body.range()], "{ return x + n; }");
    let Some(Mark::Asm(info)) = mark("asm goto") else {
        panic!("asm")
    };
    assert!(info.goto && info.volatile && !info.inline);
    let places: Vec<_> = info
        .labels
        .iter()
        .map(|(_, span)| &text[span.range()])
        .collect();
    assert_eq!(places, ["a", "b"]);
    assert_eq!(mark("goto *"), Some(Mark::ComputedGoto));
    assert_eq!(mark("&&a"), Some(Mark::LabelAddress));
    assert_eq!(mark("__auto_type"), Some(Mark::AutoType));
    assert_eq!(mark("__alignof__"), Some(Mark::Alignof));
    assert_eq!(mark("asm(\".text"), Some(Mark::FileAsm));
}

#[test]
fn names_are_given_back_as_the_user_wrote_them() {
    let text = "typedef int T; int f(int T) { return T; } int caf\\u00e9 = 1; int g(void) { return café; }";
    let normalised = run(text);
    assert_eq!(normalised.original_name("__migcc_v_T"), "T");
    assert_eq!(normalised.original_name("__migcc_u_0"), "café");
    assert_eq!(normalised.original_name("f"), "f");
    assert!(
        !normalised.text.contains("__migcc_u_1"),
        "{}",
        normalised.text
    );
    assert!(
        normalised.text.contains("return __migcc_v_T"),
        "{}",
        normalised.text
    );
}

#[test]
fn spans_are_trimmed_to_tokens() {
    let text = "int a = 1 /* one */\n# 7 \"x.c\"\n  ;\n  #pragma once more  \nint b;\n";
    let normalised = run(text);
    let one = normalised.text.find("1 ;").expect("the literal");
    // lang-c's spans reach up to the next token.
    assert_eq!(
        &text[normalised.map.original_span(one, one + 2).range()],
        "1"
    );
    assert!(normalised.map.original_span(one + 1, one + 1).is_empty());
    assert_eq!(normalised.map.to_original(one), at(text, "1 /*") as usize);
    let pragma = &normalised.pragmas[0];
    assert_eq!(
        (&text[pragma.span.range()], pragma.text.as_str()),
        ("#pragma once more", "once more")
    );
}

#[test]
fn literals_are_read_from_the_text() {
    let pieces = literal_tokens("u8\"a\\e\"\n# 3 \"x.c\"\n /* - */ \"é\" R\"(\")\"");
    assert_eq!(pieces, ["u8\"a\\e\"", "\"é\"", "R\"(\")\""]);
}

/// `text` has one `@`: where the error is, which is taken out.
fn refuses(text: &str, std: &str, message: &str) {
    let offset = text.find('@').expect("a mark");
    let dialect = Dialect::from_std(std).expect("a standard");
    let errors = parse_check(&text.replace('@', ""), dialect).expect_err(text);
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].message.contains(message),
        "{text}: {}",
        errors[0].message
    );
    assert_eq!(errors[0].offset, offset, "{text}: {}", errors[0].message);
}

#[test]
fn errors_name_the_place_and_what_is_wrong() {
    refuses("int f( @{ return 0; }", "gnu17", "found `{`");
    refuses("int a = @;", "gnu17", "expected an expression, found `;`");
    refuses("int f(void) { return 1 @}", "gnu17", "expected `;`");
    refuses(
        "int f(void) { @foo bar; }",
        "gnu17",
        "`foo` is not the name of a type",
    );
    refuses("@foo bar;", "gnu17", "`foo` is not the name of a type");
    refuses("int f(void) { if (1 @{ } }", "gnu17", "expected `)`");
    refuses("int f(void) { int a[3@; }", "gnu17", "expected `]`");
    refuses("int f(void) {@", "gnu17", "found the end of the file");
    refuses("int a; @\"abc\nint b;", "gnu17", "not closed on its line");
    refuses("int a; @/* abc", "gnu17", "never closed");
    refuses("int a = 1 @` 2;", "gnu17", "is no token of C");
    refuses("struct @;", "gnu17", "a tag or `{`");
    refuses("int f(void) { goto @1; }", "gnu17", "a label or `*`");
    refuses("int x = ({ 1; }@;", "gnu17", "expected `)`");
    refuses(
        "int f(int a) { switch (a) { case 1 @a++; } }",
        "gnu17",
        "expected `:`",
    );
    refuses(
        "@nullptr_t p = 0;",
        "gnu17",
        "`nullptr_t` is not the name of a type",
    );
    refuses(
        "int f(void) { return @typeof(1); }",
        "gnu17",
        "expected an expression",
    );
    refuses("int (@^b)(void);", "gnu17", "blocks are not supported");
    refuses("int f(void) { @else ; }", "gnu17", "expected an expression");
}

#[test]
fn dialects_have_their_own_keywords() {
    let names = "int bool; int inline_; int f(int constexpr) { return constexpr; }";
    assert_eq!(parse_check(names, Dialect::default()), Ok(()));
    let c23 = Dialect {
        standard: Standard::C23,
        gnu: true,
    };
    assert!(parse_check(names, c23).is_err());
    let c90 = Dialect {
        standard: Standard::C89,
        gnu: false,
    };
    assert_eq!(
        parse_check("int inline, restrict, asm, typeof;", c90),
        Ok(())
    );
    assert!(parse_check("int typeof;", Dialect::default()).is_err());
    let of = |std| Dialect::from_std(std).map(|d| (d.standard, d.gnu));
    assert_eq!(of("gnu2x"), Some((Standard::C23, true)));
    assert_eq!(of("iso9899:1999"), Some((Standard::C99, false)));
    assert_eq!(of("ansi"), None);
    assert_eq!(of("c++17"), None);
}
