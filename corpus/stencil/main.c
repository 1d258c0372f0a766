/* Numeric kernels: axpy, dot product, prefix sums and a 2-D heat stencil.
 * All values are multiples of powers of two small enough that every sum is
 * exact, so the order of additions and excess precision do not matter. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 4096
#define SIDE 96
#define STEPS 60

static double xs[N], ys[N];
static int32_t prefix[N + 1];
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void axpy(double *y, const double *x, double a, int n)
{
    for (int i = 0; i < n; i++)
        y[i] += a * x[i];
}

static double dot(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static void vectors(void)
{
    for (int i = 0; i < N; i++) {
        xs[i] = i % 17;
        ys[i] = 0.5 * (i % 5);
    }
    double before = dot(xs, ys, N), square = dot(xs, xs, N);
    for (int round = 0; round < 8; round++)
        axpy(ys, xs, 0.25, N);
    double after = dot(xs, ys, N);
    printf("dot %.1f -> %.1f\n", before, after);
    check("dot of axpy", after == before + 8 * 0.25 * square);
}

static void prefix_sums(void)
{
    int32_t total = 0;
    for (int i = 0; i < N; i++) {
        prefix[i + 1] = prefix[i] + (i * 7 + 3) % 11 - 5;
        total += (i * 7 + 3) % 11 - 5;
    }
    int best = 0, low = 0;
    for (int i = 1; i <= N; i++) {
        if (prefix[i] < prefix[low])
            low = i;
        if (prefix[i] - prefix[low] > best)
            best = prefix[i] - prefix[low];
    }
    printf("prefix total %ld best span %d\n", (long)prefix[N], best);
    check("prefix total", prefix[N] == total);
}

/* One explicit step in integers of 1/4096 degree; conserves what flows. */
static int64_t heat_step(const int32_t (*from)[SIDE], int32_t (*to)[SIDE])
{
    int64_t lost = 0;
    for (int r = 1; r < SIDE - 1; r++)
        for (int c = 1; c < SIDE - 1; c++) {
            int32_t around = from[r - 1][c] + from[r + 1][c]
                           + from[r][c - 1] + from[r][c + 1];
            to[r][c] = (from[r][c] * 4 + around) / 8;
        }
    for (int i = 0; i < SIDE; i++)
        lost += to[1][i] + to[SIDE - 2][i] + to[i][1] + to[i][SIDE - 2];
    return lost;
}

static int64_t plate_sum(const int32_t (*plate)[SIDE])
{
    int64_t sum = 0;
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++)
            sum += plate[r][c];
    return sum;
}

static void heat(void)
{
    int32_t (*now)[SIDE] = malloc(sizeof(int32_t[SIDE][SIDE]));
    int32_t (*next)[SIDE] = malloc(sizeof(int32_t[SIDE][SIDE]));
    if (!now || !next)
        exit(2);
    memset(now, 0, sizeof(int32_t[SIDE][SIDE]));
    memset(next, 0, sizeof(int32_t[SIDE][SIDE]));
    for (int r = SIDE / 2 - 4; r < SIDE / 2 + 4; r++)
        for (int c = SIDE / 2 - 4; c < SIDE / 2 + 4; c++)
            now[r][c] = 100 * 4096;
    for (int step = 1; step <= STEPS; step++) {
        heat_step((const int32_t (*)[SIDE])now, next);
        int32_t (*t)[SIDE] = now;
        now = next;
        next = t;
        if (step % 15 == 0)
            printf("step %d: centre %ld, sum %lld\n", step,
                   (long)now[SIDE / 2][SIDE / 2],
                   (long long)plate_sum((const int32_t (*)[SIDE])now));
    }
    int even = 1;
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++)
            if (now[r][c] != now[c][r] || now[r][c] != now[SIDE - 1 - r][c])
                even = 0;
    check("plate is symmetric", even);
    free(now);
    free(next);
}

int main(void)
{
    puts("stencil: start");
    vectors();
    prefix_sums();
    heat();
    puts(failures ? "stencil: FAILED" : "stencil: ok");
    return failures != 0;
}
