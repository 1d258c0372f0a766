#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct node {
    struct node *next;
    int value;
};
struct fixed {
    uint32_t a, b;
};
struct pool {
    size_t bytes, count, width;
    int *data;
};
static size_t total;
static size_t limit = 64 * sizeof(struct node); // finds

void grow(struct pool *p, size_t n)
{
    p->bytes = n * sizeof(struct node); // finds
}

void header(struct pool *p, size_t n)
{
    p->bytes = sizeof(struct node) + n; // finds
}

void add(size_t n)
{
    total += n * sizeof(char *); // finds
}

void behind(struct pool *p)
{
    p->bytes = offsetof(struct node, value) + 4; // finds
}

void shifted(struct pool *p)
{
    p->bytes = sizeof(long) << 4; // finds
}

void plain(struct pool *p)
{
    p->width = sizeof(struct node); // near miss
}

void counted(struct pool *p, size_t n)
{
    p->count = n; // near miss
}

void portable(struct pool *p, size_t n)
{
    p->bytes = n * sizeof(struct fixed); // near miss
}

void allocated(struct pool *p, size_t n)
{
    p->data = malloc(n * sizeof(struct node)); // near miss
}

size_t local(size_t n)
{
    size_t bytes = n * sizeof(struct node); // near miss
    return bytes / 2;
}

void quotient(struct pool *p, size_t n)
{
    p->count = n * sizeof(struct node) / sizeof(struct node); // near miss
}

int compared(const struct pool *p, size_t n)
{
    return p->bytes < n * sizeof(struct node) + limit; // near miss
}
