/* heap_region.c: address space.
 *
 * 64 bit: one reservation of 32 GiB at the first candidate that is free. The
 * candidates are the same on all ABIs, because a restored block keeps its
 * address only where both heaps lie at the same place; measured free natively
 * and under qemu-user on all of them. They are no round numbers: a restore where
 * blocks move refuses integers that are addresses of blocks, and a bit set or a
 * power of two (1 << 36) must not look like one. Where address space is limited
 * (RLIMIT_AS) pieces are mapped there as the heap grows. More than 32 GiB:
 * further regions anywhere.
 * 32 bit: one table for the whole address space; pieces are mapped as the heap
 * grows, upwards from FIRST_HINT while that is free. */
#include "heap_impl.h"

#include <string.h>

#if WHOLE_SPACE
#define FIRST_HINT 0x50000000u
#define LAST_HINT  0xb0000000u
#else
#define FROM(gib) (((uint64_t)(gib) << 30) + 0x5a600000u)
static const uint64_t candidates[] = {FROM(64), FROM(32), FROM(90), FROM(16)};
#endif

struct region *migrt_region_of(uintptr_t address)
{
    for (unsigned i = 0; i < migrt_heap.regions; i++)
        if (address - migrt_heap.region[i].base < migrt_heap.region[i].size)
            return &migrt_heap.region[i];
    return NULL;
}

migrt_span *migrt_span_elsewhere(uintptr_t address)
{
    struct region *region = migrt_region_of(address);
    return region ? region->table[(address - region->base) >> CHUNK_SHIFT]
                  : NULL;
}

/* ---- regions ----------------------------------------------------------------- */

static struct region *region_add(uintptr_t base, uintptr_t size, bool reserved)
{
    if (migrt_heap.regions == REGIONS)
        return NULL;
    struct region *region = &migrt_heap.region[migrt_heap.regions];
    size_t entries = (size_t)(size >> CHUNK_SHIFT) + 1;
    size_t bytes = (entries * sizeof *region->table + CHUNK - 1) & ~(CHUNK - 1);
    region->table = migrt_prim_map(NULL, bytes);
    if (!region->table)
        return NULL;
    region->base = base;
    region->size = size;
    region->top = 0;
    region->reserved = reserved;
    migrt_heap.regions++;
    return region;
}

void migrt_region_drop(struct region *region)
{
    size_t entries = (size_t)(region->size >> CHUNK_SHIFT) + 1;
    size_t bytes = (entries * sizeof *region->table + CHUNK - 1) & ~(CHUNK - 1);
    migrt_prim_unmap(region->table, bytes);
    memset(region, 0, sizeof *region);
}

/* Address space of the system's choice that begins at a chunk. */
static uintptr_t anywhere(void *(*map)(void *, size_t), size_t bytes)
{
    char *got = map(NULL, bytes);
    if (!got || !((uintptr_t)got & (CHUNK - 1)))
        return (uintptr_t)got;
    migrt_prim_unmap(got, bytes);
    got = map(NULL, bytes + CHUNK);
    if (!got)
        return 0;
    size_t before = CHUNK - ((uintptr_t)got & (CHUNK - 1));
    migrt_prim_unmap(got, before);
    if (CHUNK - before > 0)
        migrt_prim_unmap(got + before + bytes, CHUNK - before);
    return (uintptr_t)got + before;
}

#if WHOLE_SPACE

bool migrt_region_open(uint64_t wanted)
{
    (void)wanted;
    return region_add(0, UINTPTR_MAX, false) != NULL;
}

bool migrt_region_for(size_t bytes)
{
    (void)bytes;
    return false;
}

/* Maps `bytes` at the next hint that is free, else anywhere. */
uintptr_t migrt_region_extend(struct region *region, size_t bytes)
{
    if (region->top < FIRST_HINT)
        region->top = FIRST_HINT;
    while (bytes < LAST_HINT && region->top < LAST_HINT - bytes) {
        uintptr_t hint = region->top;
        region->top += bytes;
        if (migrt_prim_map((void *)hint, bytes))
            return hint;
    }
    return anywhere(migrt_prim_map, bytes);
}

void migrt_region_unmap(const struct region *region)
{
    (void)region; /* its runs were unmapped one by one */
}

#else

static bool open_at(uint64_t base)
{
    void *got =
        migrt_prim_reserve((void *)(uintptr_t)base, (size_t)ARENA_BYTES);
    if (!got)
        return false;
    migrt_heap.fixed = true;
    return region_add((uintptr_t)base, ARENA_BYTES, true) != NULL;
}

/* At `wanted` (0: no wish), else at a candidate, else anywhere, else piece by
 * piece at the first candidate. */
bool migrt_region_open(uint64_t wanted)
{
    if (wanted && open_at(wanted))
        return true;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (open_at(candidates[i]))
            return true;
    uintptr_t base = anywhere(migrt_prim_reserve, (size_t)ARENA_BYTES);
    if (base)
        return region_add(base, ARENA_BYTES, true) != NULL;
    migrt_heap.fixed = true;
    return region_add((uintptr_t)(wanted ? wanted : candidates[0]), ARENA_BYTES,
                      false) != NULL;
}

bool migrt_region_for(size_t bytes)
{
    uintptr_t base = 0;
    size_t size = bytes > REGION_BYTES ? bytes : (size_t)REGION_BYTES;
    base = anywhere(migrt_prim_reserve, size);
    if (!base)
        base = anywhere(migrt_prim_reserve, size = bytes);
    if (!base)
        return false;
    if (region_add(base, size, true))
        return true;
    migrt_prim_unmap((void *)base, size);
    return false;
}

uintptr_t migrt_region_extend(struct region *region, size_t bytes)
{
    if (region->size - region->top < bytes)
        return 0;
    char *start = (char *)region->base + region->top;
    if (region->reserved ? migrt_prim_commit(start, bytes) != 0
                         : migrt_prim_map(start, bytes) == NULL)
        return 0;
    region->top += bytes;
    return (uintptr_t)start;
}

void migrt_region_unmap(const struct region *region)
{
    size_t bytes = region->reserved ? region->size : region->top;
    if (bytes)
        migrt_prim_unmap((void *)region->base, bytes);
}

#endif
