/* The scope of a variable begins before its initialiser (C11 6.2.1p7). */
#include <stdio.h>
#include <stdlib.h>

struct list {
    struct list *self;
    long sum;
    int count;
};

static void *make(size_t size, long n)
{
    struct list *list = calloc(1, size);
    if (list == NULL)
        exit(2);
    for (long i = 1; i <= n; i++)
        list->sum = (list->sum * 7 + i) % 100003;
    return list;
}

static struct list ring(struct list *self, long n)
{
    struct list list = {self, 0, (int)n};
    for (long i = 1; i <= n; i++)
        list.sum += i % 5;
    return list;
}

int main(void)
{
    long total = 0;
    for (long n = 100; n < 60000; n += 4000) {
        struct list *list = make(sizeof *list, n), *other = make(sizeof *other, n / 2);
        struct list own = ring(&own, n);
        if (own.self != &own || own.count != n) {
            printf("%ld: the list does not know itself\n", n);
            return 1;
        }
        total += list->sum - other->sum + own.sum;
        printf("%ld: %ld\n", n, total);
        free(list);
        free(other);
    }
    return 0;
}
