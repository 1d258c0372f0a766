/* Keeps a size to which something was added: no size of a type any more, and no
 * number that is right everywhere. The way it took is in the refusal. */
#include <stddef.h>
#include <stdio.h>

struct item {
    struct item *next;
    long key;
};

static size_t bytes;
static unsigned state = 1;

static void reserve(size_t size)
{
    bytes = size;
    bytes += 4;
}

int main(void)
{
    printf("begin\n");
    reserve(sizeof(struct item));
    for (int round = 0; round < 4000000; round++)
        state = state * 1664525u + 1013904223u;
    printf("%u %d\n", state, bytes > 4);
    return 0;
}
