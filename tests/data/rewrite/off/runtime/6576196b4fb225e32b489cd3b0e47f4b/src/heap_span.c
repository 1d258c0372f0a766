/* heap_span.c: spans of equal slots, and spans of one large block.
 *
 * Each class allocates from its current span; when that is full, from a
 * partial one, else from a new one. A free slot joins the list of its own
 * span, kept by number in the slots' records: the user's bytes are not touched.
 * A span without a live block goes back to the arena unless it is current. */
#include "heap_impl.h"

#include <string.h>

bool migrt_heap_open(void)
{
    if (migrt_heap.ready)
        return true;
    if (migrt_heap.regions == 0 && !migrt_region_open(0))
        return false;
    migrt_heap.ready = true;
    return true;
}

/* ---- slots ------------------------------------------------------------------ */

static void partial_add(migrt_span *span)
{
    migrt_span **head = &migrt_heap.partial[span->class_number];
    span->state = SPAN_PARTIAL;
    span->previous = NULL;
    span->next = *head;
    if (*head)
        (*head)->previous = span;
    *head = span;
}

static void partial_remove(migrt_span *span)
{
    if (span->previous)
        span->previous->next = span->next;
    else
        migrt_heap.partial[span->class_number] = span->next;
    if (span->next)
        span->next->previous = span->previous;
    span->next = span->previous = NULL;
}

/* At least four slots; longer the more spans the class has, so that large heaps
 * have few. */
static size_t span_chunks(unsigned class_number)
{
    size_t least =
        (4 * migrt_class_slot(class_number) + CHUNK - 1) >> CHUNK_SHIFT;
    unsigned spans = migrt_heap.spans[class_number];
    unsigned shift = spans < 4     ? 0
                     : spans < 16  ? 1
                     : spans < 64  ? 2
                     : spans < 256 ? 3
                                   : 4;
    while (shift > 0 && (least << (CHUNK_SHIFT + shift)) > SPAN_MAX / 2)
        shift--;
    return least << shift;
}

migrt_span *migrt_span_slots(migrt_span *taken, unsigned class_number)
{
    size_t slot = migrt_class_slot(class_number);
    size_t count = taken->bytes / slot;
    migrt_slot *slots = migrt_internal_raw(count * sizeof *slots);
    if (!slots) {
        migrt_run_give(taken);
        return NULL;
    }
    taken->slots = slots;
    taken->slot_size = slot;
    taken->count = count;
    taken->fresh = taken->used = 0;
    taken->free = NO_SLOT;
    taken->reciprocal = ((uint64_t)1 << 32) / (slot >> UNIT_SHIFT) + 1;
    taken->class_number = (unsigned short)class_number;
    migrt_heap.spans[class_number]++;
    return taken;
}

static void slots_release(migrt_span *span)
{
    migrt_heap.spans[span->class_number]--;
    migrt_internal_free(span->slots);
    migrt_run_give(span);
}

static migrt_span *next_current(unsigned class_number)
{
    migrt_span *span = migrt_heap.partial[class_number];
    if (span) {
        partial_remove(span);
    } else {
        span = migrt_run_take(span_chunks(class_number), CHUNK);
        if (!span) /* perhaps a shorter one */
            span = migrt_run_take(
                (migrt_class_slot(class_number) + CHUNK - 1) >> CHUNK_SHIFT,
                CHUNK);
        if (span)
            span = migrt_span_slots(span, class_number);
    }
    return span;
}

void *migrt_slot_alloc_slow(unsigned class_number, size_t size,
                            const migrt_alloc *site)
{
    if (!migrt_heap_open())
        return NULL;
    migrt_span *span = next_current(class_number);
    if (!span)
        return NULL;
    if (migrt_heap.current[class_number])
        migrt_heap.current[class_number]->state = SPAN_FULL;
    migrt_heap.current[class_number] = span;
    span->state = SPAN_CURRENT;
    return migrt_slot_alloc(class_number, size, site);
}

void migrt_slot_freed_slow(migrt_span *span)
{
    if (span->state == SPAN_FULL)
        partial_add(span);
    if (span->used == 0 && span->state == SPAN_PARTIAL) {
        partial_remove(span);
        slots_release(span);
    }
}

/* ---- large blocks ------------------------------------------------------------- */

static size_t large_chunks(size_t size)
{
    return (size >> CHUNK_SHIFT) + 1;
}

void *migrt_large_alloc(size_t size, size_t alignment, const migrt_alloc *site)
{
    if (size > PTRDIFF_MAX || !migrt_heap_open())
        return NULL;
    migrt_span *span = migrt_run_take(large_chunks(size),
                                      alignment > CHUNK ? alignment : CHUNK);
    if (!span)
        return NULL;
    span->state = SPAN_LARGE;
    span->slots = (migrt_slot *)(span + 1); /* there is room for one */
    span->slots[0].u.site = site;
    span->slots[0].size_plus_1 = 1;
    span->slot_size = span->bytes;
    span->count = span->fresh = span->used = 1;
    span->large_size = size;
    span->free = NO_SLOT;
    span->reciprocal = 0;
    return span->start;
}

void migrt_large_free(migrt_span *span)
{
    span->used = 0;
    migrt_run_give(span);
}

bool migrt_large_resize(migrt_span *span, size_t size)
{
    if (size > PTRDIFF_MAX)
        return false;
    size_t chunks = large_chunks(size);
    if (chunks << CHUNK_SHIFT != span->bytes && !migrt_run_resize(span, chunks))
        return false;
    span->slot_size = span->bytes;
    span->large_size = size;
    return true;
}
