/* heap_impl.h: what the files of the heap share. */
#ifndef MIGRT_HEAP_IMPL_H
#define MIGRT_HEAP_IMPL_H

#include "heap.h"
#include "libc.h"
#include "prim/prim.h"

/* MIGRT_TINY shrinks everything, so that a small test crosses every border:
 * chunks of a page, an arena that runs out. A chunk must be no smaller than a
 * page; 64 KiB is the largest page of the systems we run on. */
#ifdef MIGRT_TINY
#define CHUNK_SHIFT  12
#define ARENA_BYTES  ((uint64_t)64 << 20)
#define REGION_BYTES ((uint64_t)8 << 20)
#define GROW_CHUNKS  8u
#define DIRTY_MAX    ((size_t)256 << 10)
#else
#define CHUNK_SHIFT  16
#define ARENA_BYTES  ((uint64_t)32 << 30)
#define REGION_BYTES ((uint64_t)32 << 30)
#define GROW_CHUNKS  64u
#define DIRTY_MAX    ((size_t)64 << 20)
#endif

#if defined(__GNUC__) || defined(__clang__)
#define MIGRT_LIKELY(x) __builtin_expect(!!(x), 1)
#else
#define MIGRT_LIKELY(x) (x)
#endif

#define CHUNK       ((size_t)1 << CHUNK_SHIFT)
#define SLOT_MAX    (2 * CHUNK) /* larger: a span of its own */
#define SPAN_MAX    ((size_t)4 << 20)
#define UNIT_SHIFT  4 /* slots are multiples of 16 bytes: max_align_t */
#define CLASSES     88
#define NO_SLOT     UINTPTR_MAX
#define WHOLE_SPACE (UINTPTR_MAX <= 0xffffffffu) /* 32 bit: one table for all */

enum span_state {
    SPAN_RUN,     /* free chunks */
    SPAN_LARGE,   /* one block */
    SPAN_CURRENT, /* slots: the one its class allocates from */
    SPAN_PARTIAL, /* slots: some free, in the list of its class */
    SPAN_FULL,    /* slots: none free */
    SPAN_PLACED   /* being restored */
};

/* A range of address space with a table of the spans in it. */
struct region {
    uintptr_t base;
    uintptr_t size;     /* bytes; WHOLE_SPACE: UINTPTR_MAX */
    migrt_span **table; /* per chunk; NULL: not the heap's */
    uintptr_t top;      /* offset of the first chunk never handed out */
    bool reserved;      /* address space is held, only commit is needed */
};

#define REGIONS 64

struct heap {
    unsigned regions;
    struct region region[REGIONS];
    migrt_span *current[CLASSES];
    migrt_span *partial[CLASSES];
    unsigned spans[CLASSES];
    migrt_span *runs[32]; /* free runs by log2 of their chunks */
    size_t dirty_bytes;   /* in free runs */
    bool ready, fixed;    /* fixed: region 0 is at a candidate address */
};

extern struct heap migrt_heap;

/* ---- heap_class.c ----------------------------------------------------------- */
/* pre: size < SLOT_MAX */
unsigned migrt_class_of(size_t size);
size_t migrt_class_slot(unsigned class_number);
/* Smallest class whose slots hold `size` and are multiples of `alignment`;
 * CLASSES: none. pre: alignment is a power of two */
unsigned migrt_class_aligned(size_t size, size_t alignment);

/* ---- heap_region.c ---------------------------------------------------------- */
/* Opens the first region, at `wanted` if that is free; 0: no wish. */
bool migrt_region_open(uint64_t wanted);
struct region *migrt_region_of(uintptr_t address); /* NULL: none */
/* Makes `bytes` more of the region usable: their address; 0: no room. */
uintptr_t migrt_region_extend(struct region *region, size_t bytes);
bool migrt_region_for(size_t bytes); /* adds a region with that much room */
void migrt_region_unmap(const struct region *region);
void migrt_region_drop(struct region *region); /* its table */
migrt_span *migrt_span_elsewhere(uintptr_t address);

