/* Singly linked list with merge sort and removal through `struct node **`, and
 * a circular doubly linked list with a sentinel (the Josephus game). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *next;
    int32_t value;
    short tag;
};

struct ring {
    struct ring *before, *after;
    int number;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct node *push(struct node *head, int32_t value, short tag)
{
    struct node *n = malloc(sizeof *n);
    if (!n)
        exit(2);
    n->next = head;
    n->value = value;
    n->tag = tag;
    return n;
}

static struct node *merge(struct node *a, struct node *b)
{
    struct node *result = NULL, **end = &result;
    while (a && b) {
        struct node **less = a->value <= b->value ? &a : &b;
        *end = *less;
        *less = (*less)->next;
        end = &(*end)->next;
    }
    *end = a ? a : b;
    return result;
}

static struct node *sort(struct node *list)
{
    if (!list || !list->next)
        return list;
    struct node *slow = list, *fast = list->next;
    while (fast && fast->next) {
        slow = slow->next;
        fast = fast->next->next;
    }
    struct node *back = slow->next;
    slow->next = NULL;
    return merge(sort(list), sort(back));
}

static struct node *reverse(struct node *list)
{
    struct node *done = NULL;
    while (list) {
        struct node *rest = list->next;
        list->next = done;
        done = list;
        list = rest;
    }
    return done;
}

static int remove_if(struct node **at, int (*drop)(const struct node *))
{
    int removed = 0;
    while (*at) {
        struct node *n = *at;
        if (drop(n)) {
            *at = n->next;
            free(n);
            removed++;
        } else {
            at = &n->next;
        }
    }
    return removed;
}

static int odd_tag(const struct node *n) { return n->tag & 1; }
static int any(const struct node *n) { return n != NULL; }

static int sorted(const struct node *n, int direction)
{
    for (; n && n->next; n = n->next)
        if (direction * (n->next->value - n->value) < 0)
            return 0;
    return 1;
}

static int64_t sum(const struct node *n)
{
    int64_t s = 0;
    for (; n; n = n->next)
        s += n->value;
    return s;
}

/* Survivor of n people when every second one leaves. */
static int josephus(int n)
{
    struct ring *first = NULL, *last = NULL;
    for (int i = 1; i <= n; i++) {
        struct ring *r = malloc(sizeof *r);
        if (!r)
            exit(2);
        r->number = i;
        r->before = last;
        r->after = NULL;
        if (last)
            last->after = r;
        else
            first = r;
        last = r;
    }
    last->after = first;
    first->before = last;
    struct ring *here = first;
    while (here->after != here) {
        struct ring *leaves = here->after;
        leaves->before->after = leaves->after;
        leaves->after->before = leaves->before;
        free(leaves);
        here = here->after;
    }
    int survivor = here->number;
    free(here);
    return survivor;
}

int main(void)
{
    struct node *list = NULL;
    uint32_t x = 2463534242u;
    int64_t total = 0;
    puts("linked-list: start");
    for (int i = 0; i < 12000; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        int32_t value = (int32_t)(x % 100003u) - 50000;
        total += value;
        list = push(list, value, (short)(i % 7));
    }
    check("sum after building", sum(list) == total);
    printf("built: sum %lld\n", (long long)sum(list));
    list = sort(list);
    check("sorted", sorted(list, 1) && sum(list) == total);
    printf("sorted: first %ld\n", (long)list->value);
    list = reverse(list);
    check("reversed", sorted(list, -1) && sum(list) == total);
    printf("reversed: first %ld\n", (long)list->value);
    int removed = remove_if(&list, odd_tag);
    printf("removed %d\n", removed);
    check("removed", removed == 12000 / 7 * 3 + 1);
    removed += remove_if(&list, any);
    check("emptied", removed == 12000 && !list);
    for (int n = 10; n <= 10000; n *= 10) {
        int survivor = josephus(n), power = 1;
        while (power * 2 <= n)
            power *= 2;
        printf("josephus %d: %d\n", n, survivor);
        check("josephus", survivor == 2 * (n - power) + 1);
    }
    puts(failures ? "linked-list: FAILED" : "linked-list: ok");
    return failures != 0;
}
