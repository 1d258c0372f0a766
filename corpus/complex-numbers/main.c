/* Complex numbers of all three widths as arguments, results, members, array
 * elements and parts that pointers lead to. All are Gaussian integers that a
 * float holds, so the arithmetic is exact in every format. */
#include <complex.h>
#include <stdio.h>
#include <stdlib.h>

static volatile int turns = 15;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

/* A number with its history: each width beside each other. */
struct waves {
    char tag;
    float complex narrow;
    short gap;
    double complex middle;
    char gap2;
    long double complex wide;
    float complex row[3];
};

static double complex totals[4];
static long double complex grand;
static struct waves shared = {.tag = 's', .narrow = 1, .row = {[2] = 5}};

static float complex turned_float(float complex z, int times)
{
    return times == 0 ? z : turned_float(z * I, times - pause_here(1));
}

static double complex power(double complex z, int n)
{
    double complex half;
    if (n == 0)
        return 1;
    half = power(z, n / 2);
    pause_here(n);
    return n & 1 ? half * half * z : half * half;
}

static long double complex wide_power(long double complex z, int n)
{
    return n == 0 ? pause_here(1) : z * wide_power(z, n - 1);
}

/* By value, in and out. */
static struct waves stepped(struct waves w, float complex by)
{
    w.narrow += by;
    w.middle = power(w.middle, pause_here(2)) + by;
    w.wide = w.wide * wide_power(1 + I, 2);
    for (int i = 0; i < 3; i++)
        w.row[i] = turned_float(w.row[i], i + 1);
    return w;
}

/* Horner's rule with a call between the steps. */
static double complex value_at(const double complex *coefficients, int count,
                               double complex z)
{
    double complex value = 0;
    for (int i = count; i-- > 0;) {
        value = value * z + coefficients[i];
        totals[i % 4] += pause_here(1) * value;
    }
    return value;
}

/* The product of the roots' factors again, by another way. */
static double complex from_roots(const double complex *roots, int count,
                                 double complex z)
{
    double complex value = 1;
    for (int i = 0; i < count; i++)
        value *= z - roots[i] * pause_here(1);
    return value;
}

static double complex *expanded(const double complex *roots, int count)
{
    double complex *out = calloc(count + 1, sizeof *out);
    if (!out)
        exit(2);
    out[0] = 1;
    for (int i = 0; i < count; i++) {
        for (int j = i + 1; j > 0; j--)
            out[j] = out[j - 1] - out[j] * roots[i];
        out[0] *= -roots[i];
        pause_here(i);
    }
    return out;
}

static void polynomials(void)
{
    double complex roots[5] = {1, I, -1 + 2 * I, 2 - I, -3};
    double complex *coefficients = expanded(roots, 5);
    long wrong = 0;
    for (int a = -3; a <= 3; a++)
        for (int b = -3; b <= 3; b++) {
            double complex z = a + b * I;
            wrong += value_at(coefficients, 6, z) != from_roots(roots, 5, z);
        }
    free(coefficients);
    expect("polynomial differs", wrong, 0);
}

/* Pointers to the parts of complex objects. */
static void parts(void)
{
    float complex local[2] = {1 + 2 * I, 3 + 4 * I};
    double complex *heap = malloc(3 * sizeof *heap);
    float *imaginary = &__imag__ local[1], *real = &__real__ local[0];
    double *last, sum = 0;
    if (!heap)
        exit(2);
    for (int i = 0; i < 3; i++)
        heap[i] = power(1 + I, i + 3);
    last = &__imag__ heap[2];
    *imaginary += pause_here(10);
    *real -= pause_here(5);
    *last *= pause_here(2);
    for (double *p = (double *)heap; p < (double *)(heap + 3); p++)
        sum += pause_here(1) * *p;
    expect("part", (long)cimagf(local[1]), 14);
    expect("part", (long)crealf(local[0]), -4);
    expect("part of a block", (long)cimag(heap[2]), -8);
    expect("parts together", (long)sum, -2 + 2 - 4 + 0 - 4 - 8);
    free(heap);
}

static void structs(void)
{
    struct waves *waves = malloc(4 * sizeof *waves);
    struct waves one = {.tag = 'a', .narrow = 1 - I, .middle = 1 + I};
    float complex (*compute)(float complex, int) = turned_float;
    if (!waves)
        exit(2);
    one.wide = 1;
    one.row[0] = one.row[1] = one.row[2] = 1;
    for (int i = 0; i < 4; i++) {
        waves[i] = stepped(i ? waves[i - 1] : one, i * I);
        grand += waves[i].wide;
        shared.row[i % 3] += compute(waves[i].row[1], i);
    }
    expect("narrow", (long)cimagf(waves[3].narrow), 5);
    expect("middle", (long)creal(waves[1].middle), -4);
    expect("middle", (long)cimag(waves[1].middle), 1);
    expect("wide", (long)creall(waves[3].wide), 16);
    expect("grand", (long)cimagl(grand), 2 - 8);
    expect("grand", (long)creall(grand), -4 + 16);
    expect("row", (long)crealf(waves[3].row[1]), 1);
    expect("shared", (long)crealf(shared.row[2]), 6);
    free(waves);
}

int main(void)
{
    printf("complex numbers\n");
    polynomials();
    printf("halfway\n");
    parts();
    structs();
    double complex sum = 0;
    for (int i = 0; i < 4; i++)
        sum += conj(totals[i]) * totals[i];
    expect("whole", cimag(sum) == 0 && creal(sum) > 0, 1);
    expect("conjugate", (long)creal(conj(3 - 4 * I) * (3 - 4 * I)), 25);
    printf("done\n");
    return failures != 0;
}
