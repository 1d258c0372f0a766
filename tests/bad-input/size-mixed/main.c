/* A member that is a size in one record and a number in another, and the number is
 * one that could be the size. */
#include <stddef.h>
#include <stdio.h>

struct item {
    struct item *next;
    long key;
};

struct unit {
    size_t width;
};

static struct unit units[2];
static unsigned state = 1;

static void describe(struct unit *unit, size_t width)
{
    unit->width = width;
}

int main(void)
{
    printf("begin\n");
    describe(&units[0], sizeof(struct item));
    describe(&units[1], 16);
    for (int round = 0; round < 4000000; round++)
        state = state * 1664525u + 1013904223u;
    printf("%u %d\n", state, units[0].width + units[1].width > 4);
    return 0;
}
