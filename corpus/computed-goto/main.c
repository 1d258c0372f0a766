/* A machine with computed gotos, in four styles of dispatch that compute the
 * same: a table of addresses fetched at the end of every instruction, a table of
 * differences, an address kept in a local variable, and local labels. */
#include <stdio.h>

enum { PUSH, ADD, SUB, MUL, DUP, SWAP, LOAD, STORE, JUMP, JNZ, LESS, EMIT, HALT };

typedef struct {
    long stack[32], cell[8];
    unsigned long sum; /* of what was emitted */
    int emitted;
} machine;

static void emit(machine *m, long value)
{
    m->sum = (m->sum * 31 + (unsigned long)value) & 0xffffff;
    m->emitted++;
}

/* for 60 rounds: for 40 rounds: cell 2 += cell 0 * cell 1 */
static const int program[] = {
    PUSH, 60,   STORE, 0,                     /* 0 */
    PUSH, 40,   STORE, 1,                     /* 4: outer */
    LOAD, 0,    LOAD,  1,  MUL,               /* 8: inner */
    LOAD, 2,    ADD,   DUP, EMIT, STORE, 2,   /* 13 */
    LOAD, 1,    PUSH,  1,  SUB, DUP, STORE, 1, /* 20 */
    JNZ,  8,                                  /* 28 */
    LOAD, 0,    PUSH,  1,  SUB, DUP, STORE, 0, /* 30 */
    JNZ,  4,                                  /* 38 */
    LOAD, 2,    PUSH, 100, LESS, JNZ, 48,     /* 40 */
    HALT,                                     /* 47 */
    PUSH, -1,   EMIT,  HALT,                  /* 48 */
};

/* At the end of every instruction; the cursor is a pointer. */
static long by_addresses(machine *m)
{
    static const void *const table[HALT + 4] = {
        [SWAP ... SWAP] = &&l_halt, [HALT ... HALT + 3] = &&l_halt,
        [PUSH] = &&l_push, [ADD] = &&l_add,
        [SUB] = &&l_sub,         [MUL] = &&l_mul,   [DUP] = &&l_dup,
        [LOAD] = &&l_load,       [STORE] = &&l_store, [JUMP] = &&l_jump,
        [JNZ] = &&l_jnz,         [LESS] = &&l_less, [EMIT] = &&l_emit,
    };
    const int *pc = program;
    long *sp = m->stack;
#define NEXT goto *table[*pc++]
    NEXT;
l_push:
    *sp++ = *pc++;
    NEXT;
l_add:
    sp--;
    sp[-1] += sp[0];
    NEXT;
l_sub:
    sp--;
    sp[-1] -= sp[0];
    NEXT;
l_mul:
    sp--;
    sp[-1] *= sp[0];
    NEXT;
l_dup:
    sp[0] = sp[-1];
    sp++;
    NEXT;
l_load:
    *sp++ = m->cell[*pc++];
    NEXT;
l_store:
    m->cell[*pc++] = *--sp;
    NEXT;
l_less:
    sp--;
    sp[-1] = sp[-1] < sp[0];
    NEXT;
l_jump:
    pc = program + *pc;
    NEXT;
l_jnz: {
    int to = *pc++;
    if (*--sp)
        pc = program + to;
    NEXT;
}
l_emit:
    emit(m, *--sp);
    NEXT;
l_halt:
    return m->cell[2];
#undef NEXT
}

