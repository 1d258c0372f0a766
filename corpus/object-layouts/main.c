/* Layouts that compilers differ in, or that the program asks for itself. The
 * addresses of over-aligned objects must be aligned again after a restore. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct __attribute__((packed)) record {
    char tag;
    long length;
    double weight;
    struct record *next;
    short tail;
};

struct __attribute__((packed, aligned(2))) half {
    char a;
    long long b;
    struct {
        char c;
        long d;
    } inner;
};

struct line {
    char name;
    _Alignas(64) long counter;
    int more __attribute__((aligned(32)));
};

struct __attribute__((aligned(128))) wide {
    long value;
    struct wide *self;
};

struct shape {
    int kind;
    struct {
        long x, y;
        struct {
            int *deep;
        };
    };
    union {
        unsigned bits;
        int number;
    };
};

struct tagged {
    short count;
    struct {
        long id;
        char letter;
    } items[];
};

struct label {
    int length;
    long text[];
};

struct old {
    long n;
    struct nothing {
    } nothing[2];
    int data[0];
};

typedef int four __attribute__((vector_size(16)));
typedef double two __attribute__((vector_size(16)));

static struct label fixed = {5, {1, 1, 2, 3, 5}};
static struct record *list;
static struct line lines[3];
static struct wide *self;
static struct shape *const shape_at = &(struct shape){.kind = 3, .x = 4};
static long grid[3][4][5];
static long (*plane)[5] = grid[1];
static struct half halves[2];
static two pair = {0.5, -2};
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Calls itself, so it polls. */
static unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

static int aligned(const volatile void *at, uintptr_t to)
{
    return (uintptr_t)at % to == 0;
}

static void push(int n)
{
    struct record *r = malloc(sizeof *r);
    if (!r)
        exit(2);
    r->tag = (char)('a' + n % 26);
    r->length = n * 1000L;
    r->weight = n / 4.0;
    r->next = list;
    r->tail = (short)-n;
    list = r;
}

static void check_list(int n)
{
    for (struct record *r = list; r; r = r->next, n--)
        check("record", r->tag == 'a' + n % 26 && r->length == n * 1000L &&
                            r->weight == n / 4.0 && r->tail == -n);
    check("list", n == -1);
}

static struct tagged *make_tagged(int n)
{
    struct tagged *t = malloc(sizeof *t + (size_t)n * sizeof t->items[0]);
    if (!t)
        exit(2);
    t->count = (short)n;
    for (int i = 0; i < n; i++) {
        t->items[i].id = -100000L * i;
        t->items[i].letter = (char)('A' + i);
    }
    return t;
}

static void check_tagged(const struct tagged *t)
{
    for (int i = 0; i < t->count; i++)
        check("tagged", t->items[i].id == -100000L * i &&
                            t->items[i].letter == 'A' + i);
}

static void locals(int n)
{
    _Alignas(64) long local = n;
    struct line line = {.name = 'l', .counter = n, .more = -n};
    long *to_local = &local;
    struct line *to_line = &line;
    struct shape *shape = &(struct shape){.kind = n, .y = 7};
    int *numbers = (int[]){n, n + 1, n + 2};
    const char *text = (char[]){"compound"};
    four v = {n, -n, n * 2, 1}, w;
    two d = {n / 2.0, -0.0};
    shape->deep = &numbers[1];
    shape->number = -n;
    work(6, (unsigned)n);
    w = v + v;
    check("local", aligned(to_local, 64) && *to_local == n && local == n);
    check("line", aligned(&to_line->counter, 64) && to_line->name == 'l' &&
                      aligned(&to_line->more, 32) && to_line->counter == n &&
                      line.more == -n);
    check("shape", shape->kind == n && shape->y == 7 &&
                       *shape->deep == n + 1 && shape->number == -n);
    check("numbers", numbers[0] == n && numbers[2] == n + 2);
    check("text", strcmp(text, "compound") == 0);
    check("vector", w[0] == 2 * n && w[1] == -2 * n && w[3] == 2);
    check("doubles", d[0] == n / 2.0 && pair[0] == 0.5 && pair[1] == -2);
    numbers[0]++;
}

static void fill_grid(int n)
{
    for (int i = 0; i < 60; i++)
        grid[i / 20][i / 5 % 4][i % 5] = n * 100L + i;
}

static void check_statics(int n)
{
    check("fixed", fixed.length == 5 && fixed.text[4] == 5 + n);
    check("self", self->self == self && aligned(self, 128) &&
                      self->value == -n);
    check("file literal", shape_at->kind == 3 && shape_at->x == 4 + n);
    check("plane", plane[2][3] == n * 100L + 33);
    for (int i = 0; i < 3; i++)
        check("lines", lines[i].counter == i + n &&
                           aligned(&lines[i].counter, 64));
    check("halves", halves[1].b == -5000000000LL - n &&
                        halves[1].inner.d == n && halves[0].a == 'h');
}

static void change_statics(int n)
{
    fixed.text[4] = 5 + n;
    self->value = -n;
    shape_at->x = 4 + n;
    fill_grid(n);
    for (int i = 0; i < 3; i++)
        lines[i].counter = i + n;
    halves[0].a = 'h';
    halves[1].b = -5000000000LL - n;
    halves[1].inner.d = n;
}

int main(void)
{
    enum { ROUNDS = 60 };
    struct tagged *tagged = make_tagged(9);
    struct old *old = malloc(sizeof *old + 4 * sizeof old->data[0]);
    struct wide *block = aligned_alloc(128, 4 * sizeof *block);
    four *vectors = aligned_alloc(16, 3 * sizeof *vectors);
    struct nothing none, *to_none = &none;
    if (!old || !block || !vectors)
        return 2;
    self = &block[2];
    self->self = self;
    for (int i = 0; i < 4; i++)
        old->data[i] = i * i;
    for (int i = 0; i < 3; i++)
        vectors[i] = (four){i, -i, i * 3, 7};
    old->n = 4;
    puts("object-layouts: start");
    for (int n = 0; n < ROUNDS; n++) {
        change_statics(n);
        push(n);
        locals(n);
        check_statics(n);
        check_list(n);
        check_tagged(tagged);
        check("old", old->n == 4 && old->data[3] == 9);
        check("vectors", vectors[2][2] == 6 && vectors[1][1] == -1);
        check("none", to_none == &none);
        if (n % 20 == 19)
            printf("round %d: %u\n", n + 1, work(6, 3));
    }
    while (list) {
        struct record *next = list->next;
        free(list);
        list = next;
    }
    free(vectors);
    free(block);
    free(old);
    free(tagged);
    puts(failures ? "object-layouts: FAILED" : "object-layouts: ok");
    return failures != 0;
}
