#include "pointers.h"

#include "convert_field.h"
#include "heap.h"
#include "libc.h"
#include "pointers_carve.h"
#include "pointers_infer.h"
#include "pointers_left.h"
#include "pointers_outside.h"
#include "state.h"
#include "stats.h"
#include "types.h"

#include <stdlib.h>
#include <string.h>

/* Values nobody takes for an address: small integers and -1 .. -4095. */
enum { SMALL = 4096 };

/* ---- heap ----------------------------------------------------------------------------- */

/* Pointers cluster: the segment of the last one is tried first. */
static const migrt_isegment *find_segment(const migrt_image *image,
                                          uint64_t value)
{
    static uint32_t last;
    uint32_t low = 0, high = migrt_image_count(image, MIGRT_S_SEGMENTS);
    const migrt_isegment *all = image->segments;
    if (last < high && value >= all[last].address &&
        value - all[last].address < all[last].bytes)
        return &all[last];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (value < all[middle].address)
            high = middle;
        else if (value - all[middle].address >= all[middle].bytes)
            low = middle + 1;
        else
            return &all[last = middle];
    }
    return NULL;
}

bool migrt_find_block(const migrt_image *image, uint64_t value,
                      migrt_iblock *out)
{
    const migrt_isegment *segment = find_segment(image, value);
    uint64_t slot;
    if (segment == NULL)
        return false;
    slot = (value - segment->address) / segment->slot_size;
    if (slot >= segment->slot_count ||
        !migrt_image_slot(segment, (uint32_t)slot, &out->alloc, &out->size))
        return false;
    out->segment = (uint32_t)(segment - image->segments);
    out->slot = (uint32_t)slot;
    out->address = segment->address + slot * segment->slot_size;
    return value - out->address <= out->size;
}

static uint32_t inferred(const migrt_converter *c, const migrt_iblock *block)
{
    const uint32_t *plans = c->pointers->placed[block->segment].plan;
    return plans == NULL ? 0 : plans[block->slot];
}

const migrt_plan *migrt_block_plan(const migrt_converter *c,
                                   const migrt_iblock *block)
{
    uint32_t number = inferred(c, block) & ~MIGRT_ONE_OBJECT;
    return number != 0 ? c->plans[number - 1]
                       : c->pointers->sites[block->alloc];
}

bool migrt_block_undecided(const migrt_converter *c, const migrt_iblock *block)
{
    const migrt_plan *plan = migrt_block_plan(c, block);
    return plan != NULL && (inferred(c, block) & MIGRT_ONE_OBJECT) == 0 &&
           migrt_variants_of(plan->target) != NULL;
}

bool migrt_block_untyped(const migrt_converter *c, const migrt_iblock *block)
{
    return migrt_carving_of(c, block) == NULL &&
           c->image->allocs[block->alloc].type == MIGRT_NONE &&
           inferred(c, block) == 0;
}

unsigned char *migrt_block_bytes(migrt_converter *c, const migrt_iblock *block,
                                 uint64_t least)
{
    const migrt_isegment *segment = &c->image->segments[block->segment];
    uint64_t offset = block->address - segment->address;
    unsigned char *copy = migrt_image_array(
        block->size > least ? block->size : least, 1, c->error);
    if (copy != NULL && offset < segment->raw_bytes) {
        uint64_t there = segment->raw_bytes - offset;
        memcpy(copy, segment->raw + offset,
               (size_t)(there < block->size ? there : block->size));
    }
    return copy;
}

/* Where, by the user's word, the second type begins here; -1: not known. */
static long long told_tail(migrt_converter *c, const migrt_iblock *block,
                           const migrt_plan *plan)
{
    const migrt_selector *select = migrt_tail_of(plan->target);
    unsigned char *bytes;
    long long here = -1;
    if (select == NULL)
        return -1;
    bytes = migrt_block_bytes(c, block, plan->source_size);
    if (bytes == NULL)
        return -1;
    if (!migrt_rehearse(c, plan, select, bytes, &here))
        here = -1;
    migrt_internal_free(bytes);
    return here;
}

/* The same where the size was written `sizeof(header) + n * sizeof(element)`. */
static long long written_tail(const migrt_converter *c,
                              const migrt_ialloc *site, const migrt_plan *plan)
{
    const migrt_alloc *base = c->pointers->match->allocs[site->base];
    if (base == NULL || base->tail == NULL ||
        site->offset != plan->source_size || base->type != plan->target)
        return -1;
    return (long long)base->offset;
}

