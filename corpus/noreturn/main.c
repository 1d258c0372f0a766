/* Functions that never return: a main loop that ends in exit, and failures that
 * do much work before they jump out, in every spelling of the promise. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>

struct world {
    unsigned long state;
    long failures[4], ticks, weight;
    jmp_buf recover;
};

static _Noreturn void fail(struct world *w, int kind);
static void abandon(struct world *w, int kind) __attribute__((__noreturn__, noinline));
typedef void (*last_word)(struct world *, int) __attribute__((__noreturn__));

static unsigned next(struct world *w)
{
    w->state = (w->state * 1103515245ul + 12345ul) & 0x7ffffffful;
    return (unsigned)(w->state >> 8);
}

/* Reports in detail, which takes a while. */
static void fail(struct world *w, int kind)
{
    long weight = 0;
    for (int i = 0; i < 400 + kind; i++)
        weight += (long)(next(w) % 7) + i % 3;
    w->weight += weight;
    abandon(w, kind);
}

static void abandon(struct world *w, int kind)
{
    w->failures[kind]++;
    for (;;) {
        if (next(w) % 5 == 0)
            longjmp(w->recover, kind + 1);
        w->weight++;
    }
}

static int divide(struct world *w, int a, int b)
{
    if (b == 0)
        fail(w, 0);
    return a / b;
}

static int choose(struct world *w, unsigned n)
{
    switch (n % 6) {
    case 0:
        return divide(w, (int)n, (int)(n % 4));
    case 1:
        fail(w, 1);
    case 2:
        return 2;
    default: {
        last_word word = n % 5 == 0 ? abandon : fail;
        if (n % 11 == 0)
            word(w, 2);
        return (int)(n % 13);
    }
    }
}

static noreturn void finish(struct world *w, long sum)
{
    long all = w->failures[0] + w->failures[1] + w->failures[2];
    printf("ticks %ld, failures %ld, weight %ld, sum %ld\n", w->ticks, all,
           w->weight, sum);
    exit(w->ticks == 600 && all == w->failures[3] ? 0 : 1);
}

/* The main loop: a noreturn function at the bottom of the stack. */
static noreturn void run(struct world *w)
{
    volatile long sum = 0;
    for (;;) {
        int r = setjmp(w->recover);
        if (r != 0) {
            w->failures[3]++;
            sum += 1000 * r;
        }
        while (w->ticks < 600) {
            w->ticks++;
            if (w->ticks % 200 == 0)
                printf("tick %ld\n", w->ticks);
            sum += choose(w, next(w));
        }
        finish(w, sum);
    }
}

int main(void)
{
    static struct world w = {.state = 42};
    printf("begin\n");
    run(&w);
}
