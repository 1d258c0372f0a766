/* heap_blocks.c: malloc and its relatives against a model. A random sequence of
 * calls; each block is filled with a pattern of its own, so an overlap or a
 * lost byte is seen. */
#include "../src/heap.h"
#include "check.h"

#include <errno.h>
#include <string.h>

#define LIVE 400

struct model {
    unsigned char *block;
    size_t size;
    unsigned char pattern;
};

static struct model live[LIVE];
static uint32_t state = 12345;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static size_t random_size(void)
{
    switch (next_random() % 10) {
    case 0:
        return next_random() % 300000;
    case 1:
    case 2:
        return next_random() % 20000;
    case 3:
        return (size_t)1 << (next_random() % 18);
    default:
        return next_random() % 200;
    }
}

static void fill(struct model *model)
{
    model->pattern = (unsigned char)(next_random() | 1);
    memset(model->block, model->pattern, model->size);
}

static void verify(const struct model *model, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        CHECK(model->block[i] == model->pattern);
}

static void verify_found(const struct model *model)
{
    migrt_block found;
    size_t at = model->size ? next_random() % (model->size + 1) : 0;
    CHECK(migrt_heap_find(model->block + at, &found));
    CHECK(found.start == (char *)model->block && found.size == model->size);
    /* one past the end is still this block */
    CHECK(migrt_heap_find(model->block + model->size, &found));
    CHECK(found.start == (char *)model->block);
}

static void allocate(struct model *model)
{
    model->size = random_size();
    size_t alignment = 16;
    switch (next_random() % 4) {
    case 0:
        model->block = migrt_calloc(1, model->size);
        for (size_t i = 0; i < model->size; i++)
            CHECK(model->block[i] == 0);
        break;
    case 1:
        alignment = (size_t)16 << (next_random() % 15);
        model->block = migrt_aligned_alloc(alignment, model->size);
        break;
    default:
        model->block = migrt_malloc(model->size);
    }
    CHECK(model->block != NULL);
    CHECK((uintptr_t)model->block % alignment == 0);
    fill(model);
}

static void resize(struct model *model)
{
    size_t size = random_size() + 1;
    size_t kept = size < model->size ? size : model->size;
    model->block = migrt_realloc(model->block, size);
    CHECK(model->block != NULL);
    verify(model, kept);
    model->size = size;
    fill(model);
}

static void walk(void)
{
    size_t count = 0, expected = 0;
    const char *last = NULL;
    for (const migrt_span *span = NULL;
         (span = migrt_heap_next_span(span)) != NULL;)
        for (size_t i = 0; i < span->count; i++) {
            migrt_block block;
            if (!migrt_heap_slot(span, i, &block))
                continue;
            CHECK(block.start > last);
            CHECK(block.start + block.size <=
                  span->start + migrt_heap_raw_bytes(span));
            last = block.start;
            count++;
        }
    for (size_t i = 0; i < LIVE; i++)
        expected += live[i].block != NULL;
    CHECK(count == expected);
    uint64_t blocks, bytes;
    migrt_heap_count(&blocks, &bytes);
    CHECK(blocks == expected);
}

static void random_calls(void)
{
    for (int step = 0; step < 60000; step++) {
        struct model *model = &live[next_random() % LIVE];
        if (!model->block) {
            allocate(model);
        } else if (next_random() % 3) {
            verify(model, model->size);
            migrt_free(model->block);
            model->block = NULL;
        } else {
            verify_found(model);
            resize(model);
        }
        if (step % 1000 == 0)
            walk();
    }
    for (size_t i = 0; i < LIVE; i++) {
        if (live[i].block)
            verify(&live[i], live[i].size);
        migrt_free(live[i].block);
        live[i].block = NULL;
    }
    walk();
}

static void many_small(void)
{
    enum { COUNT = 50000 };
    static void *blocks[COUNT];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT; i++) {
            blocks[i] = migrt_malloc(24);
            memset(blocks[i], i, 24);
        }
        for (int i = 0; i < COUNT; i += 2)
            migrt_free(blocks[i]);
        for (int i = 0; i < COUNT; i += 2) {
            blocks[i] = migrt_malloc(24);
            CHECK(blocks[i] != NULL);
        }
        for (int i = 0; i < COUNT; i++)
            migrt_free(blocks[i]);
    }
    walk();
}

