/* Keeps a part of a record's size. What is divided by the size of a type is a
 * count and could travel; this is not divided by one. */
#include <stddef.h>
#include <stdio.h>

struct item {
    struct item *next;
    long key[3];
};

static size_t half, parts = 2;
static unsigned state = 1;

int main(void)
{
    printf("begin\n");
    half = offsetof(struct item,
                    key[1]) / parts;
    for (int round = 0; round < 4000000; round++)
        state = state * 1664525u + 1013904223u;
    printf("%u %d\n", state, half > 0);
    return 0;
}
