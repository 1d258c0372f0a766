/* Two vectors of different element types, filled, summed and compared with what
 * the elements themselves say, whatever their size is on the machine. */
#include "vec.h"

#include <stdio.h>
#include <stdlib.h>

struct item {
    struct item *next;
    long key;
    char mark;
};

struct pair {
    char mark;
    long double weight;
    long key;
};

struct kind {
    const char *name;
    size_t width, key;
};

static struct kind kinds[2] = {
    {"item", sizeof(struct item), offsetof(struct item, key)},
    {.name = "pair", .key = offsetof(struct pair, key)},
};
static size_t chosen = sizeof(struct pair);
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Calls itself, so it polls. */
unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

static void fill_items(struct vec *v, int n)
{
    for (int i = 0; i < n; i++) {
        struct item *it = vec_push(v);
        it->key = i * 10L;
        it->mark = 'i';
        it->next = i ? (struct item *)vec_at(v, (size_t)i - 1) : NULL;
    }
}

static void fill_pairs(struct vec *v, int n)
{
    for (int i = 0; i < n; i++) {
        struct pair *p = vec_push(v);
        p->key = -i;
        p->weight = i / 2.0L;
        p->mark = 'p';
    }
}

static void check_vecs(struct vec *items, struct vec *pairs)
{
    const struct item *first = (const struct item *)(void *)items->data;
    const struct pair *p = (const struct pair *)(void *)pairs->data;
    for (size_t i = 0; i < items->count; i++)
        check("item", vec_at(items, i) == (const void *)(first + i) &&
                          first[i].key == (long)i * 10 &&
                          first[i].mark == 'i');
    for (size_t i = 0; i < pairs->count; i++)
        check("pair", vec_at(pairs, i) == (const void *)(p + i) &&
                          p[i].weight == (long double)i / 2);
    check("kinds", kinds[0].width == items->width &&
                       kinds[1].width == pairs->width &&
                       kinds[1].key == pairs->key);
    check("chosen", chosen == sizeof(struct pair));
    check("widest", widest == sizeof(struct pair));
}

int main(void)
{
    enum { N = 12, ROUNDS = 25 };
    struct vec *items, *pairs;
    kinds[1].width = chosen;
    items = vec_new(kinds[0].width, kinds[0].key);
    pairs = vec_new(kinds[1].width, kinds[1].key);
    items->data = (char *)(struct item *)calloc(N, sizeof(struct item));
    pairs->data = (char *)(struct pair *)calloc(N, sizeof(struct pair));
    if (!items->data || !pairs->data)
        return 2;
    items->room = pairs->room = N;
    puts("object-sizes: start");
    fill_items(items, N);
    fill_pairs(pairs, N);
    for (int n = 0; n < ROUNDS; n++) {
        long a = vec_key_sum(items), b = vec_key_sum(pairs);
        check("sums", a - b == 10 * 66 + 66);
        check_vecs(items, pairs);
        if (n % 5 == 4)
            printf("round %d: %ld %ld\n", n + 1, a, b);
    }
    vec_free(items);
    vec_free(pairs);
    puts(failures ? "object-sizes: FAILED" : "object-sizes: ok");
    return failures != 0;
}