/* ---- heap_arena.c ----------------------------------------------------------- */
void migrt_arena_close(void);
/* A run of `chunks` chunks at a multiple of `alignment` (a power of two, at
 * least CHUNK), as a span that is in the table but not yet set up. NULL:
 * ENOMEM. `dirty` tells whether its bytes may be other than zero. */
migrt_span *migrt_run_take(size_t chunks, size_t alignment);
/* The same at a given address. NULL: taken, or not in the arena. */
migrt_span *migrt_run_take_at(uintptr_t start, size_t chunks);
/* Gives back the run of a span; the span is no longer the caller's. */
void migrt_run_give(migrt_span *span);
/* Makes a large span shorter or, if what follows is free, longer. */
bool migrt_run_resize(migrt_span *span, size_t chunks);

/* ---- heap_run.c: the lists of free runs --------------------------------------- */
void migrt_runs_add(migrt_span *run);
void migrt_runs_remove(migrt_span *run);
migrt_span *migrt_runs_find(size_t chunks);

/* ---- heap_span.c ------------------------------------------------------------- */
bool migrt_heap_open(void);
void *migrt_slot_alloc_slow(unsigned class_number, size_t size,
                            const migrt_alloc *site);
void migrt_slot_freed_slow(migrt_span *span);
void *migrt_large_alloc(size_t size, size_t alignment, const migrt_alloc *site);
void migrt_large_free(migrt_span *span);
bool migrt_large_resize(migrt_span *span, size_t size);
/* A slot span on chunks that were taken: sets `taken` up and moves it, since
 * its slots follow it in memory. NULL: ENOMEM, and `taken` was given back. */
migrt_span *migrt_span_slots(migrt_span *taken, unsigned class_number);

void *migrt_internal_raw(size_t size); /* heap_internal.c: not zeroed */

static inline migrt_span *span_of(const void *pointer)
{
    uintptr_t offset = (uintptr_t)pointer - migrt_heap.region[0].base;
    if (offset < migrt_heap.region[0].size)
        return migrt_heap.region[0].table[offset >> CHUNK_SHIFT];
    if (migrt_heap.regions < 2)
        return NULL;
    return migrt_span_elsewhere((uintptr_t)pointer);
}

/* Exact for offset < SPAN_MAX: the error of the reciprocal, at most
 * SLOT_MAX/16 = 2^13 per unit, times 2^18 units stays below 2^32. */
static inline size_t slot_of(const migrt_span *span, size_t offset)
{
    return (size_t)(((uint64_t)(offset >> UNIT_SHIFT) * span->reciprocal) >>
                    32);
}

static inline void *migrt_slot_alloc(unsigned class_number, size_t size,
                                     const migrt_alloc *site)
{
    migrt_span *span = migrt_heap.current[class_number];
    if (MIGRT_UNLIKELY(!span))
        return migrt_slot_alloc_slow(class_number, size, site);
    uintptr_t i = span->free;
    if (i != NO_SLOT)
        span->free = span->slots[i].u.next;
    else if (span->fresh < span->count)
        i = span->fresh++;
    else
        return migrt_slot_alloc_slow(class_number, size, site);
    span->used++;
    span->slots[i].u.site = site;
    span->slots[i].size_plus_1 = (uint32_t)(size + 1);
    return span->start + i * span->slot_size;
}

#define HEAP_LOCK()                                                            \
    do {                                                                       \
        if (MIGRT_UNLIKELY(migrt_threads_started))                             \
            migrt_prim_lock();                                                 \
    } while (0)
#define HEAP_UNLOCK()                                                          \
    do {                                                                       \
        if (MIGRT_UNLIKELY(migrt_threads_started))                             \
            migrt_prim_unlock();                                               \
    } while (0)

#endif
