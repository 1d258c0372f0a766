/* Objects in C: a struct of another struct's beginning. Concrete types are
 * known where they are allocated; afterwards everything goes through pointers
 * to the base. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct object;

struct class {
    const char *name;
    long (*value)(const struct object *);
    void (*drop)(struct object *);
};

struct object {
    const struct class *class;
    struct object *next;
    int references;
};

struct number {
    struct object base;
    long value;
};

struct pair {
    struct object base;
    struct object *left, *right;
    long sum;
    char flag;
};

struct text {
    struct object base;
    size_t length;
    char characters[]; /* as many as needed */
};

struct list {
    struct object base;
    int count, room;
    struct object **items;
};

struct named_pair { /* two levels */
    struct pair pair;
    const char *name;
    double weight;
};

static int failures;
static uint32_t noise = 1;
static struct object *all;

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

static long value_of(const struct object *o)
{
    work(1);
    return o->class->value(o);
}

static long number_value(const struct object *o)
{
    return ((const struct number *)o)->value;
}

static long pair_value(const struct object *o)
{
    const struct pair *p = (const struct pair *)o;
    return value_of(p->left) + value_of(p->right) + p->sum;
}

static long text_value(const struct object *o)
{
    const struct text *t = (const struct text *)o;
    long sum = 0;
    for (size_t i = 0; i < t->length; i++)
        sum += t->characters[i];
    return sum;
}

static long list_value(const struct object *o)
{
    const struct list *l = (const struct list *)o;
    long sum = 0;
    for (int i = 0; i < l->count; i++)
        sum += value_of(l->items[i]);
    return sum;
}

static long named_value(const struct object *o)
{
    const struct named_pair *p = (const struct named_pair *)o;
    return pair_value(o) + (long)(p->weight * 4) + (long)strlen(p->name);
}

static void plain_drop(struct object *o)
{
    free(o);
}

static void list_drop(struct object *o)
{
    free(((struct list *)o)->items);
    free(o);
}

static const struct class number_class = { "number", number_value, plain_drop };
static const struct class pair_class = { "pair", pair_value, plain_drop };
static const struct class text_class = { "text", text_value, plain_drop };
static const struct class list_class = { "list", list_value, list_drop };
static const struct class named_class = { "named pair", named_value, plain_drop };

/* As an interpreter does it: one function allocates every kind of object. */
static struct object *create(const struct class *class, size_t size)
{
    struct object *o = calloc(1, size);
    o->class = class;
    o->next = all;
    o->references = 1;
    all = o;
    return o;
}

static struct object *number(long value)
{
    struct number *n = (struct number *)create(&number_class, sizeof *n);
    n->value = value;
    return &n->base;
}

static struct object *pair(struct object *left, struct object *right)
{
    struct pair *p = (struct pair *)create(&pair_class, sizeof *p);
    p->left = left;
    p->right = right;
    p->sum = 1;
    return &p->base;
}

static struct object *text(const char *characters)
{
    size_t n = strlen(characters);
    struct text *t = (struct text *)create(&text_class, sizeof *t + n + 1);
    t->length = n;
    memcpy(t->characters, characters, n + 1);
    return (struct object *)t;
}

static struct object *list(void)
{
    struct list *l = (struct list *)create(&list_class, sizeof(struct list));
    l->room = 2;
    l->items = malloc((size_t)l->room * sizeof *l->items);
    return &l->base;
}

static void append(struct object *o, struct object *item)
{
    struct list *l = (struct list *)o;
    if (l->count == l->room) {
        l->room *= 2;
        l->items = realloc(l->items, (size_t)l->room * sizeof *l->items);
    }
    l->items[l->count++] = item;
    item->references++;
}

static struct object *named(struct object *left, struct object *right)
{
    struct named_pair *p = (struct named_pair *)create(&named_class, sizeof *p);
    p->pair.left = left;
    p->pair.right = right;
    p->name = "named";
    p->weight = 2.5;
    return (struct object *)p;
}

static void build(int n)
{
    struct object *l = list(), *p = number(-3), *t = text("variant");
    long expected = 0, letters = 118 + 97 + 114 + 105 + 97 + 110 + 116;
    int objects = 0;
    for (int i = 0; i < n; i++) {
        append(l, number(i));
        append(l, t);
        append(l, named(p, number(i * 2)));
        expected += i + letters + (-3 + i * 2 + 10 + 5);
        work(1);
    }
    p = pair(l, pair(t, number(7)));
    check("value", value_of(p) == expected + 1 + letters + 7 + 1);
    check("class", strcmp(p->class->name, "pair") == 0 && t->references == n + 1);
    while (all != NULL) {
        struct object *next = all->next;
        all->class->drop(all);
        all = next;
        objects++;
    }
    check("objects", objects == 3 + 3 * n + 3);
}

int main(void)
{
    puts("variants: start");
    for (int round = 1; round <= 30; round++) {
        build(10);
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "variants: FAILED" : "variants: ok");
    return failures != 0;
}
