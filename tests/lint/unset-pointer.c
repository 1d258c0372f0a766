#include <stddef.h>
#include <stdlib.h>

struct node {
    struct node *next;
    int value;
};
struct range {
    int *begin, *end;
};
int poll_input(void);

int sometimes(int *first)
{
    int *current; // finds
    int n = 0;
    if (first)
        current = first;
    while (poll_input())
        n++;
    return first ? *current + n : n;
}

int switched(int kind, int *a, int *b)
{
    int *chosen; // finds
    switch (kind) {
    case 1:
        chosen = a;
        break;
    case 2:
        chosen = b;
        break;
    }
    while (poll_input())
        ;
    return kind ? *chosen : 0;
}

int looped(struct node *list)
{
    struct node *last; // finds
    int n = 0;
    for (; list; list = list->next) {
        n += poll_input();
        if (list->value)
            last = list;
    }
    return n ? last->value : 0;
}

int jumped(int *p)
{
    int *q; // finds
    if (!p)
        goto out;
    q = p;
out:
    while (poll_input())
        ;
    return p ? *q : 0;
}

char *text(int n)
{
    char *made; // finds
    if (n > 0)
        made = malloc((size_t)n);
    while (poll_input())
        n++;
    return n > 5 ? made : NULL;
}

int initialised(int *first)
{
    int *current = NULL; // near miss
    int n = 0;
    if (first)
        current = first;
    while (poll_input())
        n++;
    return first ? *current + n : n;
}

int both(int *a, int *b)
{
    int *chosen; // near miss
    if (a)
        chosen = a;
    else
        chosen = b;
    while (poll_input())
        ;
    return *chosen;
}

int afterwards(int *p)
{
    int *q; // near miss
    while (poll_input())
        ;
    q = p;
    return *q;
}

int dead(int *p)
{
    int *q; // near miss
    int n = 0;
    if (p) {
        q = p;
        n = *q;
    }
    while (poll_input())
        n++;
    return n;
}

int a_number(int n)
{
    int kept; // near miss
    if (n)
        kept = n;
    while (poll_input())
        ;
    return n ? kept : 0;
}

int no_capture(int *p)
{
    int *q; // near miss
    if (p)
        q = p;
    return p ? *q : 0;
}

int by_switch(int kind, int *a, int *b)
{
    int *chosen; // near miss
    switch (kind) {
    case 1:
        chosen = a;
        break;
    default:
        chosen = b;
    }
    while (poll_input())
        ;
    return *chosen;
}

int in_condition(struct node *list)
{
    struct node *n; // near miss
    int sum = 0;
    while (poll_input() && (n = list) != NULL) {
        sum += poll_input() + n->value;
        list = n->next;
    }
    return sum;
}
