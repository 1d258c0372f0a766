/* Variable length arrays alive across captures: one and more dimensions,
 * pointers to them, parameters, typedef names, loops, recursion, jumps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long seed = 12345;
static volatile int turns = 40;

static unsigned roll(unsigned limit)
{
    seed = (seed * 1103515245ul + 12345ul) & 0x7ffffffful;
    return (unsigned)(seed >> 8) % limit;
}

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + sum;
}

static int fail(const char *what)
{
    printf("FAILED: %s\n", what);
    return 1;
}

struct item {
    int key;
    const char *name;
    double weight;
    struct item *next;
};

/* ---- one dimension ---------------------------------------------------------- */

static int sums(int n)
{
    int a[n];
    long long wide[n + 1];
    int *middle = &a[n / 2], *end = a + n;
    for (int i = 0; i < n; i++) {
        a[i] = pause_here(i * 3);
        wide[i] = (long long)a[i] * 1000;
    }
    wide[n] = -1;
    n = 0; /* the length was taken before */
    int total = 0;
    for (int *p = a; p != end; p++)
        total += pause_here(*p);
    if (*middle != (int)(sizeof a / sizeof a[0] / 2) * 3)
        return fail("pointer into the middle");
    for (size_t i = 0; i < sizeof a / sizeof *a; i++)
        if (wide[i] != (long long)a[i] * 1000)
            return fail("two arrays");
    printf("sums %d, %d elements\n", total, (int)(sizeof a / sizeof *a));
    return 0;
}

/* ---- records with pointers into each other ---------------------------------- */

static int chain(int n)
{
    struct item all[n];
    struct item *head = NULL;
    for (int i = 0; i < n; i++) {
        all[i].key = pause_here(i);
        all[i].name = i % 2 ? "odd" : "even";
        all[i].weight = i / 4.0;
        all[i].next = head;
        head = &all[i];
    }
    double weight = 0;
    int odd = 0, expected = n;
    for (struct item *p = head; p != NULL; p = p->next) {
        if (p->key != --expected || p != &all[expected])
            return fail("chain");
        odd += strcmp(p->name, "odd") == 0;
        weight += p->weight + pause_here(0);
    }
    printf("chain %d odd, weight %.2f\n", odd, weight);
    return 0;
}

/* ---- matrices ----------------------------------------------------------------- */

static void fill(int rows, int columns, int m[rows][columns])
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++)
            m[r][c] = pause_here(r * 100 + c);
    rows = columns = 0;
}

static long trace(int rows, int columns, int m[rows][columns])
{
    long sum = 0;
    int (*row)[columns] = m;
    int least = rows < columns ? rows : columns;
    columns = 1000; /* the type of m stays what it was */
    for (int i = 0; i < least; i++) {
        sum += pause_here((*row)[i]);
        row++;
    }
    if (row - m != least)
        return fail("rows are counted wrong");
    return sum;
}

static int matrices(int rows, int columns)
{
    int m[rows][columns], t[columns][rows];
    int cube[2][rows][columns];
    fill(rows, columns, m);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++)
            t[c][r] = pause_here(m[r][c]);
    int (*half)[rows][columns] = &cube[1];
    memcpy(*half, m, sizeof m);
    memcpy(cube[0], m, sizeof m);
    long a = trace(rows, columns, m), b = trace(columns, rows, t);
    long c = trace(rows, columns, *half);
    if (a != b || a != c)
        return fail("traces");
    if (sizeof cube != 2 * sizeof m || sizeof *half != sizeof m)
        return fail("sizes");
    printf("matrices %ld, %d bytes of %d\n", a,
           (int)(sizeof m[0] / sizeof(int)), (int)(sizeof t / sizeof(int)));
    return 0;
}

/* ---- names for types, and typeof -------------------------------------------- */

static int names(int n)
{
    typedef short line[n];
    int before = n;
    n += 5;
    line a, b;
    line *which = &a;
    for (int i = 0; i < before; i++) {
        a[i] = (short)pause_here(i);
        b[i] = (short)(a[i] * 2);
    }
    if (sizeof(line) != (size_t)before * sizeof(short))
        return fail("typedef size");
    int sum = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < before; i++)
            sum += pause_here((*which)[i]);
        which = &b;
    }
    __typeof__(a) copy;
    memcpy(copy, b, sizeof copy);
    sum += pause_here(copy[before - 1]);
    printf("names %d, %d, %d\n", sum, before, n);
    return 0;
}

/* ---- a new array in every turn ---------------------------------------------- */

