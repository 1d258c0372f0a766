/* heap_walk.c: looking at the heap. */
#include "heap_impl.h"

bool migrt_heap_contains(const void *pointer)
{
    uintptr_t address = (uintptr_t)pointer;
    struct region *region =
        migrt_heap.regions ? migrt_region_of(address) : NULL;
    if (!region)
        return false;
    return WHOLE_SPACE ? span_of(pointer) != NULL
                       : address - region->base < region->top;
}

bool migrt_heap_slot(const migrt_span *span, size_t slot, migrt_block *out)
{
    if (slot >= span->fresh || span->slots[slot].size_plus_1 == 0)
        return false;
    out->start = span->start + slot * span->slot_size;
    out->size = span->state == SPAN_LARGE ? span->large_size
                                          : span->slots[slot].size_plus_1 - 1;
    out->site = span->slots[slot].u.site;
    out->span = span;
    out->slot = slot;
    return true;
}

bool migrt_heap_find(const void *pointer, migrt_block *out)
{
    const migrt_span *span = migrt_heap.regions ? span_of(pointer) : NULL;
    if (!span || span->state == SPAN_RUN)
        return false;
    size_t offset = (size_t)((const char *)pointer - span->start);
    return migrt_heap_slot(span, slot_of(span, offset), out);
}

/* The first region with a base above `address`; `any`: the lowest. */
static struct region *region_above(uintptr_t address, bool any)
{
    struct region *best = NULL;
    for (unsigned i = 0; i < migrt_heap.regions; i++) {
        struct region *region = &migrt_heap.region[i];
        if ((any || region->base > address) &&
            (!best || region->base < best->base))
            best = region;
    }
    return best;
}

/* The first taken span of the region at or after `offset`. */
static const migrt_span *next_in(const struct region *region, uintptr_t offset)
{
    uintptr_t end = WHOLE_SPACE ? region->size : region->top;
    size_t entries = (size_t)(end >> CHUNK_SHIFT) + (WHOLE_SPACE ? 1 : 0);
    size_t i = (size_t)(offset >> CHUNK_SHIFT);
    while (i < entries) {
        const migrt_span *span = region->table[i];
        if (span && span->state != SPAN_RUN)
            return span;
        i += span ? span->bytes >> CHUNK_SHIFT : 1;
    }
    return NULL;
}

const migrt_span *migrt_heap_next_span(const migrt_span *after)
{
    uintptr_t address = after ? (uintptr_t)after->start + after->bytes : 0;
    struct region *region = after ? migrt_region_of((uintptr_t)after->start)
                                  : region_above(0, true);
    while (region) {
        uintptr_t offset = after ? address - region->base : 0;
        const migrt_span *span = next_in(region, offset);
        if (span)
            return span;
        region = region_above(region->base, false);
        after = NULL;
    }
    return NULL;
}

size_t migrt_heap_raw_bytes(const migrt_span *span)
{
    size_t page = migrt_prim_page_size();
    size_t bytes = span->state == SPAN_LARGE ? span->large_size
                                             : span->fresh * span->slot_size;
    bytes = (bytes + page - 1) & ~(page - 1);
    return bytes < span->bytes ? bytes : span->bytes;
}

uint64_t migrt_heap_base(void)
{
    if (!migrt_heap_open() || !migrt_heap.fixed)
        return 0;
    return migrt_heap.region[0].base;
}

void migrt_heap_count(uint64_t *blocks, uint64_t *bytes)
{
    *blocks = *bytes = 0;
    for (const migrt_span *span = NULL;
         (span = migrt_heap_next_span(span)) != NULL;) {
        *blocks += span->used;
        if (span->state == SPAN_LARGE) {
            *bytes += span->large_size;
            continue;
        }
        for (size_t i = 0; i < span->fresh; i++)
            if (span->slots[i].size_plus_1)
                *bytes += span->slots[i].size_plus_1 - 1;
    }
}
