/* Programs seldom call malloc themselves: xmalloc and xrealloc wrappers, a
 * generic growing array, a pool of equal cells with a free list, an arena for
 * strings, and reference-counted shared values. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 64

struct point {
    int x, y;
    const char *label;
};

struct cell {
    struct cell *next_free;
    double weight;
    struct point where;
};

struct chunk {
    struct chunk *older;
    struct cell cells[CELLS];
};

struct arena {
    struct arena *older;
    size_t used;
    char text[1000];
};

struct shared {
    int references;
    int length;
    int *values;
};

static struct chunk *chunks;
static struct cell *free_cells;
static struct arena *strings;
static long balance; /* blocks given out and not returned */
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void *xmalloc(size_t n)
{
    void *p = malloc(n);
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(2);
    }
    balance++;
    return p;
}

static void *xrealloc(void *old, size_t n)
{
    void *p = realloc(old, n);
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(2);
    }
    balance += !old;
    return p;
}

static void xfree(void *p)
{
    balance -= p != NULL;
    free(p);
}

static void *grow(void *old, int *room, size_t width)
{
    *room = *room ? *room * 3 / 2 : 6;
    return xrealloc(old, (size_t)*room * width);
}

static struct cell *cell_new(void)
{
    if (!free_cells) {
        struct chunk *c = xmalloc(sizeof *c);
        c->older = chunks;
        chunks = c;
        for (int i = 0; i < CELLS; i++) {
            c->cells[i].next_free = free_cells;
            free_cells = &c->cells[i];
        }
    }
    struct cell *cell = free_cells;
    free_cells = cell->next_free;
    *cell = (struct cell){ 0 };
    return cell;
}

static void cell_free(struct cell *c)
{
    c->next_free = free_cells;
    free_cells = c;
}

static const char *keep(const char *text)
{
    size_t n = strlen(text) + 1;
    if (!strings || strings->used + n > sizeof strings->text) {
        struct arena *a = xmalloc(sizeof *a);
        a->older = strings;
        a->used = 0;
        strings = a;
    }
    char *place = strings->text + strings->used;
    strings->used += n;
    return memcpy(place, text, n);
}

static struct shared *share(struct shared *s)
{
    s->references++;
    return s;
}

static void unshare(struct shared *s)
{
    if (--s->references == 0) {
        xfree(s->values);
        xfree(s);
    }
}

static struct shared *shared_new(int length)
{
    struct shared *s = xmalloc(sizeof *s);
    s->references = 1;
    s->length = length;
    s->values = xmalloc((size_t)length * sizeof *s->values);
    for (int i = 0; i < length; i++)
        s->values[i] = i * length;
    return s;
}

static void growing(void)
{
    struct point *points = NULL;
    short *shorts = NULL;
    int count = 0, room = 0, short_room = 0;
    char name[20];
    for (int i = 0; i < 1500; i++) {
        if (count == room)
            points = grow(points, &room, sizeof *points);
        if (i >= short_room)
            shorts = grow(shorts, &short_room, sizeof *shorts);
        snprintf(name, sizeof name, "p%d", i * 7 % 1500);
        points[count++] = (struct point){ i, -i, keep(name) };
        shorts[i] = (short)(i - 750);
    }
    long sum = 0;
    for (int i = 0; i < count; i++)
        sum += points[i].x * 2 + points[i].y + shorts[i] + atoi(points[i].label + 1);
    printf("growing: room %d, sum %ld\n", room, sum);
    check("growing", sum == 1499L * 1500 - 750);
    xfree(points);
    xfree(shorts);
}

static void cells(void)
{
    struct cell *mine[500] = { NULL };
    uint32_t s = 8;
    int live = 0;
    double weight = 0;
    for (int i = 0; i < 12000; i++) {
        s = s * 1664525u + 1013904223u;
        struct cell **slot = &mine[(s >> 10) % 500];
        if (*slot) {
            weight -= (*slot)->weight;
            cell_free(*slot);
            *slot = NULL;
            live--;
        } else {
            *slot = cell_new();
            (*slot)->weight = i / 8.0;
            (*slot)->where.label = strings->text;
            weight += i / 8.0;
            live++;
        }
        if (i % 4000 == 3999)
            printf("cells: %d live, weight %.3f\n", live, weight);
    }
    double sum = 0;
    int chunk_count = 0, unused = 0;
    for (int i = 0; i < 500; i++)
        sum += mine[i] ? mine[i]->weight : 0;
    for (struct chunk *c = chunks; c; c = c->older)
        chunk_count++;
    for (struct cell *c = free_cells; c; c = c->next_free)
        unused++;
    check("weight", sum == weight);
    check("all cells are somewhere", live + unused == chunk_count * CELLS);
}

static void sharing(void)
{
    struct shared *held[40];
    long total = 0;
    for (int i = 0; i < 40; i++)
        held[i] = i % 4 ? share(held[i - 1]) : shared_new(20 + i);
    for (int round = 0; round < 200; round++)
        for (int i = 0; i < 40; i++) {
            struct shared *old = held[i];
            held[i] = share(held[(i * 7 + round) % 40]);
            unshare(old);
            total += held[i]->values[held[i]->length - 1];
        }
    printf("sharing: total %ld\n", total);
    for (int i = 0; i < 40; i++)
        unshare(held[i]);
}

int main(void)
{
    puts("pool: start");
    growing();
    cells();
    sharing();
    while (chunks) {
        struct chunk *older = chunks->older;
        xfree(chunks);
        chunks = older;
    }
    int arenas = 0;
    while (strings) {
        struct arena *older = strings->older;
        xfree(strings);
        strings = older;
        arenas++;
    }
    printf("arenas %d, balance %ld\n", arenas, balance);
    check("balance", balance == 0);
    puts(failures ? "pool: FAILED" : "pool: ok");
    return failures != 0;
}
