/* Several things of one name, or of none: a pointer to one must not become a
 * pointer to another. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct key {
    const int *numbers;
    short count;
    char mode;
};

/* The members without a name are as wide on one machine as on another or not. */
struct shape {
    struct {
        long left, right;
    };
    char mark;
    struct {
        char first;
        long top, bottom;
    };
    union {
        int32_t depth;
        uint32_t height;
    };
};

static int failures;
static uint32_t noise = 1;

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

static int compare(struct key *key, int *result)
{
    int sum = 0;
    for (int i = 0; i < key->count; i++)
        sum += work(key->numbers[i]) * key->mode;
    *result = sum;
    return key->count;
}

static int step(int code, const int *numbers)
{
    int total = 0;
    switch (code) {
    case 0: {
        struct key r;
        int res;
        r.numbers = numbers;
        r.count = 3;
        r.mode = 1;
        total += compare(&r, &res);
        total += res;
        break;
    }
    case 1: {
        struct key r;
        int res = -1;
        r.numbers = numbers + 1;
        r.count = 4;
        r.mode = 2;
        total += compare(&r, &res);
        total += res;
        break;
    }
    default: {
        int res = 5;
        struct key r = {numbers + 2, 2, 3};
        total += compare(&r, &res) + work(1);
        total += res + r.count;
        break;
    }
    }
    return total;
}

static void stretch(struct shape *s, long *where, int32_t *depth, long by)
{
    for (int i = 0; i < 5; i++) {
        *where += work(1) * by;
        *depth += work(1);
    }
    check("pointer", where == &s->top || where == &s->bottom ||
                         where == &s->right);
    check("depth", depth == &s->depth);
}

static long shapes(int round)
{
    struct shape here = {{1, 2}, 'm', {'f', 3, 4}, {5}};
    struct shape *there = malloc(sizeof *there);
    *there = here;
    stretch(&here, &here.bottom, &here.depth, round);
    stretch(there, &there->top, &there->depth, 2 * round);
    stretch(&here, &here.right, &here.depth, 3);
    check("here", here.left == 1 && here.right == 17 && here.top == 3 &&
                      here.bottom == 4 + 5 * round && here.depth == 15 &&
                      here.mark == 'm' && here.first == 'f');
    check("there", there->left == 1 && there->right == 2 &&
                       there->top == 3 + 10 * round && there->bottom == 4 &&
                       there->depth == 10);
    free(there);
    return here.bottom;
}

int main(void)
{
    static const int numbers[] = {3, 1, 4, 1, 5, 9};
    static const int expected[] = {3 + 8, 4 + 22, 2 + 1 + 15 + 2};
    long sum = 0;
    puts("twin-names: start");
    for (int round = 0; round < 300; round++) {
        int got = step(round % 3, numbers);
        check("step", got == expected[round % 3]);
        sum += got + shapes(round);
        if (round % 100 == 99)
            printf("round %d: %ld\n", round, sum);
    }
    puts(failures ? "twin-names: FAILED" : "twin-names: ok");
    return failures != 0;
}