static int loops(void)
{
    unsigned hash = 1;
    char *kept = NULL;
    for (int turn = 1; turn < 12; turn++) {
        char text[turn * 7 + 1];
        int *pointers[turn];
        int values[turn];
        memset(pointers, 0, sizeof pointers); /* no garbage is pointed to */
        for (int i = 0; i < turn; i++) {
            values[i] = pause_here(i + turn);
            pointers[turn - 1 - i] = &values[i];
        }
        memset(text, 'a' + turn, sizeof text - 1);
        text[sizeof text - 1] = '\0';
        if (turn % 4 == 0)
            continue;
        for (int i = 0; i < turn; i++)
            hash = hash * 31u + (unsigned)*pointers[i] + (unsigned)pause_here(text[i]);
        if (strlen(text) != (size_t)turn * 7)
            return fail("text");
        if (turn == 9) {
            kept = malloc(sizeof text);
            strcpy(kept, text);
        }
    }
    printf("loops %u %s\n", hash, kept);
    free(kept);
    return 0;
}

/* ---- leaving scopes by goto, switch and return ------------------------------- */

static int leave(int how)
{
    int result = 0, tries = 0;
again:
    {
        int a[how + 2 + tries];
        int *last = &a[how + 1 + tries];
        for (int i = 0; i < how + 2 + tries; i++)
            a[i] = pause_here(i);
        if (tries++ < 3)
            goto again;
        switch (how) {
        case 0:
            result = *last;
            goto out;
        case 1: {
            double d[how + 3];
            for (int i = 0; i < how + 3; i++)
                d[i] = pause_here(i) / 2.0;
            result = (int)(d[how + 2] * 2) + *last;
            break;
        }
        default:
            return *last * 10 + pause_here(0);
        }
        result += a[0];
    }
out:
    return result;
}

/* ---- recursion: many arrays at once, each refers to the one outside ----------- */

static long deep(int level, int n, const int outer[n])
{
    int own[level + 1];
    long sum = 0;
    for (int i = 0; i <= level; i++)
        own[i] = pause_here((int)roll(1000)) + outer[i % n];
    if (level > 0)
        sum = deep(level - 1, level + 1, own);
    for (int i = 0; i <= level; i++)
        sum += own[i] - outer[i % n];
    return sum;
}

/* ---- a length that is computed by a call, and sizeof with one ----------------- */

static int count(int n)
{
    return pause_here(n) + 1;
}

static int lengths(int n)
{
    long a[count(n)][count(2)];
    memset(a, 0, sizeof a); /* garbage may not fit into a shorter long */
    int *p = NULL;
    size_t size = sizeof(int[n + 2]);
    for (int i = 0; i < n + 1; i++)
        for (int j = 0; j < 3; j++)
            a[i][j] = pause_here(i * j);
    long (*q)[3] = a + count(0);
    p = malloc(sizeof(int[n + 2]));
    int (*view)[n + 2] = (int (*)[n + 2])p;
    for (int i = 0; i < n + 2; i++)
        (*view)[i] = pause_here(i);
    int sum = 0;
    for (int i = 0; i < n + 2; i++)
        sum += pause_here(p[i]);
    if (size / sizeof(int) != (size_t)n + 2)
        return fail("size");
    printf("lengths %ld %d\n", (*q)[2], sum);
    free(p);
    return 0;
}

/* ---- rows of such a length on the heap ------------------------------------------ */

static long table(int n)
{
    long (*rows)[n] = calloc((size_t)n, sizeof *rows);
    const char *(*names)[n] = malloc(sizeof *names);
    long sum = 0;
    for (int i = 0; i < n; i++) {
        (*names)[i] = i % 2 ? "odd" : "even";
        for (int j = 0; j < n; j++)
            rows[i][j] = pause_here(i * j);
    }
    rows = realloc(rows, (size_t)n * 2 * sizeof *rows);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            sum += pause_here((int)rows[j][i]) + (long)strlen((*names)[i]);
    free(rows);
    free(names);
    return sum;
}

int main(void)
{
    int zero[1] = {0};
    printf("variable length arrays\n");
    if (sums(37) || chain(23) || matrices(5, 7) || names(19) || loops())
        return 1;
    printf("halfway\n");
    printf("leave %d %d %d\n", leave(0), leave(1), leave(2));
    printf("deep %ld\n", deep(12, 1, zero));
    if (lengths(6))
        return 1;
    printf("table %ld\n", table(6));
    printf("done\n");
    return 0;
}
