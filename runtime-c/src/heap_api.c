/* heap_api.c: malloc and its relatives. */
#include "heap_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void *out_of_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

/* As the C library does: what follows would only hide the mistake. */
static void misuse(const char *what)
{
    migrt_prim_complain("migrt: ", what);
    migrt_prim_abort();
}

/* What realloc(p, 0) does differs; the program expects its own library's way. */
static bool realloc_zero_frees(void)
{
#ifdef __GLIBC__
    return true;
#else
    return false;
#endif
}

static bool product(size_t a, size_t b, size_t *out)
{
    *out = a * b;
    return (a | b) < ((size_t)1 << (sizeof(size_t) * 4)) || a == 0 ||
           *out / a == b;
}

/* Beyond this, the cost of clearing would be felt. */
enum { CLEARED = 16384 };

/* What a block holds before the program has written it is of no use to the
 * program, but it is part of an image: the pointers and numbers of whoever had
 * the memory before would be taken for its own and could be refused. */
static inline void forget(void *block, size_t size, const migrt_alloc *site)
{
    const migrt_type *type = site ? site->type : NULL;
    if (type && type->size <= 4 && type->kind <= MIGRT_K_FLOAT)
        return; /* such a number is never refused */
    if (size <= CLEARED)
        memset(block, 0, size);
}

/* The site together with what it says of the bytes behind a header. */
static inline const migrt_alloc *whole(const migrt_alloc *site)
{
    return site && site->whole ? site->whole : site;
}

static inline void *take(size_t size, const migrt_alloc *site)
{
    void *block;
    site = whole(site);
    HEAP_LOCK();
    if (MIGRT_LIKELY(size < SLOT_MAX))
        block = migrt_slot_alloc(migrt_class_of(size), size, site);
    else
        block = migrt_large_alloc(size, CHUNK, site);
    HEAP_UNLOCK();
    return MIGRT_LIKELY(block != NULL) ? block : out_of_memory();
}

static inline void *allocate(size_t size, const migrt_alloc *site)
{
    void *block = take(size, site);
    if (MIGRT_LIKELY(block != NULL))
        forget(block, size, site);
    return block;
}

static void *allocate_aligned(size_t alignment, size_t size,
                              const migrt_alloc *site)
{
    unsigned class_number = migrt_class_aligned(size, alignment);
    site = whole(site);
    HEAP_LOCK();
    void *block = class_number < CLASSES
                      ? migrt_slot_alloc(class_number, size, site)
                      : migrt_large_alloc(size, alignment, site);
    HEAP_UNLOCK();
    if (!block)
        return out_of_memory();
    forget(block, size, site);
    return block;
}

/* The live slot of `span` that starts at `block`; otherwise the program has a
 * bug that must not be passed on. */
static inline size_t slot_at(const migrt_span *span, const void *block,
                             const char *caller)
{
    size_t offset = (size_t)((const char *)block - span->start);
    size_t i = slot_of(span, offset);
    if (MIGRT_UNLIKELY(span->state == SPAN_RUN) ||
        MIGRT_UNLIKELY(i >= span->fresh) ||
        MIGRT_UNLIKELY(i * span->slot_size != offset) ||
        MIGRT_UNLIKELY(span->slots[i].size_plus_1 == 0))
        misuse(caller);
    return i;
}

static void release(migrt_span *span, void *block)
{
    size_t i =
        slot_at(span, block, "free(): invalid pointer, or freed twice\n");
    if (MIGRT_UNLIKELY(span->state == SPAN_LARGE)) {
        migrt_large_free(span);
        return;
    }
    span->slots[i].size_plus_1 = 0;
    span->slots[i].u.next = span->free;
    span->free = i;
    span->used--;
    if (MIGRT_UNLIKELY(span->state == SPAN_FULL || span->used == 0))
        migrt_slot_freed_slow(span);
}

/* ---- malloc, calloc, realloc, free --------------------------------------------- */

void *migrt_malloc_at(migrt_size size, const migrt_alloc *site)
{
    return allocate(size, site);
}

void *migrt_malloc(size_t size)
{
    return allocate(size, NULL);
}

