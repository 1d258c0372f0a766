/* Generators: structs that begin with a common header (next, drop) and carry
 * state of their own, composed into pipelines on the heap. Each pipeline's
 * result is compared with a plain loop. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct generator {
    bool (*next)(struct generator *, int64_t *);
    void (*drop)(struct generator *);
};

struct range {
    struct generator base;
    int64_t at, end, step;
};

struct filter {
    struct generator base;
    struct generator *from;
    bool (*keep)(int64_t, int64_t);
    int64_t extra;
};

struct zip {
    struct generator base;
    struct generator *left, *right;
    int64_t (*join)(int64_t, int64_t);
};

struct primes {
    struct generator base;
    int64_t *found;
    int count, room;
};

struct permutations {
    struct generator base;
    int8_t digit[8];
    int n;
    bool started;
};

static int live, failures;

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
    live++;
    return p;
}

static void drop_plain(struct generator *g)
{
    live--;
    free(g);
}

static bool range_next(struct generator *g, int64_t *value)
{
    struct range *r = (struct range *)g;
    if (r->at >= r->end)
        return false;
    *value = r->at;
    r->at += r->step;
    return true;
}

static struct generator *range(int64_t from, int64_t end, int64_t step)
{
    struct range *r = need(malloc(sizeof *r));
    *r = (struct range){ { range_next, drop_plain }, from, end, step };
    return &r->base;
}

static bool filter_next(struct generator *g, int64_t *value)
{
    struct filter *f = (struct filter *)g;
    while (f->from->next(f->from, value))
        if (f->keep(*value, f->extra))
            return true;
    return false;
}

static void filter_drop(struct generator *g)
{
    struct filter *f = (struct filter *)g;
    f->from->drop(f->from);
    drop_plain(g);
}

static struct generator *filter(struct generator *from, bool (*keep)(int64_t, int64_t), int64_t extra)
{
    struct filter *f = need(malloc(sizeof *f));
    *f = (struct filter){ { filter_next, filter_drop }, from, keep, extra };
    return &f->base;
}

static bool zip_next(struct generator *g, int64_t *value)
{
    struct zip *z = (struct zip *)g;
    int64_t l, r;
    if (!z->left->next(z->left, &l) || !z->right->next(z->right, &r))
        return false;
    *value = z->join(l, r);
    return true;
}

static void zip_drop(struct generator *g)
{
    struct zip *z = (struct zip *)g;
    z->left->drop(z->left);
    z->right->drop(z->right);
    drop_plain(g);
}

static struct generator *zip(struct generator *l, struct generator *r, int64_t (*join)(int64_t, int64_t))
{
    struct zip *z = need(malloc(sizeof *z));
    *z = (struct zip){ { zip_next, zip_drop }, l, r, join };
    return &z->base;
}

static bool primes_next(struct generator *g, int64_t *value)
{
    struct primes *p = (struct primes *)g;
    int64_t candidate = p->count ? p->found[p->count - 1] + 1 : 2;
    for (;; candidate++) {
        int i = 0;
        while (i < p->count && p->found[i] * p->found[i] <= candidate && candidate % p->found[i])
            i++;
        if (i == p->count || p->found[i] * p->found[i] > candidate)
            break;
    }
    if (p->count == p->room) {
        p->room = p->room * 2 + 4;
        p->found = realloc(p->found, (size_t)p->room * sizeof *p->found);
        if (!p->found)
            exit(2);
    }
    *value = p->found[p->count++] = candidate;
    return true;
}

static void primes_drop(struct generator *g)
{
    free(((struct primes *)g)->found);
    drop_plain(g);
}

static struct generator *primes(void)
{
    struct primes *p = need(calloc(1, sizeof *p));
    p->base.next = primes_next;
    p->base.drop = primes_drop;
    return &p->base;
}

/* Permutations in lexical order, as decimal numbers. */
static bool permutations_next(struct generator *g, int64_t *value)
{
    struct permutations *p = (struct permutations *)g;
    int8_t *d = p->digit;
    int i = p->n - 1, j = p->n - 1;
    if (p->started) {
        while (i > 0 && d[i - 1] > d[i])
            i--;
        if (i == 0)
            return false;
        while (d[j] < d[i - 1])
            j--;
        int8_t t = d[i - 1];
        d[i - 1] = d[j];
        d[j] = t;
        for (j = p->n - 1; i < j; i++, j--) {
            t = d[i];
            d[i] = d[j];
            d[j] = t;
        }
    }
    p->started = true;
    *value = 0;
    for (i = 0; i < p->n; i++)
        *value = *value * 10 + d[i];
    return true;
}

static struct generator *permutations(int n)
{
    struct permutations *p = need(calloc(1, sizeof *p));
    p->base = (struct generator){ permutations_next, drop_plain };
    p->n = n;
    for (int i = 0; i < n; i++)
        p->digit[i] = (int8_t)(i + 1);
    return &p->base;
}

static bool not_divisible(int64_t v, int64_t by) { return v % by != 0; }
static bool divisible(int64_t v, int64_t by) { return v % by == 0; }
static int64_t times(int64_t a, int64_t b) { return a * b; }
static int64_t minus(int64_t a, int64_t b) { return a - b; }

/* Takes up to `limit` values; prints the last, returns the sum. */
static int64_t take(const char *name, struct generator *g, int limit)
{
    int64_t value = 0, sum = 0;
    int n = 0;
    while (n < limit && g->next(g, &value)) {
        sum += value;
        n++;
    }
    printf("%s: %d values, last %lld, sum %lld\n", name, n, (long long)value, (long long)sum);
    g->drop(g);
    return sum;
}

int main(void)
{
    puts("generators: start");
    check("range", take("range", range(0, 1000, 7), 1000) == 7 * 143 * 142 / 2);
    check("primes", take("primes", primes(), 1000) == 3682913);
    struct generator *sieve = range(2, 1000, 1);
    for (int p = 2; p < 32; p++)
        sieve = filter(sieve, not_divisible, p);
    check("sieve", take("sieve", sieve, 1000) == 76127 - 160);
    /* consecutive primes: the differences add up to the last one minus 2 */
    struct generator *later = primes();
    int64_t two;
    later->next(later, &two);
    check("gaps", take("gaps", zip(later, primes(), minus), 500) == 3571 + 10 - two);
    check("squares", take("squares", zip(range(0, 500, 1), range(0, 500, 1), times), 9999)
          == 499 * 500 * 999 / 6);
    check("permutations", take("permutations", permutations(7), 99999) == 5040 / 7 * 28 * (int64_t)1111111);
    check("multiples", take("multiples", filter(permutations(6), divisible, 11), 9999) == 0);
    printf("live %d\n", live);
    check("all dropped", live == 0);
    puts(failures ? "generators: FAILED" : "generators: ok");
    return failures != 0;
}
