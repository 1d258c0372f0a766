/* Callbacks from the C library. The frames of qsort and bsearch cannot be
 * moved: a capture asked for in a comparator waits until the library has
 * returned. Comparators loop, recurse, call through pointers, and sort
 * themselves. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct person {
    const char *name;
    int age;
    struct person *friend_of;
};

static int failures, compared;
static int (*order)(const struct person *, const struct person *);

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* A comparison by a loop that could be polled in. */
static int letters(const char *a, const char *b)
{
    compared++;
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static int by_name(const struct person *a, const struct person *b)
{
    return letters(a->name, b->name);
}

static int by_age(const struct person *a, const struct person *b)
{
    return a->age != b->age ? a->age - b->age : by_name(a, b);
}

static int by_friend(const struct person *a, const struct person *b)
{
    int c = by_name(a->friend_of, b->friend_of);
    return c != 0 ? c : by_age(a, b);
}

static int ordered(const void *a, const void *b)
{
    return order(a, b);
}

static int numbers(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* A comparator that sorts: rows by their sorted contents. */
static int rows(const void *a, const void *b)
{
    int x[4], y[4];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    qsort(x, 4, sizeof *x, numbers);
    qsort(y, 4, sizeof *y, numbers);
    for (int i = 0; i < 4; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

static int key_of(const void *key, const void *element)
{
    return letters(key, ((const struct person *)element)->name);
}

static struct person *make(int count, uint32_t seed)
{
    static const char *const names[] = { "Ada", "Brian", "Dennis", "Donald", "Edsger",
                                         "Grace", "Ken", "Niklaus", "Barbara", "Tony" };
    struct person *all = malloc((size_t)count * sizeof *all);
    if (all == NULL)
        exit(1);
    for (int i = 0; i < count; i++) {
        seed = seed * 1103515245u + 12345u;
        all[i].name = names[(seed >> 16) % 10];
        all[i].age = (int)((seed >> 8) % 90);
        all[i].friend_of = NULL;
    }
    for (int i = 0; i < count; i++)
        all[i].friend_of = &all[(i * 7 + 3) % count];
    return all;
}

static void sort_people(int count, uint32_t seed)
{
    static int (*const orders[])(const struct person *, const struct person *) = {
        by_name, by_age, by_friend };
    struct person *friends = make(count, seed), *all = make(count, seed);
    for (int i = 0; i < count; i++)
        all[i].friend_of = &friends[i % 5];
    for (int o = 0; o < 3; o++) {
        order = orders[o];
        qsort(all, (size_t)count, sizeof(struct person), ordered);
        for (int i = 1; i < count; i++)
            check("people in order", order(&all[i - 1], &all[i]) <= 0);
    }
    order = by_name;
    qsort(all, (size_t)count, sizeof(struct person), ordered);
    for (int i = 0; i < count; i++) {
        struct person *found =
            bsearch(all[i].name, all, (size_t)count, sizeof(struct person), key_of);
        check("found", found != NULL && strcmp(found->name, all[i].name) == 0);
    }
    check("not found", bsearch("Alan", all, (size_t)count, sizeof(struct person), key_of) == NULL);
    free(all);
    free(friends);
}

static void sort_rows(void)
{
    int table[30][4];
    for (int i = 0; i < 30; i++)
        for (int j = 0; j < 4; j++)
            table[i][j] = (i * 17 + j * 29) % 11;
    qsort(table, 30, sizeof table[0], rows);
    for (int i = 1; i < 30; i++)
        check("rows in order", rows(table[i - 1], table[i]) <= 0);
}

int main(void)
{
    puts("callbacks: start");
    for (int round = 1; round <= 20; round++) {
        sort_people(20 + round, (uint32_t)round);
        sort_rows();
        if (round % 10 == 0)
            printf("round %d: %s\n", round, compared > round * 100 ? "compared" : "idle");
    }
    puts(failures ? "callbacks: FAILED" : "callbacks: ok");
    return failures != 0;
}
