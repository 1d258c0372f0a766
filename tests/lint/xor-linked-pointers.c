#include <stdint.h>

struct node {
    uintptr_t link;
    int value;
};

void between(struct node *n, struct node *a, struct node *b)
{
    n->link = (uintptr_t)a ^ (uintptr_t)b; // finds
}

struct node *step(struct node *from, struct node *n)
{
    return (struct node *)(n->link ^ (uintptr_t)from); // finds
}

static struct node *both(struct node *a, struct node *b)
{
    return (struct node *)((uintptr_t)a ^ (uintptr_t)b); // finds
}

void swap(int **a, int **b)
{
    uintptr_t x = (uintptr_t)*a, y = (uintptr_t)*b;
    x ^= y; // finds
    y ^= x; // finds
    *a = (int *)y;
    *b = both((struct node *)a, 0) ? (int *)x : 0;
}

static uintptr_t number(struct node *n)
{
    return (uintptr_t)n;
}

uintptr_t helped(struct node *a, struct node *b)
{
    return number(a) ^ number(b); // finds
}

unsigned plain(unsigned a, unsigned b)
{
    return a ^ b; // near miss
}

unsigned values(const unsigned *a, const unsigned *b)
{
    return *a ^ *b; // near miss
}

int differ(const void *a, const void *b)
{
    return a != b; // near miss
}

struct node *flag(struct node *n)
{
    return (struct node *)((uintptr_t)n ^ 1u); // near miss
}

uintptr_t stored(const struct node *a, const struct node *b)
{
    return a->link ^ b->link; // near miss
}

unsigned seed(const void *p, unsigned h)
{
    return h ^ (unsigned)((uintptr_t)p >> 4); // near miss
}
