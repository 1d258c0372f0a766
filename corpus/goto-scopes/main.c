/* Jumps across scopes. An object lives from the entry of its block to its end,
 * whether or not its declaration was reached (C11 6.2.4p6): a pointer to it
 * stays good when a goto goes back past the declaration, and control may enter
 * the block behind it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell {
    struct cell *next;
    int value;
};

static int failures;
static uint32_t noise = 3;

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

/* `kept` points to `here` while control stands before its declaration. */
static int back_over(int rounds)
{
    int *kept = NULL, sum = 0;
again:
    if (kept != NULL) {
        sum += work(*kept); /* the object still exists */
        *kept += 1;
        work(0);
        sum += *kept;
        if (--rounds == 0)
            return sum;
    }
    int here = rounds * 10;
    kept = &here;
    work(1);
    goto again;
}

static int back_over_plain(int rounds)
{
    int sum = 0;
    for (; rounds > 0; rounds--)
        sum += rounds * 10 * 2 + 1;
    return sum;
}

/* The same in an inner block, with a struct and an array. */
static int back_in_block(int rounds)
{
    int sum = 0;
    for (int i = 0; i < rounds; i++) {
        struct cell *first = NULL;
        int *middle = NULL, turn = 0;
    top:
        if (turn == 2) {
            sum += work(first->value) + first->next->value + middle[-1] + middle[1];
            continue;
        }
        if (turn == 1) {
            first->value = work(i);
            middle[1] = 7;
            turn++;
            goto top;
        }
        int numbers[5] = { 1, 2, 3, 4, 5 };
        struct cell a = { NULL, 50 }, b = { &a, work(60) };
        first = &b;
        middle = &numbers[2];
        turn++;
        goto top;
    }
    return sum;
}

/* Entered behind the declaration: the object exists, its value does not. */
static int enter_block(int n)
{
    int sum = 0;
    if (n % 2)
        goto inside;
    {
        int late;
        work(1);
        sum += 1000;
    inside:
        late = work(n);
        int *to = &late;
        work(2);
        sum += *to;
    }
    return sum;
}

/* Into a loop, out of it through two blocks, and in again. */
static int weave(int n)
{
    int i = 0, j = 0, sum = 0, entered = 0;
    if (n > 3)
        goto second;
first:
    for (i = 0; i < n; i++) {
        for (j = 0; j < n; j++) {
            {
                int product = i * j;
                int *p = &product;
                sum += work(*p);
            }
            if (i == 2 && j == 1 && entered < 2)
                goto out;
    second:
            sum += 1;
        }
    }
    return sum;
out:
    entered++;
    sum += work(100);
    if (entered == 1)
        goto first;
    goto second;
}

/* As weave, by states. */
static int weave_plain(int n)
{
    int i = 0, j = 0, sum = 0, entered = 0, state = n > 3 ? 2 : 1;
    for (;;) {
        if (state == 1) {
            i = j = 0;
            state = 3;
        } else if (state == 2) {
            sum += 1;
            j++;
            state = 4;
        } else if (state == 3) {
            if (i >= n)
                return sum;
            j = 0;
            state = 4;
        } else if (j >= n) {
            i++;
            state = 3;
        } else {
            sum += i * j;
            state = 2;
            if (i == 2 && j == 1 && entered < 2) {
                entered++;
                sum += 100;
                state = entered == 1 ? 1 : 2;
            }
        }
    }
}

/* goto into a switch, out of it, and cleaning up in the order of opening. */
static int staged(int fail_at)
{
    char *a = NULL, *b = NULL;
    int stage = 0, result = -1;
    a = malloc(16);
    if (a == NULL || work(fail_at) == 1)
        goto fail;
    strcpy(a, "first");
    stage++;
    b = malloc(16);
    if (b == NULL || work(fail_at) == 2)
        goto fail_b;
    strcpy(b, "second");
    stage++;
    switch (work(fail_at)) {
    case 3:
        goto fail_b;
    case 4:
    tail:
        stage += 10;
        /* fall through */
    default:
        result = stage + (int)strlen(a) + (int)strlen(b);
    }
    if (fail_at == 5 && stage < 10)
        goto tail;
fail_b:
    work(1);
    free(b);
    work(2);
fail:
    free(a);
    return result;
}

int main(void)
{
    puts("goto-scopes: start");
    for (int round = 1; round <= 40; round++) {
        check("back past a declaration", back_over(9) == back_over_plain(9));
        check("back in a block", back_in_block(6) == 15 + 6 * (50 + 2 + 7));
        check("into a block", enter_block(3) == 3 && enter_block(4) == 1004);
        for (int n = 0; n < 7; n++)
            check("weave", weave(n) == weave_plain(n));
        check("stages", staged(1) == -1 && staged(2) == -1 && staged(3) == -1);
        check("into a switch", staged(4) == 23 && staged(5) == 23 && staged(6) == 13);
        if (round % 20 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "goto-scopes: FAILED" : "goto-scopes: ok");
    return failures != 0;
}