void *migrt_calloc_at(migrt_size count, migrt_size size,
                      const migrt_alloc *site)
{
    size_t bytes;
    if (!product(count, size, &bytes))
        return out_of_memory();
    void *block = take(bytes, site);
    if (block && (bytes < SLOT_MAX || span_of(block)->dirty))
        memset(block, 0, bytes);
    return block;
}

void *migrt_calloc(size_t count, size_t size)
{
    return migrt_calloc_at(count, size, NULL);
}

void migrt_free(void *block)
{
    if (!block)
        return;
    HEAP_LOCK();
    migrt_span *span = span_of(block);
    if (MIGRT_LIKELY(span != NULL))
        release(span, block);
    HEAP_UNLOCK();
    if (MIGRT_UNLIKELY(!span)) {
        if (migrt_heap_contains(block))
            misuse("free(): invalid pointer, or freed twice\n");
        free(block); /* the C library's, or a library's that calls it */
    }
}

void migrt_cfree(void *block)
{
    migrt_free(block);
}

static size_t size_at(const migrt_span *span, size_t slot)
{
    return span->state == SPAN_LARGE ? span->large_size
                                     : span->slots[slot].size_plus_1 - 1;
}

/* The site that knows more of a block that is given another size. */
static const migrt_alloc *better(const migrt_alloc *old,
                                 const migrt_alloc *site)
{
    bool knows = site && site->type && site->shape != MIGRT_A_WEAK;
    return knows || !old || !old->type ? (site ? whole(site) : old) : old;
}

/* True when the block could take its new size where it is. A block that shrinks
 * far below its slot moves, or the memory would be lost to it. */
static bool resize_in_place(migrt_span *span, size_t slot, size_t size,
                            const migrt_alloc *site)
{
    bool done;
    if (span->state == SPAN_LARGE) {
        done = size >= SLOT_MAX && migrt_large_resize(span, size);
    } else {
        done = size < span->slot_size &&
               (size >= span->slot_size / 4 || span->slot_size <= 256);
        if (done)
            span->slots[slot].size_plus_1 = (uint32_t)(size + 1);
    }
    if (done)
        span->slots[slot].u.site = better(span->slots[slot].u.site, site);
    return done;
}

void *migrt_realloc_at(void *block, migrt_size size, const migrt_alloc *site)
{
    if (!block)
        return allocate(size, site);
    HEAP_LOCK();
    migrt_span *span = span_of(block);
    bool done = false;
    size_t old = 0;
    if (span) {
        size_t slot = slot_at(span, block, "realloc(): invalid pointer\n");
        old = size_at(span, slot);
        done = size > 0 && resize_in_place(span, slot, size, site);
        if (!done)
            site = better(span->slots[slot].u.site, site);
    }
    HEAP_UNLOCK();
    if (done && size > old)
        forget((char *)block + old, size - old, site);
    if (done)
        return block;
    if (!span && migrt_heap_contains(block))
        misuse("realloc(): invalid pointer\n");
    if (!span)
        return realloc(block, size);
    if (size == 0 && realloc_zero_frees()) {
        migrt_free(block);
        return NULL;
    }
    void *moved = take(size, site);
    if (moved) {
        memcpy(moved, block, old < size ? old : size);
        if (size > old)
            forget((char *)moved + old, size - old, site);
        migrt_free(block);
    }
    return moved;
}

void *migrt_realloc(void *block, size_t size)
{
    return migrt_realloc_at(block, size, NULL);
}

void *migrt_reallocarray_at(void *block, size_t count, size_t size,
                            const migrt_alloc *site)
{
    size_t bytes;
    return product(count, size, &bytes) ? migrt_realloc_at(block, bytes, site)
                                        : out_of_memory();
}

void *migrt_reallocarray(void *block, size_t count, size_t size)
{
    return migrt_reallocarray_at(block, count, size, NULL);
}

size_t migrt_malloc_usable_size(void *block)
{
    migrt_block found;
    /* Programs that use the bytes between size and usable size rely on their
     * being kept: only what was asked for is in an image, so no more is told. */
    return block && migrt_heap_find(block, &found) ? found.size : 0;
}

/* ---- aligned ------------------------------------------------------------------- */

static bool power_of_two(size_t value)
{
    return value && !(value & (value - 1));
}

