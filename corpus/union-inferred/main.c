/* Tagged unions as people write them, without a word to migcc: the tag and the
 * member are written together, in initialisers, in runs of statements, under
 * switch and if. A small stack machine whose cells and instructions are such
 * unions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum type { T_NIL, T_INT, T_REAL, T_TEXT, T_LIST };

struct cell {
    enum type type;
    union {
        long i;
        double d;
        const char *text;
        struct cell *list;
    } as;
};

enum op { PUSH, ADD, DUP, PRINT, STOP, LOOP };

struct instruction {
    unsigned char op;
    short line;
    union { /* without a name */
        struct cell *constant;
        int target;
        float weight;
    };
};

static struct cell texts[] = {
    {T_TEXT, {.text = "one"}},
    {.type = T_TEXT, .as = {.text = "and two"}},
    {.type = T_REAL, .as.d = 2.5},
    {T_INT, {-3}},
    {T_NIL, {0}},
};

static struct cell stack[64];
static int depth;
static double total;

static struct cell *integer(long i)
{
    struct cell *c = malloc(sizeof *c);
    if (c == NULL)
        exit(2);
    memset(c, 0x55, sizeof *c);
    c->as.i = i;
    c->type = T_INT;
    return c;
}

static void set_real(struct cell *c, double d)
{
    c->type = T_REAL;
    c->as.d = d;
}

static struct cell list_of(struct cell *elements)
{
    return (struct cell){.type = T_LIST, .as.list = elements};
}

static double weigh(const struct cell *c)
{
    switch (c->type) {
    case T_INT:
        return (double)c->as.i;
    case T_REAL:
        return c->as.d;
    case T_TEXT:
        return (double)strlen(c->as.text);
    case T_LIST:
        return weigh(c->as.list) / 2;
    default:
        return 0;
    }
}

static void bump(struct cell *c)
{
    if (c->type == T_INT)
        c->as.i++;
    else if (c->type == T_REAL)
        c->as.d += 0.25;
}

static void push(struct cell c)
{
    if (depth == 64) {
        memmove(stack, stack + 1, 63 * sizeof *stack);
        depth = 63;
    }
    stack[depth++] = c;
}

static void run(const struct instruction *code, int limit)
{
    int steps = 0;
    for (int at = 0; code[at].op != STOP; at++) {
        switch (code[at].op) {
        case PUSH:
            push(*code[at].constant);
            break;
        case ADD:
            total += code[at].weight * weigh(&stack[depth - 1]);
            bump(&stack[depth - 1]);
            break;
        case DUP: {
            struct cell *copy = integer(0);
            *copy = stack[depth - 1];
            push(list_of(copy));
            if (depth > 60)
                set_real(&stack[0], at + 0.5);
            break;
        }
        case LOOP:
            if (++steps < limit)
                at = code[at].target - 1;
            break;
        default:
            break;
        }
    }
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 1;
    struct instruction *code = calloc(12, sizeof *code);
    int n = 0;
    if (code == NULL)
        return 2;
    for (int i = 0; i < 5; i++) {
        code[n].op = PUSH;
        code[n].line = (short)i;
        code[n].constant = i == 3 ? integer(1000) : &texts[i];
        n++;
        if (i < 3) {
            code[n].op = ADD;
            code[n].weight = 0.5f + (float)i;
            n++;
        }
    }
    code[n++].op = DUP;
    code[n].op = LOOP;
    code[n].target = 0;
    code[n + 1].op = STOP;
    for (int round = 0; round < rounds; round++) {
        run(code, 5 + round % 3);
        for (int i = 0; i < depth; i++)
            total += weigh(&stack[i]);
        if (round % 20 == 0)
            printf("round %d depth %d total %.3f\n", round, depth, total);
    }
    printf("end %.3f\n", total);
    return 0;
}
