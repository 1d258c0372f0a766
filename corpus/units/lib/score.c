/* Counts who was visited; its statics carry the names of the other units'. */
#include "score.h"

#include <string.h>

#include "../containers.h"

static long items; /* not the items of queue.c and stack.c */
static struct node {
    const char *who;
    int count;
} table[4];

static struct node *take(const char *who)
{
    struct node *n = table;
    while (n->who && strcmp(n->who, who) != 0)
        n++;
    n->who = who;
    return n;
}

int score(int value, void *context)
{
    static int calls;
    struct node *n = take(context);
    n->count++;
    items += value;
    if (++calls % 1000 == 0)
        next_ticket();
    return containers_busy;
}

long score_total(void) { return items; }
int score_count(const char *who) { return take(who)->count; }
