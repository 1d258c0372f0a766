/* Where the second object begins is computed at each use, and the formula does
 * not round: the pointer that is kept to it is not what finds it. */
#include <stdio.h>
#include <stdlib.h>

struct body;
struct header {
    struct header *next;
    struct body *body;
    char *name;
};
struct body {
    int number;
    struct header *of;
};

static struct header *all;
static struct body *newest;

static void *get(size_t bytes)
{
    void *block = calloc(1, bytes);
    if (block == NULL)
        exit(2);
    return block;
}

static long work(void)
{
    long sum = 0;
    for (long round = 0; round < 400; round++)
        for (struct header *h = all; h != NULL; h = h->next)
            sum = (sum * 31 + ((struct body *)(h + 1))->number) % 1000003;
    return sum;
}

int main(void)
{
    size_t bytes = sizeof(struct header);
    bytes += sizeof(struct body);
    for (int i = 0; i < 20; i++) {
        struct header *h = get(bytes);
        newest = h->body = (struct body *)(h + 1);
        newest->number = i;
        newest->of = h;
        h->next = all;
        all = h;
    }
    printf("%ld\n", work());
    return 0;
}
