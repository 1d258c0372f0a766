/* Last in, first out: a linked list. */
#include <stdlib.h>

#include "containers.h"

struct node {
    struct node *below;
    short value;
    short ticket;
};

static struct node *items;
static long count;

const char *const containers_names[2] = { "queue", "stack" };

void stack_add(int value)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        exit(2);
    n->below = items;
    n->value = (short)value;
    n->ticket = (short)next_ticket();
    items = n;
    count++;
}

static int take(void)
{
    struct node *n = items;
    int value = n->value;
    items = n->below;
    free(n);
    count--;
    return value;
}

int stack_take(void)
{
    return count ? take() : -1;
}

static int visit_from(const struct node *n, visitor visit, void *context)
{
    if (!n)
        return 0;
    int here = visit(n->value, context);
    return here + visit_from(n->below, visit, context);
}

int stack_visit(visitor visit, void *context)
{
    containers_busy++;
    int sum = visit_from(items, visit, context);
    containers_busy--;
    return sum;
}
