/* A chain of filters, each with options of its own type in a block that was
 * allocated by its size alone; checksums whose kind only their owner knows; a
 * hash that collects its input, bytes, in an array of numbers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUM_NARROW = 1, SUM_WIDE, SUM_PAIR };
enum { FILTER_SHIFT = 33, FILTER_NAMES, FILTERS = 6 };

struct owner {
    const char *name;
    int kind;
};

struct sum {
    struct owner *owner;
    union {
        uint32_t narrow;
        uint64_t wide;
        struct {
            uint32_t a, b;
        } pair;
    } state;
};

/* Two types without tags. */
typedef struct {
    long by;
    int *table;
} shift_options;

typedef struct {
    int unused;
    char flag;
} other_options;

struct names {
    char *first, *second;
    unsigned short count;
};

struct filter {
    int id;
    void *options;
};

struct block {
    uint32_t words[8];
    size_t used;
    uint64_t hash;
};

static unsigned noise = 1;

static long work(long n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void *copy(const void *from, size_t size)
{
    void *to = malloc(size);
    memcpy(to, from, size);
    return to;
}

static const size_t sizes[] = {sizeof(shift_options), sizeof(struct names)};

static void chain(struct filter *to, int *table)
{
    static char red[] = "red", green[] = "green";
    for (int i = 0; i < FILTERS; i++) {
        shift_options shift = {-3 * i, table + i};
        struct names names = {red, green + i % 3, (unsigned short)(i * 7)};
        to[i].id = i % 2 ? FILTER_NAMES : FILTER_SHIFT;
        to[i].options = i % 2 ? copy(&names, sizes[1]) : copy(&shift, sizes[0]);
        work(i);
    }
}

static long result_of(const struct filter *filter)
{
    if (filter->id == FILTER_SHIFT) {
        const shift_options *shift = filter->options;
        return shift->by + *shift->table;
    } else {
        const struct names *names = filter->options;
        return names->first[0] + names->second[0] + names->count;
    }
}

static void add(struct sum *sum, unsigned byte)
{
    switch (sum->owner->kind) {
    case SUM_NARROW:
        sum->state.narrow = sum->state.narrow * 31 + byte;
        break;
    case SUM_WIDE:
        sum->state.wide = sum->state.wide * 1099511628211u + byte;
        break;
    default:
        sum->state.pair.a += byte;
        sum->state.pair.b += sum->state.pair.a;
    }
}

static uint32_t read32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static void mix(struct block *block)
{
    const unsigned char *bytes = (const unsigned char *)block->words;
    for (int i = 0; i < 8; i++)
        block->hash = (block->hash ^ read32(bytes + 4 * i)) * 0x100000001b3u;
    block->used = 0;
}

static void put(struct block *block, const char *text, size_t size)
{
    while (size > 0) {
        size_t room = sizeof block->words - block->used;
        size_t now = size < room ? size : room;
        memcpy((unsigned char *)block->words + block->used, text, now);
        block->used += now;
        text += now;
        size -= now;
        if (block->used == sizeof block->words)
            mix(block);
        work(1);
    }
}

static void print(const struct sum *sum)
{
    if (sum->owner->kind == SUM_NARROW)
        printf("%s %08lx\n", sum->owner->name,
               (unsigned long)sum->state.narrow);
    else if (sum->owner->kind == SUM_WIDE)
        printf("%s %016llx\n", sum->owner->name,
               (unsigned long long)sum->state.wide);
    else
        printf("%s %lu %lu\n", sum->owner->name,
               (unsigned long)sum->state.pair.a,
               (unsigned long)sum->state.pair.b);
}

int main(void)
{
    static struct owner wide = {"wide", SUM_WIDE};
    struct owner pair = {"pair", SUM_PAIR};
    struct owner *narrow = malloc(sizeof *narrow);
    struct sum sums[3] = {{&wide, {0}}, {NULL, {0}}, {&pair, {0}}};
    struct filter *filters = malloc(FILTERS * sizeof *filters);
    struct block *block = calloc(1, sizeof *block);
    int table[] = {2, 3, 5, 7, 11, 13};
    long total = 0;
    other_options other = {1, 'x'};
    narrow->name = "narrow";
    narrow->kind = SUM_NARROW;
    sums[1].owner = narrow;
    chain(filters, table);
    for (int round = 0; round < 60; round++) {
        char text[40];
        int size = snprintf(text, sizeof text, "round %d of many", round);
        put(block, text, (size_t)size);
        for (int i = 0; i < 3; i++)
            add(&sums[i], (unsigned)work(round * 37 % 256));
        total += result_of(&filters[round % FILTERS]);
        other.unused += round;
    }
    for (int i = 0; i < 3; i++)
        print(&sums[i]);
    printf("%ld %d %016llx\n", total, other.unused + other.flag,
           (unsigned long long)block->hash);
    return 0;
}
