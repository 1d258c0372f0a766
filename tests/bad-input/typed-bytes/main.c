/* The note beside this says that blocks of `get` are bytes where nothing types
 * them. A pointer does, and its type does not fit. */
#include <stdio.h>
#include <stdlib.h>

struct entry {
    long number;
    struct entry *next;
    long more[14];
};

static struct entry *first;

static void *get(size_t bytes)
{
    void *block = calloc(1, bytes);
    if (block == NULL)
        exit(2);
    return block;
}

static unsigned noise = 1;

static long work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return first->number;
}

int main(void)
{
    long sum = 0;
    size_t bytes = 2 * sizeof(long);
    first = get(bytes); /* only the beginning of one is ever used */
    first->number = 77;
    for (int i = 0; i < 20; i++)
        sum += work();
    printf("%ld\n", sum);
    return 0;
}
