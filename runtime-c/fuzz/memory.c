/* memory.c: stands in for ../src/heap_internal.c. */
#define _POSIX_C_SOURCE 200809L
#include "memory.h"

#include "../src/heap.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In front of each block, with room for any alignment: `front` bytes from where
 * malloc's begins. */
typedef struct block {
    struct block *next, *before;
    size_t size, front;
} block;

static block *blocks;
static bool counting;
static size_t used, limit;

void memory_begin(size_t most)
{
    counting = true;
    used = 0;
    limit = most;
}

void memory_allow(size_t more)
{
    limit += more;
}

static block *block_of(void *at)
{
    return (block *)(void *)((char *)at - sizeof(block));
}

static void give_back(block *one)
{
    free((char *)(one + 1) - one->front);
}

void memory_end(void)
{
    while (blocks != NULL) {
        block *one = blocks;
        blocks = one->next;
        give_back(one);
    }
    counting = false;
}

static void count(block *one, size_t size)
{
    one->size = size;
    one->next = one->before = NULL;
    if (!counting)
        return;
    used += size;
    if (used > limit) {
        fprintf(stderr,
                "the reader takes %zu bytes, and the image is worth "
                "%zu\n",
                used, limit);
        abort();
    }
    one->next = blocks;
    if (blocks != NULL)
        blocks->before = one;
    blocks = one;
}

void *memory_take(size_t size, size_t alignment)
{
    size_t front = (sizeof(block) + alignment - 1) / alignment * alignment;
    char *start = NULL;
    block *one;
    if (size > PTRDIFF_MAX - front ||
        posix_memalign((void **)(void *)&start, alignment, front + size) != 0)
        return NULL;
    memset(start, 0, front + size);
    one = block_of(start + front);
    one->front = front;
    count(one, size);
    return start + front;
}

static void forget(block *one)
{
    if (one->next != NULL)
        one->next->before = one->before;
    if (one->before != NULL)
        one->before->next = one->next;
    else if (blocks == one)
        blocks = one->next;
    used -= counting && used >= one->size ? one->size : 0;
}

/* ---- what heap_internal.c gives ------------------------------------------------- */

void *migrt_internal_alloc(size_t size)
{
    return memory_take(size, 16);
}

void *migrt_internal_raw(size_t size)
{
    return memory_take(size, 16);
}

void *migrt_internal_aligned(size_t size, size_t alignment)
{
    return memory_take(size, alignment < 16 ? 16 : alignment);
}

void migrt_internal_free(void *at)
{
    if (at == NULL)
        return;
    forget(block_of(at));
    give_back(block_of(at));
}

void *migrt_internal_realloc(void *at, size_t size)
{
    size_t had = at == NULL ? 0 : block_of(at)->size;
    void *fresh = memory_take(size, 16);
    if (fresh == NULL || at == NULL)
        return fresh;
    memcpy(fresh, at, had < size ? had : size);
    migrt_internal_free(at);
    return fresh;
}

char *migrt_internal_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = memory_take(size, 16);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}
