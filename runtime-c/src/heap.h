/* heap.h: the user's heap.
 *
 * The heap is an arena of chunks. A span is a run of chunks that is either cut
 * into equal slots or holds one large block, so pointer -> span is a table
 * look-up by chunk and pointer -> slot one multiplication. What is known of a
 * slot (requested size, allocation site, free list) is kept outside the arena:
 * the arena holds nothing but the user's bytes, which can be written to an
 * image or mapped from one without a look at them.
 *
 * Every slot is at least one byte larger than its block, so one-past-the-end
 * of a block is never the address of its neighbour.
 *
 * On 64-bit ABIs the arena lies at the same address everywhere (the candidates
 * are tried in one order), so a restored block can keep its address. */
#ifndef MIGRT_HEAP_H
#define MIGRT_HEAP_H

#include "../include/migrt_abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- what the user's source calls (heap_api.c) ----------------------------- */
/* As the C standard and POSIX say; migrt_free and migrt_realloc hand pointers
 * that are not ours to the C library. The forms with a site are in migrt_abi.h. */

void *migrt_malloc(size_t size);
void *migrt_calloc(size_t count, size_t size);
void *migrt_realloc(void *block, size_t size);
void *migrt_reallocarray(void *block, size_t count, size_t size);
void migrt_free(void *block);
void migrt_cfree(void *block);
void *migrt_aligned_alloc(size_t alignment, size_t size);
int migrt_posix_memalign(void **out, size_t alignment, size_t size);
void *migrt_memalign(size_t alignment, size_t size);
void *migrt_valloc(size_t size);
void *migrt_pvalloc(size_t size);
size_t migrt_malloc_usable_size(void *block);

void *migrt_aligned_alloc_at(size_t alignment, size_t size,
                             const migrt_alloc *site);
int migrt_posix_memalign_at(void **out, size_t alignment, size_t size,
                            const migrt_alloc *site);
void *migrt_memalign_at(size_t alignment, size_t size, const migrt_alloc *site);
void *migrt_reallocarray_at(void *block, size_t count, size_t size,
                            const migrt_alloc *site);

/* ---- looking at the heap (heap_walk.c) -------------------------------------- */
/* For one thread, while nothing allocates. */

/* What is known of one slot; `next` only while the slot is free. */
typedef struct migrt_slot {
    union {
        const migrt_alloc *site; /* NULL: allocated without a site */
        uintptr_t next;          /* the heap's own */
    } u;
    uint32_t size_plus_1; /* 0: free. Large blocks: 1, see span->large_size */
} migrt_slot;

typedef struct migrt_span {
    char *start;       /* of slot 0 */
    size_t bytes;      /* address space of the span: whole chunks */
    size_t slot_size;  /* a large block: == bytes */
    size_t count;      /* slots there are; a large block: 1 */
    size_t fresh;      /* slots [fresh, count) were never used: all zero */
    size_t used;       /* slots with a live block */
    size_t large_size; /* requested size of a large block */
    migrt_slot *slots; /* [0, count) */
    /* the heap's own */
    uint64_t reciprocal;
    uintptr_t free;
    struct migrt_span *next, *previous;
    unsigned short class_number;
    unsigned char state;
    bool dirty; /* a free run: its bytes may be other than zero */
} migrt_span;

typedef struct migrt_block {
    char *start;
    size_t size;             /* as requested */
    const migrt_alloc *site; /* NULL: unknown */
    const migrt_span *span;
    size_t slot; /* its number in the span */
} migrt_block;

/* The live block that `pointer` points into, or one past the end of. False
 * when there is none: a free slot, or not in the heap. O(1). A pointer farther
 * past the end yet inside the slot gives the block, too: compare with size. */
bool migrt_heap_find(const void *pointer, migrt_block *out);

/* True when `pointer` lies in the arena at all, live block or not. */
bool migrt_heap_contains(const void *pointer);

/* Spans in address order; NULL begins and ends. */
const migrt_span *migrt_heap_next_span(const migrt_span *after);

/* The live block in slot `slot` of a span; false when the slot is free. */
bool migrt_heap_slot(const migrt_span *span, size_t slot, migrt_block *out);

/* Bytes from span->start that may be other than zero: what an image must
 * hold. A multiple of the page size, at most span->bytes. */
size_t migrt_heap_raw_bytes(const migrt_span *span);

/* First address of the arena; 0 where the heap has no fixed arena (32 bit, or
 * no candidate was free). */
uint64_t migrt_heap_base(void);

