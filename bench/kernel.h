/* What every kernel shares: KERNEL() runs once and returns a check sum; main
 * prints the processor time it took, in nanoseconds, and the sum. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long long kernel_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Memory or the end of the program. */
static inline void *kernel_memory(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "no memory\n");
        exit(2);
    }
    return memory;
}

/* The same numbers everywhere. */
static inline unsigned kernel_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#define KERNEL(prepare, run)                                                   \
    int main(void)                                                             \
    {                                                                          \
        long long before, after;                                               \
        long sum;                                                              \
        prepare();                                                             \
        before = kernel_now();                                                 \
        sum = run();                                                           \
        after = kernel_now();                                                  \
        printf("%lld %ld\n", after - before, sum);                             \
        return 0;                                                              \
    }

#endif
