/* A stack machine: switch dispatch, its own call frames, builtins through a
 * table of function pointers, and an assembler with labels to feed it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum op { PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, LESS, EQUAL, JUMP, JZERO, CALL, RET, ARG, BUILTIN, HALT };

struct vm {
    const int32_t *code;
    int32_t *sp, *fp;
    const int32_t *pc;
    int32_t stack[512];
    int32_t vars[16];
    unsigned long steps;
    const char *error;
};

typedef int32_t (*builtin)(struct vm *vm, int32_t x);

struct builtin_entry {
    const char *name;
    builtin run;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int32_t print_number(struct vm *vm, int32_t x)
{
    printf("  vm says %ld\n", (long)x);
    return vm->vars[15]++;
}

static int32_t square_root(struct vm *vm, int32_t x)
{
    int32_t r = 0;
    if (x < 0)
        vm->error = "square root of a negative number";
    while ((r + 1) * (r + 1) <= x)
        r++;
    return r;
}

static int32_t bit_count(struct vm *vm, int32_t x)
{
    (void)vm;
    int n = 0;
    for (uint32_t u = (uint32_t)x; u; u &= u - 1)
        n++;
    return n;
}

static const struct builtin_entry builtins[] = {
    { "print", print_number },
    { "sqrt", square_root },
    { "bits", bit_count },
};

#define POP() (*--vm->sp)
#define TOP() (vm->sp[-1])

static int32_t run(struct vm *vm, const int32_t *code)
{
    vm->code = vm->pc = code;
    vm->sp = vm->fp = vm->stack;
    for (;;) {
        int32_t right;
        vm->steps++;
        switch ((enum op)*vm->pc++) {
        case PUSH: *vm->sp++ = *vm->pc++; break;
        case LOAD: *vm->sp++ = vm->vars[*vm->pc++]; break;
        case STORE: vm->vars[*vm->pc++] = POP(); break;
        case ADD: right = POP(); TOP() += right; break;
        case SUB: right = POP(); TOP() -= right; break;
        case MUL: right = POP(); TOP() *= right; break;
        case MOD: right = POP(); TOP() %= right; break;
        case LESS: right = POP(); TOP() = TOP() < right; break;
        case EQUAL: right = POP(); TOP() = TOP() == right; break;
        case JUMP: vm->pc = vm->code + *vm->pc; break;
        case JZERO: vm->pc = POP() ? vm->pc + 1 : vm->code + *vm->pc; break;
        case CALL: { /* argument on the stack; frame: return address, old fp */
            const int32_t *target = vm->code + *vm->pc++;
            if (vm->sp > vm->stack + 500) {
                vm->error = "stack overflow";
                return -1;
            }
            vm->sp[0] = (int32_t)(vm->pc - vm->code);
            vm->sp[1] = (int32_t)(vm->fp - vm->stack);
            vm->fp = vm->sp;
            vm->sp += 2;
            vm->pc = target;
            break;
        }
        case RET: {
            int32_t value = POP();
            vm->pc = vm->code + vm->fp[0];
            vm->sp = vm->fp - 1;
            vm->fp = vm->stack + vm->fp[1];
            *vm->sp++ = value;
            break;
        }
        case ARG: *vm->sp++ = vm->fp[-1]; break;
        case BUILTIN: TOP() = builtins[*vm->pc++].run(vm, TOP()); break;
        case HALT: return vm->sp > vm->stack ? TOP() : 0;
        }
        if (vm->error)
            return -1;
    }
}

/* fib(n), recursive */
static const int32_t fib_code[] = {
    PUSH, 17, CALL, 5, HALT,
    ARG, PUSH, 2, LESS, JZERO, 13, ARG, RET,
    ARG, PUSH, 1, SUB, CALL, 5, ARG, PUSH, 2, SUB, CALL, 5, ADD, RET,
};

/* primes below 1000 by trial division; v0 candidate, v1 count, v2 divisor */
static const int32_t prime_code[] = {
    PUSH, 2, STORE, 0,
    /* 4 */ LOAD, 0, PUSH, 1000, LESS, JZERO, 51,
    PUSH, 2, STORE, 2,
    /* 15 */ LOAD, 0, BUILTIN, 1, LOAD, 2, LESS, JZERO, 33,
    /* 24: no divisor */ LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 42,
    /* 33 */ LOAD, 0, LOAD, 2, MOD, JZERO, 42, JUMP, 58,
    /* 42: next candidate */ LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 4,
    /* 51 */ LOAD, 1, BUILTIN, 0, LOAD, 1, HALT,
    /* 58: next divisor */ LOAD, 2, PUSH, 1, ADD, STORE, 2, JUMP, 15,
};

int main(void)
{
    struct vm *vm = calloc(1, sizeof *vm);
    if (!vm)
        return 2;
    puts("bytecode-vm: start");
    for (int round = 1; round <= 5; round++) {
        int32_t fib = run(vm, fib_code);
        printf("round %d: fib %ld after %lu steps\n", round, (long)fib, vm->steps);
        check("fib(17)", fib == 1597);
    }
    int32_t primes = run(vm, prime_code);
    check("primes below 1000", primes == 168 && vm->vars[15] == 1);
    static const int32_t bad[] = { PUSH, -4, BUILTIN, 1, HALT };
    check("error", run(vm, bad) == -1 && strcmp(vm->error, "square root of a negative number") == 0);
    printf("error: %s\n", vm->error);
    vm->error = NULL;
    static const int32_t endless[] = { PUSH, 1, CALL, 0, HALT };
    check("overflow", run(vm, endless) == -1 && vm->error);
    printf("error: %s\n", vm->error);
    vm->error = NULL;
    static const int32_t bits[] = { PUSH, 0x5a5a5a5a, BUILTIN, 2, HALT };
    check("bits", run(vm, bits) == 16);
    printf("steps %lu\n", vm->steps);
    free(vm);
    puts(failures ? "bytecode-vm: FAILED" : "bytecode-vm: ok");
    return failures != 0;
}
