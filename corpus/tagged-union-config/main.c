/* The program of tagged-union; this source says nothing, migcc.toml does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum tag { NIL, INT, REAL, TEXT, PAIR, SMALL, FLAG };
#define WIDE_TAG 0x40
#define TAG_OF(bits) ((bits) & 0x3F)

struct value;
struct pair {
    struct value *head, *tail;
};
struct value {
    unsigned char bits; /* a tag, and WIDE_TAG with integers */
    union {
        int i;
        double d;
        const char *text;
        struct pair pair;
        union {
            long number;
            char *name;
            short halves[2];
        } small;
    } u;
    short small_kind;
};

/* An anonymous union, next to bit-fields that select. */
struct cell {
    unsigned kind : 3, mark : 1;
    union {
        long count;
        void *address;
        float ratio[3];
        struct {
            char letter;
            struct cell *next;
        };
    };
    int after;
};

/* The union holds its selector: common initial sequences. */
union event {
    int type;
    struct {
        int type;
        long when;
        char *who;
    } call;
    struct {
        int type;
        double x, y;
        union event *cause;
    } move;
};

static struct value globals[7];
static union event last;
static char name[] = "a name in static memory";
static unsigned long sum;

static void mix(unsigned long x)
{
    sum = (sum * 31 + (x & 0xFFFF)) & 0xFFFFFFF;
}

static struct value integer(int i)
{
    struct value v;
    memset(&v, 0x5A, sizeof v); /* bytes no member owns */
    v.bits = INT | WIDE_TAG;
    v.u.i = i;
    return v;
}

static struct value real(double d)
{
    struct value v;
    memset(&v, 0xA5, sizeof v);
    v.bits = REAL;
    v.u.d = d;
    return v;
}

static struct value *copy(struct value v)
{
    struct value *p = malloc(sizeof *p);
    if (p == NULL)
        exit(2);
    *p = v;
    return p;
}

static struct value cons(struct value a, struct value b)
{
    struct value v;
    memset(&v, 0xFF, sizeof v);
    v.bits = PAIR;
    v.u.pair.head = copy(a);
    v.u.pair.tail = copy(b);
    return v;
}

static struct value text(const char *s)
{
    struct value v = {TEXT, {0}, 0};
    v.u.text = s;
    return v;
}

static struct value small(int kind)
{
    struct value v = {SMALL, {0}, 0};
    v.small_kind = (short)kind;
    if (kind == 1)
        v.u.small.number = -123456;
    else if (kind == 2)
        v.u.small.name = name + 2;
    else {
        v.u.small.halves[0] = -7;
        v.u.small.halves[1] = 1000;
    }
    return v;
}

static double weigh(struct value v)
{
    switch (TAG_OF(v.bits)) {
    case INT:
        mix((unsigned long)v.u.i);
        return v.u.i;
    case REAL:
        return v.u.d;
    case TEXT:
        return (double)strlen(v.u.text);
    case PAIR:
        return weigh(*v.u.pair.head) + 2 * weigh(*v.u.pair.tail);
    case SMALL:
        return v.small_kind == 1   ? (double)v.u.small.number
               : v.small_kind == 2 ? (double)strlen(v.u.small.name)
                                   : v.u.small.halves[0] + v.u.small.halves[1];
    default:
        return 0;
    }
}

static void release(struct value v)
{
    if (v.bits == PAIR) {
        release(*v.u.pair.head);
        release(*v.u.pair.tail);
        free(v.u.pair.head);
        free(v.u.pair.tail);
    }
}

static struct value build(int depth, int seed)
{
    struct value here = seed % 3 == 0   ? integer(seed)
                        : seed % 3 == 1 ? real(seed + 0.5)
                                        : text(seed & 1 ? "odd" : "even");
    if (depth == 0)
        return here;
    return cons(cons(here, small(seed % 4)), build(depth - 1, (seed * 7 + 1) % 1000));
}

static struct cell *cells(int n)
{
    struct cell *all = calloc((size_t)n, sizeof *all);
    if (all == NULL)
        exit(2);
    for (int i = 0; i < n; i++) {
        struct cell *c = &all[i];
        c->kind = (unsigned)i % 4;
        c->mark = i % 7 == 6;
        c->after = i;
        if (c->mark)
            memset(&c->ratio, 0xEE, sizeof c->ratio);
        else if (c->kind == 0)
            c->count = -i * 1000L;
        else if (c->kind == 1)
            c->address = &globals[i % 7];
        else if (c->kind == 2)
            c->ratio[0] = c->ratio[2] = (float)i / 4, c->ratio[1] = -1.5f;
        else {
            c->letter = (char)('a' + i % 26);
            c->next = &all[(i * 5) % n];
        }
    }
    return all;
}

static double check(const struct cell *all, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++) {
        const struct cell *c = &all[i];
        if (c->mark || c->after != i)
            total += c->mark ? 1 : 1e6;
        else if (c->kind == 0)
            total += (double)c->count;
        else if (c->kind == 1)
            total += (double)((struct value *)c->address - globals);
        else if (c->kind == 2)
            total += c->ratio[0] + c->ratio[1] + c->ratio[2];
        else
            total += c->letter + c->next->after;
    }
    return total;
}

static int handle(union event *e, int turn)
{
    switch (e->type) {
    case 1:
        return e->call.when == turn * 3L && strcmp(e->call.who, name) == 0;
    case 2:
        return e->move.x == turn && e->move.y == -0.25 && e->move.cause == &last;
    default:
        return 1;
    }
}

int main(void)
{
    enum { CELLS = 40, TURNS = 60 };
    struct cell *all = cells(CELLS);
    const double cells_sum = check(all, CELLS);
    double total = 0;
    printf("cells %.2f\n", cells_sum);
    for (int turn = 0; turn < TURNS; turn++) {
        struct value v = build(12, turn);
        union event e;
        memset(&e, 0x77, sizeof e);
        e.type = turn % 3;
        if (e.type == 1) {
            e.call.when = turn * 3L;
            e.call.who = name;
        } else if (e.type == 2) {
            e.move.x = turn;
            e.move.y = -0.25;
            e.move.cause = &last;
        }
        release(globals[turn % 7]);
        globals[turn % 7] = v;
        last = e;
        for (int i = 0; i < 7; i++)
            total += weigh(globals[i]) / 4;
        if (!handle(&e, turn) || !handle(&last, turn)) {
            printf("turn %d: the event changed\n", turn);
            return 1;
        }
        if (check(all, CELLS) != cells_sum) {
            printf("turn %d: the cells changed\n", turn);
            return 1;
        }
        if (turn % 12 == 0)
            printf("turn %d total %.2f sum %lu\n", turn, total, sum);
    }
    printf("end %.2f %lu\n", total, sum);
    for (int i = 0; i < 7; i++)
        release(globals[i]);
    free(all);
    return 0;
}
