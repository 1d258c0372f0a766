#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    int value;
};
struct fixed {
    uint32_t a, b;
};

struct node *make(void)
{
    return malloc(16); // finds
}

char **table(size_t n)
{
    return malloc(n * 8); // finds
}

struct node *several(size_t n)
{
    struct node *made = calloc(n, 16); // finds
    return made;
}

void copy(struct node *to, const struct node *from)
{
    memcpy(to, from, 16); // finds
}

void clear(struct node *n)
{
    memset(n, 0, 16); // finds
}

int same(const struct node *a, const struct node *b)
{
    return memcmp(a, b, 12) == 0; // finds
}

struct node *right(void)
{
    return malloc(sizeof(struct node)); // near miss
}

char **pointers(size_t n)
{
    return malloc(n * sizeof(char *)); // near miss
}

struct fixed *portable(void)
{
    return malloc(8); // near miss
}

int *numbers(size_t n)
{
    return malloc(n * 4); // near miss
}

char *text(void)
{
    return malloc(256); // near miss
}

struct node *measured(size_t n)
{
    size_t size = n * sizeof(struct node);
    return malloc(size); // near miss
}

void bytes(char *to, const char *from)
{
    memcpy(to, from, 16); // near miss
}

void whole(struct node *to, const struct node *from)
{
    memcpy(to, from, sizeof *to); // near miss
}
