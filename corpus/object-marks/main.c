/* "Nothing found" is (size_t)-1 on every machine: a mark that was all ones where
 * size_t has 32 bits must be all ones where it has 64, and the other way round. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define NONE ((size_t)-1)

struct slot {
    size_t next;
    unsigned long limit;
    long left;
    size_t align;
};

static size_t first = SIZE_MAX;
static unsigned long mask = ~0UL;
static size_t table[8];
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Calls itself, so it polls. */
static unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

static size_t find(const struct slot *slots, size_t count, long left)
{
    for (size_t i = 0; i < count; i++)
        if (slots[i].left == left)
            return i;
    return NONE;
}

static void fill(struct slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        slots[i].next = i + 1 < count ? i + 1 : NONE;
        slots[i].limit = i % 2 ? ULONG_MAX : (unsigned long)i;
        slots[i].left = i % 3 ? -(long)i : -1;
        slots[i].align = _Alignof(long double);
    }
    for (size_t i = 0; i < 8; i++)
        table[i] = i % 2 ? NONE : i;
}

static void check_slots(const struct slot *slots, size_t count)
{
    size_t seen = 0;
    for (size_t i = 0; i != NONE; i = slots[i].next) {
        check("limit", slots[i].limit == (i % 2 ? ULONG_MAX : i));
        check("left", slots[i].left == (i % 3 ? -(long)i : -1));
        check("align", slots[i].align == _Alignof(long double));
        seen++;
    }
    check("seen", seen == count);
    for (size_t i = 0; i < 8; i++)
        check("table", table[i] == (i % 2 ? NONE : i));
}

int main(void)
{
    enum { COUNT = 9, ROUNDS = 60 };
    struct slot *slots = malloc(COUNT * sizeof *slots);
    if (!slots)
        return 2;
    puts("object-marks: start");
    fill(slots, COUNT);
    for (int n = 0; n < ROUNDS; n++) {
        size_t missing = find(slots, COUNT, 5), found = find(slots, COUNT, -7);
        unsigned hash = work(6, (unsigned)n);
        check("missing", missing == NONE && found == 7);
        check("first", first == SIZE_MAX && mask == ~0UL);
        check_slots(slots, COUNT);
        check("hash", hash == work(6, (unsigned)n));
        if (n % 20 == 19)
            printf("round %d: %u\n", n + 1, hash);
    }
    free(slots);
    puts(failures ? "object-marks: FAILED" : "object-marks: ok");
    return failures != 0;
}