/* A block that goes on as another type. False: it does not. */
static bool shape_of_two(migrt_converter *c, const migrt_iblock *block,
                         migrt_shape *shape)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    const migrt_plan *plan = migrt_block_plan(c, block);
    migrt_second second = {.offset = site->offset};
    long long here;
    if (plan == NULL || site->tail == MIGRT_NONE || site->offset > block->size)
        return false;
    second.plan = c->pointers->sites[site->tail];
    second.header = c->image->allocs[site->tail].shape == MIGRT_A_HEADER;
    if (second.plan == NULL || second.plan->source_size == 0)
        return false;
    here = told_tail(c, block, plan);
    if (here < 0)
        here = written_tail(c, site, plan);
    if (here < 0 || here > UINT16_MAX)
        return false;
    second.here = (uint64_t)here;
    *shape = migrt_shape_of_two(c, plan, block->size, &second);
    return true;
}

/* Its allocation does not say what it is. */
static bool is_guessed(const migrt_converter *c, const migrt_iblock *block)
{
    uint32_t told = inferred(c, block);
    return told == 0 ? migrt_site_is_weak(c->image,
                                          &c->image->allocs[block->alloc],
                                          block->size)
                     : (told & MIGRT_ONE_OBJECT) == 0;
}

migrt_shape migrt_block_shape(migrt_converter *c, const migrt_iblock *block)
{
    migrt_shape shape = {.carving = migrt_carving_of(c, block)};
    if (shape.carving != NULL) {
        shape.source_size = block->size;
        shape.target_size = shape.carving->target_size;
        return shape;
    }
    if (shape_of_two(c, block, &shape))
        return shape;
    shape = migrt_shape_of(c, migrt_block_plan(c, block), block->size,
                           migrt_is_header(c, block) ||
                               (inferred(c, block) & MIGRT_ONE_OBJECT) != 0);
    migrt_shape_keep_rest(&shape);
    if (is_guessed(c, block))
        migrt_shape_guessed(c, &shape);
    return shape;
}

uintptr_t migrt_block_target(const migrt_converter *c,
                             const migrt_iblock *block)
{
    const uintptr_t *target = c->pointers->placed[block->segment].target;
    return target != NULL ? target[block->slot] : (uintptr_t)block->address;
}

/* Elements whose bytes mean the same everywhere. */
static bool is_bytes(const migrt_itype *type)
{
    return type->kind == MIGRT_K_VOID || type->kind == MIGRT_K_FUNCTION ||
           type->kind == MIGRT_K_OPAQUE || type->size <= 1;
}

/* The bytes hold no word that, were it a pointer, would have to change. */
static bool bytes_stay(migrt_converter *c, const unsigned char *bytes,
                       uint64_t size)
{
    unsigned width = c->source.size_pointer;
    for (uint64_t i = 0; i + width <= size; i += width)
        if (!migrt_pointer_stays(
                c, migrt_load_integer(bytes + i, width,
                                      c->source.byte_order == 2, false)))
            return false;
    return true;
}

/* A typed pointer into characters: the program built objects there (an arena of
 * its own), which conversion as characters would destroy, and whose pointers
 * nobody would find. */
static bool mistyped(migrt_converter *c, uint32_t held, const migrt_op *op,
                     const unsigned char *bytes, uint64_t size)
{
    const migrt_plan *pointed;
    while (held != MIGRT_NONE && c->image->types[held].kind == MIGRT_K_ARRAY)
        held = c->image->types[held].elem;
    if (held == MIGRT_NONE || op->elem == MIGRT_NONE ||
        op->target_elem == NULL || !is_bytes(&c->image->types[held]) ||
        is_bytes(&c->image->types[op->elem]))
        return false;
    pointed = migrt_plan_of(c, op->elem, op->target_elem);
    if (pointed == NULL || pointed->same)
        return false;
    return !pointed->in_place || bytes == NULL || !bytes_stay(c, bytes, size);
}

/* The bytes of a block, NULL where the image leaves out some of its zeros. */
static const unsigned char *block_bytes(const migrt_converter *c,
                                        const migrt_iblock *block)
{
    const migrt_isegment *segment = &c->image->segments[block->segment];
    uint64_t offset = block->address - segment->address;
    return offset <= segment->raw_bytes &&
                   block->size <= segment->raw_bytes - offset
               ? segment->raw + offset
               : NULL;
}

