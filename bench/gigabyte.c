/* A GiB of doubles, and a loop after it to be captured in. The argument is the
 * number of doubles. */
#include "kernel.h"

static double *numbers;

static double step(double sum, double number)
{
    return sum / 2 + number;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 1L << 27;
    double sum = 0;
    numbers = kernel_memory(malloc((size_t)count * sizeof *numbers));
    for (long i = 0; i < count; i++)
        numbers[i] = (double)i / 3;
    for (long i = 0; i < 20000000; i++)
        sum = step(sum, numbers[i % count]);
    printf("%lld %ld\n", kernel_now(), (long)sum);
    return 0;
}
