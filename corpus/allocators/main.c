/* Nobody calls malloc where the type is known: wrappers that check, zero and
 * count, macros around them, allocators that are function pointers in structs
 * and arguments, aligned memory. Every block holds pointers and longs, so each
 * must move as what it is. */
#define _POSIX_C_SOURCE 200809L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory {
    void *(*alloc)(struct memory *, size_t);
    void *(*resize)(void *state, void *old, size_t before, size_t after);
    void (*release)(struct memory *, void *);
    long balance;
};

struct item {
    struct item *next;
    long number;
    char kind;
    double weight;
    const char *name;
};

struct row {
    long *cells;
    struct item *first;
    size_t count;
};

struct wide {
    long here;
    struct item *item;
    short odd;
};

#define NEW(type) ((type *)checked(sizeof(type)))
#define NEW_ARRAY(type, n) ((type *)checked_array((n), sizeof(type)))
#define MAKE(variable) ((variable) = zeroed(sizeof *(variable)))

static int failures;
static uint32_t noise = 1;
static long balance;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void *checked(size_t n)
{
    void *p = malloc(n > 0 ? n : 1);
    if (p == NULL)
        abort();
    balance++;
    return p;
}

static void *checked_array(size_t n, size_t size)
{
    return checked(n * size);
}

static void *zeroed(size_t n)
{
    return memset(checked(n), 0, n);
}

static void give_back(void *p)
{
    balance -= p != NULL;
    free(p);
}

static void *memory_alloc(struct memory *m, size_t n)
{
    m->balance++;
    work(1);
    return malloc(n);
}

static void *memory_resize(void *state, void *old, size_t before, size_t after)
{
    struct memory *m = state;
    void *p;
    if (after == 0) {
        m->release(m, old);
        return NULL;
    }
    p = m->alloc(m, after);
    if (old != NULL) {
        memcpy(p, old, before < after ? before : after);
        m->release(m, old);
    }
    return p;
}

static void memory_release(struct memory *m, void *p)
{
    m->balance -= p != NULL;
    free(p);
}

/* Wrappers and macros. */
static void wrapped(int n)
{
    struct item *list = NULL;
    struct row *rows = NEW_ARRAY(struct row, (size_t)n);
    struct wide *wide;
    long sum = 0;
    for (int i = 0; i < n; i++) {
        struct item *it = NEW(struct item);
        it->next = list;
        it->number = -i;
        it->weight = i / 4.0;
        it->kind = (char)('a' + i % 3);
        it->name = i % 2 ? "odd" : "even";
        list = it;
        rows[i].count = (size_t)i;
        rows[i].first = it;
        rows[i].cells = checked_array((size_t)i + 1, sizeof *rows[i].cells);
        for (int j = 0; j <= i; j++)
            rows[i].cells[j] = work(i * j);
    }
    MAKE(wide);
    check("zeroed", wide->here == 0 && wide->item == NULL);
    wide->here = -7;
    wide->item = list;
    wide->odd = 9;
    work(2);
    check("wide", wide->here == -7 && wide->item->number == 1 - n && wide->odd == 9);
    for (int i = 0; i < n; i++) {
        sum += rows[i].cells[rows[i].count] + rows[i].first->number;
        check("name", strcmp(rows[i].first->name, i % 2 ? "odd" : "even") == 0);
        check("weight", rows[i].first->weight * 4 == i);
        give_back(rows[i].cells);
    }
    check("rows", sum == (n - 1) * n * (2 * n - 1) / 6 - n * (n - 1) / 2);
    while (list != NULL) {
        struct item *next = list->next;
        give_back(list);
        list = next;
    }
    give_back(rows);
    give_back(wide);
}

/* An allocator object, called through its members and as an argument. */
static struct row *by_object(struct memory *m, int n,
                             void *(*alloc)(struct memory *, size_t))
{
    struct row *row = m->alloc(m, sizeof *row);
    struct item *it;
    row->cells = m->resize(m, NULL, 0, (size_t)n * sizeof *row->cells);
    row->count = (size_t)n;
    row->first = NULL;
    for (int i = 0; i < n; i++) {
        row->cells[i] = i - 3;
        it = (*alloc)(m, sizeof(struct item));
        memset(it, 0, sizeof *it);
        it->number = i;
        it->next = row->first;
        row->first = it;
    }
    row->cells = m->resize(m, row->cells, (size_t)n * sizeof *row->cells,
                           (size_t)n * 2 * sizeof *row->cells);
    for (int i = n; i < n * 2; i++)
        row->cells[i] = i - 3;
    return row;
}

static void objects(int n)
{
    struct memory m = { memory_alloc, memory_resize, memory_release, 0 };
    struct row *row = by_object(&m, n, m.alloc);
    long sum = 0;
    work(1);
    for (int i = 0; i < n * 2; i++)
        sum += row->cells[i];
    check("cells of an allocator object", sum == n * (2 * n - 1) - 6 * n);
    while (row->first != NULL) {
        struct item *next = row->first->next;
        check("items", row->first->number == --n);
        m.release(&m, row->first);
        row->first = next;
    }
    row->cells = m.resize(&m, row->cells, 1, 0);
    m.release(&m, row);
    check("balance of an allocator object", m.balance == 0);
}

/* Aligned and zeroed memory. */
static void aligned(int n)
{
    struct wide *a = aligned_alloc(64, 64 * (size_t)n), *z = calloc((size_t)n, sizeof *z);
    void *out = NULL;
    struct item *items;
    if (posix_memalign(&out, 128, (size_t)n * sizeof *items) != 0)
        abort();
    items = out;
    work(1);
    for (int i = 0; i < n; i++) {
        items[i].number = i;
        items[i].next = i > 0 ? &items[i - 1] : NULL;
        items[i].name = "aligned";
        a[i].here = i * 2;
        a[i].item = &items[i];
        check("calloc", z[i].here == 0 && z[i].item == NULL && z[i].odd == 0);
        z[i].item = a[i].item;
    }
    work(2);
    check("alignment", (uintptr_t)a % 64 == 0 && (uintptr_t)items % 128 == 0);
    for (int i = 1; i < n; i++)
        check("aligned", z[i].item->next == a[i - 1].item && a[i].here == 2 * z[i].item->number);
    free(a);
    free(items);
    free(z);
}

int main(void)
{
    puts("allocators: start");
    for (int round = 1; round <= 40; round++) {
        wrapped(12);
        objects(10);
        aligned(9);
        check("balance", balance == 0);
        if (round % 20 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "allocators: FAILED" : "allocators: ok");
    return failures != 0;
}
