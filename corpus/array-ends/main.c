/* Pointers to the ends of arrays whose neighbours in memory are arrays of the
 * same type: each must still be an end, not the neighbour's beginning. */
#include "shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 16 };

static int first[N], second[N], third[N];
static char in[64], *in_end = in + 64, out[64], *out_end = out + sizeof out;
static const short table[] = { 1, 2, 3, 5 }, other[] = { 7, 11, 13, 17 };
static const short *const table_end = table + 4;
static char name[] = "0123456789abcde", again[16] = "fedcba987654321";
static double grid[4][4], more[4];

/* Of sizes that some machines put side by side, and others not. */
static int odd[3] = { 1, 2, 3 }, odder[3] = { 4, 5, 6 }, oddest[5] = { 7, 8, 9, 10, 11 };
static long longs[3] = { 1, 2, 3 }, longer[2] = { 4, 5 }, longest[3] = { 6, 7, 8 };
static char c3[3] = "ab", c5[5] = "cdef", c8[8] = "ghijklm", c2[2] = "n";

static struct tail {
    int length;
    unsigned char bytes[28];
} tail_a, tail_b = { 28, { 1, 2, 3 } };
static unsigned char loose[32];

static struct link {
    struct link *next;
    int value;
} ring[3] = { { &ring[1], 1 }, { &ring[2], 2 }, { ring, 3 } };

static _Alignas(32) int wide[8], wider[8];
static struct { int x, y; } points[4];
static struct { int x, y; } places[4];

/* Several declarations, and one after its uses. */
extern int later[8];
extern long shared_before[4];
long shared_before[4] = { 1, 2, 3, 4 };
long shared_after[] = { 5, 6, 7, 8 };
long *shared_end = shared_before + 4;

static int *const literal = (int[4]){ 1, 2, 3, 4 };
static int *const neighbour = (int[4]){ 5, 6, 7, 8 };

static int failures;
static unsigned noise = 99;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 28);
}

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int sum(const int *from, const int *to)
{
    int all = 0;
    for (; from != to; from++) {
        work();
        all += *from;
    }
    return all;
}

static void fill(int *from, int *to, int value)
{
    while (from != to) {
        *from++ = value++;
        work();
    }
}

static void globals(void)
{
    int *ends[] = { first + N, second + N, third + N };
    const short *p = other, *stop = other + 4, *t = table_end;
    double *row = grid[3] + 4, *begin = more, (*rows)[4] = grid + 4;
    fill(first, ends[0], 1);
    fill(second, ends[1], 100);
    fill(third, ends[2], 1000);
    printf("%d %d %d\n", sum(first, ends[0]), sum(second, ends[1]), sum(third, ends[2]));
    check("ends in an array", ends[0] == first + N && ends[2] - third == N);
    check("ends in globals", in_end == in + 64 && out_end - out == 64);
    check("constants", stop - p == 4 && t - table == 4 && t[-1] == 5);
    check("rows", row - &grid[0][0] == 16 && begin == more && rows - grid == 4);
    check("sizes", sizeof first == N * sizeof(int) && sizeof table == 8 && sizeof name == 16);
}

static void small_ones(void)
{
    int *a = odd + 3, *b = odder + 3, *c = oddest + 5;
    long *d = longs + 3, *e = longer + 2, *f = longest + 3;
    char *g = c3 + 3, *h = c5 + 5, *i = c8 + 8, *j = c2 + 2;
    work();
    check("ints", a - odd == 3 && b - odder == 3 && c - oddest == 5);
    check("longs", d - longs == 3 && e - longer == 2 && f - longest == 3);
    check("characters", g - c3 == 3 && h - c5 == 5 && i - c8 == 8 && j - c2 == 2);
    printf("small %d %d %d %ld %ld\n", sum(odd, a), sum(odder, b), sum(oddest, c), d[-1] + e[-1], f[-1]);
}

static void records(void)
{
    unsigned char *a = tail_a.bytes + 28, *b = tail_b.bytes + 28, *c = loose + 32;
    struct link *ring_end = ring + 3, *each = ring;
    int all = 0;
    work();
    check("ends of members", a - tail_a.bytes == 28 && b - tail_b.bytes == 28 && c == &loose[32]);
    for (; each != ring_end; each++) {
        work();
        all += each->value * 10 + each->next->value;
    }
    printf("ring %d\n", all);
    check("points", sizeof points == sizeof places);
}

static void literals(void)
{
    const char *text = "abc", *stop = text, *next = "def";
    int *end = literal + 4, *from = neighbour;
    while (*stop++)
        work();
    work();
    check("behind a string", stop - text == 4 && next[0] == 'd');
    check("literals", end - literal == 4 && from == neighbour && sum(literal, end) == 10);
}

static int counted(void)
{
    static int calls[4], *calls_end = calls + 4, results[4] = { 1, 2, 3, 4 }, *results_end = results + 4;
    work();
    calls[0]++;
    return sum(calls, calls_end) * 100 + sum(results, results_end);
}

static void locals(int depth)
{
    int a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, *a_end = a + 8;
    int b[8] = { 10, 20, 30, 40, 50, 60, 70, 80 }, *b_end = b + 8;
    char small[8] = "1234567", tiny[] = "7654321", *small_end = small + 8, *tiny_end = tiny + sizeof tiny;
    struct tail t = depth ? tail_b : tail_a;
    unsigned char bytes[32], *t_end = t.bytes + 28, *bytes_end = bytes + 32;
    if (depth)
        locals(depth - 1);
    printf("%d: %d %d\n", depth, sum(a, a_end), sum(b, b_end));
    memset(bytes, depth, sizeof bytes);
    work();
    check("ends of locals", a_end - a == 8 && b_end - b == 8);
    check("ends of characters", small_end - small == 8 && tiny_end - tiny == 8 && tiny_end[-2] == '1');
    check("ends of structs", t_end - t.bytes == 28 && bytes_end - bytes == 32 && bytes_end[-1] == depth);
    check("sizes of locals", sizeof a == 8 * sizeof(int) && sizeof tiny == 8);
}

static void shared(void)
{
    int *end = later + 8, *other_end = shared_numbers + 8;
    long *after = shared_after + 4;
    fill(later, end, 3);
    fill(shared_numbers, other_end, 30);
    printf("shared %d %d %d\n", sum(later, end), sum(shared_numbers, other_end), shared_sum());
    check("ends of shared ones", shared_end - shared_before == 4 && after - shared_after == 4);
    check("the other's ends", shared_numbers_end == shared_numbers + 8 && other_end == shared_numbers_end);
}

int later[8];

int main(void)
{
    int *w = wide + 8, *v = wider;
    for (int round = 0; round < 3; round++) {
        globals();
        small_ones();
        records();
        literals();
        printf("counted %d\n", counted());
        locals(2);
        shared();
        check("aligned", w - wide == 8 && v == wider && (unsigned long)(size_t)wide % 32 == 0);
        printf("%s %s\n", name, again);
    }
    printf("%d failures\n", failures);
    return failures != 0;
}