/* More than the arena holds: further regions, and then an end. */
static void beyond_the_arena(void)
{
    enum { COUNT = 12 };
#ifdef MIGRT_TINY
    size_t size = (size_t)8 << 20;
#else
    size_t size = sizeof(void *) > 4 ? (size_t)4 << 30 : (size_t)20 << 20;
#endif
    char *parts[COUNT];
    migrt_block found;
    for (int i = 0; i < COUNT; i++) {
        parts[i] = migrt_malloc(size);
        CHECK(parts[i] != NULL);
        parts[i][0] = parts[i][size - 1] = (char)i;
    }
    for (int i = 0; i < COUNT; i++) {
        CHECK(parts[i][0] == i && parts[i][size - 1] == i);
        CHECK(migrt_heap_find(parts[i] + size, &found));
        CHECK(found.start == parts[i] && found.size == size);
    }
    const migrt_span *last = NULL;
    for (const migrt_span *span = NULL;
         (span = migrt_heap_next_span(span)) != NULL; last = span)
        CHECK(!last || last->start < span->start);
    for (int i = 0; i < COUNT; i++)
        migrt_free(parts[i]);
    uint64_t blocks, bytes;
    migrt_heap_count(&blocks, &bytes);
    CHECK(blocks == 0 && bytes == 0);
}

static void edges(void)
{
    void *a = migrt_malloc(0), *b = migrt_malloc(0);
    CHECK(a && b && a != b);
    migrt_free(a);
    migrt_free(b);
    migrt_free(NULL);
    errno = 0;
    CHECK(migrt_malloc(SIZE_MAX - 8) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(migrt_malloc((size_t)PTRDIFF_MAX + 1) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(migrt_calloc(SIZE_MAX / 2, 3) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(migrt_reallocarray(NULL, SIZE_MAX / 2, 3) == NULL && errno == ENOMEM);
    errno = 0;
    CHECK(migrt_aligned_alloc(48, 100) == NULL && errno == EINVAL);
    CHECK(migrt_posix_memalign(&a, 3, 10) == EINVAL);
    CHECK(migrt_posix_memalign(&a, 1 << 17, 10) == 0);
    CHECK((uintptr_t)a % (1 << 17) == 0);
    migrt_free(a);
    a = migrt_valloc(10);
    CHECK((uintptr_t)a % 4096 == 0);
    CHECK(migrt_malloc_usable_size(a) == 10);
    migrt_free(a);
    a = migrt_realloc(NULL, 10);
    CHECK(a && migrt_malloc_usable_size(a) == 10);
    migrt_free(a);
}

static void foreign(void)
{
    migrt_block found;
    char *block = malloc(100);
    CHECK(!migrt_heap_contains(block) && !migrt_heap_find(block, &found));
    memcpy(block, "abc", 4);
    block = migrt_realloc(block, 5000);
    CHECK(memcmp(block, "abc", 4) == 0);
    migrt_free(block);
    int local;
    CHECK(!migrt_heap_find(&local, &found));
}

static void sites(void)
{
    static const migrt_type integer = {.kind = MIGRT_K_SINT, .size = 4};
    static migrt_alloc untyped = {.line = 1},
                       typed = {.type = &integer, .line = 2};
    migrt_block found;
    char *block = migrt_malloc_at(40, &untyped);
    CHECK(migrt_heap_find(block, &found) && found.site == &untyped);
    CHECK(migrt_hint(block, &typed) == block);
    CHECK(migrt_heap_find(block + 39, &found) && found.site == &typed);
    CHECK(migrt_hint(block + 4, &untyped) == block + 4);
    CHECK(migrt_heap_find(block, &found) && found.site == &typed);
    block = migrt_realloc(block, 100000);
    CHECK(migrt_heap_find(block, &found) && found.site == &typed);
    migrt_free(block);
    CHECK(migrt_hint(NULL, &typed) == NULL);
}

/* What is told of a block's inside and of its beginning: neither is told of all
 * of it. */
static void parts(void)
{
    static const migrt_type character = {.kind = MIGRT_K_CHAR, .size = 1},
                            integer = {.kind = MIGRT_K_SINT, .size = 4},
                            number = {.kind = MIGRT_K_SINT, .size = 8};
    static migrt_alloc untyped = {.line = 1}, text = {.type = &character},
                       integers = {.type = &integer, .line = 2},
                       numbers = {.type = &number, .line = 3};
    const migrt_compound *two;
    migrt_block found;
    char *block = migrt_malloc_at(64, &untyped);
    migrt_hint(block + 16, &integers);
    migrt_hint(block, &numbers);
    CHECK(migrt_heap_find(block, &found));
    two = migrt_compound_of(found.site);
    CHECK(two != NULL && two->base == &numbers && two->tail == NULL);
    migrt_free(block);
    block = migrt_malloc_at(64, &text);
    migrt_hint(block, &numbers);
    CHECK(migrt_heap_find(block, &found));
    two = migrt_compound_of(found.site);
    CHECK(two != NULL && two->base == &text && two->tail == NULL);
    migrt_free(block);
}

int main(void)
{
    edges();
    foreign();
    sites();
    parts();
    random_calls();
    many_small();
    beyond_the_arena();
    return CHECKS_DONE();
}
