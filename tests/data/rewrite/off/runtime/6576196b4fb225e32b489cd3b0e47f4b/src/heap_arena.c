/* heap_arena.c: runs of chunks, taken and free, and the table chunk -> span.
 *
 * Table entries: every chunk of a taken span; first and last chunk of a free
 * run; else NULL. */
#include "heap_impl.h"

#include <string.h>

struct heap migrt_heap;

/* ---- runs -------------------------------------------------------------------- */

static migrt_span **entry_of(uintptr_t address)
{
    struct region *region = migrt_region_of(address);
    return &region->table[(address - region->base) >> CHUNK_SHIFT];
}

static void table_fill(const migrt_span *span, migrt_span *value)
{
    migrt_span **entry = entry_of((uintptr_t)span->start);
    for (size_t i = 0; i < span->bytes >> CHUNK_SHIFT; i++)
        entry[i] = value;
}

/* Between its ends a free run has NULL already: a long one costs no more. */
static void table_ends(const migrt_span *run, migrt_span *value)
{
    migrt_span **entry = entry_of((uintptr_t)run->start);
    entry[0] = value;
    entry[(run->bytes >> CHUNK_SHIFT) - 1] = value;
}

static migrt_span *span_struct(char *start, size_t bytes, bool dirty)
{
    migrt_span *span = migrt_internal_raw(sizeof *span + sizeof(migrt_slot));
    if (!span)
        return NULL;
    memset(span, 0, sizeof *span);
    span->start = start;
    span->bytes = bytes;
    span->dirty = dirty;
    return span;
}

/* The free run that ends (begins) at the border `address`, or NULL. */
static migrt_span *run_beside(uintptr_t address, bool before)
{
    struct region *region = migrt_region_of(before ? address - 1 : address);
    if (!region)
        return NULL;
    uintptr_t offset = (before ? address - 1 : address) - region->base;
    migrt_span *run = region->table[offset >> CHUNK_SHIFT];
    if (!run || run->state != SPAN_RUN)
        return NULL;
    uintptr_t border = (uintptr_t)run->start + (before ? run->bytes : 0);
    return border == address ? run : NULL;
}

/* Makes `run`, whose table entries are all its own or NULL, free; joins it with
 * its free neighbours of the same region. */
static void run_release(migrt_span *run)
{
    table_fill(run, NULL);
    migrt_span *left = run_beside((uintptr_t)run->start, true);
    migrt_span *right = run_beside((uintptr_t)run->start + run->bytes, false);
    struct region *region = migrt_region_of((uintptr_t)run->start);
    if (left && migrt_region_of((uintptr_t)left->start) == region) {
        migrt_runs_remove(left);
        table_ends(left, NULL);
        run->start = left->start;
        run->bytes += left->bytes;
        run->dirty |= left->dirty;
        migrt_internal_free(left);
    }
    if (right && migrt_region_of((uintptr_t)right->start) == region) {
        migrt_runs_remove(right);
        table_ends(right, NULL);
        run->bytes += right->bytes;
        run->dirty |= right->dirty;
        migrt_internal_free(right);
    }
    migrt_runs_add(run);
    table_ends(run, run);
}

/* Hands the pages of all dirty free runs back to the system. */
static void discard_dirty(void)
{
    for (unsigned list = 0; list < 32; list++)
        for (migrt_span *run = migrt_heap.runs[list]; run; run = run->next)
            if (run->dirty && migrt_prim_discard(run->start, run->bytes) == 0) {
                run->dirty = false;
                migrt_heap.dirty_bytes -= run->bytes;
            }
}

void migrt_run_give(migrt_span *span)
{
    span->dirty = true;
    run_release(span);
    if (migrt_heap.dirty_bytes > DIRTY_MAX)
        discard_dirty();
}

static bool grow_by(size_t bytes)
{
    for (unsigned i = 0; i < migrt_heap.regions; i++) {
        uintptr_t start = migrt_region_extend(&migrt_heap.region[i], bytes);
        if (!start)
            continue;
        migrt_span *run = span_struct((char *)start, bytes, false);
        if (!run)
            return false;
        run_release(run);
        return true;
    }
    return false;
}

static bool grow(size_t chunks)
{
    size_t step = chunks > GROW_CHUNKS ? chunks : GROW_CHUNKS;
    if (grow_by(step << CHUNK_SHIFT) || grow_by(chunks << CHUNK_SHIFT))
        return true;
    return migrt_region_for(chunks << CHUNK_SHIFT) &&
           grow_by(chunks << CHUNK_SHIFT);
}

/* Cuts [start, start + bytes) out of a free run that contains it. */
static migrt_span *run_carve(migrt_span *run, char *start, size_t bytes)
{
    size_t before = (size_t)(start - run->start);
    size_t after = run->bytes - before - bytes;
    migrt_span *left =
        before ? span_struct(run->start, before, run->dirty) : run;
    migrt_span *right =
        after ? span_struct(start + bytes, after, run->dirty) : run;
    if (!left || !right) {
        if (left && left != run)
            migrt_internal_free(left);
        return NULL;
    }
    migrt_runs_remove(run);
    table_ends(run, NULL);
    run->start = start;
    run->bytes = bytes;
    table_fill(run, run);
    for (int i = 0; i < 2; i++) {
        migrt_span *rest = i ? right : left;
        if (rest == run)
            continue;
        migrt_runs_add(rest);
        table_ends(rest, rest);
    }
    return run;
}

