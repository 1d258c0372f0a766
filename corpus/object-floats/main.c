/* Special and extreme values of the floating types. Every value of a long
 * double here is one that an IEEE double has too, so each of the four formats
 * (x87, quad, double-double, double) holds it exactly. */
#include <complex.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 14, ROUNDS = 40 };

struct sample {
    float f;
    char gap;
    double d;
    char gap2;
    long double l;
    float complex fc;
    char gap3;
    double complex dc;
    long double complex lc;
};

static struct sample global[COUNT];
static long double total;
static double complex turn = 1.0;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static double value(int n)
{
    static const double table[COUNT] = {
        0.0,     -0.0,     1.0,           -1.0 / 3, DBL_MAX,
        DBL_MIN, -DBL_MIN, DBL_EPSILON,   4.9406564584124654e-324,
        0.1,     1e300,    -1.5e-310,     0,        0};
    return n == 12 ? (double)INFINITY : n == 13 ? (double)NAN : table[n];
}

static float small(int n)
{
    static const float table[6] = {FLT_MAX, -FLT_MIN, 1.4e-45f,
                                   0.1f,    -0.0f,    2.5f};
    return n >= 12 ? (float)value(n) : table[n % 6];
}

static void fill(struct sample *s, int n)
{
    s->f = small(n);
    s->d = value(n);
    s->l = value(n);
    __real__ s->fc = small(n);
    __imag__ s->fc = -1.5f;
    __real__ s->dc = value(n);
    __imag__ s->dc = value((n + 3) % COUNT);
    __real__ s->lc = -value(n);
    __imag__ s->lc = 0.25L;
}

static int equal(long double a, long double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return a == b && !signbit(a) == !signbit(b);
}

static int same(const struct sample *s, int n)
{
    struct sample t;
    fill(&t, n);
    return equal(s->f, t.f) && equal(s->d, t.d) && equal(s->l, t.l) &&
           equal(crealf(s->fc), crealf(t.fc)) &&
           equal(cimagf(s->fc), cimagf(t.fc)) &&
           equal(creal(s->dc), creal(t.dc)) &&
           equal(cimag(s->dc), cimag(t.dc)) &&
           equal(creall(s->lc), creall(t.lc)) &&
           equal(cimagl(s->lc), cimagl(t.lc));
}

/* Calls itself, so it polls; all values stay exact. */
static long double sum(int depth, long double weight, double complex z,
                       float tiny)
{
    long double left;
    if (depth == 0)
        return weight + creal(z) + tiny;
    left = sum(depth - 1, weight / 2, z * I, tiny);
    return left + sum(depth - 1, weight / 2, -z * I, -tiny);
}

static void round_trip(int n, const struct sample *heap)
{
    double not_a_number = value(13);
    long double endless = -value(12), least = value(8);
    long double complex pair = value(4) + value(5) * I;
    long double got = sum(7, 1024, 3 + 4 * I, 0.5f);
    check("sum", got == 1024);
    check("nan", isnan(not_a_number));
    check("infinity", isinf(endless) && endless < 0);
    check("denormal", least > 0 && (double)least == value(8));
    check("pair",
          creall(pair) == (long double)value(4) &&
              cimagl(pair) == (long double)value(5));
    for (int i = 0; i < COUNT; i++) {
        check("global", same(&global[i], i));
        check("heap", same(&heap[i], (i + n) % COUNT));
    }
    total += got;
    turn *= I;
}

int main(void)
{
    struct sample *heap = malloc(COUNT * sizeof *heap);
    long double *many = malloc(COUNT * sizeof *many);
    if (!heap || !many)
        return 2;
    puts("object-floats: start");
    for (int i = 0; i < COUNT; i++) {
        fill(&global[i], i);
        many[i] = value(i);
    }
    for (int n = 0; n < ROUNDS; n++) {
        for (int i = 0; i < COUNT; i++)
            fill(&heap[i], (i + n) % COUNT);
        round_trip(n, heap);
        for (int i = 0; i < COUNT; i++)
            check("many", equal(many[i], value(i)));
        check("turn", creal(turn * turn) == (n % 2 ? 1 : -1));
        if (n % 10 == 9)
            printf("round %d: %.0f\n", n + 1, (double)total);
    }
    free(many);
    free(heap);
    puts(failures ? "object-floats: FAILED" : "object-floats: ok");
    return failures != 0;
}
