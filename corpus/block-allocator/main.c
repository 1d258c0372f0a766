/* An allocator that gives away the characters of a struct of its own: what the
 * blocks hold only the callers know, some of them by a size that nobody can
 * read a type from. */
#include <stdio.h>
#include <stdlib.h>

struct block {
    char data[8];
};

struct mark { /* one byte, and no character all the same */
    signed char value;
};

struct clause {
    unsigned size;
    unsigned learned : 1, glue : 20;
    struct clause *next[2];
    struct mark *marks[2];
};

struct range {
    struct mark **start;
    unsigned count, room;
};

struct solver {
    struct mark *marks;
    struct clause *first;
    struct range uses[5];
    size_t blocks;
};

static unsigned noise = 11;

static unsigned work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 27);
    return noise >> 7;
}

static void *give(struct solver *s, size_t size)
{
    size_t bytes;
    struct block *block;
    bytes = size + (sizeof(struct block) - sizeof block->data);
    block = malloc(bytes);
    if (block == NULL)
        exit(2);
    s->blocks++;
    return block->data;
}

static size_t clause_size(unsigned size)
{
    size_t bytes = sizeof(struct clause);
    bytes += size * sizeof(struct mark *);
    bytes -= 2 * sizeof(struct mark *);
    return bytes;
}

static struct clause *add(struct solver *s, unsigned size)
{
    void *place = give(s, clause_size(size));
    struct clause *made = place;
    made->size = size;
    made->learned = size & 1;
    made->glue = work() % 1000;
    made->next[0] = s->first;
    made->next[1] = s->first ? s->first->next[0] : NULL;
    for (unsigned i = 0; i < size; i++)
        made->marks[i] = s->marks + work() % 40;
    return s->first = made;
}

static void use(struct solver *s, struct mark *mark)
{
    struct range *range = &s->uses[(mark - s->marks) % 5];
    if (range->count == range->room) {
        unsigned room = range->room ? 2 * range->room : 1;
        struct mark **more = give(s, room * sizeof *more);
        for (unsigned i = 0; i < range->count; i++)
            more[i] = range->start[i];
        free(range->start);
        range->start = more;
        range->room = room;
    }
    range->start[range->count++] = mark;
}

static unsigned sum_of(const struct solver *s)
{
    unsigned sum = (unsigned)s->blocks;
    for (const struct clause *c = s->first; c != NULL; c = c->next[0]) {
        sum = sum * 31 + c->size * 2 + c->learned + c->glue;
        for (unsigned i = 0; i < c->size; i++)
            sum = sum * 31 + (unsigned)(c->marks[i] - s->marks) +
                  (unsigned)c->marks[i]->value;
        if (c->next[1] != NULL)
            sum += c->next[1]->size;
    }
    for (unsigned u = 0; u < 5; u++)
        for (unsigned i = 0; i < s->uses[u].count; i++)
            sum = sum * 17 + (unsigned)s->uses[u].start[i]->value;
    return sum;
}

int main(void)
{
    struct solver solver = {0};
    solver.marks = give(&solver, 40 * sizeof *solver.marks);
    for (int i = 0; i < 40; i++)
        solver.marks[i].value = (signed char)(i - 20);
    for (unsigned round = 0; round < 24; round++) {
        struct clause *made = add(&solver, 2 + work() % 5);
        for (unsigned i = 0; i < made->size; i++)
            use(&solver, made->marks[i]);
        made->marks[0]->value = (signed char)(work() % 100);
        if (round % 6 == 5)
            printf("%u clauses, sum %08x\n", round + 1, sum_of(&solver));
    }
    return 0;
}
