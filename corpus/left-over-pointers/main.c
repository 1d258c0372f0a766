/* A stack of calls as interpreters have one: what lies above its top is never
 * cleared, and points into memory that has become objects since. The objects are
 * headers with fields behind them; a pointer from the past leads into the middle
 * of their fields, to where no value begins. */
#include <migrt.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { KIND_INSTANCE = 1, KIND_PAIR };
enum { NOTHING, NUMBER, OBJECT };
enum { DEPTH = 6, FIELDS = 5, ROUNDS = 12, OBJECTS = 24 };

struct object {
    int kind;
    char marked;
    struct object *next;
    void *owner;
};

struct value {
    int tag;
    union {
        double number;
        struct object *object;
    } as;
};
MIGRT_UNION(struct value, as, self->tag, MIGRT_CASE(NUMBER, number),
            MIGRT_CASE(OBJECT, object), MIGRT_DEFAULT(none));

struct instance {
    struct object object;
    struct value fields[];
};

struct pair {
    struct object object;
    long first, second;
};

MIGRT_VARIANT(struct object, self->kind,
              MIGRT_CASE(KIND_INSTANCE, struct instance),
              MIGRT_CASE(KIND_PAIR, struct pair));

struct call {
    struct value *base;
};

static struct call calls[DEPTH];
static int depth;
static struct object *all;
static unsigned noise = 1;

static unsigned next_noise(void)
{
    int i;
    for (i = 0; i < 500; i++)
        noise = noise * 1664525u + 1013904223u;
    return noise >> 16;
}

static void *keep(struct object *object, int kind)
{
    object->kind = kind;
    object->next = all;
    all = object;
    return object;
}

static struct object *new_instance(size_t count)
{
    struct instance *made =
        malloc(sizeof(struct instance) + count * sizeof(struct value));
    size_t i;
    if (made == NULL)
        abort();
    for (i = 0; i < count; i++) {
        made->fields[i].tag = i % 2 == 1 && all != NULL ? OBJECT : NUMBER;
        if (made->fields[i].tag == OBJECT)
            made->fields[i].as.object = all;
        else
            made->fields[i].as.number = (double)i + next_noise() / 8.0;
    }
    made->object.owner = NULL;
    made->object.marked = 'i';
    return keep(&made->object, KIND_INSTANCE);
}

static struct object *new_pair(long first)
{
    struct pair *made = malloc(sizeof *made);
    if (made == NULL)
        abort();
    made->first = first;
    made->second = -first;
    made->object.owner = NULL;
    made->object.marked = 'p';
    return keep(&made->object, KIND_PAIR);
}

/* Calls itself with values of its own, which it frees again. */
static double enter(int left)
{
    size_t count = FIELDS + (size_t)left % 3;
    struct value *values = calloc(count, sizeof *values);
    double sum = left;
    if (values == NULL)
        abort();
    calls[depth++].base = values + left % 4;
    values[0].tag = NUMBER;
    values[0].as.number = next_noise();
    if (left > 0)
        sum += enter(left - 1);
    sum += values[0].as.number;
    depth--;
    free(values);
    return sum;
}

static double sum_of(const struct object *object)
{
    const struct instance *instance = (const struct instance *)object;
    const struct pair *pair = (const struct pair *)object;
    double sum = object->marked;
    size_t i;
    if (object->kind == KIND_PAIR)
        return sum + (double)pair->first * 3 + (double)pair->second;
    for (i = 0; i < FIELDS; i++)
        sum += instance->fields[i].tag == OBJECT
                   ? (double)instance->fields[i].as.object->kind * (double)i
                   : instance->fields[i].as.number;
    return sum;
}

static void free_some(void)
{
    struct object *object;
    int i;
    for (i = 0; i < OBJECTS && (object = all) != NULL; i++) {
        all = object->next;
        free(object);
    }
}

int main(void)
{
    int round, i;
    for (round = 0; round < ROUNDS; round++) {
        double sum = enter(DEPTH - 1);
        const struct object *object;
        for (i = 0; i < OBJECTS; i++)
            (void)(i % 5 == 4 ? new_pair((long)(next_noise() % 1000))
                              : new_instance(FIELDS));
        next_noise();
        for (object = all; object != NULL; object = object->next)
            sum += sum_of(object);
        printf("%d %.3f\n", round, sum);
        free_some();
    }
    return 0;
}
