/* Plain characters that hold negative numbers, which only means the same
 * everywhere because the flags make them signed; a hash that depends on it, and
 * sums that wrap by -fwrapv. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

struct delta {
    char step;
    short row;
    char by[5];
    char flags : 4;
    struct delta *next;
};

static char lowest = -128;
static char waves[64];

/* FNV-1a as many write it: over plain characters. */
static int hash(const char *text, int length)
{
    int value = (int)2166136261u;
    for (int i = 0; i < length; i++)
        value = (value ^ text[i]) * 16777619;
    return value;
}

static int overflowing(int n)
{
    int sum = INT_MAX - 3;
    for (int i = 0; i < n; i++)
        sum += i + lowest / 128 + 1;
    return sum;
}

static struct delta *made(int count)
{
    struct delta *list = NULL;
    for (int i = 0; i < count; i++) {
        struct delta *one = calloc(1, sizeof *one);
        if (!one)
            exit(2);
        one->step = (char)(i * 37 - 128);
        for (int k = 0; k < 5; k++)
            one->by[k] = (char)(-k * i);
        one->flags = -(i & 7);
        one->row = one->step;
        one->next = list;
        list = one;
    }
    return list;
}

static long walked(struct delta *list)
{
    long sum = 0;
    char here = 0;
    while (list) {
        struct delta *next = list->next;
        here = (char)(here + list->step);
        sum += here + list->flags;
        for (char k = 4; k >= 0; k--)
            sum += list->by[(int)k];
        if (list->row != list->step)
            failures++;
        free(list);
        list = next;
    }
    return sum;
}

int main(void)
{
    int kept = 0;
    printf("signed characters\n");
    expect("lowest", lowest, -128);
    for (int i = 0; i < 64; i++)
        waves[i] = (char)((i - 32) * 4);
    for (int i = 0; i < 40; i++)
        kept = kept * 3 ^ hash(waves, i);
    printf("halfway\n");
    expect("hash", kept, 1603447248);
    expect("walked", walked(made(60)), -6546);
    expect("wrapped", overflowing(100) < 0, 1);
    expect("again", hash(waves + 8, 3), -733369397);
    printf("done\n");
    return failures != 0;
}
