//! What functions turn into: snapshots of emitted text, and properties of it.

use migcc::config::Annotations;
use migcc::flow::Limits;
use migcc::rewrite::{rewrite, Input, Output};
use migcc::source::SourceText;
use migcc::syntax::{analyse, Dialect};
use std::path::Path;

fn rewritten(name: &str) -> Output {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/data/rewrite")
        .join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    emit(bytes, name)
}

fn emit(bytes: Vec<u8>, name: &str) -> Output {
    emit_within(bytes, name, Limits::default())
}

fn emit_within(bytes: Vec<u8>, name: &str, limits: Limits) -> Output {
    let source = SourceText::new(bytes, name).expect("short");
    let mut unit = analyse(source.text(), Dialect::default(), Default::default())
        .unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
    rewrite(Input {
        unit: &mut unit,
        text: source.bytes(),
        lines: source.lines(),
        unit_name: name,
        fingerprint: "0123",
        annotations: &Annotations::default(),
        selectors: &Default::default(),
        limits,
    })
}

/// The emitted text after the prelude, without line markers and empty lines.
fn body(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.text);
    let start = text.find("# 1 \"").unwrap_or(0);
    let lines = text[start..]
        .lines()
        .filter(|l| !l.starts_with("# ") && !l.trim().is_empty());
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The text of one emitted function.
fn function(output: &Output, head: &str) -> String {
    let text = body(output);
    let start = text
        .find(head)
        .unwrap_or_else(|| panic!("no {head} in {text}"));
    let mut depth = 0;
    for (i, c) in text[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return text[start..start + i + 1].to_string(),
            '}' => depth -= 1,
            _ => {}
        }
    }
    panic!("{head} does not end")
}

#[test]
fn calls_in_every_position_become_statements() {
    insta::assert_snapshot!(function(
        &rewritten("calls.c"),
        "int positions(int x, int *v)\n{"
    ));
}

#[test]
fn the_resume_clone_enters_at_each_site() {
    let output = rewritten("calls.c");
    let text = function(&output, " static int migrt_resume_positions");
    let sites = text.matches(": goto migrt_s").count();
    assert!(sites >= 9, "{text}");
    for site in 0..sites {
        let label = format!("\nmigrt_s{site}: ;");
        assert_eq!(text.matches(&label).count(), 1, "{label} in {text}");
    }
}

#[test]
fn nests_run_untouched_within_the_budget() {
    let output = rewritten("loops.c");
    insta::assert_snapshot!(function(&output, "void multiply("));
}

#[test]
fn pointer_chasing_polls_after_the_step() {
    let output = rewritten("loops.c");
    insta::assert_snapshot!(function(&output, "double chase("));
}

#[test]
fn short_loops_have_no_poll() {
    let text = function(&rewritten("loops.c"), "int fixed(");
    assert!(!text.contains("migrt_pending"), "{text}");
}

#[test]
fn statics_types_and_literals_get_names_at_file_scope() {
    insta::assert_snapshot!(body(&rewritten("lifted.c")));
}

#[test]
fn nothing_begins_where_an_array_ends() {
    let output = rewritten("gaps.c");
    let text = body(&output);
    let (globals, _) = text.split_once("struct migrt_rec_run").expect("a record");
    insta::assert_snapshot!(globals);
    insta::assert_snapshot!(function(&output, "struct migrt_rec_run"));
    insta::assert_snapshot!(function(&output, "int run(int n)"));
}

#[test]
fn every_cycle_of_calls_polls_and_tail_calls_stay() {
    let output = rewritten("recursion.c");
    let text = body(&output);
    let polls = |head: &str| function(&output, head).matches("migrt_poll()").count();
    assert_eq!(
        polls("static int even(unsigned n)\n{") + polls("static int odd(unsigned n)\n{"),
        1
    );
    assert_eq!(polls("static int fib(int n)\n{"), 1, "{text}");
}

