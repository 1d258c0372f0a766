#include "flavours.h"

int weak_one(int n)
{
    return pause_here(n) + 1;
}

int from_other(int n)
{
    int seen = n;
    return c99_inline(3) + gnu_inline_only(n) + static_inline(2) + always(1, &seen) + 2;
}

int aliased(int n) __attribute__((alias("from_other")));

__attribute__((constructor(202))) static void third(void)
{
    note(3);
}
