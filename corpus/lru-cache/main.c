/* A least-recently-used cache: entries are on a bucket chain and on a ring with
 * a sentinel at once; the entry is found from its ring link with offsetof. A
 * plain array with time stamps must hit and miss the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY 64
#define BUCKETS 32
#define KEYS 200

#define ENTRY_OF(link) ((struct entry *)((char *)(link) - offsetof(struct entry, ring)))

struct link {
    struct link *newer, *older;
};

struct entry {
    char key[12];
    struct entry *chain;
    struct link ring;
    uint64_t value;
};

struct stats {
    unsigned long hits, misses, evictions;
};

struct cache {
    struct entry *bucket[BUCKETS];
    struct link ring; /* ring.older: newest; ring.newer: oldest */
    int size;
    struct stats stats;
    void (*evicted)(struct cache *, const struct entry *);
    uint64_t evicted_sum;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static unsigned hash(const char *s)
{
    unsigned h = 0;
    while (*s)
        h = h * 131 + (unsigned char)*s++;
    return h % BUCKETS;
}

static void note_eviction(struct cache *c, const struct entry *e)
{
    c->evicted_sum += e->value;
}

static struct cache *cache_new(void)
{
    struct cache *c = calloc(1, sizeof *c);
    if (!c)
        exit(2);
    c->ring.newer = c->ring.older = &c->ring;
    c->evicted = note_eviction;
    return c;
}

static void unlink_ring(struct link *l)
{
    l->newer->older = l->older;
    l->older->newer = l->newer;
}

static void make_newest(struct cache *c, struct link *l)
{
    l->older = c->ring.older;
    l->newer = &c->ring;
    l->older->newer = l;
    c->ring.older = l;
}

static struct entry **find(struct cache *c, const char *key)
{
    struct entry **at = &c->bucket[hash(key)];
    while (*at && strcmp((*at)->key, key) != 0)
        at = &(*at)->chain;
    return at;
}

static void evict(struct cache *c)
{
    struct entry *e = ENTRY_OF(c->ring.newer);
    if (c->evicted)
        c->evicted(c, e);
    *find(c, e->key) = e->chain;
    unlink_ring(&e->ring);
    free(e);
    c->size--;
    c->stats.evictions++;
}

/* What the cache saves us from doing again. */
static uint64_t expensive(const char *key)
{
    uint64_t v = 14695981039346656037u;
    for (int round = 0; round < 5; round++)
        for (const char *p = key; *p; p++)
            v = (v ^ (unsigned char)*p) * 1099511628211u;
    return v;
}

static uint64_t get(struct cache *c, const char *key)
{
    struct entry *e = *find(c, key);
    if (e) {
        c->stats.hits++;
        unlink_ring(&e->ring);
        make_newest(c, &e->ring);
        return e->value;
    }
    c->stats.misses++;
    if (c->size == CAPACITY)
        evict(c);
    struct entry **place = find(c, key);
    e = *place = calloc(1, sizeof *e);
    if (!e)
        exit(2);
    strcpy(e->key, key);
    e->value = expensive(key);
    make_newest(c, &e->ring);
    c->size++;
    return e->value;
}

/* The same policy on plain arrays: is key n in? */
static int plain_hit(int n)
{
    static int keys[CAPACITY], used;
    static unsigned long stamp[CAPACITY], now;
    int oldest = 0;
    now++;
    for (int i = 0; i < used; i++) {
        if (keys[i] == n) {
            stamp[i] = now;
            return 1;
        }
        if (stamp[i] < stamp[oldest])
            oldest = i;
    }
    int at = used < CAPACITY ? used++ : oldest;
    keys[at] = n;
    stamp[at] = now;
    return 0;
}

static struct stats difference(struct stats a, struct stats b)
{
    return (struct stats){ a.hits - b.hits, a.misses - b.misses, a.evictions - b.evictions };
}

int main(void)
{
    struct cache *c = cache_new();
    struct stats before = c->stats;
    uint32_t s = 5;
    unsigned long plain_hits = 0;
    puts("lru-cache: start");
    for (int i = 1; i <= 12000; i++) {
        char key[12];
        s = s * 1103515245u + 12345u;
        int a = (int)(s >> 16) % KEYS, b = (int)(s >> 8 & 0xffff) % KEYS;
        int n = a * b / KEYS; /* small numbers are more frequent */
        snprintf(key, sizeof key, "key-%d", n);
        check("value", get(c, key) == expensive(key));
        plain_hits += (unsigned long)plain_hit(n);
        if (i % 3000 == 0) {
            struct stats now = difference(c->stats, before);
            before = c->stats;
            printf("%d: %lu hits, %lu misses, %lu evictions\n", i, now.hits, now.misses, now.evictions);
        }
    }
    printf("evicted sum %016llx\n", (unsigned long long)c->evicted_sum);
    check("hits", c->stats.hits == plain_hits && c->stats.hits + c->stats.misses == 12000);
    int ring = 0;
    for (struct link *l = c->ring.older; l != &c->ring; l = l->older, ring++)
        check("ring and chains agree", *find(c, ENTRY_OF(l)->key) == ENTRY_OF(l));
    check("ring", ring == CAPACITY && c->size == CAPACITY);
    printf("newest %s, oldest %s\n", ENTRY_OF(c->ring.older)->key, ENTRY_OF(c->ring.newer)->key);
    c->evicted = NULL;
    while (c->size)
        evict(c);
    check("empty ring", c->ring.newer == &c->ring);
    free(c);
    puts(failures ? "lru-cache: FAILED" : "lru-cache: ok");
    return failures != 0;
}
