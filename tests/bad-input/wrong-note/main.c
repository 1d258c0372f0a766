/* The note beside this says that `extra` points to a `struct wide`. */
#include <stdio.h>
#include <stdlib.h>

struct wide {
    double *values;
    long count;
};
struct narrow {
    int first, second;
    long third;
};
struct holder {
    void *extra;
    struct wide *wide;
};

static struct holder holder;

static unsigned noise = 1;

static long work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return ((struct narrow *)holder.extra)->second;
}

int main(void)
{
    long sum = 0;
    struct narrow *narrow = malloc(sizeof(struct narrow));
    if (narrow == NULL)
        return 2;
    narrow->first = 1;
    narrow->second = 2;
    narrow->third = 3;
    holder.extra = narrow;
    for (int i = 0; i < 20; i++)
        sum += work();
    printf("%ld\n", sum);
    free(narrow);
    return 0;
}
