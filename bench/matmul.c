/* A triple loop that compilers vectorise. */
#include "kernel.h"

enum { N = 512 };

static double a[N][N], b[N][N], c[N][N];

static void multiply(int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++)
                c[i][j] += a[i][k] * b[k][j];
}

static void prepare(void)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (i + j) % 7;
            b[i][j] = (i * j) % 5;
        }
}

static long run(void)
{
    double sum = 0;
    for (int round = 0; round < 5; round++)
        multiply(N);
    for (int i = 0; i < N; i++)
        sum += c[i][i];
    return (long)sum;
}

KERNEL(prepare, run)
