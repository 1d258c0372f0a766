/* Blocks that begin as one thing and go on as another, as an interpreter keeps
 * what its libraries store: a header, some slots, then a payload whose type only
 * the library knows. The allocator sits behind a function pointer. Some objects
 * are known by a member in their middle, and a cell tells by its own address
 * whether its value is inside or elsewhere. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOB = 1, TASK = 2, CELL = 3 };

struct object {
    struct object *next;
    unsigned char tag;
};

struct blob {
    struct object *next;
    unsigned char tag;
    unsigned short slots;
    size_t bytes;
    struct object *slot[1];
};

/* The base is not the beginning. */
struct task {
    char before[8];
    struct object base;
    long steps;
};

struct cell {
    struct object *next;
    unsigned char tag;
    long *value;
    union {
        struct {
            struct cell *left;
            struct cell **back;
        } open;
        long closed;
    } u;
};

/* Payloads. */
struct pair {
    struct object *first;
    long number;
};
struct text {
    unsigned short length;
    char letters[6];
    double weight;
};

typedef void *(*allocator)(void *block, size_t size);

static void *plain(void *block, size_t size)
{
    return realloc(block, size);
}
static allocator get = plain;

static struct object *all;

static struct object *add(struct object *o, unsigned char tag)
{
    o->tag = tag;
    o->next = all;
    return all = o;
}

/* ---- objects --------------------------------------------------------------- */

static size_t payload_at(unsigned slots)
{
    size_t end = offsetof(struct blob, slot) + slots * sizeof(struct object *);
    return (end + 7) / 8 * 8;
}

static void *new_blob(unsigned slots, size_t bytes)
{
    char *block = get(NULL, payload_at(slots) + bytes);
    struct blob *b;
    if (block == NULL)
        exit(2);
    memset(block, 0, payload_at(slots) + bytes);
    b = (struct blob *)block;
    add((struct object *)b, BLOB);
    b->slots = (unsigned short)slots;
    b->bytes = bytes;
    return block + payload_at(slots);
}

static struct object *new_task(long steps)
{
    char *block = get(NULL, sizeof(struct task));
    struct object *base;
    if (block == NULL)
        exit(2);
    memset(block, 0, sizeof(struct task));
    base = (struct object *)(block + offsetof(struct task, base));
    add(base, TASK);
    ((struct task *)block)->steps = steps;
    return base;
}

static struct task *task_of(struct object *o)
{
    return (struct task *)((char *)o - offsetof(struct task, base));
}

static struct cell *new_cell(long value, struct cell *left, long *elsewhere)
{
    char *block = get(NULL, sizeof(struct cell));
    struct cell *c;
    if (block == NULL)
        exit(2);
    memset(block, 0, sizeof(struct cell));
    c = (struct cell *)block;
    add((struct object *)c, CELL);
    if (elsewhere != NULL) {
        *elsewhere = value;
        c->value = elsewhere;
        c->u.open.left = left;
        c->u.open.back = left == NULL ? NULL : &left->u.open.left;
    } else {
        c->u.closed = value;
        c->value = &c->u.closed;
    }
    return c;
}

/* ---- the program ------------------------------------------------------------- */

enum { ROUNDS = 60 };

static long stack[ROUNDS];

static void fill(void)
{
    struct cell *left = NULL;
    for (int i = 0; i < ROUNDS; i++) {
        struct object *task = new_task(i * 10L);
        struct pair *pair;
        struct text *text;
        struct cell *cell;
        pair = (struct pair *)new_blob((unsigned)i % 3 + 1, sizeof(struct pair));
        pair->first = task;
        pair->number = i * 7L - 100;
        text = (struct text *)new_blob(1, 3 * sizeof(struct text));
        for (int k = 0; k < 3; k++) {
            text[k].length = (unsigned short)(300 + i + k);
            memcpy(text[k].letters, "abcde", 6);
            text[k].weight = i + k / 4.0;
        }
        cell = new_cell(i, left, i % 2 ? &stack[i] : NULL);
        left = i % 2 ? cell : NULL;
    }
}

static unsigned long sum_blob(struct blob *b, unsigned long sum)
{
    char *payload = (char *)b + payload_at(b->slots);
    if (b->slots == 1 && ((struct text *)payload)->letters[0] == 'a') {
        struct text *text = (struct text *)payload;
        for (int k = 0; k < 3; k++)
            sum = sum * 31 + text[k].length + (unsigned long)(text[k].weight * 4);
    } else {
        struct pair *pair = (struct pair *)payload;
        sum = sum * 31 + (unsigned long)pair->number +
              (unsigned long)task_of(pair->first)->steps;
    }
    return sum & 0xffffff;
}

static unsigned long visit(void)
{
    unsigned long sum = 0;
    for (struct object *o = all; o != NULL; o = o->next) {
        if (o->tag == BLOB) {
            sum = sum_blob((struct blob *)o, sum);
        } else if (o->tag == TASK) {
            sum = (sum * 31 + (unsigned long)task_of(o)->steps) & 0xffffff;
        } else {
            struct cell *c = (struct cell *)o;
            int inside = c->value == &c->u.closed;
            sum = (sum * 31 + (unsigned long)*c->value + (inside ? 1 : 2)) &
                  0xffffff;
        }
    }
    return sum;
}

int main(void)
{
    unsigned long first;
    fill();
    first = visit();
    printf("filled %06lx\n", first);
    for (int i = 0; i < 200; i++)
        if (visit() != first) {
            printf("round %d differs\n", i);
            return 1;
        }
    printf("done %06lx\n", visit());
    return 0;
}
