/* Floating point under -ffast-math: sums that may be taken in any order, of
 * numbers that are exact in every order. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE = 24 };

static double matrix[SIZE][SIZE], inverse_of_two = 0.5;
static float weights[SIZE];
static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

static double dot(const double *a, const double *b, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Hadamard matrices by Sylvester's rule: H times its transpose is n times 1. */
static void fill(int row, int column, int size, double sign)
{
    if (size == 1) {
        matrix[row][column] = sign;
        return;
    }
    size /= 2;
    fill(row, column, size, sign);
    fill(row, column + size, size, sign);
    fill(row + size, column, size, sign);
    fill(row + size, column + size, size, -sign);
}

static float pairwise(const float *values, int count)
{
    if (count == 1)
        return *values;
    return pairwise(values, count / 2) +
           pairwise(values + count / 2, count - count / 2);
}

static double newton(double value, int steps)
{
    double root = value;
    for (int i = 0; i < steps; i++)
        root = inverse_of_two * (root + value / root);
    return root;
}

int main(void)
{
    long diagonal = 0, others = 0;
    printf("fast math\n");
    fill(0, 0, 16, 1);
    for (int i = 0; i < 16; i++)
        for (int j = 0; j < 16; j++) {
            double product = dot(matrix[i], matrix[j], 16);
            if (i == j)
                diagonal += product == 16;
            else
                others += product != 0;
        }
    expect("diagonal", diagonal, 16);
    expect("others", others, 0);
    printf("halfway\n");
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < SIZE; i++)
            weights[i] = (float)(i - round) * 0.125f;
        diagonal += (long)(pairwise(weights, SIZE) * 8);
    }
    expect("weights", diagonal, 16 + 20 * 276 - 24 * 190);
    for (int n = 1; n < 40; n++)
        others += (long)(newton(n * n, 30) + 0.5) != n;
    expect("roots", others, 0);
    expect("library", (long)(floor(-2.5) + fabs(-4.25) * 4 + sqrt(81)), 23);
    printf("done\n");
    return failures != 0;
}
