/* heap_restore.c: a heap is saved, emptied and set up again: mapped from the
 * file where it was, and block by block where it was not; then used. */
#include "../src/heap.h"
#include "../src/prim/prim.h"
#include "check.h"

#include <string.h>

#define BLOCKS 3000
#define SPANS  4000

struct saved_span {
    uint64_t address, bytes, slot_size, fresh, offset, raw;
};

static unsigned char *blocks[BLOCKS];
static size_t sizes[BLOCKS];
static struct saved_span spans[SPANS];
static size_t spans_count;
static int file;
static uint32_t state = 7;

static uint32_t next_random(void)
{
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static unsigned char pattern(size_t i)
{
    return (unsigned char)(i * 7 + 1);
}

static void verify(void)
{
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t k = 0; blocks[i] && k < sizes[i]; k++)
            CHECK(blocks[i][k] == pattern(i));
}

static void allocate(size_t i)
{
    sizes[i] = next_random() % 8 ? next_random() % 400 : next_random() % 40000;
    if (i % 500 == 0)
        sizes[i] = 300000;
    blocks[i] = migrt_malloc(sizes[i]);
    CHECK(blocks[i] != NULL);
    memset(blocks[i], pattern(i), sizes[i]);
}

static void build(void)
{
    for (size_t i = 0; i < BLOCKS; i++)
        allocate(i);
    for (size_t i = 0; i < BLOCKS; i++)
        if (next_random() % 3 == 0) {
            migrt_free(blocks[i]);
            blocks[i] = NULL;
        }
}

static void save(void)
{
    char name[64];
    CHECK(migrt_prim_open_temporary("heap_restore.image", true, name,
                                    sizeof name, &file) == 0);
    CHECK(migrt_prim_unlink(name) == 0);
    uint64_t offset = 0;
    spans_count = 0;
    for (const migrt_span *span = NULL;
         (span = migrt_heap_next_span(span)) != NULL;) {
        struct saved_span *saved = &spans[spans_count++];
        CHECK(spans_count < SPANS);
        saved->address = (uintptr_t)span->start;
        saved->bytes = span->bytes;
        saved->slot_size = span->slot_size;
        saved->fresh = span->fresh;
        saved->offset = offset;
        saved->raw = migrt_heap_raw_bytes(span);
        CHECK(migrt_prim_write(file, span->start, (size_t)saved->raw) == 0);
        offset += saved->raw;
    }
    CHECK(spans_count > 10);
}

static void place_spans(void)
{
    for (size_t i = 0; i < spans_count; i++) {
        struct saved_span *s = &spans[i];
        migrt_span *span =
            migrt_heap_place_span(s->address, s->bytes, s->slot_size, s->fresh);
        CHECK(span && (uintptr_t)span->start == s->address);
        CHECK(migrt_heap_place_span(s->address, s->bytes, s->slot_size,
                                    s->fresh) == NULL); /* taken now */
        CHECK(migrt_heap_map_span(span, file, s->offset, (size_t)s->raw) == 0);
    }
}

static void place_same(void)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        if (!blocks[i])
            continue;
        void *at = migrt_heap_place((uintptr_t)blocks[i], sizes[i], NULL);
        CHECK(at == blocks[i]);
        /* a second block there goes elsewhere */
        void *other = migrt_heap_place((uintptr_t)blocks[i], sizes[i], NULL);
        CHECK(other && other != at);
        migrt_free(other);
    }
}

static void place_elsewhere(void)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (blocks[i]) {
            unsigned char *at =
                migrt_heap_place((uintptr_t)blocks[i], sizes[i], NULL);
            CHECK(at && (sizes[i] == 0 || (!at[0] && !at[sizes[i] - 1])));
            memset(at, pattern(i), sizes[i]);
            blocks[i] = at;
        }
}

static void use(void)
{
    for (int step = 0; step < 20000; step++) {
        size_t i = next_random() % BLOCKS;
        if (blocks[i]) {
            migrt_free(blocks[i]);
            blocks[i] = NULL;
        } else {
            allocate(i);
        }
    }
    verify();
    uint64_t count, bytes, expected = 0;
    migrt_heap_count(&count, &bytes);
    for (size_t i = 0; i < BLOCKS; i++)
        expected += blocks[i] != NULL;
    CHECK(count == expected);
}

/* Whatever an image says, a span is made only as the heap makes them. */
static void hostile(void)
{
    uint64_t base = migrt_heap_base(), chunk = (uint64_t)64 << 10;
    uint64_t at = base ? base : (uint64_t)0x58000000;
    migrt_heap_restore_begin(base);
    CHECK(!migrt_heap_place_span(at + 8, chunk, 32, 1));
    CHECK(!migrt_heap_place_span(at, chunk + 8, 32, 1));
    CHECK(!migrt_heap_place_span(at, 0, 0, 0));
    CHECK(!migrt_heap_place_span(at, chunk, 0, 1));
    CHECK(!migrt_heap_place_span(at, chunk, 40, 1));
    CHECK(!migrt_heap_place_span(at, chunk, 32, chunk / 32 + 1));
    CHECK(!migrt_heap_place_span(at, chunk, chunk, 2));
    CHECK(!migrt_heap_place_span(UINT64_MAX - chunk + 1, chunk, 32, 1));
    CHECK(!migrt_heap_place_span(at, UINT64_MAX & ~(chunk - 1), 32, 1));
    CHECK(!migrt_heap_place_span(at, (uint64_t)1 << 62, (uint64_t)1 << 62, 1));
    CHECK(!migrt_heap_place_span((uintptr_t)&hostile & ~(chunk - 1), chunk, 32,
                                 1));
    migrt_heap_restore_end();
}

int main(void)
{
    build();
    for (int round = 0; round < 3; round++) {
        uint64_t base = migrt_heap_base();
        save();
        bool same = migrt_heap_restore_begin(base);
        CHECK(!same || base || sizeof(void *) == 4);
        if (same) {
            place_spans();
            place_same();
        } else {
            place_elsewhere();
        }
        verify();
        migrt_heap_restore_end();
        verify();
        use();
        CHECK(migrt_prim_close(file) == 0);
        if (same)
            CHECK(migrt_heap_base() == base);
    }
    hostile();
    /* an image whose heap was elsewhere */
    build();
    CHECK(!migrt_heap_restore_begin(4096) || sizeof(void *) == 4);
    place_elsewhere();
    migrt_heap_restore_end();
    verify();
    use();
    return CHECKS_DONE();
}
