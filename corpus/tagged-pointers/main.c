/* Objects are aligned, so the low bits of their addresses are free, and
 * programs put flags there: red-black trees the colour, lists the end mark,
 * dynamic languages the type. The pointer keeps its flags when its object moves
 * and its alignment shrinks to that of a machine of 32 bits (4: two flags). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAG(p, bits) ((void *)((char *)(p) + (bits)))
#define BITS(p) ((unsigned)((uintptr_t)(p) & 3))
#define UNTAG(p) ((void *)((uintptr_t)(p) & ~(uintptr_t)3))

struct node {
    void *left; /* a node; bit 0: red, bit 1: a thread, no child */
    struct node *right;
    long key;
    char name[5];
};

struct leaf {
    long value;
    struct leaf *next; /* bit 0: marked */
};

static int failures;
static uint32_t noise = 5;
static struct leaf *marked_head;
static struct leaf fixed[3];

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

static struct leaf *next_of(const struct leaf *l)
{
    return UNTAG(l->next);
}

/* A list in whose links every third one is marked. */
static void marks(int count)
{
    struct leaf *at;
    int i = 0, marked = 0;
    marked_head = NULL;
    for (i = 0; i < count; i++) {
        struct leaf *l = malloc(sizeof *l);
        l->value = i;
        l->next = TAG(marked_head, marked_head != NULL && i % 3 == 0);
        marked_head = l;
        work(i);
    }
    for (at = marked_head; at != NULL; at = next_of(at)) {
        check("order", at->value == --i);
        marked += work((int)BITS(at->next));
    }
    check("marks", marked == (count - 1) / 3);
    while (marked_head != NULL) {
        at = next_of(marked_head);
        free(marked_head);
        marked_head = at;
    }
}

/* A tree whose left links carry two flags. */
static struct node *grow(int low, int high)
{
    struct node *n;
    if (low >= high)
        return NULL;
    n = malloc(sizeof *n);
    n->key = (low + high) / 2;
    strcpy(n->name, "node");
    n->left = grow(low, (int)n->key);
    if (n->left != NULL)
        n->left = TAG(n->left, n->key % 4);
    n->right = grow((int)n->key + 1, high);
    work(low);
    return n;
}

static long fell(struct node *n)
{
    struct node *left;
    long sum;
    if (n == NULL)
        return 0;
    left = UNTAG(n->left);
    check("flags", left == NULL || BITS(n->left) == (unsigned)(n->key % 4));
    check("contents", strcmp(n->name, "node") == 0);
    sum = fell(left) + n->key + fell(n->right);
    work(1);
    free(n);
    return sum;
}

/* Tagged pointers to members, elements of arrays and static objects. */
static void places(void)
{
    struct leaf *array = calloc(8, sizeof *array), local[3];
    void *element = TAG(&array[5], 1), *member = TAG(&array[2].next, 2);
    void *stack = TAG(&local[1], 3), *global = TAG(&fixed[2], 1), *first = TAG(array, 1);
    void *numbers = TAG(&array[7].value, 1), *copy = element;
    memset(local, 0, sizeof local);
    work(1);
    check("element", UNTAG(element) == &array[5] && BITS(element) == 1 && copy == element);
    check("member", UNTAG(member) == &array[2].next && BITS(member) == 2);
    check("local", UNTAG(stack) == &local[1] && BITS(stack) == 3);
    check("global", UNTAG(global) == &fixed[2] && BITS(global) == 1);
    check("first", UNTAG(first) == array && BITS(first) == 1);
    check("number", UNTAG(numbers) == &array[7].value && BITS(numbers) == 1);
    free(array);
}

int main(void)
{
    puts("tagged-pointers: start");
    for (int round = 1; round <= 20; round++) {
        marks(30);
        check("tree", fell(grow(0, 40)) == 780);
        for (int i = 0; i < 10; i++)
            places();
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "tagged-pointers: FAILED" : "tagged-pointers: ok");
    return failures != 0;
}
