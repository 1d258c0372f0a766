/* Recursion whose last call compilers turn into a loop. */
#include "kernel.h"

static long fib(int n)
{
    if (n < 2)
        return n;
    return fib(n - 1) + fib(n - 2);
}

static void prepare(void)
{
}

static long run(void)
{
    return fib(39);
}

KERNEL(prepare, run)