void *migrt_memalign_at(size_t alignment, size_t size, const migrt_alloc *site)
{
    if (alignment > (SIZE_MAX >> 1) + 1) {
        errno = EINVAL;
        return NULL;
    }
    size_t power = 16; /* as glibc: the next power of two */
    while (power < alignment)
        power <<= 1;
    if (power > PTRDIFF_MAX / 2)
        return out_of_memory();
    return allocate_aligned(power, size, site);
}

void *migrt_memalign(size_t alignment, size_t size)
{
    return migrt_memalign_at(alignment, size, NULL);
}

void *migrt_aligned_alloc_at(size_t alignment, size_t size,
                             const migrt_alloc *site)
{
    if (!power_of_two(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return migrt_memalign_at(alignment, size, site);
}

void *migrt_aligned_alloc(size_t alignment, size_t size)
{
    return migrt_aligned_alloc_at(alignment, size, NULL);
}

int migrt_posix_memalign_at(void **out, size_t alignment, size_t size,
                            const migrt_alloc *site)
{
    if (!power_of_two(alignment) || alignment % sizeof(void *))
        return EINVAL;
    int saved = errno; /* POSIX: the result tells, errno does not */
    void *block = migrt_memalign_at(alignment, size, site);
    errno = saved;
    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

int migrt_posix_memalign(void **out, size_t alignment, size_t size)
{
    return migrt_posix_memalign_at(out, alignment, size, NULL);
}

void *migrt_valloc(size_t size)
{
    return migrt_memalign(migrt_prim_page_size(), size);
}

void *migrt_pvalloc(size_t size)
{
    size_t page = migrt_prim_page_size();
    if (size > SIZE_MAX - page)
        return out_of_memory();
    return migrt_memalign(page, (size + page - 1) & ~(page - 1));
}

/* ---- types --------------------------------------------------------------------- */

/* A struct whose first member is an `inner`, or whose first member's is. */
static bool begins_with(const migrt_type *outer, const migrt_type *inner)
{
    for (;;) {
        if (outer->kind == inner->kind && !strcmp(outer->name, inner->name))
            return true;
        if (outer->kind != MIGRT_K_STRUCT || outer->fields_count == 0)
            return false;
        outer = outer->fields[0].type;
    }
}

/* Not a mere character, which may become anything. */
static bool tells(const migrt_type *type)
{
    return type->size > 1 || type->kind == MIGRT_K_STRUCT ||
           type->kind == MIGRT_K_UNION;
}

/* May `site` say what a block is that `old` was the last to speak of? */
static bool overrides(const migrt_alloc *old, const migrt_alloc *site)
{
    if (!old || !old->type || site->shape == MIGRT_A_RAW ||
        site->shape == MIGRT_A_TYPED)
        return true;
    return old->shape == MIGRT_A_WEAK && site->type && tells(site->type) &&
           !begins_with(old->type, site->type);
}

/* Characters by its allocation, and no text: what is in it pointers tell. */
static bool belies_text(const migrt_alloc *old, const migrt_alloc *site)
{
    return site->type && site->type->size > 1 && old->type->size == 1 &&
           old->shape == MIGRT_A_ARRAY;
}

/* The site of a block of `size` bytes after a hint about its beginning. */
static const migrt_alloc *after_hint(const migrt_alloc *old,
                                     const migrt_alloc *site, size_t size)
{
    if (site->type && site->type->size > size)
        return old;
    if (overrides(old, site))
        return migrt_compound_begin(old, whole(site));
    return belies_text(old, site) ? migrt_compound_parts(old) : old;
}

void *migrt_hint(void *block, const migrt_alloc *site)
{
    HEAP_LOCK();
    migrt_span *span = block ? span_of(block) : NULL;
    if (span && span->state != SPAN_RUN) {
        size_t offset = (size_t)((char *)block - span->start);
        size_t i = slot_of(span, offset);
        migrt_slot *slot = &span->slots[i];
        size_t within = offset - i * span->slot_size;
        if (i >= span->fresh || !slot->size_plus_1)
            within = SIZE_MAX;
        if (within == 0)
            slot->u.site = after_hint(slot->u.site, site, size_at(span, i));
        else if (within > 0 && within < size_at(span, i))
            slot->u.site = migrt_compound_hint(slot->u.site, site, within);
    }
    HEAP_UNLOCK();
    return block;
}
