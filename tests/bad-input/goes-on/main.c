/* Two structs, or one whose last array goes on: the size is the same, and only a
 * pointer tells what the block is. */
#include <stdio.h>
#include <stdlib.h>

static unsigned noise = 7;

struct clause {
    long size;
    const char *names[2];
};

static void *give(size_t bytes)
{
    void *block = malloc(bytes);
    if (block == NULL)
        exit(2);
    return block;
}

static size_t bytes_of(int size)
{
    size_t bytes = sizeof(struct clause);
    bytes += (size_t)(size - 2) * sizeof(char *);
    return bytes;
}

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    struct clause *clause = give(bytes_of(5));
    clause->size = 5;
    for (long i = 0; i < clause->size; i++)
        clause->names[i] = "name";
    work();
    for (long i = 0; i < clause->size; i++)
        puts(clause->names[i]);
    return 0;
}
