/* Hash table with open addressing whose keys are small structs held by value
 * (points of a grid), used to follow Langton's ant, with deletions. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int32_t x, y;
} point;

enum state { EMPTY, FULL, GONE };

typedef struct {
    point key;
    uint16_t visits;
    enum state state;
} slot;

typedef struct {
    slot *slots;
    uint32_t mask, full, dirty;
} point_table;

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t hash(point p)
{
    uint32_t h = (uint32_t)p.x * 0x9e3779b1u ^ (uint32_t)p.y * 0x85ebca77u;
    return h ^ h >> 15;
}

static bool equal(point a, point b) { return a.x == b.x && a.y == b.y; }

static point_table table_new(uint32_t size)
{
    point_table t = { calloc(size, sizeof(slot)), size - 1, 0, 0 };
    if (!t.slots)
        exit(2);
    return t;
}

/* The slot of the key, or the one where it belongs. */
static slot *probe(const point_table *t, point key)
{
    slot *reuse = NULL;
    for (uint32_t i = hash(key) & t->mask;; i = (i + 1) & t->mask) {
        slot *s = &t->slots[i];
        if (s->state == FULL && equal(s->key, key))
            return s;
        if (s->state == GONE && !reuse)
            reuse = s;
        if (s->state == EMPTY)
            return reuse ? reuse : s;
    }
}

static slot *put(point_table *t, point key)
{
    if ((t->dirty + 1) * 4 > (t->mask + 1) * 3) {
        point_table bigger = table_new((t->mask + 1) * (t->full * 2 > t->mask ? 2 : 1));
        for (slot *s = t->slots; s < t->slots + t->mask + 1; s++)
            if (s->state == FULL) {
                *probe(&bigger, s->key) = *s;
                bigger.full++;
                bigger.dirty++;
            }
        free(t->slots);
        *t = bigger;
    }
    slot *s = probe(t, key);
    if (s->state != FULL) {
        if (s->state == EMPTY)
            t->dirty++;
        t->full++;
        *s = (slot){ .key = key, .state = FULL };
    }
    return s;
}

static bool remove_key(point_table *t, point key)
{
    slot *s = probe(t, key);
    if (s->state != FULL)
        return false;
    s->state = GONE;
    t->full--;
    return true;
}

static const point directions[4] = { { 0, 1 }, { 1, 0 }, { 0, -1 }, { -1, 0 } };

/* A black cell is a key of the table. Returns the number of black cells. */
static uint32_t ant(point_table *black, int steps, int every)
{
    point at = { 0, 0 };
    int facing = 0;
    for (int i = 1; i <= steps; i++) {
        if (remove_key(black, at))
            facing = (facing + 3) % 4;
        else {
            facing = (facing + 1) % 4;
            put(black, at)->visits++;
        }
        at.x += directions[facing].x;
        at.y += directions[facing].y;
        if (i % every == 0)
            printf("step %d: %lu black, ant at %ld,%ld\n", i, (unsigned long)black->full,
                   (long)at.x, (long)at.y);
    }
    return black->full;
}

/* The same on a plain grid. */
static uint32_t ant_on_grid(int steps)
{
    enum { SIDE = 512 };
    static bool cell[SIDE][SIDE];
    int x = SIDE / 2, y = SIDE / 2, facing = 0;
    uint32_t count = 0;
    while (steps-- > 0) {
        bool was = cell[y][x];
        cell[y][x] = !was;
        count = was ? count - 1 : count + 1;
        facing = (facing + (was ? 3 : 1)) % 4;
        x += directions[facing].x;
        y += directions[facing].y;
    }
    return count;
}

int main(void)
{
    puts("open-table: start");
    point_table black = table_new(16);
    uint32_t cells = ant(&black, 12000, 3000);
    check("black cells", cells == ant_on_grid(12000));
    uint32_t seen = 0;
    point low = { 0, 0 }, high = { 0, 0 };
    for (uint32_t i = 0; i <= black.mask; i++) {
        const slot *s = black.slots + i;
        if (s->state != FULL)
            continue;
        seen += s->visits;
        if (s->key.x < low.x) low.x = s->key.x;
        if (s->key.y < low.y) low.y = s->key.y;
        if (s->key.x > high.x) high.x = s->key.x;
        if (s->key.y > high.y) high.y = s->key.y;
    }
    check("each black cell was counted once", seen == cells);
    printf("extent %ld,%ld to %ld,%ld\n", (long)low.x, (long)low.y, (long)high.x, (long)high.y);
    free(black.slots);
    puts(failures ? "open-table: FAILED" : "open-table: ok");
    return failures != 0;
}
