/* heap_internal.c: the runtime's own memory: powers of two cut from pieces the
 * system maps, with a list of free blocks each; very large blocks are mapped
 * alone and unmapped when freed. */
#include "heap_impl.h"
#include "prim/prim_fault.h"

#include <string.h>

#define PIECE       ((size_t)256 << 10) /* at least that is mapped at once */
#define LEAST_SHIFT 5
#define ALONE_SHIFT 22 /* blocks of more than 2 MiB */
#define HEADER      16

union header {
    struct {
        size_t bytes; /* of the block, header included */
        union header *next;
    } h;
    char align[HEADER];
};

static union header *free_blocks[ALONE_SHIFT];
static char *piece, *piece_end;

static union header *cut(size_t bytes)
{
    if (bytes >= PIECE)
        return migrt_prim_map(NULL, bytes);
    if ((size_t)(piece_end - piece) < bytes) {
        char *fresh = migrt_prim_map(NULL, PIECE);
        if (!fresh)
            return NULL;
        piece = fresh;
        piece_end = fresh + PIECE;
    }
    union header *block = (union header *)(void *)piece;
    piece += bytes;
    return block;
}

static unsigned shift_for(size_t bytes)
{
    unsigned shift = LEAST_SHIFT;
    while (((size_t)1 << shift) < bytes)
        shift++;
    return shift;
}

static union header *take(size_t bytes)
{
    if (bytes > (size_t)1 << (ALONE_SHIFT - 1)) {
        size_t page = migrt_prim_page_size();
        bytes = (bytes + page - 1) & ~(page - 1);
        union header *block = migrt_prim_map(NULL, bytes);
        if (block)
            block->h.bytes = bytes;
        return block;
    }
    unsigned shift = shift_for(bytes);
    union header *block = free_blocks[shift];
    if (block)
        free_blocks[shift] = block->h.next;
    else
        block = cut((size_t)1 << shift);
    if (block)
        block->h.bytes = (size_t)1 << shift;
    return block;
}

void *migrt_internal_raw(size_t size)
{
    if (size > PTRDIFF_MAX - PIECE || migrt_fault(MIGRT_FAULT_alloc))
        return NULL;
    HEAP_LOCK();
    union header *block = take(size + HEADER);
    HEAP_UNLOCK();
    return block ? (char *)block + HEADER : NULL;
}

void *migrt_internal_alloc(size_t size)
{
    void *block = migrt_internal_raw(size);
    return block ? memset(block, 0, size) : NULL;
}

static union header *header_of(void *block)
{
    return (union header *)(void *)((char *)block - HEADER);
}

/* A block inside a larger one: its header says that it is never free. */
void *migrt_internal_aligned(size_t size, size_t alignment)
{
    uintptr_t at;
    char *block;
    if (alignment <= HEADER)
        return migrt_internal_alloc(size);
    block = size > PTRDIFF_MAX - alignment
                ? NULL
                : migrt_internal_alloc(size + alignment);
    if (!block)
        return NULL;
    at = ((uintptr_t)block + HEADER + alignment - 1) & ~(alignment - 1);
    if (at - (uintptr_t)block > alignment)
        at -= alignment;
    if (at == (uintptr_t)block)
        return block;
    header_of((void *)at)->h.bytes = 0;
    return (void *)at;
}

void migrt_internal_free(void *block)
{
    if (!block || header_of(block)->h.bytes == 0)
        return;
    union header *header = header_of(block);
    HEAP_LOCK();
    if (header->h.bytes > (size_t)1 << (ALONE_SHIFT - 1)) {
        migrt_prim_unmap(header, header->h.bytes);
    } else {
        unsigned shift = shift_for(header->h.bytes);
        header->h.next = free_blocks[shift];
        free_blocks[shift] = header;
    }
    HEAP_UNLOCK();
}

void *migrt_internal_realloc(void *block, size_t size)
{
    if (!block)
        return migrt_internal_alloc(size);
    size_t room = header_of(block)->h.bytes - HEADER;
    if (size <= room)
        return block;
    void *moved = migrt_internal_raw(size > room * 2 ? size : room * 2);
    if (moved) {
        memcpy(moved, block, room);
        migrt_internal_free(block);
    }
    return moved;
}

char *migrt_internal_strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = migrt_internal_raw(bytes);
    return copy ? memcpy(copy, text, bytes) : NULL;
}
