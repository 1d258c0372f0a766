/* Heap blocks: where they go, and their contents.
 *
 * With pointers of the same size every block keeps its address if its size
 * allows. With the same byte order as well, the file's pages are mapped there
 * copy-on-write, and only what differs is touched. */
#include "main_restore.h"

#include "heap.h"
#include "pointers_carve.h"
#include "pointers_infer.h"
#include "prim/prim.h"
#include "stats.h"
#include "types.h"

#include <string.h>

static bool out_of_memory(migrt_restore *r, uint64_t bytes)
{
    return migrt_fail(&r->error,
                      "no memory for a heap block of %llu bytes: this machine "
                      "has less address space or memory than the program needs",
                      (unsigned long long)bytes);
}

/* ---- places ------------------------------------------------------------------------------- */

static bool map_bytes(migrt_restore *r, uint32_t s, migrt_span *span)
{
    const migrt_isegment *segment = &r->image.segments[s];
    size_t page = migrt_prim_page_size();
    if (r->converter.swap || segment->raw == NULL)
        return !r->converter.swap; /* nothing but zeros, which are there */
    if (r->image.mapped && segment->raw_bytes % page == 0 &&
        migrt_heap_map_span(span, r->image.fd, segment->raw_offset,
                            (size_t)segment->raw_bytes) == 0)
        return true;
    memcpy(span->start, segment->raw, (size_t)segment->raw_bytes);
    return true;
}

static bool next_block(const migrt_image *image, migrt_iblock *block)
{
    const migrt_isegment *segment = &image->segments[block->segment];
    for (; block->slot < segment->slot_count; block->slot++)
        if (migrt_image_slot(segment, block->slot, &block->alloc,
                             &block->size)) {
            block->address =
                segment->address + block->slot * segment->slot_size;
            return true;
        }
    return false;
}

/* What the program may rely on: the alignment of the type and, since it may
 * have been asked for with aligned_alloc, that of its slot there. It takes no
 * more memory than it took there. */
static size_t alignment_of(const migrt_restore *r, const migrt_iblock *block)
{
    const migrt_plan *plan = migrt_block_plan(&r->converter, block);
    uint64_t slot = r->image.segments[block->segment].slot_size;
    size_t align = plan == NULL ? 1 : plan->target->align;
    uint64_t slots = slot & (0 - slot);
    if (slots <= 4096 && slots > align)
        align = (size_t)slots;
    return align;
}

/* Zeroed memory of the heap. */
static void *new_block(const migrt_restore *r, const migrt_iblock *block,
                       size_t size, const migrt_alloc *site)
{
    size_t align = alignment_of(r, block);
    void *at;
    if (align <= 16)
        return migrt_heap_place(0, size, site);
    at = migrt_memalign_at(align, size, site);
    return at == NULL ? NULL : memset(at, 0, size);
}

/* What is known of the block here, for the next capture. */
static const migrt_alloc *site_here(const migrt_restore *r,
                                    const migrt_iblock *block,
                                    const migrt_shape *shape)
{
    const migrt_ialloc *site = &r->image.allocs[block->alloc];
    const migrt_alloc *base = r->match.allocs[block->alloc];
    if (site->parts ||
        (site->tail != MIGRT_NONE && shape->payload.plan == NULL))
        return migrt_compound_site(base, NULL, 0);
    if (site->tail == MIGRT_NONE)
        return base;
    return migrt_compound_site(base, r->match.allocs[site->tail],
                               (size_t)shape->payload.target);
}

static bool move_block(migrt_restore *r, const migrt_iblock *block,
                       uint64_t size, const migrt_alloc *site)
{
    migrt_placed *placed = &r->pointers.placed[block->segment];
    const migrt_isegment *segment = &r->image.segments[block->segment];
    void *at;
    if (placed->target == NULL) {
        placed->target = migrt_image_array(segment->slot_count,
                                           sizeof *placed->target, &r->error);
        for (uint32_t i = 0; placed->target != NULL && i < segment->slot_count;
             i++)
            placed->target[i] =
                (uintptr_t)(segment->address + i * segment->slot_size);
    }
    if (placed->target == NULL || size > SIZE_MAX / 2)
        return out_of_memory(r, size);
    at = new_block(r, block, (size_t)size, site);
    if (at == NULL)
        return out_of_memory(r, size);
    placed->target[block->slot] = (uintptr_t)at;
    return true;
}

