/* Hash table from strings to counts: chaining, growth by rehashing, entries
 * with the key in a flexible array member. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    uint32_t hash;
    long count;
    char key[];
};

struct table {
    struct entry **buckets;
    size_t capacity, used;
    int growths;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t hash_of(const char *s)
{
    uint32_t h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

static void *need(void *p)
{
    if (!p)
        exit(2);
    return p;
}

static struct table *table_new(void)
{
    struct table *t = need(malloc(sizeof *t));
    *t = (struct table){ .capacity = 8 };
    t->buckets = need(calloc(t->capacity, sizeof *t->buckets));
    return t;
}

static void grow(struct table *t)
{
    size_t capacity = t->capacity * 2;
    struct entry **buckets = need(calloc(capacity, sizeof *buckets));
    for (size_t i = 0; i < t->capacity; i++) {
        struct entry *e = t->buckets[i];
        while (e) {
            struct entry *next = e->next;
            e->next = buckets[e->hash & (capacity - 1)];
            buckets[e->hash & (capacity - 1)] = e;
            e = next;
        }
    }
    free(t->buckets);
    t->buckets = buckets;
    t->capacity = capacity;
    t->growths++;
}

static struct entry **find(struct table *t, const char *key, uint32_t hash)
{
    struct entry **at = &t->buckets[hash & (t->capacity - 1)];
    while (*at && ((*at)->hash != hash || strcmp((*at)->key, key) != 0))
        at = &(*at)->next;
    return at;
}

static long add(struct table *t, const char *key, long by)
{
    uint32_t hash = hash_of(key);
    struct entry **at = find(t, key, hash);
    if (!*at) {
        if (t->used >= t->capacity) {
            grow(t);
            at = find(t, key, hash);
        }
        size_t length = strlen(key);
        struct entry *e = need(malloc(sizeof *e + length + 1));
        e->next = NULL;
        e->hash = hash;
        e->count = 0;
        memcpy(e->key, key, length + 1);
        *at = e;
        t->used++;
    }
    return (*at)->count += by;
}

static int drop(struct table *t, const char *key)
{
    struct entry **at = find(t, key, hash_of(key)), *e = *at;
    if (!e)
        return 0;
    *at = e->next;
    free(e);
    t->used--;
    return 1;
}

static void name_of(char *to, size_t room, unsigned n)
{
    static const char *const syllables[] = { "ba", "ki", "du", "mo", "re", "ta", "lu", "ne" };
    to[0] = '\0';
    do {
        strncat(to, syllables[n % 8], room - strlen(to) - 1);
        n /= 8;
    } while (n);
}

static long total(const struct table *t)
{
    long sum = 0;
    for (size_t i = 0; i < t->capacity; i++)
        for (const struct entry *e = t->buckets[i]; e; e = e->next)
            sum += e->count;
    return sum;
}

static void table_free(struct table *t)
{
    for (size_t i = 0; i < t->capacity; i++)
        for (struct entry *e = t->buckets[i], *next; e; e = next) {
            next = e->next;
            free(e);
        }
    free(t->buckets);
    free(t);
}

int main(void)
{
    static long counts[3000];
    struct table *t = table_new();
    char name[32];
    unsigned x = 1;
    long sum = 0;
    puts("hash-chain: start");
    for (int i = 1; i <= 20000; i++) {
        x = (x * 171u + 11213u) % 53125u;
        unsigned id = x % 3000;
        name_of(name, sizeof name, id);
        long now = add(t, name, i % 10);
        counts[id] += i % 10;
        sum += i % 10;
        check("count", now == counts[id]);
        if (i % 4000 == 0)
            printf("%d: %lu keys, %d growths\n", i, (unsigned long)t->used, t->growths);
    }
    check("total", total(t) == sum);
    printf("total %ld\n", total(t));
    int dropped = 0;
    for (unsigned id = 0; id < 3000; id += 2) {
        name_of(name, sizeof name, id);
        dropped += drop(t, name);
        sum -= counts[id];
    }
    check("total after dropping", total(t) == sum);
    printf("dropped %d, total %ld\n", dropped, total(t));
    name_of(name, sizeof name, 2999);
    printf("%s: %ld\n", name, add(t, name, 0));
    check("last", add(t, name, 0) == counts[2999]);
    table_free(t);
    puts(failures ? "hash-chain: FAILED" : "hash-chain: ok");
    return failures != 0;
}
