/* A program for a machine of registers: an array of operations that has grown
 * by doubling, and what it needs besides, cut from the end of the array's unused
 * rest, or of a block of its own where that is too small. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct op {
    unsigned char code, flags;
    short number;
    struct value *to;
    long constant;
};

struct value {
    union {
        int64_t i;
        double r;
    } u; /* as wide either way */
    const char *name;
    struct value *next;
    unsigned short kind;
};

struct cursor {
    struct cursor *outer;
    long at, end;
};

struct space {
    char *memory; /* taken from its end */
    size_t left, needed;
};

struct program {
    struct op *code;
    size_t count, room; /* operations, bytes */
    struct value *registers, *constants;
    struct cursor **cursors;
    void *rest; /* a block of its own, if there is one */
    int registers_count, cursors_count;
    struct cursor *last;
};

static int failures;
static uint32_t noise = 1;
static char nowhere; /* its address: a cursor that is not open */

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static long work(long n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void *space_alloc(struct space *s, void *have, size_t size)
{
    if (have != NULL)
        return have;
    if (size > s->left) {
        s->needed += size;
        return NULL;
    }
    s->left -= size;
    return s->memory + s->left;
}

static struct op *grow_code(struct program *p)
{
    size_t room = p->room == 0 ? 8 * sizeof(struct op) : 2 * p->room;
    struct op *code = realloc(p->code, room);
    p->room = room;
    return code;
}

static void add(struct program *p, int code, long constant)
{
    if ((p->count + 1) * sizeof(struct op) > p->room)
        p->code = grow_code(p);
    memset(&p->code[p->count], 0, sizeof(struct op));
    p->code[p->count].code = (unsigned char)code;
    p->code[p->count++].constant = constant;
    work(1);
}

static struct cursor *closed(void)
{
    return (struct cursor *)(void *)&nowhere;
}

static void prepare(struct program *p, int registers, int cursors)
{
    size_t used = (p->count * sizeof(struct op) + 7) / 8 * 8;
    struct space s = {(char *)p->code + used, (p->room - used) / 8 * 8, 0};
    p->registers = space_alloc(&s, NULL, registers * sizeof(struct value));
    p->constants = space_alloc(&s, NULL, 2 * sizeof(struct value));
    p->cursors = space_alloc(&s, NULL, cursors * sizeof(struct cursor *));
    p->rest = NULL;
    if (s.needed > 0) {
        p->rest = s.memory = malloc(s.needed);
        s.left = s.needed;
        p->registers = space_alloc(&s, p->registers,
                                   registers * sizeof(struct value));
        p->constants = space_alloc(&s, p->constants, 2 * sizeof(struct value));
        p->cursors =
            space_alloc(&s, p->cursors, cursors * sizeof(struct cursor *));
    }
    memset(p->registers, 0, registers * sizeof(struct value));
    memset(p->constants, 0, 2 * sizeof(struct value));
    for (int i = 0; i < cursors; i++)
        p->cursors[i] = closed();
    p->constants[0].name = "one";
    p->constants[1].u.i = 7;
    p->registers_count = registers;
    p->cursors_count = cursors;
}

static struct cursor *open_cursor(struct program *p, int i, long end)
{
    struct cursor *c = malloc(sizeof *c);
    c->outer = p->last;
    c->at = 0;
    c->end = end;
    p->last = c;
    return p->cursors[i] = c;
}

static long run(struct program *p)
{
    long sum = 0;
    p->last = NULL;
    for (struct op *op = p->code; op < p->code + p->count; op++) {
        int r = (int)(op->constant % p->registers_count);
        int i = (int)(op->constant % p->cursors_count);
        op->to = &p->registers[r];
        op->to->u.i += op->constant + p->constants[1].u.i;
        op->to->name = p->constants[0].name;
        op->to->next = r > 0 ? &p->registers[r - 1] : NULL;
        op->to->kind = (unsigned short)r;
        if (p->cursors[i] == closed())
            open_cursor(p, i, op->constant);
        p->cursors[i]->at += work(op->code);
        sum += p->cursors[i]->at % 10;
    }
    for (int r = 0; r < p->registers_count; r++) {
        check("kind", p->registers[r].kind == r);
        check("next", r == 0 || p->registers[r].next == &p->registers[r - 1]);
        check("name", strcmp(p->registers[r].name, "one") == 0);
        sum += (long)p->registers[r].u.i;
    }
    for (size_t o = 0; o < p->count; o++)
        check("to", p->code[o].to ==
                        &p->registers[p->code[o].constant % p->registers_count]);
    for (struct cursor *c = p->last, *outer; c != NULL; c = outer) {
        outer = c->outer;
        free(c);
    }
    return sum;
}

static long whole(int operations, int registers, int cursors)
{
    struct program p;
    long sum;
    memset(&p, 0, sizeof p);
    for (int i = 0; i < operations; i++)
        add(&p, i % 5, i);
    prepare(&p, registers, cursors);
    sum = run(&p);
    free(p.rest);
    free(p.code);
    return sum;
}

int main(void)
{
    puts("cut-blocks: start");
    for (int round = 0; round < 12; round++) {
        long sum = whole(40, 5, 3);   /* all of it in the rest of the array */
        sum += whole(60, 20, 4);      /* the cursors in the rest */
        sum += whole(62, 9, 30);      /* two blocks, other ways to cut them */
        sum += whole(50, 40, 1);
        printf("round %d: %ld, noise %lu\n", round, sum, (unsigned long)noise);
    }
    puts(failures ? "cut-blocks: FAILED" : "cut-blocks: ok");
    return failures != 0;
}
