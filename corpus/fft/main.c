/* Polynomial products by a number theoretic transform mod 998244353 and by a
 * complex FFT, both compared with the schoolbook product. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define P 998244353u
#define LOG 9
#define N (1 << LOG)

typedef struct {
    double re, im;
} cplx;

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t mul(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b % P);
}

static uint32_t power(uint32_t base, uint32_t e)
{
    uint32_t r = 1;
    for (; e; e >>= 1, base = mul(base, base))
        if (e & 1)
            r = mul(r, base);
    return r;
}

static void bit_reverse(uint32_t *a)
{
    for (int i = 1, j = 0; i < N; i++) {
        int bit = N >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            uint32_t t = a[i];
            a[i] = a[j];
            a[j] = t;
        }
    }
}

static void ntt(uint32_t *a, int inverse)
{
    bit_reverse(a);
    for (int len = 2; len <= N; len <<= 1) {
        uint32_t w = power(3, (P - 1) / (uint32_t)len);
        if (inverse)
            w = power(w, P - 2);
        for (int i = 0; i < N; i += len) {
            uint32_t f = 1;
            for (int k = 0; k < len / 2; k++, f = mul(f, w)) {
                uint32_t u = a[i + k], v = mul(a[i + k + len / 2], f);
                a[i + k] = u + v < P ? u + v : u + v - P;
                a[i + k + len / 2] = u >= v ? u - v : u + P - v;
            }
        }
    }
    if (inverse) {
        uint32_t n1 = power(N, P - 2);
        for (int i = 0; i < N; i++)
            a[i] = mul(a[i], n1);
    }
}

static cplx c_add(cplx a, cplx b) { return (cplx){ a.re + b.re, a.im + b.im }; }
static cplx c_sub(cplx a, cplx b) { return (cplx){ a.re - b.re, a.im - b.im }; }
static cplx c_mul(cplx a, cplx b)
{
    return (cplx){ a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

/* roots[k] is the principal root of unity of order 2^k, by half angles. */
static cplx roots[LOG + 1];

static void make_roots(void)
{
    roots[0] = (cplx){ 1, 0 };
    roots[1] = (cplx){ -1, 0 };
    roots[2] = (cplx){ 0, 1 };
    for (int k = 3; k <= LOG; k++) {
        double re = sqrt((1 + roots[k - 1].re) / 2);
        roots[k] = (cplx){ re, roots[k - 1].im / (2 * re) };
    }
}

/* Recursive, by even and odd halves on the heap. */
static void fft(cplx *a, int n, int level, int inverse)
{
    if (n == 1)
        return;
    cplx *half = malloc((size_t)n * sizeof *half);
    if (!half)
        exit(2);
    cplx *even = half, *odd = half + n / 2;
    for (int i = 0; i < n / 2; i++) {
        even[i] = a[2 * i];
        odd[i] = a[2 * i + 1];
    }
    fft(even, n / 2, level - 1, inverse);
    fft(odd, n / 2, level - 1, inverse);
    cplx w = { 1, 0 }, step = roots[level];
    if (inverse)
        step.im = -step.im;
    for (int k = 0; k < n / 2; k++) {
        cplx t = c_mul(w, odd[k]);
        a[k] = c_add(even[k], t);
        a[k + n / 2] = c_sub(even[k], t);
        w = c_mul(w, step);
    }
    free(half);
}

static uint32_t first[N], second[N], expected[N];

static void make_input(void)
{
    uint32_t s = 1;
    for (int i = 0; i < N / 2; i++) {
        s = s * 69069u + 1u;
        first[i] = (s >> 16) % 1000;
        s = s * 69069u + 1u;
        second[i] = (s >> 16) % 1000;
    }
    for (int i = 0; i < N / 2; i++)
        for (int j = 0; j < N / 2; j++)
            expected[i + j] += first[i] * second[j];
}

static void by_ntt(void)
{
    static uint32_t a[N], b[N];
    memcpy(a, first, sizeof a);
    memcpy(b, second, sizeof b);
    ntt(a, 0);
    ntt(b, 0);
    printf("ntt: spectrum %lu %lu\n", (unsigned long)a[1], (unsigned long)b[N - 1]);
    for (int i = 0; i < N; i++)
        a[i] = mul(a[i], b[i]);
    ntt(a, 1);
    check("ntt product", memcmp(a, expected, sizeof a) == 0);
    printf("ntt: c[10] = %lu, c[300] = %lu\n", (unsigned long)a[10], (unsigned long)a[300]);
}

static void by_fft(void)
{
    cplx *a = calloc(N, sizeof *a), *b = calloc(N, sizeof *b);
    if (!a || !b)
        exit(2);
    for (int i = 0; i < N; i++) {
        a[i].re = first[i];
        b[i].re = second[i];
    }
    fft(a, N, LOG, 0);
    fft(b, N, LOG, 0);
    printf("fft: a[0] = %.1f, a[1] = %.2f%+.2fi\n", a[0].re, a[1].re, a[1].im);
    for (int i = 0; i < N; i++)
        a[i] = c_mul(a[i], b[i]);
    fft(a, N, LOG, 1);
    int equal = 1;
    for (int i = 0; i < N; i++)
        if (fabs(a[i].re / N - expected[i]) > 0.01)
            equal = 0;
    check("fft product", equal);
    printf("fft: c[10] = %.0f, c[300] = %.0f\n", a[10].re / N, a[300].re / N);
    free(a);
    free(b);
}

int main(void)
{
    puts("fft: start");
    make_input();
    make_roots();
    for (int round = 0; round < 10; round++)
        ntt(first, round % 2);
    by_ntt();
    by_fft();
    puts(failures ? "fft: FAILED" : "fft: ok");
    return failures != 0;
}
