/* Parses arithmetic expressions into trees, evaluates them over integers mod
 * a prime, derives them by x, prints them back, and checks the derivative
 * against the rules applied numerically with dual numbers. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define P 1000003

enum kind { NUMBER, VARIABLE, BINARY, NEGATE };

struct expr {
    enum kind kind;
    char op;
    int32_t value;      /* NUMBER */
    struct expr *a, *b; /* BINARY, NEGATE (a only) */
};

struct parser {
    const char *at;
    const char *error;
    int depth, deepest;
};

struct dual {
    int64_t v, d;
};

static int nodes, failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct expr *make(enum kind kind, char op, int32_t value, struct expr *a, struct expr *b)
{
    struct expr *e = malloc(sizeof *e);
    if (!e)
        exit(2);
    *e = (struct expr){ kind, op, value, a, b };
    nodes++;
    return e;
}

static void release(struct expr *e)
{
    if (!e)
        return;
    release(e->a);
    release(e->b);
    free(e);
    nodes--;
}

static struct expr *parse_sum(struct parser *p);

static char peek(struct parser *p)
{
    while (isspace((unsigned char)*p->at))
        p->at++;
    return *p->at;
}

static struct expr *parse_atom(struct parser *p)
{
    char c = peek(p);
    if (isdigit((unsigned char)c)) {
        char *end;
        long v = strtol(p->at, &end, 10);
        p->at = end;
        return make(NUMBER, 0, (int32_t)v, NULL, NULL);
    }
    if (c == 'x') {
        p->at++;
        return make(VARIABLE, 0, 0, NULL, NULL);
    }
    if (c == '-') {
        p->at++;
        return make(NEGATE, '-', 0, parse_atom(p), NULL);
    }
    if (c == '(') {
        p->at++;
        if (++p->depth > p->deepest)
            p->deepest = p->depth;
        struct expr *e = parse_sum(p);
        p->depth--;
        if (peek(p) == ')')
            p->at++;
        else
            p->error = "missing )";
        return e;
    }
    p->error = "operand expected";
    return make(NUMBER, 0, 0, NULL, NULL);
}

static struct expr *parse_product(struct parser *p)
{
    struct expr *e = parse_atom(p);
    while (!p->error && peek(p) == '*') {
        p->at++;
        e = make(BINARY, '*', 0, e, parse_atom(p));
    }
    return e;
}

static struct expr *parse_sum(struct parser *p)
{
    struct expr *e = parse_product(p);
    for (char c; !p->error && ((c = peek(p)) == '+' || c == '-');) {
        p->at++;
        e = make(BINARY, c, 0, e, parse_product(p));
    }
    return e;
}

static struct dual evaluate(const struct expr *e, int64_t x)
{
    switch (e->kind) {
    case NUMBER:
        return (struct dual){ e->value % P, 0 };
    case VARIABLE:
        return (struct dual){ x % P, 1 };
    case NEGATE: {
        struct dual a = evaluate(e->a, x);
        return (struct dual){ -a.v, -a.d };
    }
    default:
        break;
    }
    struct dual a = evaluate(e->a, x), b = evaluate(e->b, x);
    if (e->op == '*')
        return (struct dual){ a.v * b.v % P, (a.v * b.d + a.d * b.v) % P };
    int sign = e->op == '-' ? -1 : 1;
    return (struct dual){ (a.v + sign * b.v) % P, (a.d + sign * b.d) % P };
}

static struct expr *copy(const struct expr *e)
{
    return e ? make(e->kind, e->op, e->value, copy(e->a), copy(e->b)) : NULL;
}

static struct expr *derive(const struct expr *e)
{
    switch (e->kind) {
    case NUMBER: return make(NUMBER, 0, 0, NULL, NULL);
    case VARIABLE: return make(NUMBER, 0, 1, NULL, NULL);
    case NEGATE: return make(NEGATE, '-', 0, derive(e->a), NULL);
    case BINARY: break;
    }
    if (e->op != '*')
        return make(BINARY, e->op, 0, derive(e->a), derive(e->b));
    return make(BINARY, '+', 0, make(BINARY, '*', 0, derive(e->a), copy(e->b)),
                make(BINARY, '*', 0, copy(e->a), derive(e->b)));
}

static int is(const struct expr *e, int32_t v) { return e->kind == NUMBER && e->value == v; }

static struct expr *keep(struct expr *e, struct expr *part)
{
    if (part == e->a)
        e->a = NULL;
    else
        e->b = NULL;
    release(e);
    return part;
}

static struct expr *simplify(struct expr *e)
{
    if (e->kind != BINARY)
        return e;
    e->a = simplify(e->a);
    e->b = simplify(e->b);
    if (e->op == '*' && (is(e->a, 0) || is(e->b, 1)))
        return keep(e, e->a);
    if (e->op == '*' && (is(e->b, 0) || is(e->a, 1)))
        return keep(e, e->b);
    if (e->op == '+' && is(e->a, 0))
        return keep(e, e->b);
    return e->op != '*' && is(e->b, 0) ? keep(e, e->a) : e;
}

static int print(const struct expr *e, char *to, int room)
{
    switch (e->kind) {
    case NUMBER: return snprintf(to, (size_t)room, "%ld", (long)e->value);
    case VARIABLE: return snprintf(to, (size_t)room, "x");
    default: break;
    }
    int n = snprintf(to, (size_t)room, e->kind == NEGATE ? "(-" : "(");
    n += print(e->a, to + n, room - n);
    if (e->kind == BINARY) {
        n += snprintf(to + n, (size_t)(room - n), "%c", e->op);
        n += print(e->b, to + n, room - n);
    }
    return n + snprintf(to + n, (size_t)(room - n), ")");
}

static void one(const char *source)
{
    struct parser p = { source, NULL, 0, 0 };
    struct expr *e = parse_sum(&p);
    if (p.error || peek(&p)) {
        printf("%s: %s at %d\n", source, p.error ? p.error : "rest", (int)(p.at - source));
        release(e);
        return;
    }
    struct expr *d = simplify(derive(e));
    static char text[4000];
    print(e, text, sizeof text);
    struct parser again = { text, NULL, 0, 0 };
    struct expr *same = parse_sum(&again);
    int64_t sum = 0;
    for (int64_t x = -60; x <= 60; x++) {
        struct dual v = evaluate(e, x), w = evaluate(d, x);
        check("derivative", (v.d - w.v) % P == 0);
        check("printed and parsed again", evaluate(same, x).v == v.v);
        sum += v.v;
    }
    printf("%s: %lld, depth %d, derivative ", source, (long long)sum, p.deepest);
    print(d, text, sizeof text);
    puts(strlen(text) < 60 ? text : "is long");
    release(e);
    release(d);
    release(same);
}

int main(void)
{
    puts("expression: start");
    for (int round = 0; round < 3; round++) {
        one("x");
        one("3 + 4*x - x*x");
        one("(x+1)*(x-1)*(x+2)*(x-2)");
        one("-(x*x*x - 7) * (2 - -x)");
        one("((((((((((x*2+1)*2+1)*2+1)*2+1)*x+1)*2+1)*2+1)*x+1)*2+1)*x+1)");
        one("1 + 2 *");
        one("(x + (3 * 4)");
        one("x 1");
    }
    printf("nodes left: %d\n", nodes);
    check("all nodes released", nodes == 0);
    puts(failures ? "expression: FAILED" : "expression: ok");
    return failures != 0;
}
