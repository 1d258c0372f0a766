/* First in, first out: a ring that grows. */
#include <stdlib.h>

#include "containers.h"

struct node {
    int value, ticket;
};

static struct node *items;
static int room, first, count;

int containers_busy;

static void grow(void)
{
    int size = room ? room * 2 : 4;
    struct node *bigger = malloc((unsigned)size * sizeof *bigger);
    if (!bigger)
        exit(2);
    for (int i = 0; i < count; i++)
        bigger[i] = items[(first + i) % room];
    free(items);
    items = bigger;
    room = size;
    first = 0;
}

void queue_add(int value)
{
    if (count == room)
        grow();
    items[(first + count++) % room] = (struct node){ value, next_ticket() };
}

static int take(void)
{
    int value = items[first].value;
    first = (first + 1) % room;
    count--;
    return value;
}

int queue_take(void)
{
    return count ? take() : -1;
}

int queue_visit(visitor visit, void *context)
{
    int sum = 0;
    containers_busy++;
    for (int i = 0; i < count; i++)
        sum += visit(items[(first + i) % room].value, context);
    containers_busy--;
    return sum;
}
