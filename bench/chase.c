/* Pointer chasing: a list whose nodes lie in random order. */
#include "kernel.h"

enum { NODES = 1 << 16, ROUNDS = 400 };

struct node {
    struct node *next;
    long value;
};

static struct node *first;

static void prepare(void)
{
    struct node *nodes = kernel_memory(malloc(NODES * sizeof *nodes));
    int *order = kernel_memory(malloc(NODES * sizeof *order));
    unsigned state = 1;
    for (int i = 0; i < NODES; i++)
        order[i] = i;
    for (int i = NODES - 1; i > 0; i--) {
        int j = (int)(kernel_random(&state) % (unsigned)(i + 1));
        int old = order[i];
        order[i] = order[j];
        order[j] = old;
    }
    for (int i = 0; i < NODES; i++) {
        nodes[order[i]].value = i % 10;
        nodes[order[i]].next = i + 1 < NODES ? &nodes[order[i + 1]] : NULL;
    }
    first = &nodes[order[0]];
    free(order);
}

static long walk(const struct node *node)
{
    long sum = 0;
    for (; node != NULL; node = node->next)
        sum += node->value;
    return sum;
}

static long run(void)
{
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++)
        sum += walk(first) % 1000;
    return sum;
}

KERNEL(prepare, run)
