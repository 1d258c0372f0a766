/* Objects of an interpreter: every one begins with the same header, is known
 * as `struct object *`, and is what its kind says: numbers, strings with their
 * characters behind them, lists, tables with weights, closures. A collector
 * marks and sweeps them while they are used. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "migrt.h"

enum kind { NUMBER = 1, STRING, LIST, TABLE, CLOSURE, BOX };
#define HEADER                                                                 \
    struct object *next;                                                       \
    unsigned char kind, marked

struct object {
    HEADER;
};
struct number {
    HEADER;
    short digits;
    double value;
};
struct string {
    HEADER;
    size_t length;
    char text[]; /* with its zero */
};
struct list {
    HEADER;
    long length;
    struct object *items[1]; /* as many as `length` */
};
struct table {
    struct object head;
    struct entry {
        struct string *key;
        struct object *value;
        long double weight;
    } entries[3];
    unsigned used;
};
struct closure {
    HEADER;
    unsigned count;
    struct object *(*call)(struct closure *, struct object *);
    struct object *bound[];
};
struct box {
    HEADER;
    void *contents; /* an object, too */
};
MIGRT_VARIANT(struct object, self->kind, MIGRT_CASE(NUMBER, struct number),
              MIGRT_CASE(STRING, struct string), MIGRT_CASE(LIST, struct list),
              MIGRT_CASE(TABLE, struct table),
              MIGRT_CASE(CLOSURE, struct closure),
              MIGRT_CASE(BOX, struct box));

static struct object *all;
static struct object *roots[8];
static long alive, made;

static void *get(size_t size)
{
    void *p = malloc(size);
    if (p == NULL)
        exit(2);
    return p;
}

static struct object *new_object(enum kind kind, size_t size)
{
    struct object *o = get(size);
    memset(o, 0, size);
    o->kind = (unsigned char)kind;
    o->next = all;
    all = o;
    alive++;
    made++;
    return o;
}

static struct object *number(double value)
{
    struct object *o = new_object(NUMBER, sizeof(struct number));
    ((struct number *)o)->value = value;
    ((struct number *)o)->digits = (short)(made % 100 - 50);
    return o;
}

static struct object *string(const char *text)
{
    size_t length = strlen(text);
    struct object *o =
        new_object(STRING, offsetof(struct string, text) + length + 1);
    ((struct string *)o)->length = length;
    memcpy(((struct string *)o)->text, text, length + 1);
    return o;
}

static struct object *list(long length)
{
    size_t size = offsetof(struct list, items) +
                  (size_t)length * sizeof(struct object *);
    struct object *o = new_object(
        LIST, size < sizeof(struct list) ? sizeof(struct list) : size);
    ((struct list *)o)->length = length;
    return o;
}

static struct object *table(void)
{
    return new_object(TABLE, sizeof(struct table));
}

static void set(struct object *o, const char *key, struct object *value)
{
    struct table *t = (struct table *)o;
    struct entry *e = &t->entries[t->used % 3];
    e->value = value; /* reachable before the next allocation */
    e->weight = (long double)t->used / 4;
    e->key = (struct string *)string(key);
    t->used++;
}

static struct object *add_bound(struct closure *self, struct object *argument)
{
    double sum = ((struct number *)argument)->value;
    for (unsigned i = 0; i < self->count; i++)
        sum += ((struct number *)self->bound[i])->value;
    return number(sum);
}

static struct object *first_bound(struct closure *self, struct object *argument)
{
    return self->count > 0 ? self->bound[0] : argument;
}

static struct object *closure(unsigned count, int which)
{
    struct object *o =
        new_object(CLOSURE, sizeof(struct closure) + count * sizeof(void *));
    struct closure *c = (struct closure *)o;
    c->count = count;
    c->call = which ? add_bound : first_bound;
    return o;
}

static void mark(struct object *o)
{
    if (o == NULL || o->marked)
        return;
    o->marked = 1;
    switch (o->kind) {
    case LIST:
        for (long i = 0; i < ((struct list *)o)->length; i++)
            mark(((struct list *)o)->items[i]);
        break;
    case TABLE:
        for (int i = 0; i < 3; i++) {
            mark((struct object *)((struct table *)o)->entries[i].key);
            mark(((struct table *)o)->entries[i].value);
        }
        break;
    case CLOSURE:
        for (unsigned i = 0; i < ((struct closure *)o)->count; i++)
            mark(((struct closure *)o)->bound[i]);
        break;
    case BOX:
        mark(((struct box *)o)->contents);
        break;
    default:
        break;
    }
}

static void sweep(void)
{
    struct object **at = &all;
    while (*at != NULL) {
        struct object *o = *at;
        if (o->marked) {
            o->marked = 0;
            at = &o->next;
        } else {
            *at = o->next;
            alive--;
            free(o);
        }
    }
}

static double weigh(const struct object *o, int depth)
{
    double sum = 0;
    if (o == NULL || depth == 0)
        return 0;
    switch (o->kind) {
    case NUMBER:
        return ((const struct number *)o)->value;
    case STRING: {
        const struct string *s = (const struct string *)o;
        if (strlen(s->text) != s->length)
            return 1e9;
        return (double)s->length + s->text[0];
    }
    case LIST:
        for (long i = 0; i < ((const struct list *)o)->length; i++)
            sum += weigh(((const struct list *)o)->items[i], depth - 1);
        return sum;
    case TABLE: {
        const struct table *t = (const struct table *)o;
        for (int i = 0; i < 3; i++)
            sum += (double)t->entries[i].weight *
                   (weigh((const struct object *)t->entries[i].key, depth - 1) +
                    weigh(t->entries[i].value, depth - 1));
        return sum;
    }
    case CLOSURE:
        return ((const struct closure *)o)->count;
    case BOX:
        return 1 + weigh(((const struct box *)o)->contents, depth - 1);
    default:
        return 1e9;
    }
}

int main(void)
{
    static const char *const words[] = {"a", "word", "of several", "",
                                        "and a long one, to be sure"};
    double total = 0;
    for (int turn = 0; turn < 400; turn++) {
        struct object *l = roots[turn % 8] = list(turn % 5 + 2);
        struct object **items = ((struct list *)l)->items;
        items[0] = number(turn * 0.5);
        items[1] = string(words[turn % 5]);
        if (turn % 5 > 0) {
            items[2] = table();
            set(items[2], words[(turn + 1) % 5], items[0]);
            set(items[2], "key", roots[(turn + 3) % 8]);
        }
        if (turn % 5 > 1) {
            struct closure *c = (struct closure *)(items[3] = closure(
                                                       (unsigned)turn % 4,
                                                       turn % 2));
            for (unsigned i = 0; i < c->count; i++)
                c->bound[i] = number(i + 0.25);
            total += weigh(c->call(c, items[0]), 1);
        }
        if (turn % 5 > 2) {
            items[4] = new_object(BOX, sizeof(struct box));
            ((struct box *)items[4])->contents = items[turn % 4];
        }
        for (int i = 0; i < 8; i++)
            total += weigh(roots[i], 4);
        if (turn % 16 == 15) {
            for (int i = 0; i < 8; i++)
                mark(roots[i]);
            sweep();
        }
        if (turn % 80 == 0)
            printf("turn %d total %.3f alive %ld\n", turn, total, alive);
    }
    printf("end %.3f made %ld alive %ld\n", total, made, alive);
    memset(roots, 0, sizeof roots);
    sweep();
    printf("left %ld\n", alive);
    return alive != 0;
}
