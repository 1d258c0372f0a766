/* Sorting with comparators: generic quicksort, heapsort and insertion sort on
 * bytes, a stable merge sort of pointers, libc's qsort and bsearch. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 2500

typedef int (*compare)(const void *, const void *);
typedef void sorter(void *base, size_t n, size_t width, compare cmp);

struct person {
    char name[8];
    int16_t age;
    double height; /* in quarters of a centimetre, exact */
    uint32_t serial;
};

static unsigned long comparisons;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t seed;
static uint32_t rnd(void)
{
    seed = seed * 22695477u + 1u;
    return seed >> 12;
}

static void exchange(char *a, char *b, size_t width)
{
    while (width--) {
        char t = *a;
        *a++ = *b;
        *b++ = t;
    }
}

static void insertion_sort(void *base, size_t n, size_t width, compare cmp)
{
    char *start = base;
    for (char *p = start + width; p < start + n * width; p += width)
        for (char *q = p; q > start && cmp(q - width, q) > 0; q -= width)
            exchange(q, q - width, width);
}

static void quick_sort(void *base, size_t n, size_t width, compare cmp)
{
    while (n > 8) {
        char *low = base, *end = low + n * width, *store = low + width;
        exchange(low, low + n / 2 * width, width);
        for (char *p = store; p < end; p += width)
            if (cmp(p, low) < 0) {
                exchange(p, store, width);
                store += width;
            }
        store -= width;
        exchange(low, store, width);
        size_t left = (size_t)(store - low) / width;
        quick_sort(low, left, width, cmp);
        base = store + width;
        n -= left + 1;
    }
    if (n)
        insertion_sort(base, n, width, cmp);
}

static void sift(char *base, size_t root, size_t n, size_t width, compare cmp)
{
    size_t child;
    while ((child = 2 * root + 1) < n) {
        if (child + 1 < n && cmp(base + child * width, base + (child + 1) * width) < 0)
            child++;
        if (cmp(base + root * width, base + child * width) >= 0)
            return;
        exchange(base + root * width, base + child * width, width);
        root = child;
    }
}

static void heap_sort(void *base, size_t n, size_t width, compare cmp)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(base, i, n, width, cmp);
    while (n-- > 1) {
        exchange(base, (char *)base + n * width, width);
        sift(base, 0, n, width, cmp);
    }
}

static void merge_pointers(struct person **v, struct person **scratch, size_t n, compare cmp)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    merge_pointers(v, scratch, half, cmp);
    merge_pointers(v + half, scratch, n - half, cmp);
    while (i < half || j < n)
        scratch[k++] = j == n || (i < half && cmp(v[i], v[j]) <= 0) ? v[i++] : v[j++];
    memcpy(v, scratch, n * sizeof *v);
}

static int by_name(const void *a, const void *b)
{
    comparisons++;
    return strcmp(((const struct person *)a)->name, ((const struct person *)b)->name);
}

static int by_age_then_serial(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    comparisons++;
    if (x->age != y->age)
        return x->age - y->age;
    return x->serial < y->serial ? -1 : x->serial > y->serial;
}

static int by_height_then_serial(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    comparisons++;
    if (x->height != y->height)
        return x->height < y->height ? -1 : 1;
    return (x->serial > y->serial) - (x->serial < y->serial);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void people(struct person *p, int n)
{
    seed = 4;
    for (int i = 0; i < n; i++, p++) {
        memset(p, 0, sizeof *p);
        for (int k = 0; k < 3; k++)
            p->name[k] = "abcdefgh"[rnd() % 8];
        p->age = (int16_t)(rnd() % 90);
        p->height = 150 + (rnd() % 200) / 4.0;
        p->serial = (uint32_t)i;
    }
}

static uint32_t digest(const struct person *p, int n)
{
    uint32_t h = 0;
    for (int i = 0; i < n; i++)
        h = h * 16777619u + p[i].serial;
    return h;
}

int main(void)
{
    static const struct {
        const char *name;
        sorter *sort;
        int n;
    } sorters[] = {
        { "insertion", insertion_sort, N / 5 },
        { "quick", quick_sort, N },
        { "heap", heap_sort, N },
        { "libc", qsort, N },
    };
    static const compare orders[] = { by_age_then_serial, by_height_then_serial };
    struct person *list = calloc(N, sizeof *list), **index = calloc(2 * N, sizeof *index);
    if (!list || !index)
        return 2;
    puts("sorting: start");
    uint32_t reference[2] = { 0, 0 };
    for (size_t s = sizeof sorters / sizeof *sorters; s-- > 0;) {
        int n = sorters[s].n;
        for (int o = 0; o < 2; o++) {
            people(list, n);
            sorters[s].sort(list, (size_t)n, sizeof *list, orders[o]);
            for (int i = 1; i < n; i++)
                check("order", orders[o](&list[i - 1], &list[i]) < 0);
            uint32_t d = digest(list, n);
            if (s == 3)
                reference[o] = d;
            if (n == N)
                check("as libc's", d == reference[o]);
            printf("%s by %s: %s %d\n", sorters[s].name, o ? "height" : "age", list[n / 2].name,
                   list[n / 2].age);
        }
    }
    people(list, N);
    for (int i = 0; i < N; i++)
        index[i] = &list[i];
    merge_pointers(index, index + N, N, by_name);
    for (int i = 1; i < N; i++) {
        int c = strcmp(index[i - 1]->name, index[i]->name);
        check("stable", c < 0 || (c == 0 && index[i - 1]->serial < index[i]->serial));
    }
    printf("merge by name: %s .. %s\n", index[0]->name, index[N - 1]->name);
    int64_t values[200], key;
    for (int i = 0; i < 200; i++)
        values[i] = (int64_t)rnd() * 1000003 - 500000000000;
    key = values[77];
    qsort(values, 200, sizeof *values, by_value);
    int64_t *hit = bsearch(&key, values, 200, sizeof *values, by_value);
    check("bsearch", hit && *hit == key && (hit == values || hit[-1] < key));
    printf("found %lld at %d\n", (long long)key, (int)(hit - values));
    printf("%s\n", comparisons > 100000 ? "many comparisons" : "few comparisons");
    free(list);
    free(index);
    puts(failures ? "sorting: FAILED" : "sorting: ok");
    return failures != 0;
}
