/* Lists and trees in the manner of Linux: links are members, anywhere in their
 * struct, and container_of() finds the struct. What a list holds is known only
 * to who walks it. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define container_of(pointer, type, member) \
    ((type *)(void *)((char *)(pointer) - offsetof(type, member)))
#define list_entry(link, type, member) container_of(link, type, member)
#define list_for_each_entry(at, head, type, member)                    \
    for (at = list_entry((head)->next, type, member); &at->member != (head); \
         at = list_entry(at->member.next, type, member))

struct list_head {
    struct list_head *next, *prev;
};

struct tree_node {
    struct tree_node *left, *right;
};

struct task {
    char name[6];
    long priority;
    struct list_head all;
    struct {
        int turns;
        struct list_head run;
    } queue;
    struct tree_node by_priority;
    struct task *parent;
    struct list_head children, siblings;
};

struct timer {
    struct list_head link; /* first */
    struct task *owner;
    long when;
};

static struct list_head tasks = { &tasks, &tasks }, ready = { &ready, &ready }, timers;
static struct tree_node *root;
static int failures;
static uint32_t noise = 1;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void add_tail(struct list_head *link, struct list_head *head)
{
    link->prev = head->prev;
    link->next = head;
    head->prev->next = link;
    head->prev = link;
}

static void take_out(struct list_head *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    link->next = link->prev = link;
}

static void insert(struct tree_node *node)
{
    struct task *own = container_of(node, struct task, by_priority);
    struct tree_node **at = &root;
    while (*at != NULL) {
        struct task *here = container_of(*at, struct task, by_priority);
        at = own->priority < here->priority ? &(*at)->left : &(*at)->right;
        work(1);
    }
    *at = node;
}

static long in_order(const struct tree_node *node, long last)
{
    const struct task *t;
    if (node == NULL)
        return last;
    last = in_order(node->left, last);
    t = container_of(node, struct task, by_priority);
    work(1);
    check("order of the tree", last <= t->priority);
    return in_order(node->right, t->priority);
}

static struct list_head *spawn(int i, struct list_head *parent)
{
    struct task *t = calloc(1, sizeof *t);
    memcpy(t->name, "task?", 6);
    t->name[4] = (char)('a' + i % 26);
    t->priority = (i * 37) % 101 - 50;
    t->children.next = t->children.prev = &t->children;
    add_tail(&t->all, &tasks);
    add_tail(&t->queue.run, &ready);
    insert(&t->by_priority);
    if (parent != NULL) {
        t->parent = list_entry(parent, struct task, children);
        add_tail(&t->siblings, parent);
    }
    return &t->children;
}

static void set_timer(struct task *owner, long when)
{
    struct timer *t = malloc(sizeof *t);
    t->owner = owner;
    t->when = when;
    add_tail(&t->link, &timers);
}

static int run(int turns)
{
    int ran = 0;
    while (ready.next != &ready) {
        struct task *t = list_entry(ready.next, struct task, queue.run);
        take_out(&t->queue.run);
        ran += work(1);
        if (++t->queue.turns < turns)
            add_tail(&t->queue.run, &ready);
        else
            set_timer(t, t->priority);
    }
    return ran;
}

static int family(struct list_head *children)
{
    struct task *t;
    int count = 0;
    list_for_each_entry (t, children, struct task, siblings) {
        check("parent", &t->parent->children == children);
        count += 1 + family(&t->children);
        work(1);
    }
    return count;
}

static void whole_life(int n)
{
    struct list_head *parents[3] = { NULL, NULL, NULL };
    struct task *t;
    int count = 0;
    timers.next = timers.prev = &timers;
    root = NULL;
    parents[0] = spawn(0, NULL);
    for (int i = 1; i < n; i++) {
        parents[i % 3] = spawn(i, parents[i / 2 % 3] != NULL ? parents[i / 2 % 3] : parents[0]);
        work(1);
    }
    check("turns", run(3) == 3 * n);
    in_order(root, -1000);
    check("family", family(&list_entry(tasks.next, struct task, all)->children) == n - 1);
    while (timers.next != &timers) {
        struct timer *due = (struct timer *)timers.next;
        check("timer", due->when == due->owner->priority && due->owner->queue.turns == 3);
        take_out(&due->link);
        free(due);
        work(1);
    }
    while (tasks.next != &tasks) {
        t = list_entry(tasks.next, struct task, all);
        check("name", memcmp(t->name, "task", 4) == 0 && t->name[4] == 'a' + count % 26);
        take_out(&t->all);
        free(t);
        count++;
    }
    check("tasks", count == n);
}

int main(void)
{
    puts("intrusive: start");
    for (int round = 1; round <= 20; round++) {
        whole_life(25);
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "intrusive: FAILED" : "intrusive: ok");
    return failures != 0;
}
