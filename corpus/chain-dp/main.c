/* Dynamic programming on tables of all shapes: triangular (rows of different
 * length on the heap), two rolling rows, a bit set; each against a recursive
 * or brute-force answer for small sizes. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MATRICES 60

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void *need(void *p)
{
    if (!p)
        exit(2);
    return p;
}

struct split {
    uint32_t cost;
    uint8_t at;
};

/* best[i][j - i]: cheapest product of matrices i..j */
static struct split **chain_order(const int *dim, int n)
{
    struct split **best = need(malloc((size_t)n * sizeof *best));
    for (int i = n - 1; i >= 0; i--) {
        best[i] = need(malloc((size_t)(n - i) * sizeof **best));
        best[i][0] = (struct split){ 0, (uint8_t)i };
        for (int j = i + 1; j < n; j++) {
            struct split s = { UINT32_MAX, 0 };
            for (int k = i; k < j; k++) {
                uint32_t cost = best[i][k - i].cost + best[k + 1][j - k - 1].cost
                              + (uint32_t)(dim[i] * dim[k + 1] * dim[j + 1]);
                if (cost < s.cost)
                    s = (struct split){ cost, (uint8_t)k };
            }
            best[i][j - i] = s;
        }
    }
    return best;
}

static uint32_t replay(struct split **best, const int *dim, int i, int j, int *deepest, int depth)
{
    if (depth > *deepest)
        *deepest = depth;
    if (i == j)
        return 0;
    int k = best[i][j - i].at;
    uint32_t left = replay(best, dim, i, k, deepest, depth + 1);
    return left + replay(best, dim, k + 1, j, deepest, depth + 1)
         + (uint32_t)(dim[i] * dim[k + 1] * dim[j + 1]);
}

static char *show(struct split **best, int i, int j, char *to)
{
    if (i == j) {
        *to++ = (char)('A' + i);
        return to;
    }
    *to++ = '(';
    to = show(best, i, best[i][j - i].at, to);
    to = show(best, best[i][j - i].at + 1, j, to);
    *to++ = ')';
    return to;
}

static void chain(void)
{
    static const int book[] = { 30, 35, 15, 5, 10, 20, 25 };
    char text[40] = "";
    struct split **best = chain_order(book, 6);
    *show(best, 0, 5, text) = '\0';
    printf("chain: %s costs %lu\n", text, (unsigned long)best[0][5].cost);
    check("textbook", best[0][5].cost == 15125 && strcmp(text, "((A(BC))((DE)F))") == 0);
    for (int i = 0; i < 6; i++)
        free(best[i]);
    free(best);
    int dim[MATRICES + 1], deepest = 0;
    for (int i = 0; i <= MATRICES; i++)
        dim[i] = 1 + i * 37 % 41;
    best = chain_order(dim, MATRICES);
    uint32_t again = replay(best, dim, 0, MATRICES - 1, &deepest, 0);
    printf("chain of %d: %lu, depth %d\n", MATRICES, (unsigned long)again, deepest);
    check("replay", again == best[0][MATRICES - 1].cost);
    for (int i = 0; i < MATRICES; i++)
        free(best[i]);
    free(best);
}

static int lcs_by_rows(const char *a, const char *b)
{
    size_t n = strlen(b);
    int *rows[2] = { need(calloc(n + 1, sizeof(int))), need(calloc(n + 1, sizeof(int))) };
    int flip = 0;
    for (; *a; a++, flip = !flip)
        for (size_t j = 1; j <= n; j++) {
            int up = rows[!flip][j], left = rows[flip][j - 1];
            rows[flip][j] = *a == b[j - 1] ? rows[!flip][j - 1] + 1 : up > left ? up : left;
        }
    int result = rows[!flip][n];
    free(rows[0]);
    free(rows[1]);
    return result;
}

static int lcs_recursive(const char *a, const char *b)
{
    if (!*a || !*b)
        return 0;
    if (*a == *b)
        return 1 + lcs_recursive(a + 1, b + 1);
    int skip_a = lcs_recursive(a + 1, b), skip_b = lcs_recursive(a, b + 1);
    return skip_a > skip_b ? skip_a : skip_b;
}

static int edit_distance(const char *a, const char *b)
{
    int row[64], n = (int)strlen(b);
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n];
}

static void sequences(void)
{
    check("short sequences", lcs_by_rows("ACBDEGCEDBG", "BEGCFEUBK") == lcs_recursive("ACBDEGCEDBG", "BEGCFEUBK"));
    check("distance", edit_distance("kitten", "sitting") == 3 && edit_distance("", "abc") == 3);
    char a[301], b[301];
    uint32_t s = 1;
    for (int i = 0; i < 300; i++) {
        s = s * 69069u + 5;
        a[i] = "ACGT"[s >> 30];
        s = s * 69069u + 5;
        b[i] = "ACGT"[s >> 30];
    }
    a[300] = b[300] = '\0';
    int ab = lcs_by_rows(a, b), ba = lcs_by_rows(b, a);
    printf("common subsequence: %d\n", ab);
    check("symmetric", ab == ba && lcs_by_rows(a, a) == 300);
}

static void knapsack(void)
{
    enum { ITEMS = 15, ROOM = 300 };
    int weight[ITEMS], value[ITEMS], best[ROOM + 1] = { 0 }, brute = 0;
    for (int i = 0; i < ITEMS; i++) {
        weight[i] = 11 + i * 29 % 47;
        value[i] = 5 + i * 53 % 61;
        for (int w = ROOM; w >= weight[i]; w--)
            if (best[w - weight[i]] + value[i] > best[w])
                best[w] = best[w - weight[i]] + value[i];
    }
    for (unsigned set = 0; set < 1u << ITEMS; set += 1) {
        int w = 0, v = 0;
        for (unsigned rest = set, i = 0; rest && w <= ROOM; rest >>= 1, i++)
            if (rest & 1) {
                w += weight[i];
                v += value[i];
            }
        if (w <= ROOM && v > brute)
            brute = v;
    }
    printf("knapsack: %d\n", best[ROOM]);
    check("knapsack", best[ROOM] == brute);
}

int main(void)
{
    puts("chain-dp: start");
    chain();
    sequences();
    knapsack();
    puts(failures ? "chain-dp: FAILED" : "chain-dp: ok");
    return failures != 0;
}