static bool place_blocks(migrt_restore *r, uint32_t s, migrt_span *span)
{
    migrt_iblock block = {.segment = s};
    for (; next_block(&r->image, &block); block.slot++) {
        migrt_shape shape = migrt_block_shape(&r->converter, &block);
        const migrt_alloc *site;
        if (r->error.set)
            return false;
        migrt_counters.blocks++;
        site = site_here(r, &block, &shape);
        if (span != NULL && shape.target_size < span->slot_size &&
            migrt_heap_place_slot(span, block.slot, (size_t)shape.target_size,
                                  site))
            continue;
        if (!move_block(r, &block, shape.target_size, site))
            return false;
    }
    return true;
}

/* All spans first: a block that moves must not land where one belongs. */
bool migrt_restore_place(migrt_restore *r)
{
    uint32_t count = migrt_image_count(&r->image, MIGRT_S_SEGMENTS);
    bool same_width = r->converter.source.size_pointer == sizeof(void *);
    bool keep =
        migrt_heap_restore_begin(same_width ? r->image.arena : 0) && same_width;
    migrt_span **spans = migrt_image_array(count, sizeof *spans, &r->error);
    migrt_counters.blocks = 0;
    for (uint32_t s = 0; keep && spans != NULL && s < count; s++) {
        const migrt_isegment *segment = &r->image.segments[s];
        spans[s] =
            migrt_heap_place_span(segment->address, segment->bytes,
                                  segment->slot_size, segment->slot_count);
        if (spans[s] != NULL)
            r->mapped[s] = map_bytes(r, s, spans[s]);
    }
    for (uint32_t s = 0; !r->error.set && s < count; s++)
        place_blocks(r, s, spans[s]);
    migrt_internal_free(spans);
    return !r->error.set;
}

/* ---- contents ----------------------------------------------------------------------------- */

static void at_block(migrt_converter *c, const migrt_iblock *block)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    const migrt_plan *plan = migrt_block_plan(c, block);
    c->where.what = site->unit == MIGRT_NO_UNIT ? "block allocated by"
                                                : "block allocated in";
    c->where.name = site->unit == MIGRT_NO_UNIT ? "the C library or a function "
                                                  "without a known type"
                                                : site->function;
    c->where.type = plan == NULL ? NULL : c->image->types[plan->source].name;
    c->where.file = site->file;
    c->where.line = site->line;
    c->where.depth = 0;
}

/* The block's bytes in the image; `copy` (to be freed) where the image leaves
 * out zeros. */
static const unsigned char *
source_of(migrt_restore *r, const migrt_iblock *block, unsigned char **copy)
{
    const migrt_isegment *segment = &r->image.segments[block->segment];
    uint64_t offset = block->address - segment->address;
    *copy = NULL;
    if (offset <= segment->raw_bytes &&
        block->size <= segment->raw_bytes - offset)
        return segment->raw + offset;
    if (block->size < SIZE_MAX / 2)
        *copy = migrt_internal_alloc((size_t)block->size + 1);
    if (*copy == NULL) {
        out_of_memory(r, block->size);
        return NULL;
    }
    if (offset < segment->raw_bytes)
        memcpy(*copy, segment->raw + offset,
               (size_t)(segment->raw_bytes - offset));
    return *copy;
}

static bool reachable(const migrt_restore *r, const migrt_iblock *block)
{
    return r->reached.blocks == NULL ||
           r->reached.blocks[block->segment][block->slot] != 0;
}

/* By the user's word, which a typed pointer to it belies. */
static bool said_to_be_bytes(const migrt_restore *r, const migrt_iblock *block)
{
    return r->image.allocs[block->alloc].shape == MIGRT_A_BYTES &&
           (r->reached.blocks == NULL ||
            (r->reached.blocks[block->segment][block->slot] &
             MIGRT_REACHED_TYPED) == 0);
}

/* Nothing says what the bytes are. They may stay as they are where nothing in
 * them would have to change; that can be seen without knowing their type. */
