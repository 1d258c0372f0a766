/* One place in a block that is pointed to as two types. */
#include <stdio.h>
#include <stdlib.h>

struct header {
    struct header *next;
    double *weights;
    long *counts;
};

static struct header *all;

static void *get(size_t bytes)
{
    void *block = calloc(1, bytes);
    if (block == NULL)
        exit(2);
    return block;
}

static double work(void)
{
    double sum = 0;
    for (long round = 0; round < 400; round++)
        for (struct header *h = all; h != NULL; h = h->next)
            sum += h->weights[1];
    return sum;
}

int main(void)
{
    size_t bytes = sizeof(struct header);
    bytes += 4 * sizeof(double) + 4;
    for (int i = 0; i < 20; i++) {
        struct header *h = get(bytes);
        h->weights = (double *)(h + 1);
        h->counts = (long *)(h + 1);
        h->weights[1] = i;
        h->next = all;
        all = h;
    }
    printf("%g\n", work());
    return 0;
}
