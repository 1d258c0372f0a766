//! Whole trees of small programs (`cargo insta review` shows what changed).

use crate::common::unit;

fn snapshot(name: &str, text: &str) {
    let unit = unit(text);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../data/lowering/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, unit.dump(text)));
}

#[test]
fn list() {
    snapshot(
        "list",
        "struct node { struct node *next; long value; };\n\
         static struct node *head;\n\
         long sum(int n)\n{\n    long total = 0;\n    \
         for (struct node *p = head; p && n--; p = p->next)\n        total += p->value;\n    \
         return total;\n}\n",
    );
}

#[test]
fn interpreter() {
    snapshot(
        "interpreter",
        "enum op { PUSH, ADD, JUMP, STOP };\n\
         typedef struct { enum op op : 8; short arg; } insn;\n\
         static const insn program[] = {{PUSH, 2}, {.op = ADD}, {JUMP, -1}, {STOP}};\n\
         int run(const insn *pc)\n{\n    static int steps;\n    int stack[8], *sp = stack;\n    \
         for (;; steps++) {\n        switch (pc->op) {\n        case PUSH: *sp++ = pc->arg; break;\n        \
         case ADD: sp[-2] += sp[-1]; sp--; break;\n        \
         case JUMP: if (!sp[-1]) goto out; pc += pc->arg; continue;\n        \
         default: goto out;\n        }\n        pc++;\n    }\nout:\n    return sp - stack;\n}\n",
    );
}

#[test]
fn numbers() {
    snapshot(
        "numbers",
        "typedef unsigned char byte;\n\
         float mean(const byte *v, unsigned n) { float s = 0; do s += *v++; while (--n); return s / n; }\n\
         int pick(int c, double (*f)(double), ...) { return c ? f(c) > 1.5f : sizeof(byte[4]); }\n",
    );
}

#[test]
fn gnu() {
    snapshot(
        "gnu",
        "static inline __attribute__((unused)) int f(int n, ...)\n{\n    \
         __auto_type m = ({ int k = n; k ?: 1; });\n    int v[n];\n    \
         __builtin_va_list ap;\n    __builtin_va_start(ap, n);\n    \
         void *t[] = {&&a, [1 ... 3] = &&b};\n    goto *t[__builtin_va_arg(ap, int)];\na:\n    \
         asm volatile(\"\" : \"+r\"(m) : \"r\"(v[0]) : \"memory\");\nb:\n    \
         return __builtin_expect(m, 0);\n}\n",
    );
}