static void check_untyped(migrt_restore *r, const migrt_iblock *block,
                          const unsigned char *source)
{
    migrt_converter *c = &r->converter;
    unsigned width = c->source.size_pointer;
    uint64_t words = block->size / width;
    if (!reachable(r, block) || said_to_be_bytes(r, block))
        return;
    for (uint64_t i = 0; i < words; i++) {
        uint64_t value = migrt_load_integer(source + i * width, width,
                                            c->source.byte_order == 2, false);
        if (value == 0)
            continue;
        if (c->same_bytes && migrt_pointer_stays(c, value))
            continue;
        migrt_refuse_here(c, NULL, 0,
                          "its type (it has %llu bytes) is not known, neither "
                          "from its allocation nor from a pointer to it, so "
                          "its contents cannot be converted: allocate it as "
                          "the type it holds, or give it one with MIGRT_TYPED "
                          "or migcc.toml",
                          (unsigned long long)block->size);
        return;
    }
}

static void check_undecided(migrt_restore *r, const migrt_iblock *block)
{
    migrt_converter *c = &r->converter;
    const migrt_plan *plan = migrt_block_plan(c, block);
    const migrt_selector *select = migrt_variants_of(plan->target);
    if (reachable(r, block))
        migrt_refuse_here(c, NULL, 0,
                          "it is known as %s, and what it really is the "
                          "selector `%s` (%s:%u) does not say: its value has "
                          "no case there, or the block is smaller than its "
                          "type",
                          plan->target->name, select->text, select->file,
                          select->line);
}

/* Several objects, or one that begins like them? Both would be converted
 * without a complaint, one of them into garbage. */
static bool is_certain(migrt_restore *r, const migrt_iblock *block)
{
    const char *other = migrt_could_be(&r->converter, block);
    if (other == NULL || !reachable(r, block))
        return true;
    at_block(&r->converter, block);
    migrt_refuse_here(&r->converter, NULL, 0,
                      "it is larger than that, and may be a %s, which begins "
                      "with that type; nothing tells which it is: let the allocation name "
                      "the type (sizeof), or the place that knows it, with "
                      "MIGRT_TYPED or migcc.toml",
                      other);
    return false;
}

static void fill_block(migrt_restore *r, const migrt_iblock *block,
                       const unsigned char *source)
{
    migrt_converter *c = &r->converter;
    migrt_shape shape = migrt_block_shape(c, block);
    uintptr_t at = migrt_block_target(c, block);
    unsigned char *target = (unsigned char *)at;
    bool there = r->mapped[block->segment] && at == block->address;
    if (migrt_block_untyped(c, block))
        check_untyped(r, block, source);
    if (migrt_block_undecided(c, block))
        check_undecided(r, block);
    if (c->error->set)
        return;
    if (there && migrt_shape_in_place(&shape)) {
        migrt_shape_patch(c, &shape, source, target);
        return;
    }
    if (there)
        memset(target, 0, (size_t)shape.target_size);
    migrt_shape_convert(c, &shape, source, target);
}

/* Nothing in such a block can change: the pages need not even be read. */
static bool untouched(migrt_restore *r, const migrt_iblock *block)
{
    const migrt_plan *plan = migrt_block_plan(&r->converter, block);
    migrt_shape shape;
    if (!r->mapped[block->segment] || plan == NULL || !plan->same ||
        migrt_block_target(&r->converter, block) != block->address)
        return false;
    shape = migrt_block_shape(&r->converter, block);
    return migrt_shape_same(&shape);
}

bool migrt_restore_blocks(migrt_restore *r)
{
    uint32_t count = migrt_image_count(&r->image, MIGRT_S_SEGMENTS);
    for (uint32_t s = 0; s < count && !r->error.set; s++) {
        migrt_iblock block = {.segment = s};
        for (; !r->error.set && next_block(&r->image, &block); block.slot++) {
            const unsigned char *source;
            unsigned char *copy;
            if (!is_certain(r, &block) || untouched(r, &block))
                continue;
            at_block(&r->converter, &block);
            source = source_of(r, &block, &copy);
            if (source != NULL)
                fill_block(r, &block, source);
            migrt_internal_free(copy);
        }
    }
    return !r->error.set;
}
