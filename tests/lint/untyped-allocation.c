#include <stdlib.h>
#include <string.h>

struct box {
    void *data;
    int *numbers;
    char *text;
};
static void *scratch;
static void *slots[8];

void fill(struct box *b, size_t n)
{
    b->data = malloc(n); // finds
}

void global(size_t n)
{
    scratch = malloc(n); // finds
}

void cleared(struct box *b, size_t n)
{
    b->data = calloc(n, 1); // finds
}

void element(size_t n)
{
    slots[2] = malloc(n + 8); // finds
}

static void *get_memory(size_t n)
{
    void *p = malloc(n);
    if (!p)
        abort();
    return p; // near miss
}

void wrapped(struct box *b, size_t n)
{
    b->data = get_memory(n); // finds
}

void numbers(struct box *b, size_t n)
{
    b->numbers = malloc(n); // near miss
}

void text(struct box *b, size_t n)
{
    b->text = malloc(n); // near miss
}

void counted(struct box *b, size_t n)
{
    b->data = malloc(n * sizeof(struct box)); // near miss
}

void cast(struct box *b, size_t n)
{
    b->data = (int *)malloc(n); // near miss
}

static void *pool_alloc(size_t n)
{
    return malloc(n); // near miss
}

void helped(struct box *b)
{
    b->data = pool_alloc(sizeof(struct box)); // near miss
}

int local(size_t n)
{
    void *p = malloc(n); // near miss
    int missing = p == NULL;
    free(p);
    return missing;
}

void copied(struct box *b, const char *text)
{
    b->data = strdup(text); // near miss
}
