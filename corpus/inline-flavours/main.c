/* Inline functions in three flavours, weak functions, aliases and
 * constructors. */
#include "flavours.h"

#include <stdio.h>

static volatile int turns = 25;

/* Something a capture can stop in. */
int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + (turns & 1 ? sum + value : sum);
}

extern inline int c99_inline(int n);

int gnu_inline_only(int n)
{
    return pause_here(n) + pause_here(n + 1);
}

/* other.c has a stronger one. */
__attribute__((weak)) int weak_one(int n)
{
    return -pause_here(n);
}

__attribute__((weak)) int weak_default(int n)
{
    return pause_here(n) * 2;
}

int order[8], order_count;

void note(int which)
{
    order[order_count++] = pause_here(which);
}

__attribute__((constructor(201))) static void second(void)
{
    note(2);
}

__attribute__((constructor(200))) static void first(void)
{
    note(1);
}

__attribute__((constructor)) static void last(void)
{
    note(4);
}

__attribute__((destructor)) static void over(void)
{
    printf("destructor %d\n", pause_here(9));
    fflush(stdout);
}

static int failures;

static void expect(const char *what, int value, int expected)
{
    printf("%s %d\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %d\n", what, expected);
        failures++;
    }
}

int main(void)
{
    int seen = 0;
    printf("inline flavours\n");
    for (int i = 0; i < 4; i++)
        expect("constructor", order[i], i + 1);
    expect("C99", c99_inline(10), 45);
    expect("gnu89", gnu_inline_only(20), 41);
    expect("static", static_inline(8), 36);
    expect("always", always(3, &seen) + always(4, &seen), 17);
    printf("halfway\n");
    expect("weak", weak_one(5), 6);
    expect("weak default", weak_default(5), 10);
    expect("alias", aliased(7), from_other(7));
    int (*pointer)(int) = c99_inline;
    expect("pointer", pointer(5), 10);
    pointer = aliased;
    expect("alias pointer", pointer(1), 15);
    printf("done\n");
    return failures != 0;
}