#[test]
fn loops_that_always_pass_a_poll_elsewhere_have_none() {
    let polls = |body: &str| {
        let tree = "struct t { struct t *next, *down; int v; }; static int visit(struct t *t);
            static int deep(int n) { if (n & 1) return 1 - deep(n / 2); return 2 - deep(n - 2); }\n";
        let visit =
            format!("{tree}static int visit(struct t *t) {{ int s = 0; {body} return s; }}");
        let source = format!("{visit} int start(struct t *t) {{ return visit(t) + deep(9); }}");
        let output = emit(source.into_bytes(), "covered.c");
        let text = function(&output, "static int visit(struct t *t)\n{");
        text.matches("migrt_poll()").count()
    };
    let next = "t = t->next";
    // One before the call that recurses, which every iteration passes.
    assert_eq!(polls(&format!("for (; t; {next}) s += visit(t->down);")), 1);
    assert_eq!(
        polls(&format!("while (t) {{ s += deep(t->v); {next}; }}")),
        0
    );
    assert_eq!(
        polls(&format!(
            "do {{ {next}; if (!t) break; s += visit(t); }} while (1);"
        )),
        1
    );
    assert_eq!(
        polls(&format!("for (; t; {next}) switch (t->v) {{ case 1: s = deep(1); break; default: s += visit(t); }}")),
        1
    );
    // Ways round it that pass none.
    assert_eq!(
        polls(&format!(
            "for (; t; {next}) {{ if (t->v) continue; s += visit(t); }}"
        )),
        2
    );
    assert_eq!(
        polls(&format!("for (; t; {next}) if (t->v) s += visit(t);")),
        2
    );
    assert_eq!(
        polls(&format!("for (; t; {next}) s += t->v && visit(t);")),
        2
    );
    assert_eq!(
        polls(&format!(
            "for (; t; {next}) switch (t->v) {{ case 1: s += visit(t); }}"
        )),
        2
    );
    assert_eq!(
        polls(&format!(
            "for (; t; {next}) {{ if (t->v) goto skip; s += visit(t); skip: s++; }}"
        )),
        2
    );
    assert_eq!(
        polls(&format!(
            "for (; t; {next}) {{ while (s) {{ s = visit(t); break; }} }}"
        )),
        2
    );
}

#[test]
fn library_functions_with_an_inline_definition_are_replaced_too() {
    let source = "# 1 \"/usr/include/stdlib.h\" 1 3 4\n\
        void *malloc(unsigned long); long getline(char **, unsigned long *, void *);\n\
        extern inline long getline(char **l, unsigned long *n, void *f) { return l == f; }\n\
        # 9 \"t.c\" 2\n\
        long read(char **l, unsigned long *n, void *f) { return getline(l, n, f); }\n";
    let output = emit(source.as_bytes().to_vec(), "t.c");
    let text = function(&output, "long read(char **l");
    assert!(text.contains("migrt_getline("), "{text}");
}

#[test]
fn a_sum_of_sizes_is_the_header_its_offset_names_or_says_nothing() {
    let source = "# 1 \"/usr/include/stdlib.h\" 1 3 4\n\
        void *malloc(unsigned long);\n\
        # 9 \"t.c\" 2\n\
        struct s { int k; char c; long a[1]; }; int go(int);\n\
        struct s *f(int n) { struct s *p = malloc(__builtin_offsetof(struct s, a) \
            + (unsigned long)n * sizeof(long)); go(n); return p; }\n\
        long *g(int n) { long *p = malloc(16 + n * sizeof(struct s)); go(n); return p; }\n\
        struct s *h(int n) { struct s *p = malloc(n * sizeof(struct s)); go(n); return p; }\n";
    let output = emit(source.as_bytes().to_vec(), "t.c");
    let text = body(&output);
    let start = text
        .find("migrt_alloc migrt_A[] = {")
        .expect("allocation sites");
    let rows: Vec<&str> = text[start..].lines().skip(1).take(3).collect();
    let of = |row: &str| {
        let ty = row.trim().split(',').next().unwrap_or_default().to_string();
        (ty, row.contains("MIGRT_A_HEADER"))
    };
    let (record, other) = (of(rows[0]), of(rows[1]));
    assert!(record.1, "{rows:?}");
    assert!(other.0 != record.0 && !other.1, "{rows:?}");
    assert_eq!(of(rows[2]), (record.0, false), "{rows:?}");
}

