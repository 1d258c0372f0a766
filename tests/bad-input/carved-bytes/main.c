/* Bytes between two objects that no pointer tells of: few, but no padding.
 */
#include <stdio.h>
#include <stdlib.h>

struct body;
struct header {
    struct header *next;
    struct body *body;
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
            sum = (sum * 31 + *(int *)(h + 1)) % 1000003;
    return sum;
}

int main(void)
{
    size_t bytes = sizeof(struct header) + 8;
    bytes += sizeof(struct body);
    for (int i = 0; i < 20; i++) {
        struct header *h = get(bytes);
        newest = h->body = (struct body *)((char *)(h + 1) + 8);
        *(int *)(h + 1) = i * 5 + 1;
        newest->number = i;
        newest->of = h;
        h->next = all;
        all = h;
    }
    printf("%ld\n", work());
    return 0;
}
