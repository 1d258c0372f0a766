/* What a block holds is known to nobody but the number of its bytes: two bases,
 * or one struct that begins with a base. */
#include <stdio.h>
#include <stdlib.h>

struct base {
    struct base *next;
    long number;
};

struct derived {
    struct base base;
    long more;
    const char *name;
};

static unsigned noise = 1;
static size_t bytes;

static long work(long n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

int main(void)
{
    struct base *list = NULL;
    long sum = 0;
    for (int i = 0; i < 50; i++) {
        struct base *b;
        bytes = i % 2 ? sizeof(struct derived) : sizeof(struct base);
        b = malloc(bytes);
        if (b == NULL)
            return 1;
        b->next = list;
        b->number = work(i);
        if (i % 2) {
            ((struct derived *)b)->more = 1;
            ((struct derived *)b)->name = "name";
        }
        list = b;
    }
    for (; list != NULL; list = list->next)
        sum += work(list->number);
    printf("%ld\n", sum);
    return 0;
}
