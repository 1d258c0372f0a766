/* One regular expression language, two matchers: a recursive one with
 * continuations on the stack (each points to the frame that waits for it), and
 * Thompson's simulation of a non-deterministic automaton. They must agree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { CHARACTER, ANY, CLASS, SEQUENCE, EITHER, REPEAT, EMPTY };

struct pattern {
    enum kind kind;
    int c, least; /* CHARACTER; REPEAT: 0 or 1 */
    int once;     /* REPEAT: at most once */
    unsigned char set[32];
    struct pattern *a, *b;
};

struct more { /* what must match after this */
    const struct pattern *p;
    const struct more *then;
    const char *guard; /* REPEAT: must have moved on from here */
};

struct state {
    const struct pattern *on; /* consumes a character; NULL: a fork */
    struct state *out[2];
    unsigned long mark;
    int final;
};

static struct state states[400];
static int state_count;
static unsigned long generation;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct pattern *make(enum kind kind, struct pattern *a, struct pattern *b)
{
    struct pattern *p = calloc(1, sizeof *p);
    if (!p)
        exit(2);
    p->kind = kind;
    p->a = a;
    p->b = b;
    return p;
}

static void release(struct pattern *p)
{
    if (p) {
        release(p->a);
        release(p->b);
        free(p);
    }
}

static struct pattern *parse_either(const char **s);

static struct pattern *parse_class(const char **s)
{
    struct pattern *p = make(CLASS, NULL, NULL);
    int inverted = **s == '^';
    *s += inverted;
    for (; **s && **s != ']'; ++*s) {
        int from = (unsigned char)**s, to = from;
        if ((*s)[1] == '-' && (*s)[2] && (*s)[2] != ']') {
            to = (unsigned char)(*s)[2];
            *s += 2;
        }
        for (int c = from; c <= to; c++)
            p->set[c / 8] |= (unsigned char)(1 << c % 8);
    }
    for (int i = 0; inverted && i < 32; i++)
        p->set[i] = (unsigned char)~p->set[i];
    *s += **s == ']';
    return p;
}

static struct pattern *parse_atom(const char **s)
{
    struct pattern *p;
    char c = *(*s)++;
    if (c == '(') {
        p = parse_either(s);
        *s += **s == ')';
        return p;
    }
    if (c == '[')
        return parse_class(s);
    p = make(c == '.' ? ANY : CHARACTER, NULL, NULL);
    if (c == '\\' && **s)
        c = *(*s)++;
    p->c = c;
    return p;
}

static struct pattern *parse_sequence(const char **s)
{
    struct pattern *all = NULL;
    while (**s && **s != '|' && **s != ')') {
        struct pattern *p = parse_atom(s);
        while (**s && strchr("*+?", **s)) {
            p = make(REPEAT, p, NULL);
            p->least = **s == '+';
            p->once = *(*s)++ == '?';
        }
        all = all ? make(SEQUENCE, all, p) : p;
    }
    return all ? all : make(EMPTY, NULL, NULL);
}

static struct pattern *parse_either(const char **s)
{
    struct pattern *p = parse_sequence(s);
    while (**s == '|') {
        ++*s;
        p = make(EITHER, p, parse_sequence(s));
    }
    return p;
}

static int accepts(const struct pattern *p, int c)
{
    switch (p->kind) {
    case CHARACTER: return p->c == c;
    case CLASS: return p->set[c / 8] >> c % 8 & 1;
    default: return c != 0;
    }
}

static int match(const struct pattern *p, const char *s, const struct more *then);

static int go_on(const char *s, const struct more *then)
{
    if (!then)
        return *s == '\0';
    if (then->guard && then->guard == s)
        return 0;
    return match(then->p, s, then->then);
}

static int match(const struct pattern *p, const char *s, const struct more *then)
{
    switch (p->kind) {
    case EMPTY:
        return go_on(s, then);
    case SEQUENCE: {
        struct more second = { p->b, then, NULL };
        return match(p->a, s, &second);
    }
    case EITHER:
        return match(p->a, s, then) || match(p->b, s, then);
    case REPEAT: {
        struct pattern any = *p;
        any.least = 0;
        struct more again = { &any, then, s };
        if (p->once)
            return match(p->a, s, then) || go_on(s, then);
        if (match(p->a, s, &again))
            return 1;
        return p->least ? match(p->a, s, then) : go_on(s, then);
    }
    default:
        return *s && accepts(p, (unsigned char)*s) && go_on(s + 1, then);
    }
}

static struct state *state(const struct pattern *on, struct state *a, struct state *b)
{
    struct state *s = &states[state_count++];
    if (state_count == 400)
        exit(3);
    *s = (struct state){ on, { a, b }, 0, 0 };
    return s;
}

static struct state *compile(const struct pattern *p, struct state *next)
{
    struct state *fork, *body;
    switch (p->kind) {
    case EMPTY: return next;
    case SEQUENCE: return compile(p->a, compile(p->b, next));
    case EITHER: return state(NULL, compile(p->a, next), compile(p->b, next));
    case REPEAT:
        fork = state(NULL, next, NULL);
        body = compile(p->a, p->once ? next : fork);
        fork->out[1] = body;
        return p->least ? body : fork;
    default: return state(p, next, NULL);
    }
}

static struct state **enter(struct state **set, struct state *s)
{
    if (!s || s->mark == generation)
        return set;
    s->mark = generation;
    if (!s->on && !s->final) {
        set = enter(set, s->out[0]);
        return enter(set, s->out[1]);
    }
    *set++ = s;
    return set;
}

static int simulate(struct state *start, const char *text)
{
    struct state *sets[2][400], **now = sets[0], **next = sets[1];
    generation++;
    struct state **end = enter(now, start);
    for (; *text; text++) {
        struct state **last = end;
        generation++;
        end = next;
        for (struct state **s = now; s < last; s++)
            if (!(*s)->final && accepts((*s)->on, (unsigned char)*text))
                end = enter(end, (*s)->out[0]);
        struct state **t = now;
        now = next;
        next = t;
    }
    while (end-- > now)
        if ((*end)->final)
            return 1;
    return 0;
}

int main(void)
{
    static const char *const patterns[] = {
        "a*b", "(a|b)*abb", "[0-9]+\\.[0-9]*", "[^a-c]+x?", "(ab?)*c+", "((a|b|)(c|d|))*e", ".*a.?b",
        "(a*)*b", "x(yz|y)*z",
    };
    static const char *const texts[] = {
        "", "b", "aaab", "abb", "babababb", "3.14", "12.", ".5", "xyz", "defx", "ababac", "abcc", "e",
        "acbdae", "aaaaaaaaaaaaab", "aaaaaaaaaaac", "zzzab", "zzazzb", "xyzyyzz", "xz", "xyzy",
    };
    puts("regex: start");
    int total = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        const char *s = patterns[i];
        struct pattern *p = parse_either(&s);
        check("parsed to the end", *s == '\0');
        state_count = 0;
        struct state *end = state(NULL, NULL, NULL);
        end->final = 1;
        struct state *start = compile(p, end);
        int matches = 0;
        for (int round = 0; round < 3; round++) {
            matches = 0;
            for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
                int a = match(p, texts[t], NULL), b = simulate(start, texts[t]);
                check(texts[t], a == b);
                matches += a;
            }
        }
        printf("%-18s %2d states, %d matches\n", patterns[i], state_count, matches);
        total += matches;
        release(p);
    }
    printf("total %d\n", total);
    puts(failures ? "regex: FAILED" : "regex: ok");
    return failures != 0;
}