/* Live blocks and their requested bytes. */
void migrt_heap_count(uint64_t *blocks, uint64_t *bytes);

/* ---- setting the heap up from an image (heap_restore.c) ---------------------- */
/* Order of calls:
 *   migrt_heap_restore_begin   once: empties the heap
 *   migrt_heap_place_span      for every span of the image whose address fits
 *   migrt_heap_map_span        for spans of equal layout: bytes from the file
 *   migrt_heap_place           for every block
 *   migrt_heap_restore_end     once: free slots become available
 * Until the last call nothing but migrt_heap_place allocates. */

/* Empties the heap. True when the arena is at `base`, the image's (moved there
 * if it was elsewhere and that place is free): then spans can be placed. */
bool migrt_heap_restore_begin(uint64_t base);

/* A span of `bytes` at `address` cut into slots of `slot_size`, all free, all
 * zero, of which [0, fresh) count as used once. The figures are the image's
 * and are checked: NULL when they are not those of a span this heap could
 * have made, or the place is taken. Blocks in it may differ in size from the
 * image's. */
migrt_span *migrt_heap_place_span(uint64_t address, uint64_t bytes,
                                  uint64_t slot_size, uint64_t fresh);

/* Maps `bytes` of the file from `offset` copy-on-write onto the start of the
 * span. pre: bytes <= span->bytes, bytes and offset multiples of the page
 * size. Result as in prim.h. */
int migrt_heap_map_span(migrt_span *span, int fd, uint64_t offset,
                        size_t bytes);

/* A live block of `size` bytes: at `address` if that is a free slot of a
 * placed span and large enough, else anywhere (address 0: anywhere). Its bytes
 * are those already there in a placed span, else zero. NULL: out of memory. */
void *migrt_heap_place(uint64_t address, size_t size, const migrt_alloc *site);

/* The same for slot `slot` of `span`, without looking it up; false when the
 * block does not fit. */
bool migrt_heap_place_slot(migrt_span *span, size_t slot, size_t size,
                           const migrt_alloc *site);

void migrt_heap_restore_end(void);

/* ---- the runtime's own memory (heap_internal.c) ------------------------------- */
/* Apart from the user's heap and from the C library's, so a capture neither
 * sees nor moves it. 16-byte aligned; NULL when the system has no more. */

void *migrt_internal_alloc(size_t size); /* zeroed */
/* At a multiple of `alignment` (a power of two); zeroed. Beyond 16 bytes the
 * block is not used again when it is freed. */
void *migrt_internal_aligned(size_t size, size_t alignment);
void *migrt_internal_realloc(void *block,
                             size_t size); /* the rest: undefined */
void migrt_internal_free(void *block);     /* NULL is fine */
char *migrt_internal_strdup(const char *text);

/* ---- blocks of two types (heap_compound.c) ---------------------------------- */

/* A site the runtime makes: `base`, and from `offset` on what `tail` says.
 * Its first member is a copy of `base`, without a unit. */
typedef struct migrt_compound {
    migrt_alloc site;
    const migrt_alloc *base; /* NULL: allocated without a site */
    const migrt_alloc *tail; /* NULL: hints contradict each other */
    size_t offset;
    unsigned number; /* below MIGRT_MOST_COMPOUNDS */
} migrt_compound;

enum { MIGRT_MOST_COMPOUNDS = 1024 };

/* migrt_alloc.shape of such a site. */
#define MIGRT_A_COMPOUND 5u

static inline const migrt_compound *migrt_compound_of(const migrt_alloc *site)
{
    return site != NULL && site->shape == MIGRT_A_COMPOUND
               ? (const migrt_compound *)site
               : NULL;
}

/* The site of such blocks; `base` itself when there is no room for more. */
const migrt_alloc *migrt_compound_site(const migrt_alloc *base,
                                       const migrt_alloc *tail, size_t offset);

/* The site of a block of `site` after a hint about its byte `offset` (> 0). */
const migrt_alloc *migrt_compound_hint(const migrt_alloc *site,
                                       const migrt_alloc *tail, size_t offset);

/* The site of blocks that begin as `base`, and of which pointers tell the rest.
 * Where there is no room to remember it nothing is known of them. */
const migrt_alloc *migrt_compound_parts(const migrt_alloc *base);

/* The site of a block of `site` after `begin` has been told of its beginning. */
const migrt_alloc *migrt_compound_begin(const migrt_alloc *site,
                                        const migrt_alloc *begin);

#endif
