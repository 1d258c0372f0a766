/* Static names that main.c uses for its own things, and the same literals. */
#include "../other.h"

static int table[4] = { 40, 41, 42, 43 };

static int step(int n)
{
    return n + 1000;
}

operation *other_step(void)
{
    return step;
}

int other_is_step(operation *f)
{
    return f == step;
}

const char *other_hello(void)
{
    return "hello";
}

const char *other_ello(void)
{
    return &"hello"[1];
}

int *other_table(int i)
{
    return table + i;
}
