/* Values nobody will look at must not matter: dangling pointers in variables
 * whose life is over, uninitialised variables whose address was taken, pointers
 * to freed blocks in members that are still there, numbers in pointers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    struct record *peer; /* may be gone */
    long long stamp;
    int *cells;
};

static int failures;
static uint32_t noise = 1;
static struct record *last_freed;
static void *cookie;

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

/* Leaves garbage on the stack where the next frames will have variables. */
static int dirty(int n)
{
    volatile unsigned char waste[600];
    for (int i = 0; i < 600; i++)
        waste[i] = (unsigned char)(0xa5 + n);
    return waste[n % 600];
}

static int first_set(int want, long *out, struct record *more)
{
    work(want); /* *out and *more are not set yet */
    *out = want;
    memset(more, 0, sizeof *more);
    more->stamp = want;
    return work(1);
}

/* Variables without a value while a callee may be captured in. */
static int late(int n)
{
    long value;
    struct record r;
    int *dead = malloc(sizeof *dead), sum;
    *dead = n;
    sum = *dead;
    free(dead);
    work(1); /* dead is garbage */
    sum += first_set(n, &value, &r);
    work(2);
    return sum + (int)value + (int)r.stamp;
}

static void gone(int n)
{
    struct record *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    a->peer = b;
    b->peer = a;
    a->stamp = n;
    b->stamp = -1;
    a->cells = malloc(4 * sizeof *a->cells);
    b->cells = a->cells + 4;
    last_freed = b;
    free(b);
    work(1); /* a->peer and last_freed dangle */
    check("the one that is left", a->stamp == n);
    a->peer = NULL;
    free(a->cells);
    work(1); /* a->cells dangles */
    a->cells = NULL;
    free(a);
    last_freed = NULL;
}

/* Small numbers and all ones in pointers stay what they are. */
static void numbers(void)
{
    void *no = (void *)-1, *one = (void *)(uintptr_t)1, *page = (void *)(uintptr_t)4095;
    cookie = (void *)(intptr_t)-2;
    work(1);
    check("-1", no == (void *)-1 && cookie == (void *)(intptr_t)-2);
    check("small numbers", (uintptr_t)one == 1 && (uintptr_t)page == 4095);
}

int main(void)
{
    puts("stale-pointers: start");
    for (int round = 1; round <= 200; round++) {
        dirty(round);
        check("late", late(round) == round * 3 + 1);
        dirty(-round % 600 + 600);
        gone(round);
        numbers();
        if (round % 50 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "stale-pointers: FAILED" : "stale-pointers: ok");
    return failures != 0;
}
