/* heap_compound.c: blocks that begin as one thing and go on as another.
 *
 * Lua's userdata is a header of the interpreter's, then whatever the C library
 * of some function wants there; the caller only ever sees the address behind
 * the header, and `(UBox *)lua_newuserdata(L, sizeof(UBox))` is the one place
 * where the second type is told. So a hint about an address inside a block says
 * what the block is from there on. The pair (allocation site, hint, offset)
 * becomes a site of its own, made once and shared: a slot still has one site,
 * and what is known of a block ends with the block.
 *
 * `malloc(sizeof(struct vec) + n * sizeof(long))` says the same at once: such
 * sites are paired with their tail when their unit registers.
 *
 * Hints of one type at several places of a block are an array. Hints that
 * contradict each other come from a program's own arena, or from a block it
 * cuts its objects from; they say nothing of the block as a whole, and the pair
 * without a second type remembers that: the first type, if it has one, is that
 * of its beginning, and the pointers into it tell the rest. A hint about the
 * beginning of a block of which another one has been told further inside is
 * such a contradiction, too: it was cut from its end. */
#include "heap_impl.h"

enum { ROOM = 2 * MIGRT_MOST_COMPOUNDS, FARTHEST = 1 << 16 };

static migrt_compound *table[ROOM];
static unsigned count;

static bool equal_sites(const migrt_alloc *a, const migrt_alloc *b)
{
    return a == b || (a != NULL && b != NULL && a->type == b->type &&
                      a->line == b->line && a->function == b->function);
}

static size_t start_of(const migrt_alloc *base, const migrt_alloc *tail,
                       size_t offset)
{
    uintptr_t mix = (uintptr_t)base / sizeof *base * 31u +
                    (uintptr_t)tail / sizeof *tail * 17u + offset;
    return (size_t)mix % ROOM;
}

const migrt_alloc *migrt_compound_site(const migrt_alloc *base,
                                       const migrt_alloc *tail, size_t offset)
{
    size_t i = start_of(base, tail, offset);
    migrt_compound *made;
    for (; table[i] != NULL; i = (i + 1) % ROOM)
        if (table[i]->base == base && table[i]->offset == offset &&
            equal_sites(table[i]->tail, tail))
            return &table[i]->site;
    if (count == MIGRT_MOST_COMPOUNDS)
        return base;
    made = migrt_internal_alloc(sizeof *made);
    if (made == NULL)
        return base;
    if (base != NULL)
        made->site = *base;
    made->site.unit = NULL;
    made->site.whole = made->site.tail = NULL;
    made->site.shape = MIGRT_A_COMPOUND;
    made->base = base;
    made->tail = tail;
    made->offset = offset;
    made->number = count++;
    table[i] = made;
    return &made->site;
}

/* The same array as told before. */
static bool goes_on(const migrt_compound *known, const migrt_alloc *tail,
                    size_t offset)
{
    return known->tail->type == tail->type && offset > known->offset &&
           (offset - known->offset) % tail->type->size == 0;
}

const migrt_alloc *migrt_compound_parts(const migrt_alloc *base)
{
    const migrt_compound *two = migrt_compound_of(base);
    const migrt_alloc *site;
    if (two != NULL)
        base = two->base;
    site = migrt_compound_site(base, NULL, 0);
    return site == base && base != NULL && base->type != NULL ? NULL : site;
}

const migrt_alloc *migrt_compound_begin(const migrt_alloc *site,
                                        const migrt_alloc *begin)
{
    bool knows = begin->shape == MIGRT_A_RAW || begin->shape == MIGRT_A_TYPED;
    return migrt_compound_of(site) == NULL || knows ? begin
                                                    : migrt_compound_parts(begin);
}

const migrt_alloc *migrt_compound_hint(const migrt_alloc *site,
                                       const migrt_alloc *tail, size_t offset)
{
    const migrt_compound *known = migrt_compound_of(site);
    if (tail->type == NULL || tail->type->size == 0 || offset > FARTHEST)
        return site;
    if (known == NULL)
        return migrt_compound_site(site, tail, offset);
    if (known->tail == NULL || goes_on(known, tail, offset))
        return site;
    if (known->offset == offset)
        return migrt_compound_site(known->base, tail, offset);
    return migrt_compound_parts(known->base);
}
