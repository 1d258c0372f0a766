/* Pools and arenas. A pool hands out cells of one type from chunks of that type
 * and keeps free cells on a list threaded through the cells themselves; an arena
 * hands out bytes. Both are captured half full. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vertex {
    long id;
    struct vertex *next;
    double x, y;
    const char *name;
};

struct pool_chunk {
    struct pool_chunk *older;
    struct vertex cells[16];
};

struct pool {
    struct pool_chunk *chunks;
    void *free; /* the first free cell; each holds a pointer to the next */
    int used;   /* cells of the newest chunk handed out */
    int balance;
};

struct text_chunk {
    struct text_chunk *older;
    size_t used, room;
    char bytes[];
};

struct arena {
    struct text_chunk *newest;
};

static int failures;
static uint32_t noise = 1;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void *pool_take(struct pool *p)
{
    void *cell = p->free;
    p->balance++;
    if (cell != NULL) {
        p->free = *(void **)cell;
        return cell;
    }
    if (p->chunks == NULL || p->used == 16) {
        struct pool_chunk *chunk = malloc(sizeof *chunk);
        chunk->older = p->chunks;
        p->chunks = chunk;
        p->used = 0;
    }
    return &p->chunks->cells[p->used++];
}

static void pool_give(struct pool *p, void *cell)
{
    struct vertex *v = cell;
    memset(v, 0, sizeof *v);
    *(void **)cell = NULL;
    v->next = p->free; /* kept in the second word: its type says pointer */
    p->free = v;
    p->balance--;
}

static struct vertex *take(struct pool *p)
{
    struct vertex *v = p->free;
    if (v != NULL) {
        p->free = v->next;
        p->balance++;
        return v;
    }
    return pool_take(p);
}

static void pool_drop(struct pool *p)
{
    while (p->chunks != NULL) {
        struct pool_chunk *older = p->chunks->older;
        free(p->chunks);
        p->chunks = older;
    }
    memset(p, 0, sizeof *p);
}

static char *arena_take(struct arena *a, size_t n)
{
    struct text_chunk *chunk = a->newest;
    if (chunk == NULL || chunk->room - chunk->used < n) {
        size_t room = n > 200 ? n : 200;
        chunk = malloc(sizeof *chunk + room);
        chunk->older = a->newest;
        chunk->used = 0;
        chunk->room = room;
        a->newest = chunk;
    }
    chunk->used += n;
    return chunk->bytes + chunk->used - n;
}

static char *arena_copy(struct arena *a, const char *text)
{
    size_t n = strlen(text) + 1;
    work(1);
    return memcpy(arena_take(a, n), text, n);
}

static void arena_drop(struct arena *a)
{
    while (a->newest != NULL) {
        struct text_chunk *older = a->newest->older;
        free(a->newest);
        a->newest = older;
    }
}

static void polygon(int n)
{
    struct pool pool = { NULL, NULL, 0, 0 };
    struct arena names = { NULL };
    struct vertex *all = NULL, *at;
    char text[16];
    long sum = 0;
    for (int i = 0; i < n; i++) {
        at = take(&pool);
        snprintf(text, sizeof text, "vertex %d", i);
        at->id = i;
        at->x = i / 2.0;
        at->y = -i;
        at->name = arena_copy(&names, text);
        at->next = all;
        all = at;
        if (i % 3 == 2) {
            struct vertex *second = all->next;
            all->next = second->next;
            pool_give(&pool, second);
        }
        work(1);
    }
    for (at = all; at != NULL; at = at->next) {
        snprintf(text, sizeof text, "vertex %ld", at->id);
        check("name", strcmp(at->name, text) == 0);
        check("place", at->x * 2 == at->id && at->y == -at->id);
        sum += at->id;
        work(1);
    }
    check("sum", sum == (long)n * (n - 1) / 2 - ((long)n / 3 * (n / 3 - 1) / 2 * 3 + n / 3));
    check("balance", pool.balance == n - n / 3);
    pool_drop(&pool);
    arena_drop(&names);
}

int main(void)
{
    puts("carved-arena: start");
    for (int round = 1; round <= 30; round++) {
        polygon(60);
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "carved-arena: FAILED" : "carved-arena: ok");
    return failures != 0;
}
