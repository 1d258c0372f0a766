/* One list of 250 000 nodes, too long for anything that recurses along it. Each
 * node also points to the node half as far from the head. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH 250000

struct node {
    struct node *next;
    struct node *half; /* node i / 2 of node i */
    uint32_t serial;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct node *append(struct node *last, uint32_t serial)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        exit(2);
    n->next = NULL;
    n->half = NULL;
    n->serial = serial;
    if (last)
        last->next = n;
    return n;
}

static struct node *build(void)
{
    struct node *first = append(NULL, 0), *last = first, *half = first;
    first->half = first;
    for (uint32_t i = 1; i < LENGTH; i++) {
        if (i % 2 == 0)
            half = half->next;
        last = append(last, i);
        last->half = half;
        if (i % 100000 == 0)
            printf("built %lu\n", (unsigned long)i);
    }
    return first;
}

static uint64_t sum(const struct node *n)
{
    uint64_t s = 0;
    for (; n; n = n->next) {
        s += n->serial;
        if (n->half->serial != n->serial / 2)
            check("half", 0);
    }
    return s;
}

static struct node *drop_odd(struct node *list)
{
    for (struct node *n = list; n && n->next; n = n->next) {
        struct node *odd = n->next;
        n->next = odd->next;
        free(odd);
    }
    return list;
}

int main(void)
{
    puts("long-list: start");
    struct node *list = build();
    uint64_t all = sum(list);
    printf("sum %llu\n", (unsigned long long)all);
    check("sum", all == (uint64_t)LENGTH * (LENGTH - 1) / 2);
    struct node *deep = list;
    while (deep->next)
        deep = deep->next;
    int jumps = 0;
    for (; deep != list; deep = deep->half)
        jumps++;
    printf("jumps to the head: %d\n", jumps);
    check("jumps", jumps == 18);
    uint32_t length = 0;
    for (const struct node *n = drop_odd(list); n; n = n->next, length++)
        if (n->serial != 2 * length)
            check("even", 0);
    printf("even nodes: %lu\n", (unsigned long)length);
    check("even nodes", length == LENGTH / 2);
    while (list) {
        struct node *next = list->next;
        free(list);
        list = next;
    }
    puts(failures ? "long-list: FAILED" : "long-list: ok");
    return failures != 0;
}
