/* long double in all formats (x87, quad, double-double, plain double): the
 * values are exact in 53 bits or printed with few digits. */
#include <stdio.h>
#include <stdlib.h>

#define N 10

typedef long double real;

struct sample {
    float f;
    real r;
    double d;
    char tag;
};

static real matrix[N][N], inverse[N][N];
static struct sample *samples;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static real absolute(real x) { return x < 0 ? -x : x; }

static real root(real x)
{
    real r = x > 1 ? x : 1;
    for (int i = 0; i < 60; i++)
        r = (r + x / r) / 2;
    return r;
}

static void swap_rows(real (*m)[N], int a, int b)
{
    for (int j = 0; j < N; j++) {
        real t = m[a][j];
        m[a][j] = m[b][j];
        m[b][j] = t;
    }
}

/* Gauss-Jordan with pivoting. Leaves the identity in m. */
static void invert(real (*m)[N], real (*inv)[N])
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            inv[i][j] = i == j;
    for (int k = 0; k < N; k++) {
        int best = k;
        for (int i = k + 1; i < N; i++)
            if (absolute(m[i][k]) > absolute(m[best][k]))
                best = i;
        swap_rows(m, k, best);
        swap_rows(inv, k, best);
        real pivot = m[k][k];
        for (int j = 0; j < N; j++) {
            m[k][j] /= pivot;
            inv[k][j] /= pivot;
        }
        for (int i = 0; i < N; i++) {
            real f = m[i][k];
            if (i == k || f == 0)
                continue;
            for (int j = 0; j < N; j++) {
                m[i][j] -= f * m[k][j];
                inv[i][j] -= f * inv[k][j];
            }
        }
    }
}

static void matrices(void)
{
    for (int round = 1; round <= 60; round++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                matrix[i][j] = i == j ? 8 + round : (i * 3 + j * 5 + round) % 7;
        invert(matrix, inverse);
        real worst = 0;
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                real sum = 0;
                for (int k = 0; k < N; k++)
                    sum += (i == k ? 8 + round : (i * 3 + k * 5 + round) % 7) * inverse[k][j];
                if (absolute(sum - (i == j)) > worst)
                    worst = absolute(sum - (i == j));
            }
        check("inverse", worst < 1e-12L);
        if (round % 20 == 0)
            printf("round %d: %.5Lf %.5Lf\n", round, inverse[0][0], inverse[N - 1][1]);
    }
}

static real horner(const real *c, int n, real x)
{
    return n == 0 ? 0 : c[0] + x * horner(c + 1, n - 1, x);
}

static void polynomials(void)
{
    static const real c[] = { 1, -2.5L, 0, 3, 0.125L };
    real sum = 0;
    for (int i = 0; i < 500; i++)
        sum += horner(c, 5, i % 16) - horner(c, 5, -(i % 16));
    /* odd part: 2 * (-2.5 x + 3 x^3) */
    real expected = 0;
    for (int i = 0; i < 500; i++) {
        real x = i % 16;
        expected += 2 * (-2.5L * x + 3 * x * x * x);
    }
    printf("polynomials: %.1Lf\n", sum);
    check("polynomials", sum == expected);
}

static void mixed(void)
{
    samples = calloc(300, sizeof *samples);
    if (!samples)
        exit(2);
    for (int i = 0; i < 300; i++)
        samples[i] = (struct sample){ i / 4.0f, (real)i / 1024 - 0.5L, i * 0.25, (char)('a' + i % 26) };
    real sum = 0;
    for (int round = 0; round < 50; round++)
        for (struct sample *s = samples; s < samples + 300; s++) {
            s->r += s->f - s->d + (real)0.0625;
            sum += s->r;
        }
    printf("mixed: %.4Lf %.4Lf %c\n", sum, samples[299].r, samples[27].tag);
    /* each r: i/1024 - 1/2 + k/16 after k rounds */
    check("mixed", sum == 50 * (44850 / 1024.0L - 150) + 300 * 1275 / 16.0L);
    free(samples);
}

int main(void)
{
    puts("long-double: start");
    matrices();
    polynomials();
    mixed();
    real r = 0;
    for (int i = 0; i < 200; i++)
        r = root(2 + r / 1000000);
    printf("root %.6Lf\n", r);
    check("root", absolute(r * r - 2) < 0.00001L);
    puts(failures ? "long-double: FAILED" : "long-double: ok");
    return failures != 0;
}
