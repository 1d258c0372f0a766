/* Memory of a frame whose size is known at run time only: variable length
 * arrays and alloca. At a capture it goes into blocks of the heap, which are
 * converted and moved like any other; the resume clone works on those blocks
 * and gives them back. */
#include "error.h"
#include "frames.h"
#include "heap.h"
#include "prim/prim.h"
#include "state.h"

#include <string.h>

enum { PLAIN_ALIGNMENT = 16 };

static void out_of_memory(const migrt_alloc *site)
{
    migrt_say("no memory left for an array of %s (%s:%u)", site->function,
              site->file, site->line);
    migrt_prim_exit(migrt_unwinding ? MIGRT_EXIT_REFUSED
                                    : MIGRT_EXIT_IMAGE_REFUSED);
}

static void *allocate(size_t size, const migrt_alloc *site)
{
    size_t alignment = site->type != NULL ? site->type->align : 1;
    void *block;
    if (size == 0)
        size = 1;
    block = alignment > PLAIN_ALIGNMENT
                ? migrt_aligned_alloc_at(alignment, size, site)
                : migrt_malloc_at(size, site);
    if (block == NULL)
        out_of_memory(site);
    return block;
}

void *migrt_frame_block(const void *variable, migrt_size size,
                        const migrt_alloc *site)
{
    migrt_block found;
    void *block;
    if (migrt_heap_find(variable, &found) && found.start == variable)
        return found.start;
    block = allocate(size, site);
    memcpy(block, variable, size);
    migrt_frame_moved(variable, size, block);
    return block;
}

void *migrt_frame_again(void *before, migrt_size size, const migrt_alloc *site)
{
    migrt_free(before);
    return allocate(size, site);
}

void migrt_frame_free(void *block)
{
    migrt_free(block);
}

/* ---- alloca ----------------------------------------------------------------- */

/* A node of the list of blocks that stand for what a frame got from alloca. */
typedef struct node {
    struct node *next;
    void *block;
} node;

static node *push(void *list, void *block, const migrt_alloc *nodes)
{
    node *first = migrt_malloc_at(sizeof *first, nodes);
    if (first == NULL)
        out_of_memory(nodes);
    first->next = list;
    first->block = block;
    return first;
}

void *migrt_frame_allocas(void *list, const migrt_alloca *newest,
                          const migrt_alloc *nodes)
{
    for (; newest != NULL; newest = newest->before) {
        const void *memory = newest + 1;
        void *block = allocate(newest->size, newest->site);
        memcpy(block, memory, newest->size);
        migrt_frame_moved(memory, newest->size, block);
        list = push(list, block, nodes);
    }
    return list;
}

void *migrt_frame_alloca(void **list, migrt_size size, const migrt_alloc *site,
                         const migrt_alloc *nodes)
{
    void *block = allocate(size, site);
    *list = push(*list, block, nodes);
    return block;
}

void migrt_frame_release(void *list)
{
    while (list != NULL) {
        node *first = list;
        list = first->next;
        migrt_free(first->block);
        migrt_free(first);
    }
}