migrt_span *migrt_run_take(size_t chunks, size_t alignment)
{
    size_t slack = (alignment >> CHUNK_SHIFT) - 1;
    if (chunks > (PTRDIFF_MAX >> CHUNK_SHIFT) - slack)
        return NULL;
    migrt_span *run = migrt_runs_find(chunks + slack);
    if (!run && grow(chunks + slack))
        run = migrt_runs_find(chunks + slack);
    if (!run)
        return NULL;
    uintptr_t start =
        ((uintptr_t)run->start + alignment - 1) & ~(alignment - 1);
    return run_carve(run, run->start + (start - (uintptr_t)run->start),
                     chunks << CHUNK_SHIFT);
}

/* The free run that contains [start, start + bytes), or NULL. */
static migrt_span *run_around(uintptr_t start, size_t bytes)
{
    for (unsigned list = 0; list < 32; list++)
        for (migrt_span *run = migrt_heap.runs[list]; run; run = run->next)
            if (start - (uintptr_t)run->start < run->bytes &&
                run->bytes - (start - (uintptr_t)run->start) >= bytes)
                return run;
    return NULL;
}

/* Brings [start, start + bytes) into the arena. */
static bool grow_to(uintptr_t start, size_t bytes)
{
    struct region *region = migrt_region_of(start);
    if (!region || start + bytes - 1 - region->base >= region->size)
        return false;
    if (WHOLE_SPACE) {
        for (size_t at = 0; at < bytes; at += CHUNK)
            if (*entry_of(start + at))
                return false;
        if (!migrt_prim_map((void *)start, bytes))
            return false;
        if (region->top < start + bytes)
            region->top = start + bytes; /* the next hint */
        migrt_span *run = span_struct((char *)start, bytes, false);
        if (run)
            run_release(run);
        return run != NULL;
    }
    if (start + bytes - region->base <= region->top)
        return false; /* in the arena already, and not free */
    size_t missing = start + bytes - region->base - region->top;
    migrt_span *run =
        span_struct((char *)region->base + region->top, missing, false);
    if (!run || !migrt_region_extend(region, missing)) {
        migrt_internal_free(run);
        return false;
    }
    run_release(run);
    return true;
}

migrt_span *migrt_run_take_at(uintptr_t start, size_t chunks)
{
    size_t bytes = chunks << CHUNK_SHIFT;
    if (start & (CHUNK - 1) || start + bytes < start)
        return NULL;
    migrt_span *run = run_around(start, bytes);
    if (!run && grow_to(start, bytes))
        run = run_around(start, bytes);
    return run ? run_carve(run, run->start + (start - (uintptr_t)run->start),
                           bytes)
               : NULL;
}

bool migrt_run_resize(migrt_span *span, size_t chunks)
{
    size_t bytes = chunks << CHUNK_SHIFT;
    if (bytes < span->bytes) {
        migrt_span *rest =
            span_struct(span->start + bytes, span->bytes - bytes, true);
        if (!rest)
            return false;
        span->bytes = bytes;
        migrt_run_give(rest);
        return true;
    }
    uintptr_t end = (uintptr_t)span->start + span->bytes;
    migrt_span *run = run_beside(end, false);
    if (!run ||
        migrt_region_of(end) != migrt_region_of((uintptr_t)span->start) ||
        run->bytes < bytes - span->bytes)
        return false;
    run = run_carve(run, run->start, bytes - span->bytes);
    if (!run)
        return false;
    span->dirty |= run->dirty;
    span->bytes = bytes;
    migrt_internal_free(run);
    table_fill(span, span);
    return true;
}

/* ---- closing ------------------------------------------------------ */

void migrt_arena_close(void)
{
    for (const migrt_span *span = NULL, *next = migrt_heap_next_span(NULL);
         (span = next) != NULL;) {
        next = migrt_heap_next_span(span);
        if (span->state != SPAN_LARGE)
            migrt_internal_free(span->slots);
        migrt_run_give((migrt_span *)(uintptr_t)span);
    }
    for (unsigned list = 0; list < 32; list++)
        for (migrt_span *run = migrt_heap.runs[list], *next; run; run = next) {
            next = run->next;
            if (WHOLE_SPACE)
                migrt_prim_unmap(run->start, run->bytes);
            migrt_internal_free(run);
        }
    for (unsigned i = 0; i < migrt_heap.regions; i++) {
        migrt_region_unmap(&migrt_heap.region[i]);
        migrt_region_drop(&migrt_heap.region[i]);
    }
    memset(&migrt_heap, 0, sizeof migrt_heap);
}
