/* Recursion of all sorts: nested (Ackermann, tak), mutual (Hofstadter's
 * female and male sequences, a three-way parity), deep linear, accumulating,
 * through function pointers, and with a memo. */
#include <stdint.h>
#include <stdio.h>

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static unsigned ackermann(unsigned m, unsigned n)
{
    if (m == 0)
        return n + 1;
    if (n == 0)
        return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

static int tak(int x, int y, int z)
{
    if (y >= x)
        return z;
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

static int male(int n);
static int female(int n) { return n ? n - male(female(n - 1)) : 1; }
static int male(int n) { return n ? n - female(male(n - 1)) : 0; }

static int rest_one(const char *s);
static int rest_two(const char *s);

/* Remainder by 3 of a number in binary, as a machine of three functions. */
static int rest_zero(const char *s) { return !*s ? 0 : *s == '1' ? rest_one(s + 1) : rest_zero(s + 1); }
static int rest_one(const char *s) { return !*s ? 1 : *s == '1' ? rest_zero(s + 1) : rest_two(s + 1); }
static int rest_two(const char *s) { return !*s ? 2 : *s == '1' ? rest_two(s + 1) : rest_one(s + 1); }

struct peg {
    int8_t disk[12];
    int count;
};

static long hanoi(int n, struct peg *from, struct peg *to, struct peg *spare)
{
    if (n == 0)
        return 0;
    long moves = hanoi(n - 1, from, spare, to);
    int8_t disk = from->disk[--from->count];
    check("smaller on larger", to->count == 0 || to->disk[to->count - 1] > disk);
    to->disk[to->count++] = disk;
    return moves + 1 + hanoi(n - 1, spare, to, from);
}

/* Not a tail call: every frame is needed on the way back. */
static uint32_t deep(int n, uint32_t seed)
{
    if (n == 0)
        return seed;
    uint32_t below = deep(n - 1, seed * 1664525u + 1013904223u);
    return below ^ (seed >> (n % 7)) ^ (uint32_t)n;
}

static uint32_t not_so_deep(int n, uint32_t seed)
{
    static uint32_t seeds[8001];
    for (int i = n; i > 0; i--) {
        seeds[i] = seed;
        seed = seed * 1664525u + 1013904223u;
    }
    for (int i = 1; i <= n; i++)
        seed ^= seeds[i] >> (i % 7) ^ (uint32_t)i;
    return seed;
}

static uint64_t sum_to(uint64_t n, uint64_t acc) { return n ? sum_to(n - 1, acc + n) : acc; }
static uint64_t fib(int n) { return n < 2 ? (uint64_t)n : fib(n - 1) + fib(n - 2); }

static uint64_t catalan(int n, uint64_t memo[])
{
    if (n == 0)
        return 1;
    if (memo[n])
        return memo[n];
    uint64_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += catalan(i, memo) * catalan(n - 1 - i, memo);
    return memo[n] = sum;
}

typedef double (*real_function)(double);
static double line(double x) { return 2 * x + 1; }
static double parabola(double x) { return x * x; }

/* Adaptive Simpson on polynomials of low degree, where it is exact. */
static double integrate(real_function f, double a, double b, int depth)
{
    double m = (a + b) / 2;
    if (depth == 0)
        return (b - a) / 6 * (f(a) + 4 * f(m) + f(b));
    return integrate(f, a, m, depth - 1) + integrate(f, m, b, depth - 1);
}

int main(void)
{
    puts("recursion: start");
    unsigned a = ackermann(2, 90), b = ackermann(3, 5);
    printf("ackermann: %u %u\n", a, b);
    check("ackermann", a == 2 * 90 + 3 && b == 253);
    int t = tak(14, 8, 3);
    printf("tak: %d\n", t);
    check("tak", t == 4);
    int pairs = 0;
    for (int n = 0; n < 26; n++)
        pairs += female(n) != male(n);
    printf("female(25) %d male(25) %d, different at %d\n", female(25), male(25), pairs);
    check("hofstadter", female(25) == 16 && male(25) == 16 && pairs == 7);
    check("rest", rest_zero("1010101111001101111") == 351855 % 3);
    struct peg peg[3] = { { .count = 0 } };
    for (int8_t d = 12; d > 0; d--)
        peg[0].disk[peg[0].count++] = d;
    long moves = hanoi(12, &peg[0], &peg[2], &peg[1]);
    printf("hanoi: %ld moves\n", moves);
    check("hanoi", moves == 4095 && peg[2].count == 12 && peg[2].disk[11] == 1);
    uint32_t d = deep(8000, 17);
    printf("deep: %lu\n", (unsigned long)d);
    check("deep", d == not_so_deep(8000, 17));
    check("sum", sum_to(5000, 0) == 12502500);
    uint64_t f = fib(21), memo[31] = { 0 }, c = catalan(30, memo);
    printf("fib %llu catalan %llu\n", (unsigned long long)f, (unsigned long long)c);
    check("fib", f == 10946);
    check("catalan", c == 3814986502092304u);
    printf("integrals %.4f %.4f\n", integrate(line, 0, 4, 5), integrate(parabola, 0, 3, 8));
    puts(failures ? "recursion: FAILED" : "recursion: ok");
    return failures != 0;
}