/* A pointer to a number of one width where the block has numbers of another:
 * the program looks at the same bytes in two ways, and only one of them can
 * survive a conversion. */
static bool punned(migrt_converter *c, const migrt_iblock *block,
                   uint64_t offset, const migrt_op *op)
{
    const migrt_itype *pointed, *held;
    migrt_shape shape;
    if (op->elem == MIGRT_NONE || offset >= block->size)
        return false;
    pointed = &c->image->types[op->elem];
    if (pointed->size <= 1 || !migrt_is_number(pointed))
        return false;
    shape = migrt_block_shape(c, block);
    if (migrt_shape_in_place(&shape))
        return false;
    held = migrt_shape_leaf(c, &shape, offset);
    return held != NULL && migrt_is_number(held) && held->size > 1 &&
           held->size != pointed->size;
}

/* Into a block of several objects. */
static void into_carved(migrt_converter *c, const migrt_iblock *block,
                        const migrt_carving *carving, uint64_t offset,
                        const migrt_op *op, uint64_t index, uintptr_t *out)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    uint64_t here = migrt_carving_offset(c, carving, offset);
    if (migrt_carving_ambiguous(c, carving, offset, op))
        migrt_refuse_here(c, op, index,
                          "points to the end of characters, or to the object "
                          "behind them, in a block of several (allocated in "
                          "%s, %s:%lu), and these are apart here: keep the "
                          "number of characters instead of a pointer to their "
                          "end",
                          site->function, site->file,
                          (unsigned long)site->line);
    else if (here == MIGRT_NO_OFFSET)
        migrt_refuse_here(c, op, index,
                          "points into the middle of a value in a block of "
                          "several objects (allocated in %s, %s:%lu) that has "
                          "fewer bytes here",
                          site->function, site->file,
                          (unsigned long)site->line);
    else
        *out = migrt_block_target(c, block) + (uintptr_t)here;
}

/* What the user says a member points to is not what is there. */
static bool belied(const migrt_converter *c, const migrt_iblock *block,
                   uint64_t offset, const migrt_op *op)
{
    const migrt_plan *plan = migrt_block_plan(c, block);
    const migrt_itype *held, *said;
    if (!op->noted || op->elem == MIGRT_NONE || plan == NULL ||
        plan->source_size == 0 || offset >= block->size ||
        c->image->allocs[block->alloc].shape == MIGRT_A_RAW)
        return false;
    said = &c->image->types[op->elem];
    held = &c->image->types[plan->source];
    return !is_bytes(said) && !migrt_type_has(c->image, held, offset, said) &&
           (offset != 0 || !migrt_type_has(c->image, said, 0, held));
}

/* What it points to does not fit: left over from what was there before. */
static bool is_left_over(migrt_converter *c, const migrt_iblock *block,
                         uint64_t offset, const migrt_op *op)
{
    return op->elem != MIGRT_NONE && offset <= block->size &&
           (c->image->types[op->elem].size > block->size - offset ||
            migrt_is_no_object(c, block, offset, op));
}