/// It has the size of `_Float16`, as which a restore would read it.
#[test]
fn brain_floats_move_as_bits() {
    let source = "__bf16 weight; _Float16 half; int main(void) { return 0; }";
    let text = body(&emit(source.as_bytes().to_vec(), "brain.c"));
    let row = |name: &str| {
        let named = format!("\"{name}\"");
        let rows = text.lines().find(|line| line.contains(&named));
        rows.unwrap_or_else(|| panic!("no {name} in {text}"))
            .to_string()
    };
    assert!(row("__bf16").contains("MIGRT_K_UINT"));
    assert!(row("_Float16").contains("MIGRT_K_FLOAT"));
}

/// Clean-up functions run behind a `return`, also where nothing else is called.
#[test]
fn captures_wait_for_clean_up_functions_too() {
    let source = "static volatile int n; void late(int *p) { while (n) *p += n; } \
                  int f(void) { __attribute__((cleanup(late))) int a = 1; return a; }";
    let output = emit(source.into(), "late.c");
    let held = function(&output, "int f(void)");
    assert!(
        held.contains("cleanup(migrt_hold_back))) = migrt_hold++;"),
        "{held}"
    );
    assert!(held.contains("return a;"), "{held}");
}

/// C11 6.9.2p5.
#[test]
fn arrays_without_a_length_have_one_element() {
    let source = "int open[]; static long hidden[]; int (*rows(void))[]; extern int other[]; \
                  int main(void) { while (open[0]) hidden[0]++; return other[0]; }";
    let text = body(&emit(source.into(), "open.c"));
    assert!(
        text.contains("sizeof(int [1])") && text.contains("sizeof(long [1])"),
        "{text}"
    );
    assert!(!text.contains("\"other\""), "{text}");
}

#[test]
fn the_text_of_an_untouched_function_stays() {
    let source = "int twice(int x) { return /* why */ x * 2; }\n";
    let output = emit(source.into(), "twice.c");
    assert!(body(&output).contains("int twice(int x) { return /* why */ x * 2; }"));
}

#[test]
fn functions_that_cannot_stop_say_why() {
    let output = rewritten("waits.c");
    let reasons: Vec<String> = output
        .refused
        .iter()
        .map(|r| format!("{}: {}", r.function, r.reason))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"));
    assert!(body(&output).contains("migrt_hold++"));
}

#[test]
fn variable_length_arrays_become_blocks() {
    insta::assert_snapshot!(parts(&rewritten("frames.c"), "vla"));
}

#[test]
fn calls_say_what_variable_arguments_they_pass() {
    let output = rewritten("frames.c");
    insta::assert_snapshot!(parts(&output, "sum") + &function(&output, "long calls("));
}

#[test]
fn alloca_is_noted_in_a_list() {
    insta::assert_snapshot!(parts(&rewritten("frames.c"), "memory"));
}

/// Record, save function and clones of a function.
fn parts(output: &Output, name: &str) -> String {
    let text = body(output);
    let start = text.find(&format!("struct migrt_rec_{name} {{"));
    let text = &text[start.unwrap_or(0)..];
    let end = text.find(&format!("migrt_resume_{name}(void)"));
    let resume = end.unwrap_or(0);
    let length = text[resume..].find("\n}").map_or(0, |n| n + 3);
    text[..resume + length].to_string()
}

/// What `<setjmp.h>` declares.
const SETJMP: &str = "# 1 \"/usr/include/setjmp.h\" 1 3 4\n\
    struct __jmp_buf_tag { long regs[8]; unsigned long mask[16]; };\n\
    typedef struct __jmp_buf_tag jmp_buf[1];\n\
    int _setjmp(struct __jmp_buf_tag *); void longjmp(jmp_buf, int) __attribute__((noreturn));\n\
    # 9 \"t.c\" 2\n";

/// Reason and text of the place, of the only refusal.
fn refusal(source: &str) -> String {
    let output = emit(source.as_bytes().to_vec(), "t.c");
    assert_eq!(output.refused.len(), 1, "{:?}", output.refused);
    let refused = &output.refused[0];
    let at = &source[refused.at.range()];
    format!("{}: {} at `{at}`", refused.function, refused.reason)
}

