#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct node {
    unsigned id;
    char *name;
};

int by_address(const void *a, const void *b)
{
    return a < b ? -1 : a > b; // finds
}

int of_pointers(const void *a, const void *b)
{
    struct node *x = *(struct node *const *)a;
    struct node *y = *(struct node *const *)b;
    return (x > y) - (x < y); // finds
}

int by_number(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)*(void *const *)a;
    uintptr_t y = (uintptr_t)*(void *const *)b;
    if (x < y) // finds
        return -1;
    return x > y;
}

int names(const struct node *a, const struct node *b)
{
    return a->name < b->name; // finds
}

int difference(const void *a, const void *b)
{
    return (int)(*(char *const *)a - *(char *const *)b); // finds
}

int nodes(const struct node *a, const struct node *b)
{
    return a < b; // finds
}

int by_id(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id; // near miss
}

int by_name(const void *a, const void *b)
{
    return strcmp(((const struct node *)a)->name, ((const struct node *)b)->name); // near miss
}

int length(const char *begin, const char *end)
{
    return (int)(end - begin); // near miss
}

int sum(const struct node *p, const struct node *end)
{
    int total = 0;
    while (p < end) // near miss
        total += (int)p++->id;
    return total;
}

int characters(const char *a, const char *b)
{
    return *a - *b; // near miss
}

void *copy(void *to, const void *from, size_t n)
{
    if (to < from) // near miss
        return memcpy(to, from, n);
    return memmove(to, from, n);
}

int same(const void *a, const void *b)
{
    return a == b; // near miss
}