static void into_block(migrt_converter *c, const migrt_iblock *block,
                       uint64_t value, const migrt_op *op, uint64_t index,
                       uintptr_t *out)
{
    uint64_t offset = value - block->address;
    const migrt_plan *plan = migrt_block_plan(c, block);
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    const migrt_carving *carving = migrt_carving_of(c, block);
    if (carving != NULL) {
        into_carved(c, block, carving, offset, op, index, out);
        return;
    }
    if (belied(c, block, offset, op)) {
        migrt_refuse_here(c, op, index,
                          "points to %s, as migcc.toml says, but the block "
                          "(allocated in %s, %s:%lu) holds %s: correct the "
                          "note",
                          c->image->types[op->elem].name, site->function,
                          site->file, (unsigned long)site->line,
                          c->image->types[plan->source].name);
        return;
    }
    if (site->shape != MIGRT_A_RAW && plan != NULL &&
        mistyped(c, plan->source, op, block_bytes(c, block), block->size) &&
        !is_left_over(c, block, offset, op)) {
        migrt_refuse_here(
            c, op, index,
            "points to %s inside a block of characters (allocated "
            "in %s, %s:%lu), whose contents are not known: give "
            "it its type with MIGRT_TYPED or migcc.toml",
            c->image->types[op->elem].name, site->function, site->file,
            (unsigned long)site->line);
        return;
    }
    if (punned(c, block, offset, op)) {
        migrt_refuse_here(c, op, index,
                          "points to %s, but the block (allocated in %s, "
                          "%s:%lu) holds %s: use one type for it, or a union, "
                          "or name the type in use in migcc.toml",
                          c->image->types[op->elem].name, site->function,
                          site->file, (unsigned long)site->line,
                          c->image->types[plan->source].name);
        return;
    }
    if (offset != 0 && plan != NULL && !plan->in_place) {
        migrt_shape shape = migrt_block_shape(c, block);
        offset = migrt_shape_offset(c, &shape, offset);
        if (offset == MIGRT_NO_OFFSET && migrt_left_over(c, block, value, op)) {
            *out = MIGRT_INVALID;
            return;
        }
        if (offset == MIGRT_NO_OFFSET) {
            migrt_refuse_here(
                c, op, index,
                "points into the middle of a value of %s (allocated in %s, "
                "%s:%lu) that has fewer bytes here: keep flags in the two "
                "lowest bits of a pointer only, or beside it",
                c->image->types[plan->source].name, site->function, site->file,
                (unsigned long)site->line);
            return;
        }
    }
    *out = migrt_block_target(c, block) + (uintptr_t)offset;
}

/* ---- everything else --------------------------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
    const migrt_region *x = a, *y = b;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static void put_objects(const migrt_converter *c, migrt_region **at)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_OBJECTS); i++) {
        const migrt_object *here = c->pointers->match->objects[i];
        migrt_region region = {image->objects[i].address,
                               image->objects[i].size, MIGRT_R_OBJECT, i, 0};
        if (here != NULL)
            region.target = (uintptr_t)migrt_object_address(here);
        *(*at)++ = region;
    }
}

static void put_aliases(const migrt_converter *c, migrt_region **at)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_ALIASES); i++) {
        const migrt_ialias *alias = &image->aliases[i];
        migrt_region region = {alias->address, alias->size, MIGRT_R_ALIAS, i,
                               0};
        if (alias->frame == MIGRT_NONE)
            region.kind = MIGRT_R_BLOCK;
        else if (c->pointers->records != NULL)
            region.target = (uintptr_t)c->pointers->records[alias->frame];
        *(*at)++ = region;
    }
}

static void put_codes(const migrt_converter *c, migrt_region **at)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_CODES); i++) {
        const migrt_code *here = c->pointers->match->codes[i];
        migrt_region region = {image->codes[i].address, 0, MIGRT_R_CODE, i, 0};
        if (here != NULL)
            region.target = (uintptr_t)here->address;
        *(*at)++ = region;
    }
}

static uintptr_t process_target(const migrt_iprocess *entry)
{
    extern char **environ;
    switch (entry->kind) {
    case MIGRT_P_ARGV:
        return (uintptr_t)migrt_here.argv;
    case MIGRT_P_ARGUMENT:
        return (uintptr_t)migrt_here.argv[entry->index];
    case MIGRT_P_ENVIRON:
        return (uintptr_t)environ;
    default:
        return (uintptr_t)migrt_here.restored_environ[entry->index];
    }
}

static void put_process(const migrt_converter *c, migrt_region **at)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_PROCESS); i++) {
        const migrt_iprocess *entry = &image->process[i];
        migrt_region region = {entry->address, entry->size, MIGRT_R_PROCESS, i,
                               process_target(entry)};
        *(*at)++ = region;
    }
}

static void put_files(const migrt_converter *c, migrt_region **at)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_FILES); i++) {
        migrt_region region = {image->files[i].address, 0, MIGRT_R_FILE, i,
                               (uintptr_t)migrt_file_of(image->files[i].id)};
        *(*at)++ = region;
    }
}

bool migrt_pointers_regions(migrt_converter *c)
{
    const migrt_image *image = c->image;
    uint64_t count = (uint64_t)migrt_image_count(image, MIGRT_S_OBJECTS) +
                     migrt_image_count(image, MIGRT_S_ALIASES) +
                     migrt_image_count(image, MIGRT_S_CODES) +
                     migrt_image_count(image, MIGRT_S_PROCESS) +
                     migrt_image_count(image, MIGRT_S_FILES);
    migrt_region *at = migrt_image_array(count, sizeof *at, c->error);
    migrt_internal_free(c->pointers->regions);
    c->pointers->regions = at;
    if (at == NULL)
        return false;
    put_objects(c, &at);
    put_aliases(c, &at);
    put_codes(c, &at);
    put_process(c, &at);
    put_files(c, &at);
    c->pointers->regions_count = (size_t)(at - c->pointers->regions);
    qsort(c->pointers->regions, c->pointers->regions_count, sizeof *at,
          by_address);
    return true;
}

static bool covers(const migrt_region *region, uint64_t value)
{
    return value >= region->address && value - region->address <= region->size;
}

/* Type of the elements of a block that was a frame's memory. */
static uint32_t moved_type(const migrt_converter *c,
                           const migrt_region *region)
{
    uint64_t at = c->image->aliases[region->index].block;
    migrt_iblock block;
    if (!migrt_find_block(c->image, at, &block))
        return MIGRT_NONE;
    return c->image->allocs[block.alloc].type;
}

