/* heap_restore.c: a heap set up from an image.
 *
 * A placed span is in no list, so ordinary allocation (blocks that could not
 * keep their address) never takes a slot that a later block needs. */
#include "heap_impl.h"

#include <string.h>

bool migrt_heap_restore_begin(uint64_t base)
{
    migrt_arena_close();
#if !WHOLE_SPACE
    if (base & (CHUNK - 1) || base > UINTPTR_MAX - ARENA_BYTES)
        base = 0;
    if (!migrt_region_open(base) || !migrt_heap_open())
        return false;
    return base != 0 && migrt_heap.fixed && migrt_heap.region[0].base == base;
#else
    (void)base;
    return migrt_heap_open(); /* each span where its place happens to be free */
#endif
}

static void place_large(migrt_span *span)
{
    span->slots = (migrt_slot *)(span + 1);
    span->slots[0].size_plus_1 = 0;
    span->slot_size = span->bytes;
    span->count = 1;
    span->fresh = 1;
    span->used = 0;
    span->free = NO_SLOT;
    span->reciprocal = 0;
}

/* The class with just this slot size; CLASSES: none has it. */
static unsigned class_with_slot(uint64_t slot_size)
{
    if (slot_size == 0 || slot_size > SLOT_MAX)
        return CLASSES;
    unsigned class_number = migrt_class_of((size_t)slot_size - 1);
    return migrt_class_slot(class_number) == slot_size ? class_number : CLASSES;
}

migrt_span *migrt_heap_place_span(uint64_t address, uint64_t bytes,
                                  uint64_t slot_size, uint64_t fresh)
{
    if (address > UINTPTR_MAX || bytes > PTRDIFF_MAX || bytes == 0 ||
        bytes & (CHUNK - 1) || slot_size > bytes)
        return NULL;
    bool large = slot_size == bytes && fresh <= 1;
    unsigned class_number = large ? CLASSES : class_with_slot(slot_size);
    if (!large && (class_number == CLASSES || bytes > SPAN_MAX ||
                   fresh > bytes / slot_size))
        return NULL;
    migrt_span *span =
        migrt_run_take_at((uintptr_t)address, (size_t)bytes >> CHUNK_SHIFT);
    if (!span)
        return NULL;
    if (large) {
        place_large(span);
    } else {
        span = migrt_span_slots(span, class_number);
        if (!span)
            return NULL;
        span->fresh = (size_t)fresh;
        memset(span->slots, 0, span->fresh * sizeof *span->slots);
    }
    span->state = SPAN_PLACED;
    span->dirty = true;
    return span;
}

int migrt_heap_map_span(migrt_span *span, int fd, uint64_t offset, size_t bytes)
{
    return migrt_prim_map_file(span->start, bytes, fd, offset);
}

static bool is_large(const migrt_span *span)
{
    return span->reciprocal == 0;
}

bool migrt_heap_place_slot(migrt_span *span, size_t slot, size_t size,
                           const migrt_alloc *site)
{
    if (slot >= span->fresh || size >= span->slot_size ||
        span->slots[slot].size_plus_1)
        return false;
    if (is_large(span))
        span->large_size = size;
    span->slots[slot].size_plus_1 = is_large(span) ? 1 : (uint32_t)(size + 1);
    span->slots[slot].u.site = site;
    span->used++;
    return true;
}

void *migrt_heap_place(uint64_t address, size_t size, const migrt_alloc *site)
{
    if (address && address <= UINTPTR_MAX) {
        char *at = (char *)(uintptr_t)address;
        migrt_span *span = span_of(at);
        if (span && span->state == SPAN_PLACED) {
            size_t slot = slot_of(span, (size_t)(at - span->start));
            if (span->start + slot * span->slot_size == at &&
                migrt_heap_place_slot(span, slot, size, site))
                return at;
        }
    }
    return migrt_calloc_at(1, size, site);
}

/* Free slots in descending order, so that the lowest is taken first. */
static void link_free_slots(migrt_span *span)
{
    for (size_t i = span->fresh; i-- > 0;)
        if (span->slots[i].size_plus_1 == 0) {
            span->slots[i].u.next = span->free;
            span->free = i;
        }
}

static void span_ready(migrt_span *span)
{
    if (is_large(span)) {
        span->state = SPAN_LARGE;
        if (span->used == 0)
            migrt_large_free(span);
        return;
    }
    link_free_slots(span);
    span->state = SPAN_FULL;
    if (span->used < span->count)
        migrt_slot_freed_slow(span); /* to the partial ones, or to the arena */
}

void migrt_heap_restore_end(void)
{
    for (const migrt_span *span = migrt_heap_next_span(NULL), *next; span;
         span = next) {
        next = migrt_heap_next_span(span);
        if (span->state == SPAN_PLACED)
            span_ready((migrt_span *)(uintptr_t)span);
    }
}
