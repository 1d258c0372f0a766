/* `bytes` is a count of bytes. Where the elements are smaller it would be wrong,
 * and only the program knows that: refused, unless migcc.toml says so. */
#include <stdio.h>
#include <stdlib.h>

struct item {
    struct item *next;
    long key;
};

struct pool {
    struct item *items;
    size_t bytes;
};

static int failures;

/* Calls itself, so it polls. */
static unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

int main(void)
{
    struct pool *pool = malloc(sizeof *pool);
    if (!pool)
        return 2;
    pool->bytes = 100 * sizeof(struct item);
    pool->items = malloc(100 * sizeof(struct item));
    if (!pool->items)
        return 2;
    puts("size-computed: start");
    for (unsigned n = 1; n <= 40; n++) {
        work(7, n);
        failures += pool->bytes / sizeof(struct item) != 100;
        if (n % 10 == 0)
            printf("round %u\n", n);
    }
    free(pool->items);
    free(pool);
    puts(failures ? "size-computed: FAILED" : "size-computed: ok");
    return failures != 0;
}