/* Type of what lies in a region; MIGRT_NONE: not known. */
static uint32_t region_type(const migrt_converter *c,
                            const migrt_region *region)
{
    const migrt_ialias *alias;
    const migrt_itype *record;
    uint32_t type;
    if (region->kind == MIGRT_R_BLOCK)
        return moved_type(c, region);
    if (region->kind == MIGRT_R_OBJECT)
        return c->image->objects[region->index].type;
    if (region->kind != MIGRT_R_ALIAS)
        return MIGRT_NONE;
    alias = &c->image->aliases[region->index];
    type = c->image->functions[c->image->frames[alias->frame].function].record;
    if (type == MIGRT_NONE)
        return MIGRT_NONE;
    record = &c->image->types[type];
    for (unsigned i = 0; i < record->fields_count; i++)
        if (record->fields[i].offset == alias->offset)
            return record->fields[i].type;
    return MIGRT_NONE;
}

/* Units describe a type they share each for itself. */
static bool same_type(const migrt_converter *c, uint32_t a, uint32_t b)
{
    const migrt_itype *x, *y;
    if (a == b || a == MIGRT_NONE || b == MIGRT_NONE)
        return a == b;
    x = &c->image->types[a];
    y = &c->image->types[b];
    return x->kind == y->kind && x->size == y->size &&
           strcmp(x->name, y->name) == 0;
}

/* What stands at the beginning of a value of this type (C11 6.7.2.1p15). */
static uint32_t first_inside(const migrt_itype *type)
{
    bool record = type->kind == MIGRT_K_STRUCT || type->kind == MIGRT_K_UNION;
    if (type->kind == MIGRT_K_ARRAY)
        return type->elem;
    return record && type->fields_count > 0 && type->fields[0].offset == 0 &&
                   type->fields[0].bit_width == 0
               ? type->fields[0].type
               : MIGRT_NONE;
}

/* How well a pointer fits where the types are the same. */
enum { EXACT_END = 25, EXACT = 30 };

/* An address where one object ends and another begins can mean either. C's
 * types tell most cases apart: how well does a pointer to `elem` fit the
 * beginning, or the end, of an object of this type? An end is only ever that
 * of an array; a pointer to characters may be to anything, rather to an array
 * or struct than to a scalar. One to void is what the program hands around to
 * get it back as it was (`opaque = &count`): the beginning of anything. */
static int fit(const migrt_converter *c, const migrt_region *region,
               uint32_t elem, bool end)
{
    const migrt_itype *types = c->image->types;
    uint32_t type = region_type(c, region);
    bool vague = elem == MIGRT_NONE || types[elem].size <= 1;
    bool is_void = elem == MIGRT_NONE || types[elem].kind == MIGRT_K_VOID;
    bool array = region->kind == MIGRT_R_BLOCK ||
                 (type != MIGRT_NONE && types[type].kind == MIGRT_K_ARRAY);
    bool scalar = type != MIGRT_NONE && !array &&
                  types[type].kind != MIGRT_K_STRUCT &&
                  types[type].kind != MIGRT_K_UNION;
    for (; type != MIGRT_NONE; type = first_inside(&types[type]))
        if (same_type(c, type, elem))
            return !end ? EXACT : array ? EXACT_END : 8;
    if (end)
        return !array ? 1 : vague ? 15 : 2;
    return !vague ? 3 : scalar && !is_void ? 10 : 20;
}

