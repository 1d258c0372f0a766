/* Matrix product in three ways and LU decomposition. The products are of small
 * integers in doubles, hence exact; the LU result is printed coarsely. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define N 64
#define BLOCK 16
#define LU 40

struct matrix {
    int rows, cols;
    double **row; /* row[i] points into cells */
    double *cells;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t seed = 12345;
static int small(void)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)(seed >> 24) % 19 - 9;
}

static struct matrix matrix_new(int rows, int cols)
{
    struct matrix m = { rows, cols, NULL, NULL };
    m.row = malloc((size_t)rows * sizeof *m.row);
    m.cells = calloc((size_t)rows * (size_t)cols, sizeof *m.cells);
    if (!m.row || !m.cells)
        exit(2);
    for (int i = 0; i < rows; i++)
        m.row[i] = m.cells + (size_t)i * (size_t)cols;
    return m;
}

static void matrix_free(struct matrix *m)
{
    free(m->row);
    free(m->cells);
    m->row = NULL;
    m->cells = NULL;
}

static void fill(struct matrix *m)
{
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->cols; j++)
            m->row[i][j] = small();
}

static void multiply(const struct matrix *a, const struct matrix *b, struct matrix *c)
{
    for (int i = 0; i < a->rows; i++)
        for (int j = 0; j < b->cols; j++) {
            double sum = 0;
            for (int k = 0; k < a->cols; k++)
                sum += a->row[i][k] * b->row[k][j];
            c->row[i][j] = sum;
        }
}

static void multiply_blocked(const double *a, const double *b, double *c, int n)
{
    for (int ii = 0; ii < n; ii += BLOCK)
        for (int kk = 0; kk < n; kk += BLOCK)
            for (int i = ii; i < ii + BLOCK; i++)
                for (int k = kk; k < kk + BLOCK; k++) {
                    double f = a[i * n + k];
                    for (int j = 0; j < n; j++)
                        c[i * n + j] += f * b[k * n + j];
                }
}

static double trace(const struct matrix *m)
{
    double t = 0;
    for (int i = 0; i < m->rows && i < m->cols; i++)
        t += m->row[i][i];
    return t;
}

static int same(const struct matrix *a, const struct matrix *b)
{
    for (int i = 0; i < a->rows; i++)
        for (int j = 0; j < a->cols; j++)
            if (a->row[i][j] != b->row[i][j])
                return 0;
    return 1;
}

/* Rows are exchanged by exchanging their pointers. Returns the sign. */
static int lu_decompose(struct matrix *m)
{
    int sign = 1;
    for (int k = 0; k < m->rows; k++) {
        int pivot = k;
        for (int i = k + 1; i < m->rows; i++) {
            double best = m->row[pivot][k], here = m->row[i][k];
            if ((here < 0 ? -here : here) > (best < 0 ? -best : best))
                pivot = i;
        }
        if (pivot != k) {
            double *t = m->row[k];
            m->row[k] = m->row[pivot];
            m->row[pivot] = t;
            sign = -sign;
        }
        for (int i = k + 1; i < m->rows; i++) {
            double f = m->row[i][k] /= m->row[k][k];
            for (int j = k + 1; j < m->cols; j++)
                m->row[i][j] -= f * m->row[k][j];
        }
    }
    return sign;
}

static void lu(void)
{
    struct matrix a = matrix_new(LU, LU), copy = matrix_new(LU, LU);
    fill(&a);
    for (int i = 0; i < LU; i++)
        a.row[i][i] += 60; /* well conditioned */
    for (int i = 0; i < LU * LU; i++)
        copy.cells[i] = a.cells[i];
    lu_decompose(&a);
    double worst = 0;
    for (int i = 0; i < LU; i++) {
        /* The original row is found by where the pointer now points. */
        int origin = (int)((a.row[i] - a.cells) / LU);
        for (int j = 0; j < LU; j++) {
            double sum = 0;
            for (int k = 0; k <= (i < j ? i : j); k++)
                sum += (k == i ? 1 : a.row[i][k]) * a.row[k][j];
            double d = sum - copy.row[origin][j];
            if (d < 0)
                d = -d;
            if (d > worst)
                worst = d;
        }
    }
    printf("lu: first pivot %.3f, last pivot %.3f\n", a.row[0][0], a.row[LU - 1][LU - 1]);
    check("L times U", worst < 1e-9);
    matrix_free(&a);
    matrix_free(&copy);
}

int main(void)
{
    puts("matrix: start");
    struct matrix a = matrix_new(N, N), b = matrix_new(N, N);
    struct matrix ab = matrix_new(N, N), blocked = matrix_new(N, N);
    fill(&a);
    fill(&b);
    multiply(&a, &b, &ab);
    printf("trace(ab) = %.0f\n", trace(&ab));
    multiply_blocked(a.cells, b.cells, blocked.cells, N);
    check("blocked product", same(&ab, &blocked));
    struct matrix ba = matrix_new(N, N);
    multiply(&b, &a, &ba);
    printf("trace(ba) = %.0f\n", trace(&ba));
    check("trace(ab) == trace(ba)", trace(&ab) == trace(&ba));
    lu();
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&ab);
    matrix_free(&ba);
    matrix_free(&blocked);
    puts(failures ? "matrix: FAILED" : "matrix: ok");
    return failures != 0;
}
