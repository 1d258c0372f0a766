/* Names that inner blocks give to something else (C11 6.2.1p4), captured while
 * the outer variable waits to be used again. */
#include <stdio.h>

static int failures;
unsigned noise = 1;

/* n, after a few steps of a generator. */
static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int variables(int a, int b)
{
    int sum = 0, weight = 1;
    {
        int weight = 5, a = 7;
        sum += work(weight) + a;
        {
            char weight = 3;
            sum += work(weight);
            for (int a = 0; a < 3; a++)
                sum += work(a) * weight;
        }
        sum += weight * 100;
    }
    for (int weight = 0, b = 9; weight < 4; weight++)
        sum += work(weight) * b;
    return sum * 1000 + weight * 100 + a * 10 + b;
}

static int constants(int a, int b)
{
    int sum = 0;
    {
        enum { b = 40, sum_of = 50 };
        sum += work(b) + sum_of;
        {
            enum { sum = 3 };
            a += work(sum);
        }
    }
    return sum * 100 + a * 10 + b;
}

static int declarations(int noise)
{
    int work_done = 2, calls = 1;
    {
        extern unsigned noise;
        unsigned before = noise;
        work_done += work(2);
        check("global", before != noise);
    }
    {
        static int calls;
        calls += work(1);
        work_done += calls > 0;
    }
    return work_done * 100 + noise * 10 + calls;
}

static int parameters(int n)
{
    int result = n;
    if (n > 0) {
        int n = result - 1; /* the parameter is used again below */
        result += parameters(n) + work(n);
    }
    return result + n;
}

typedef unsigned count;
typedef signed char step;

/* Variables with the names of types, and the types needed around them. */
static int types(int n)
{
    step by = (step)-n;
    count sum = (count)work(n);
    {
        int count = 3;
        while (count-- > 0) {
            long step = work(count);
            sum += (unsigned)step;
        }
        sum += (unsigned)work(count + 2);
    }
    for (int step = 0; step < 2; step++) {
        count twice = (count)work(step) * 2u;
        sum += twice;
    }
    return (int)sum - (step)(count)by;
}

int main(void)
{
    puts("hidden-names: start");
    for (int round = 1; round <= 60; round++) {
        int a = round % 7, b = round % 5;
        check("variables", variables(a, b) == (5 + 7 + 3 + 9 + 500 + 54) * 1000 + 100 + a * 10 + b);
        check("constants", constants(a, b) == 9000 + (a + 3) * 10 + b);
        check("declarations", declarations(a) == 501 + a * 10);
        check("types", types(a) == a + 3 + 1 + 2 + a);
        check("parameters", parameters(4) == 4 + 4 + 3 + 3 + 2 + 2 + 1 + 1 + 3 + 2 + 1);
        if (round % 20 == 0)
            printf("round %d: noise %u\n", round, noise);
    }
    puts(failures ? "hidden-names: FAILED" : "hidden-names: ok");
    return failures != 0;
}