/* The last region that begins at or before `value`; NULL: none. */
static const migrt_region *last_from(const migrt_converter *c, uint64_t value)
{
    const migrt_region *all = c->pointers->regions;
    size_t low = 0, high = c->pointers->regions_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].address <= value)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &all[low - 1];
}

/* The region before `region`, where it ends at `value` and `region` begins
 * there; NULL: it does not. */
static const migrt_region *ends_there(const migrt_converter *c,
                                      const migrt_region *region,
                                      uint64_t value)
{
    if (region == NULL || region == c->pointers->regions ||
        region->address != value || !covers(region - 1, value) ||
        region[-1].address == value)
        return NULL;
    return region - 1;
}

const migrt_region *migrt_find_region(const migrt_converter *c, uint64_t value,
                                      const migrt_op *op)
{
    const migrt_region *region = last_from(c, value);
    const migrt_region *before = ends_there(c, region, value);
    if (before != NULL && fit(c, before, op->elem, true) >
                              fit(c, region, op->elem, false))
        return before;
    return region != NULL && covers(region, value) ? region : NULL;
}

/* The last member of both is an array without a length. */
static bool flexible(const migrt_itype *there, const migrt_type *here)
{
    return there->kind == MIGRT_K_STRUCT && here->kind == MIGRT_K_STRUCT &&
           there->fields_count > 0 && here->fields_count > 0 &&
           here->fields[here->fields_count - 1].type->kind ==
               MIGRT_K_ARRAY &&
           here->fields[here->fields_count - 1].type->count == 0;
}

/* In the elements of an initialised flexible array (GNU C), which may begin
 * in the padding of the struct. */
static bool flexible_offset(const migrt_converter *c, const migrt_itype *there,
                            const migrt_type *here, uint64_t *offset)
{
    const migrt_ifield *from = &there->fields[there->fields_count - 1];
    const migrt_field *to = &here->fields[here->fields_count - 1];
    const migrt_itype *array = &c->image->types[from->type];
    uint64_t size, inside;
    if (*offset < from->offset || array->kind != MIGRT_K_ARRAY ||
        array->elem == MIGRT_NONE || to->type->elem == NULL ||
        c->image->types[array->elem].size == 0)
        return false;
    size = c->image->types[array->elem].size;
    inside = *offset - from->offset;
    *offset = to->offset + inside / size * to->type->elem->size +
              migrt_offset(c, array->elem, to->type->elem, inside % size);
    return true;
}

static uint64_t object_offset(const migrt_converter *c,
                              const migrt_region *region, uint64_t offset)
{
    const migrt_iobject *object = &c->image->objects[region->index];
    const migrt_object *here = c->pointers->match->objects[region->index];
    if (object->type == MIGRT_NONE || here->type == NULL)
        return offset;
    if (flexible(&c->image->types[object->type], here->type) &&
        flexible_offset(c, &c->image->types[object->type], here->type,
                        &offset))
        return offset;
    return migrt_offset(c, object->type, here->type, offset);
}

/* The variable is a field of the frame record; one past its end must not
 * become the next field, hence the two steps. */
static uint64_t alias_offset(const migrt_converter *c,
                             const migrt_region *region, uint64_t offset)
{
    const migrt_ialias *alias = &c->image->aliases[region->index];
    uint32_t function = c->image->frames[alias->frame].function;
    uint32_t record = c->image->functions[function].record;
    const migrt_type *here = c->pointers->match->functions[function]->record;
    const migrt_itype *type;
    uint64_t inside;
    if (record == MIGRT_NONE || here == NULL)
        return alias->offset + offset;
    type = &c->image->types[record];
    for (unsigned i = 0; i < type->fields_count; i++) {
        const migrt_ifield *field = &type->fields[i];
        const migrt_field *found;
        if (field->offset != alias->offset || field->bit_width != 0)
            continue;
        found = migrt_field_here(type, i, here);
        if (found == NULL)
            return MIGRT_NO_OFFSET;
        inside = migrt_offset(c, field->type, found->type, offset);
        return inside == MIGRT_NO_OFFSET ? inside : found->offset + inside;
    }
    return migrt_offset(c, record, here, alias->offset + offset);
}

