/* Holds 2^40 in a long across its loop: an image of it fits no 32-bit target.
 * There the same source counts only to 2^20, so that it can be built and run. */
#include <limits.h>
#include <stdio.h>

static long wide_total;

static long step(long total, int round)
{
    return total ^ (round & 1);
}

int main(void)
{
    printf("begin\n");
    wide_total = LONG_MAX > 2147483647L ? (long)(1ull << 40) : 1L << 20;
    for (int round = 0; round < 4000000; round++)
        wide_total = step(wide_total, round);
    printf("total %ld\n", wide_total);
    return 0;
}