#[test]
fn label_addresses_that_get_out_are_refused_by_place() {
    let refused: Vec<String> = [
        "struct s { void *p; }; void g(int); int f(struct s *s) { s->p = &&a; goto *s->p; a: g(1); return 1; }",
        "void g(void *); int f(void) { void *p = &&a; g(p); goto *p; a: return 1; }",
        "void g(int); int f(int n) { static void *t[] = {&&a, &&b}; t[0] = &&b; goto *t[n]; a: g(1); b: return 1; }",
        "void g(int); int f(int n) { static const int t[] = {&&b - &&a}; int d = t[n]; g(1); goto *(&&a + d); a: b: return 1; }",
        "void g(int); int f(int n) { void *p = (void *)(long)n; if (n) p = &&a; g(1); goto *p; a: return 1; }",
    ]
    .map(refusal)
    .to_vec();
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn what_setjmp_and_its_like_cannot_be_followed_is_refused() {
    let refused: Vec<String> = [
        "void g(int); int vfork(void); int f(void) { if (vfork()) g(1); return 1; }".to_string(),
        "int _setjmp(long *); void g(int); int f(long *b) { if (_setjmp(b)) g(1); return 1; }"
            .to_string(),
        format!("{SETJMP}void g(int); int f(long *b) {{ if (_setjmp((struct __jmp_buf_tag *)b)) g(1); return 1; }}"),
    ]
    .iter()
    .map(|source| refusal(source))
    .collect();
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn an_interpreter_polls_where_it_jumps_and_not_at_each_instruction() {
    let machine = |pc: &str, next: &str, jump: &str| {
        let source = format!(
            "int run(const int *code, int *r) {{ static const void *const t[] = {{&&add, &&jump, &&halt}};\
             {pc}; {next} add: r[0]++; {next} jump: {jump}; {next} halt: return r[0]; }}"
        );
        let output = emit(source.into_bytes(), "machine.c");
        assert!(output.refused.is_empty(), "{:?}", output.refused);
        let text = function(&output, "int run(const int *code, int *r)\n{");
        text.matches("migrt_poll()").count()
    };
    // Where the cursor is set, which includes the beginning.
    assert_eq!(
        machine("const int *pc = code", "goto *t[*pc++];", "pc += *pc"),
        2
    );
    assert_eq!(
        machine("int pc = 0", "goto *t[code[pc++]];", "pc = code[pc]"),
        2
    );
    // Nothing advances for sure: before every goto but the first.
    assert_eq!(
        machine("int pc = 0", "goto *t[code[pc]];", "pc = code[pc]"),
        2
    );
    // An index that wraps would go round for ever.
    assert_eq!(
        machine("unsigned char pc = 0", "goto *t[code[pc++]];", "pc = 0"),
        2
    );
}

#[test]
fn setjmp_becomes_a_statement_and_the_resume_clone_arms_itself_again() {
    let source = format!(
        "{SETJMP}struct h {{ jmp_buf env; }}; void g(int);\n\
         int f(struct h *h) {{ if (_setjmp(h->env) == 0) g(1); return 1; }}"
    );
    let output = emit(source.into_bytes(), "t.c");
    assert!(output.refused.is_empty(), "{:?}", output.refused);
    insta::assert_snapshot!(function(&output, "int f(struct h *h)\n{"));
    insta::assert_snapshot!(function(&output, "static int migrt_resume_f(void)\n{"));
}

#[test]
fn what_a_condition_sets_on_the_way_to_its_use_is_not_saved_before() {
    let saves = |condition: &str| {
        let source = format!(
            "int g(void); int f(int **v, int n, int i) {{ int *p; \
             for (;;) {{ i += g(); if ({condition}) return i; i = *p; }} }}"
        );
        let text = function(&emit(source.into_bytes(), "t.c"), "int f(int **v");
        text.contains(", p)")
    };
    assert!(!saves("i >= n || (p = v[i]) == 0"));
    assert!(!saves("!(i < n && (p = v[i]) != 0)"));
    // Used although `p` may not be set this time: it may have been before.
    assert!(saves("i >= n && (p = v[i]) == 0"));
}

/// The edges of the graph of sizes, "from>to" or "from~to" where it is computed.
fn size_flows(source: &str) -> Vec<String> {
    let output = emit(source.as_bytes().to_vec(), "t.c");
    let text = body(&output);
    let table = |name: &str| {
        let start = text.find(name).expect("a graph of sizes") + name.len();
        text[start..]
            .split(';')
            .next()
            .unwrap_or_default()
            .to_string()
    };
    let names = table("migrt_ZN[] =").replace(['\n', '"'], "");
    let names: Vec<&str> = names.split("\\0").map(str::trim).collect();
    let flows = table("migrt_ZF[] =");
    let rows = flows.split('{').filter_map(|row| row.split_once('}'));
    rows.map(|(row, _)| {
        let field = |i: usize| row.split(", ").nth(i).and_then(|n| n.parse::<usize>().ok());
        let name = |i: usize| field(i).and_then(|n| names.get(n)).copied().unwrap_or("?");
        let how = if field(2) == Some(1) { '~' } else { '>' };
        format!("{}{how}{}", name(0), name(1))
    })
    .collect()
}

const SIZES: &str = "struct s { struct s *next; long key; }; unsigned long kept; int two;\n";

#[test]
fn sizes_are_named_as_they_are_written() {
    let flows = size_flows(&format!(
        "{SIZES}void f(void) {{ kept = __builtin_offsetof(\n# 7 \"t.c\" 3\n struct s\n\
         # 7 \"t.c\"\n , \n key\n# 7 \"t.c\" 3\n ); }}\n"
    ));
    assert_eq!(flows, ["c:offsetof(struct s, key)>o:kept"]);
    let flows = size_flows(&format!(
        "{SIZES}enum e {{ H = sizeof(struct s), I, N = 3 }}; void f(void) {{ kept = H; two = I; kept = N; }}\n"
    ));
    assert_eq!(
        flows,
        [
            ">o:kept",
            "c:sizeof(struct s)>o:kept",
            "c:sizeof(struct s)~o:two"
        ]
    );
}

#[test]
fn what_a_size_is_added_to_is_no_size_any_more() {
    let flows = |code: &str| size_flows(&format!("{SIZES}void f(void) {{ {code} }}\n"));
    let kept = "c:sizeof(struct s)>o:kept".to_string();
    let added = flows("kept = sizeof(struct s); kept += 4;");
    assert!(
        added.contains(&kept) && added.contains(&"o:kept~o:kept".into()),
        "{added:?}"
    );
    let stepped = flows("kept = sizeof(struct s); kept++;");
    assert!(stepped.contains(&"o:kept~o:kept".into()), "{stepped:?}");
}

#[test]
fn what_is_divided_by_a_size_is_a_count() {
    let flows = |code: &str| {
        let source = format!("{SIZES}void f(void) {{ kept = two + sizeof(struct s); {code} }}\n");
        let mut found = size_flows(&source);
        found.retain(|flow| !flow.starts_with("o:two") && flow != "c:sizeof(struct s)~o:kept");
        found
    };
    assert_eq!(
        flows("kept = sizeof(struct s [9]) / sizeof(struct s);"),
        [">o:kept"]
    );
    let divided = "c:sizeof(struct s [9])~o:kept";
    assert_eq!(flows("kept = sizeof(struct s [9]) / two;"), [divided]);
    assert_eq!(flows("kept = two / sizeof(struct s);"), [">o:kept"]);
}

#[test]
fn a_function_that_only_computes_is_of_each_call_s_arguments() {
    let up = "static unsigned long up(unsigned long n) { return n + 7 & ~7ul; }";
    let flows = size_flows(&format!(
        "{SIZES}{up} unsigned long f(int n) {{ kept = up(n); return up(sizeof(struct s)); }}\n"
    ));
    assert!(
        flows.contains(&"c:sizeof(struct s)~r:f".into()),
        "{flows:?}"
    );
    assert!(
        !flows
            .iter()
            .any(|f| f == "R:up>o:kept" || f.starts_with("R:up")),
        "{flows:?}"
    );
    let calls = "static unsigned long up(unsigned long n) { return n > 9 ? up(n - 1) : n; }";
    let flows = size_flows(&format!(
        "{SIZES}{calls} void f(void) {{ kept = up(sizeof(struct s)); }}\n"
    ));
    assert!(flows.contains(&"R:up>o:kept".into()), "{flows:?}");
}

#[test]
fn for_tests_a_poll_precedes_every_statement() {
    let text = "int f(int n) { int a = n + 1; a *= 2; if (a > 3) a--; return a; }\n";
    let polls = |limits| {
        let output = emit_within(text.into(), "polls.c", limits);
        body(&output).matches("migrt_poll()").count()
    };
    assert_eq!(polls(Limits::default()), 0);
    // Five statements, in the fast clone and in the resume clone.
    assert_eq!(polls(Limits::TESTING), 10);
}