static const char *region_name(const migrt_converter *c,
                               const migrt_region *region, const char **file,
                               unsigned long *line)
{
    const migrt_iobject *object;
    const migrt_iframe *frame;
    if (region->kind == MIGRT_R_OBJECT) {
        object = &c->image->objects[region->index];
        *file = object->file;
        *line = object->line;
        return object->name;
    }
    frame = &c->image->frames[c->image->aliases[region->index].frame];
    *file = frame->file;
    *line = frame->line;
    return c->image->functions[frame->function].name;
}

static const unsigned char *alias_bytes(const migrt_converter *c,
                                        const migrt_region *region)
{
    const migrt_ialias *alias = &c->image->aliases[region->index];
    const migrt_iframe *frame = &c->image->frames[alias->frame];
    return alias->offset <= frame->size &&
                   alias->size <= frame->size - alias->offset
               ? frame->data + alias->offset
               : NULL;
}

/* A variable of characters that the program uses as something else. A single
 * one has room for no number or pointer of another type: its address is a mark
 * that other addresses are compared with. */
static bool refused_bytes(migrt_converter *c, const migrt_region *region,
                          const migrt_op *op, uint64_t index)
{
    const unsigned char *bytes = NULL;
    const char *name, *file;
    unsigned long line;
    uint32_t type = region_type(c, region);
    if (type == MIGRT_NONE || region->size == 1)
        return false;
    if (region->kind == MIGRT_R_OBJECT) {
        bytes = c->image->objects[region->index].data;
        if (bytes == NULL)
            return false; /* constant: the same on both sides */
    }
    if (region->kind == MIGRT_R_ALIAS)
        bytes = alias_bytes(c, region);
    if (!mistyped(c, type, op, bytes, region->size))
        return false;
    name = region_name(c, region, &file, &line);
    migrt_refuse_here(
        c, op, index,
        "points to %s inside %s%s (%s:%lu), %lu bytes of characters, whose "
        "contents are not known: make it an array or a union of the type it "
        "holds, or take the memory from malloc",
        c->image->types[op->elem].name,
        region->kind == MIGRT_R_OBJECT ? "variable " : "a local variable of ",
        name, file, line, (unsigned long)region->size);
    return true;
}

static bool into_region(migrt_converter *c, const migrt_region *region,
                        uint64_t value, const migrt_op *op, uint64_t index,
                        uintptr_t *out)
{
    uint64_t offset = value - region->address;
    if (region->target == 0)
        return false;
    if (offset < region->size && refused_bytes(c, region, op, index))
        return true;
    switch (region->kind) {
    case MIGRT_R_OBJECT:
        offset = object_offset(c, region, offset);
        break;
    case MIGRT_R_ALIAS:
        offset = alias_offset(c, region, offset);
        break;
    case MIGRT_R_PROCESS:
        if (c->image->process[region->index].kind == MIGRT_P_ARGV ||
            c->image->process[region->index].kind == MIGRT_P_ENVIRON)
            offset = offset / c->source.size_pointer * sizeof(char *);
        break;
    case MIGRT_R_BLOCK:
    case MIGRT_R_CODE:
    case MIGRT_R_FILE:
        break;
    }
    if (offset == MIGRT_NO_OFFSET) {
        migrt_refuse_here(c, op, index,
                          "points into the middle of a number or pointer that "
                          "has fewer bytes here: keep flags in the two lowest "
                          "bits of a pointer only, or beside it");
        return true;
    }
    *out = region->target + (uintptr_t)offset;
    return true;
}

/* ---- any pointer --------------------------------------------------------------------------- */

static uint64_t invalid_there(const migrt_converter *c)
{
    return c->source.size_pointer == 8 ? UINT64_C(0xDEADF00DDEADF00D)
                                       : UINT64_C(0xDEADF00D);
}

bool migrt_pointer_constant(const migrt_converter *c, uint64_t value,
                            uintptr_t *out)
{
    uint64_t top = c->source.size_pointer == 8 ? UINT64_MAX : UINT32_MAX;
    if (value < SMALL)
        *out = (uintptr_t)value;
    else if (value > top - SMALL)
        *out = UINTPTR_MAX - (uintptr_t)(top - value);
    else if (value == invalid_there(c))
        *out = MIGRT_INVALID;
    else
        return false;
    return true;
}

/* One past the end of an array, and the beginning of another of that type: the
 * value says no more than that. migcc keeps arrays apart where it can
 * (rewrite/gaps.rs); where it could not, what matters is whether they are
 * neighbours here, too. */
