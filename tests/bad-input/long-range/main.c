/* A long double beyond what a double holds: machines whose long double is one,
 * and those whose is a pair of doubles, cannot take it. */
#include <stdio.h>

static volatile int turns = 400;

struct measure {
    int unit;
    long double factor[2];
};

static struct measure measure = {3, {1, 1}};

int main(void)
{
    printf("long range\n");
    for (int i = 0; i < 13000; i++)
        measure.factor[1] *= 2;
    for (int i = 0; i < turns; i++)
        measure.factor[0] = measure.factor[0] * 3 / 3;
    printf("%s\n", measure.factor[1] > 1e300L ? "large" : "small");
    return 0;
}