/* Inside a loop, offsets from a label; the cursor is an index. */
static long by_differences(machine *m)
{
    static const int table[] = {
        [PUSH] = &&l_push - &&l_base,   [ADD] = &&l_add - &&l_base,
        [SUB] = &&l_sub - &&l_base,     [MUL] = &&l_mul - &&l_base,
        [DUP] = &&l_dup - &&l_base,     [SWAP] = &&l_swap - &&l_base,
        [LOAD] = &&l_load - &&l_base,   [STORE] = &&l_store - &&l_base,
        [JUMP] = &&l_jump - &&l_base,   [JNZ] = &&l_jnz - &&l_base,
        [LESS] = &&l_less - &&l_base,   [EMIT] = &&l_emit - &&l_base,
        [HALT] = &&l_halt - &&l_base,
    };
    int at = 0, sp = 0;
    long *stack = m->stack;
    for (;;) {
        int op = program[at++];
        goto *(&&l_base + table[op]);
    l_base:
    l_push:
        stack[sp++] = program[at++];
        continue;
    l_add:
        sp--;
        stack[sp - 1] += stack[sp];
        continue;
    l_sub:
        sp--;
        stack[sp - 1] -= stack[sp];
        continue;
    l_mul:
        sp--;
        stack[sp - 1] *= stack[sp];
        continue;
    l_dup:
        stack[sp] = stack[sp - 1];
        sp++;
        continue;
    l_swap: {
        long was = stack[sp - 1];
        stack[sp - 1] = stack[sp - 2];
        stack[sp - 2] = was;
        continue;
    }
    l_load:
        stack[sp++] = m->cell[program[at++]];
        continue;
    l_store:
        m->cell[program[at++]] = stack[--sp];
        continue;
    l_less:
        sp--;
        stack[sp - 1] = stack[sp - 1] < stack[sp];
        continue;
    l_jump:
        at = program[at];
        continue;
    l_jnz:
        at++;
        if (stack[--sp])
            at = program[at - 1];
        continue;
    l_emit:
        emit(m, stack[--sp]);
        continue;
    l_halt:
        return m->cell[2];
    }
}

/* The next instruction's label waits in a variable while this one runs. */
static long by_variable(machine *m)
{
    static void *table[] = {&&l_push, &&l_add,  &&l_sub,  &&l_mul,  &&l_dup,
                            &&l_swap, &&l_load, &&l_store, &&l_jump, &&l_jnz,
                            &&l_less, &&l_emit, &&l_halt};
    const int *pc = program;
    long *sp = m->stack;
    void *then = &&l_halt;
    long value;
    int to;
    then = table[*pc];
go:
    pc++;
    goto *then;
l_push:
    *sp++ = *pc++;
    then = table[*pc];
    goto go;
l_add:
    then = table[*pc];
    sp--;
    sp[-1] += sp[0];
    goto go;
l_sub:
    then = table[*pc];
    sp--;
    sp[-1] -= sp[0];
    goto go;
l_mul:
    then = table[*pc];
    sp--;
    sp[-1] *= sp[0];
    goto go;
l_dup:
    then = table[*pc];
    sp[0] = sp[-1];
    sp++;
    goto go;
l_swap:
    then = table[*pc];
    value = sp[-1];
    sp[-1] = sp[-2];
    sp[-2] = value;
    goto go;
l_load:
    *sp++ = m->cell[*pc++];
    then = table[*pc];
    goto go;
l_store:
    m->cell[*pc++] = *--sp;
    then = table[*pc];
    goto go;
l_less:
    then = table[*pc];
    sp--;
    sp[-1] = sp[-1] < sp[0];
    goto go;
l_jump:
    pc = program + *pc;
    then = table[*pc];
    goto go;
l_jnz:
    to = *pc++;
    if (*--sp)
        pc = program + to;
    then = table[*pc];
    goto go;
l_emit:
    then = table[*pc];
    emit(m, *--sp); /* the label is alive across this call */
    goto go;
l_halt:
    return m->cell[2];
}

static long twice(long n)
{
    __label__ again, out;
    long sum = 0;
    {
        __label__ odd, even;
        static const void *const table[2] = {&&even, &&odd};
    again:
        if (n <= 0)
            goto out;
        goto *table[n & 1];
    odd:
        sum += n--;
        goto again;
    even:
        sum += 2 * n--;
        goto again;
    }
out:
    return sum;
}

static int check(const char *name, long (*run)(machine *))
{
    machine m = {{0}, {0}, 0, 0};
    long result = run(&m), expected = 0;
    unsigned long sum = 0;
    int emitted = 0;
    for (long n = 60; n > 0; n--)
        for (long i = 40; i > 0; i--, emitted++) {
            expected += n * i;
            sum = (sum * 31 + (unsigned long)expected) & 0xffffff;
        }
    printf("%s: %ld, %d emitted, sum %lu\n", name, result, m.emitted, m.sum);
    if (result == expected && m.sum == sum && m.emitted == emitted)
        return 0;
    printf("%s is wrong: %ld and %lu expected\n", name, expected, sum);
    return 1;
}

int main(void)
{
    int wrong = 0;
    wrong += check("addresses", by_addresses);
    wrong += check("differences", by_differences);
    wrong += check("variable", by_variable);
    printf("local labels: %ld\n", twice(1000));
    return wrong || twice(1000) != 2 * 250500L + 250000L;
}