static bool two_meanings(migrt_converter *c, const migrt_region *region,
                         uint64_t value, const migrt_op *op, uint64_t index)
{
    const migrt_region *before = ends_there(c, last_from(c, value), value);
    const char *first, *second, *file;
    unsigned long line;
    uintptr_t end, begin;
    if (before == NULL || region == before ||
        fit(c, before, op->elem, true) < EXACT_END ||
        fit(c, region, op->elem, false) < EXACT ||
        !into_region(c, before, value, op, index, &end) ||
        !into_region(c, region, value, op, index, &begin) || end == begin)
        return false;
    first = region_name(c, before, &file, &line);
    second = region_name(c, region, &file, &line);
    migrt_refuse_here(c, op, index,
                      "may point to the end of %s or to the beginning of %s "
                      "(%s:%lu), which are not neighbours here: declare the "
                      "first without attributes and once, so that migcc can "
                      "keep the two apart, or keep a count instead",
                      first, second, file, line);
    return true;
}

/* Into memory of a frame that the capture put into the heap. */
static bool into_moved(migrt_converter *c, const migrt_region *region,
                       uint64_t value, const migrt_op *op, uint64_t index,
                       uintptr_t *out)
{
    uint64_t at = c->image->aliases[region->index].block;
    migrt_iblock block;
    if (!migrt_find_block(c->image, at, &block))
        return false;
    into_block(c, &block, at + (value - region->address), op, index, out);
    return true;
}

bool migrt_pointer_resolve(migrt_converter *c, uint64_t value,
                           const migrt_op *op, uint64_t index, uintptr_t *out)
{
    const migrt_region *region;
    migrt_iblock block;
    if (migrt_find_block(c->image, value, &block)) {
        into_block(c, &block, value, op, index, out);
        return true;
    }
    region = migrt_find_region(c, value, op);
    if (region != NULL && two_meanings(c, region, value, op, index))
        return true;
    if (region != NULL && region->kind == MIGRT_R_BLOCK)
        return into_moved(c, region, value, op, index, out);
    return region != NULL && into_region(c, region, value, op, index, out);
}

bool migrt_pointer(migrt_converter *c, uint64_t value, const migrt_op *op,
                   uint64_t index, uintptr_t *out)
{
    migrt_counters.pointers++;
    *out = 0;
    if (migrt_outside_pointer(c, value, op, index, out) ||
        migrt_pointer_constant(c, value, out) ||
        migrt_pointer_resolve(c, value, op, index, out))
        return !c->error->set;
    if (c->pointers->lenient)
        return false;
    migrt_counters.dangling++;
    *out = MIGRT_INVALID;
    migrt_log(MIGRT_WARN,
              "%s: the pointer 0x%llx to %s points to nothing that "
              "exists; it is now invalid",
              migrt_where_text(c, op, index), (unsigned long long)value,
              op->elem == MIGRT_NONE ? "void" : c->image->types[op->elem].name);
    return true;
}

bool migrt_pointer_stays(migrt_converter *c, uint64_t value)
{
    static const migrt_op untyped = {.name = "", .elem = MIGRT_NONE};
    uintptr_t here = 0;
    if (migrt_pointer_constant(c, value, &here) || 
        !migrt_pointer_resolve(c, value, &untyped, 0, &here))
        return true;
    return here == value;
}

/* No object of a program is in the uppermost sixteenth of its addresses. */
#define NOWHERE ((uintptr_t)15 << (sizeof(uintptr_t) * 8 - 4))

uintptr_t migrt_pointer_seen(const migrt_converter *c, uint64_t value,
                             const migrt_op *op)
{
    const migrt_region *region = NULL;
    migrt_iblock block;
    uintptr_t here = 0;
    uint64_t offset;
    if (migrt_pointer_constant(c, value, &here))
        return here;
    if (!migrt_find_block(c->image, value, &block))
        region = migrt_find_region(c, value, op);
    if (region == NULL || region->target == 0 ||
        (region->kind != MIGRT_R_OBJECT && region->kind != MIGRT_R_CODE))
        return (uintptr_t)value | NOWHERE;
    offset = value - region->address;
    if (region->kind == MIGRT_R_OBJECT)
        offset = object_offset(c, region, offset);
    return offset == MIGRT_NO_OFFSET ? (uintptr_t)value | NOWHERE
                                     : region->target + (uintptr_t)offset;
}
