/* A work list of blocks, not recursion: a list of a million nodes is a chain of
 * a million pointers.
 *
 * A pointer of type T * gives the block it points to the type T, unless T is a
 * character type, void, a function or incomplete. Two pointers of different
 * types agree when one type is part of the other at that place (an object seen
 * through its base, a member, an element); otherwise the block is taken for
 * several objects and laid out by all pointers into it (pointers_carve.c),
 * which refuses what contradicts itself.
 *
 * A pointer into the middle of a block may be to a member (Lua's `UpVal **` to
 * the link of another one) or to an element: it only tells where no pointer to
 * the beginning does, so those wait until the list is empty. Before them come
 * pointers to beginnings that are of no struct (`T **`): structs begin with such.
 *
 * What a block is decides which of its bytes are pointers, and those tell of
 * other blocks. So once a layout has changed everything is followed again, with
 * the layouts found, until none changes. */
#include "pointers_infer.h"

#include "heap.h"
#include "pointers_carve.h"
#include "pointers_left.h"
#include "pointers_outside.h"
#include "state.h"
#include "types.h"

#include <string.h>

enum { REACHED = 1, SCANNED = 2, ROUNDS = 32 };

typedef struct item {
    uint32_t segment, slot;
} item;

/* A pointer that waits until others have told of its block. */
typedef struct waiting {
    item block;
    uint64_t offset;
    const migrt_plan *plan;
} waiting;

typedef struct queue {
    waiting *all;
    size_t count, room;
} queue;

typedef struct tracer {
    migrt_converter *c;
    unsigned char **blocks;
    item *list;
    size_t count, room;
    queue plain; /* to beginnings, of types that any struct may begin with */
    queue inner; /* into the middle of blocks: looked at last */
    const migrt_iblock *within; /* whose pointers are followed; NULL: roots */
} tracer;

bool migrt_site_is_weak(const migrt_image *image, const migrt_ialloc *site,
                        uint64_t size)
{
    return site->shape == MIGRT_A_WEAK && site->type != MIGRT_NONE &&
           size > image->types[site->type].size;
}

/* Characters, or a struct of nothing else, as allocators have for what they
 * give away: `struct block { char data[8]; }`. */
static bool is_characters(const migrt_image *image, const migrt_itype *type)
{
    while (type->kind == MIGRT_K_ARRAY && type->elem != MIGRT_NONE)
        type = &image->types[type->elem];
    if (type->kind != MIGRT_K_STRUCT)
        return type->size == 1;
    for (unsigned i = 0; i < type->fields_count; i++)
        if (!is_characters(image, &image->types[type->fields[i].type]))
            return false;
    return type->fields_count != 0;
}

/* The allocation says nothing, or only that characters were asked for, which
 * may become anything. */
static bool open_type(const migrt_image *image, uint32_t alloc)
{
    const migrt_ialloc *site = &image->allocs[alloc];
    return site->type == MIGRT_NONE ||
           (site->shape == MIGRT_A_WEAK &&
            is_characters(image, &image->types[site->type]));
}

/* Its own allocation does not say what it is. */
static bool open_site(const migrt_converter *c, uint32_t alloc)
{
    const migrt_plan *plan = c->pointers->sites[alloc];
    return c->image->allocs[alloc].type == MIGRT_NONE ||
           (plan != NULL && migrt_variants_of(plan->target) != NULL);
}

/* Something else has been told of its inside. */
static bool has_parts(const migrt_ialloc *site)
{
    return site->parts || site->tail != MIGRT_NONE;
}

/* Something may lie behind what its allocation speaks of. */
static bool has_behind(const migrt_converter *c, const migrt_iblock *block)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    return migrt_is_header(c, block) || has_parts(site) ||
           migrt_site_is_weak(c->image, site, block->size);
}

static bool any_open(const migrt_converter *c)
{
    const migrt_image *image = c->image;
    migrt_iblock block = {0};
    for (uint32_t s = 0; s < migrt_image_count(image, MIGRT_S_SEGMENTS); s++)
        for (uint32_t i = 0; i < image->segments[s].slot_count; i++)
            if (migrt_image_slot(&image->segments[s], i, &block.alloc,
                                 &block.size) &&
                (open_site(c, block.alloc) || has_behind(c, &block)))
                return true;
    return false;
}

static void *longer(tracer *t, void *list, size_t *room, size_t item_size)
{
    size_t wanted = *room * 2 + 1024;
    list = migrt_internal_realloc(list, wanted * item_size);
    if (list == NULL)
        migrt_fail(t->c->error, "no memory to follow the program's pointers");
    else
        *room = wanted;
    return list;
}

static void push(tracer *t, const migrt_iblock *block)
{
    unsigned char *state = &t->blocks[block->segment][block->slot];
    if (*state & SCANNED)
        return;
    *state |= REACHED | SCANNED;
    if (t->count == t->room) {
        item *list = longer(t, t->list, &t->room, sizeof *list);
        if (list == NULL)
            return;
        t->list = list;
    }
    t->list[t->count].segment = block->segment;
    t->list[t->count++].slot = block->slot;
}

static bool tells(const migrt_converter *c, const migrt_op *op)
{
    const migrt_itype *type;
    if (op->elem == MIGRT_NONE || op->target_elem == NULL)
        return false;
    type = &c->image->types[op->elem];
    return type->size > 0 && type->kind != MIGRT_K_VOID &&
           type->kind != MIGRT_K_FUNCTION && type->kind != MIGRT_K_OPAQUE &&
           type->kind != MIGRT_K_CHAR &&
           !(type->size == 1 && type->kind <= MIGRT_K_UINT);
}

/* `inner` is `outer`, or its first member, or that one's first member, ... */
static bool begins_with(const migrt_image *image, const migrt_itype *outer,
                        const migrt_itype *inner)
{
    for (;;) {
        if (migrt_type_equal(outer, inner))
            return true;
        if (outer->kind == MIGRT_K_STRUCT && outer->fields_count > 0 &&
            outer->fields[0].bit_width == 0)
            outer = &image->types[outer->fields[0].type];
        else if (outer->kind == MIGRT_K_ARRAY && outer->elem != MIGRT_NONE)
            outer = &image->types[outer->elem];
        else
            return false;
    }
}

/* What the block is is known otherwise than before: its pointers have to be
 * followed again. */
static void reconsider(tracer *t, const migrt_iblock *block)
{
    t->blocks[block->segment][block->slot] &= (unsigned char)~SCANNED;
}

static uint32_t *plan_slot(migrt_converter *c, const migrt_iblock *block)
{
    uint32_t **plans = &c->pointers->placed[block->segment].plan;
    uint32_t slots = c->image->segments[block->segment].slot_count;
    if (*plans == NULL)
        *plans = migrt_image_array(slots, sizeof **plans, c->error);
    return *plans == NULL ? NULL : &(*plans)[block->slot];
}

/* What pointers have told of a block; NULL: nothing. */
static const migrt_plan *pointed_plan(const tracer *t,
                                      const migrt_iblock *block)
{
    const uint32_t *plans = t->c->pointers->placed[block->segment].plan;
    uint32_t number = plans == NULL ? 0 : plans[block->slot];
    return number == 0 ? NULL
                       : t->c->plans[(number & ~MIGRT_ONE_OBJECT) - 1];
}

/* A selector has said what it is, whatever else points to it. */
static bool decided(const tracer *t, const migrt_iblock *block)
{
    const uint32_t *plans = t->c->pointers->placed[block->segment].plan;
    return plans != NULL && (plans[block->slot] & MIGRT_ONE_OBJECT) != 0;
}

/* What its allocation says it is, with more behind it or not. */
static migrt_base base_of(const migrt_converter *c, const migrt_iblock *block)
{
    const migrt_alloc *here = c->pointers->match->allocs[block->alloc];
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    migrt_base base = {.one = migrt_is_header(c, block),
                       .array = site->shape == MIGRT_A_ARRAY ||
                                site->shape == MIGRT_A_TYPED,
                       .pointed = here != NULL && here->pointed != 0,
                       .bytes = site->shape == MIGRT_A_BYTES};
    if (!open_type(c->image, block->alloc))
        base.plan = c->pointers->sites[block->alloc];
    return base;
}

static void settle(migrt_converter *c, migrt_carving *carving,
                   const migrt_iblock *block)
{
    migrt_base base = base_of(c, block);
    unsigned char *bytes = migrt_block_bytes(c, block, 0);
    char text[300];
    if (bytes != NULL &&
        migrt_carving_settle(c, carving, block, bytes, &base)) {
        carving->changed = true;
        migrt_carving_describe(c, carving, text, sizeof text);
        migrt_log(MIGRT_DEBUG, "block of %llu bytes at 0x%llx: %s",
                  (unsigned long long)block->size,
                  (unsigned long long)block->address, text);
    }
    migrt_internal_free(bytes);
}

/* The block holds several objects: `plan` (NULL: characters) at `offset`. In
 * the round in which that is found out the layout follows each claim. */
static void claim_elements(tracer *t, const migrt_iblock *block,
                           uint64_t offset, const migrt_plan *plan,
                           uint8_t elements)
{
    migrt_carving *carving = migrt_carve(t->c, block);
    migrt_claim one = {offset, plan, elements};
    if (carving == NULL || !migrt_carving_claim(t->c, carving, one) ||
        carving->fixed)
        return;
    carving->stale = true;
    if (t->within != NULL && t->within->address == block->address)
        return; /* its pieces are being walked over */
    carving->stale = false;
    settle(t->c, carving, block);
    reconsider(t, block);
}

/* A note is heard in the next round, in which the block is known to hold
 * several objects. */
static void claim(tracer *t, const migrt_iblock *block, uint64_t offset,
                  const migrt_plan *plan)
{
    claim_elements(t, block, offset, plan, 0);
}

/* The first claim that does not fit what was thought of the block. */
static void claim_first(tracer *t, const migrt_iblock *block, uint64_t offset,
                        const migrt_plan *plan)
{
    const uint32_t *slot = plan_slot(t->c, block);
    const migrt_plan *before =
        slot == NULL || *slot == 0
            ? NULL
            : t->c->plans[(*slot & ~MIGRT_ONE_OBJECT) - 1];
    if (before != NULL)
        claim(t, block, 0, before);
    claim(t, block, offset, plan);
}

static void give_type(tracer *t, const migrt_iblock *block,
                      const migrt_plan *plan)
{
    uint32_t *slot = plan_slot(t->c, block);
    if (slot == NULL)
        return;
    *slot = plan->id + 1;
    migrt_log(MIGRT_DEBUG, "block of %llu bytes at 0x%llx is %s by a pointer",
              (unsigned long long)block->size,
              (unsigned long long)block->address,
              t->c->image->types[plan->source].name);
    reconsider(t, block);
}

static const migrt_itype *type_of(const tracer *t, const migrt_plan *plan)
{
    return &t->c->image->types[plan->source];
}

/* `plan`'s type at `offset` is part of an array of `known`'s. A block whose
 * beginning is known by a pointer or its allocation is an array of that, which
 * is what holding it by a T * means in C, where it is whole elements. This adds
 * nothing to what is believed of it: a pointer that does not fit makes it
 * several objects. Otherwise something else follows the elements, and a place
 * behind the first may fit by chance. */
static bool is_part(const tracer *t, const migrt_iblock *block,
                    const migrt_plan *known, uint64_t offset,
                    const migrt_plan *plan)
{
    return (offset < known->source_size ||
            block->size % known->source_size == 0) &&
           migrt_type_has(t->c->image, type_of(t, known), offset,
                          type_of(t, plan));
}

/* A block that is known as its base, or is pointed to as such, becomes what
 * its selector says, whatever else points to it. */
static bool decide(tracer *t, const migrt_iblock *block, const migrt_plan *base,
                   uint64_t offset)
{
    migrt_converter *c = t->c;
    uint32_t *slot = plan_slot(c, block);
    const migrt_plan *plan = NULL;
    unsigned char *bytes = slot == NULL ? NULL : migrt_block_bytes(c, block, 0);
    if (bytes != NULL)
        plan = migrt_variant(c, base, bytes, block->size, offset);
    migrt_internal_free(bytes);
    if (plan == NULL)
        return false;
    *slot = (plan->id + 1) | MIGRT_ONE_OBJECT;
    /* What left-over pointers claimed of it before is void. */
    if (c->pointers->placed[block->segment].carving != NULL)
        c->pointers->placed[block->segment].carving[block->slot] = 0;
    t->blocks[block->segment][block->slot] &= (unsigned char)~SCANNED;
    return true;
}

/* An array, and further inside what a hint has told: the hint claims its place
 * as a pointer would. */
static void claim_tail(tracer *t, const migrt_iblock *block)
{
    const migrt_ialloc *site = &t->c->image->allocs[block->alloc];
    const migrt_plan *tail;
    migrt_shape shape;
    if (site->tail == MIGRT_NONE || site->type == MIGRT_NONE ||
        site->shape == MIGRT_A_HEADER || site->offset >= block->size)
        return;
    tail = t->c->pointers->sites[site->tail];
    shape = migrt_block_shape(t->c, block);
    if (tail != NULL && shape.payload.plan == NULL)
        claim(t, block, site->offset, tail);
}

static void decide_sites(tracer *t)
{
    const migrt_converter *c = t->c;
    const migrt_image *image = c->image;
    for (uint32_t s = 0; s < migrt_image_count(image, MIGRT_S_SEGMENTS); s++)
        for (uint32_t i = 0; i < image->segments[s].slot_count; i++) {
            const migrt_isegment *segment = &image->segments[s];
            migrt_iblock block = {.segment = s, .slot = i};
            block.address = segment->address + (uint64_t)i * segment->slot_size;
            if (!migrt_image_slot(segment, i, &block.alloc, &block.size))
                continue;
            claim_tail(t, &block);
            if (migrt_block_undecided(c, &block))
                decide(t, &block, migrt_block_plan(c, &block), 0);
        }
}

/* A pointer to the beginning of a block. */
static void to_beginning(tracer *t, const migrt_iblock *block,
                         const migrt_plan *plan)
{
    const migrt_image *image = t->c->image;
    const migrt_plan *known = open_type(image, block->alloc)
                                  ? pointed_plan(t, block)
                                  : migrt_block_plan(t->c, block);
    bool told = !open_type(image, block->alloc) &&
                pointed_plan(t, block) == NULL &&
                image->allocs[block->alloc].shape != MIGRT_A_WEAK;
    if (decided(t, block) || (migrt_variants_of(plan->target) != NULL &&
                              decide(t, block, plan, 0)))
        return;
    if (known == NULL)
        give_type(t, block, plan);
    else if (begins_with(image, type_of(t, known), type_of(t, plan)))
        return;
    else if (begins_with(image, type_of(t, plan), type_of(t, known)))
        give_type(t, block, plan);
    else if (!told && !is_part(t, block, known, 0, plan))
        claim_first(t, block, 0, plan);
}

/* The same of the array at the payload's end. */
static bool is_behind(const tracer *t, const migrt_shape *shape,
                      uint64_t offset, const migrt_plan *plan)
{
    const migrt_payload *p = &shape->payload;
    if (p->tail != NULL && offset >= p->source_tail)
        return migrt_type_has(t->c->image, type_of(t, p->tail),
                              offset - p->source_tail, type_of(t, plan));
    return migrt_type_has(t->c->image, type_of(t, p->plan), offset,
                          type_of(t, plan));
}

/* It points to elements where the allocation says that they stand, behind their
 * header. */
static bool is_in_tail(const tracer *t, const migrt_iblock *block,
                       uint64_t offset, const migrt_plan *plan)
{
    uint64_t from = t->c->image->allocs[block->alloc].offset;
    migrt_shape shape;
    if (t->c->image->allocs[block->alloc].tail == MIGRT_NONE || offset < from)
        return false;
    shape = migrt_block_shape(t->c, block);
    return shape.payload.plan != NULL && shape.payload.source == from &&
           is_behind(t, &shape, offset - from, plan);
}

/* A pointer into the middle of a block that is one object or array so far. */
static void to_middle(tracer *t, const migrt_iblock *block, uint64_t offset,
                      const migrt_plan *plan)
{
    const migrt_ialloc *site = &t->c->image->allocs[block->alloc];
    bool open = open_type(t->c->image, block->alloc);
    const migrt_plan *known =
        open ? pointed_plan(t, block) : migrt_block_plan(t->c, block);
    bool behind;
    if (known == NULL) {
        claim(t, block, offset, plan); /* an array, if nothing else is told */
        return;
    }
    behind = offset >= known->source_size &&
             (migrt_is_header(t->c, block) || has_parts(site) ||
              decided(t, block));
    if ((decided(t, block) && !behind) ||
        (!behind && is_part(t, block, known, offset, plan)) ||
        is_in_tail(t, block, offset, plan) ||
        migrt_is_left_over(t->c, block, offset, type_of(t, plan)))
        return;
    claim_first(t, block, offset, plan);
}

static void put_off(tracer *t, queue *queue, const migrt_iblock *block,
                    uint64_t offset, const migrt_plan *plan)
{
    waiting *last;
    if (queue->count == queue->room) {
        waiting *list = longer(t, queue->all, &queue->room, sizeof *list);
        if (list == NULL)
            return;
        queue->all = list;
    }
    last = &queue->all[queue->count++];
    last->block.segment = block->segment;
    last->block.slot = block->slot;
    last->offset = offset;
    last->plan = plan;
}

static void take_up(tracer *t, queue *queue)
{
    waiting last = queue->all[--queue->count];
    migrt_iblock block = {.segment = last.block.segment,
                          .slot = last.block.slot};
    const migrt_isegment *segment = &t->c->image->segments[block.segment];
    migrt_image_slot(segment, block.slot, &block.alloc, &block.size);
    block.address = segment->address + (uint64_t)block.slot * segment->slot_size;
    if (migrt_carving_of(t->c, &block) != NULL)
        claim(t, &block, last.offset, last.plan);
    else if (last.offset == 0)
        to_beginning(t, &block, last.plan);
    else
        to_middle(t, &block, last.offset, last.plan);
    push(t, &block);
}

/* `T **` or `long *` to the beginning of a block is as well one to the first
 * member of a struct there, and no pointer to that may have been seen yet. */
static bool says_little(const tracer *t, const migrt_iblock *block,
                        const migrt_plan *plan)
{
    return type_of(t, plan)->kind != MIGRT_K_STRUCT &&
           type_of(t, plan)->kind != MIGRT_K_UNION && !decided(t, block) &&
           open_type(t->c->image, block->alloc) &&
           pointed_plan(t, block) == NULL;
}

/* Its own pointers say that it is not what it is taken for: only the beginning
 * of a struct was allocated, and something else stands behind that. */
static void belie(tracer *t, const migrt_iblock *block, uint64_t offset)
{
    const migrt_plan *known = migrt_block_plan(t->c, block);
    migrt_carving *carving;
    if (!open_type(t->c->image, block->alloc))
        return;
    carving = migrt_carve(t->c, block);
    if (carving == NULL)
        return;
    if (!carving->belied || offset < carving->inside)
        carving->inside = offset;
    carving->belied = true;
    if (known != NULL)
        claim(t, block, 0, known);
}

static bool is_own(const tracer *t, const migrt_iblock *block)
{
    return t->within != NULL && t->within->address == block->address;
}

static void typed_pointer(tracer *t, const migrt_iblock *block,
                          uint64_t offset, const migrt_op *op)
{
    const migrt_plan *plan = migrt_plan_of(t->c, op->elem, op->target_elem);
    bool open = open_type(t->c->image, block->alloc);
    if (plan == NULL || plan->source_size == 0 ||
        (!open && !has_behind(t->c, block) &&
         !open_site(t->c, block->alloc)))
        return;
    if (offset != 0 && migrt_variants_of(plan->target) != NULL && open &&
        pointed_plan(t, block) == NULL && decide(t, block, plan, offset))
        return;
    if (offset == 0 && open && !decided(t, block) &&
        migrt_variants_of(plan->target) != NULL &&
        decide(t, block, plan, 0))
        return;
    if (plan->source_size > block->size - offset) {
        if (is_own(t, block))
            belie(t, block, offset);
        return; /* too large for the block: left over from another */
    }
    if (migrt_carving_of(t->c, block) != NULL)
        claim_elements(t, block, offset, plan, op->elements);
    else if (offset != 0)
        put_off(t, &t->inner, block, offset, plan);
    else if (says_little(t, block, plan))
        put_off(t, &t->plain, block, offset, plan);
    else if (open ||
             migrt_site_is_weak(t->c->image,
                                &t->c->image->allocs[block->alloc],
                                block->size))
        to_beginning(t, block, plan);
}

/* A character pointer says what it leads to: that of an object behind itself in
 * its own block, and every one where what no typed pointer reaches is bytes. */
static bool tells_characters(const tracer *t, const migrt_iblock *block,
                             const migrt_op *op)
{
    migrt_base base = base_of(t->c, block);
    return (is_own(t, block) || (base.bytes && base.pointed)) && op->elem != MIGRT_NONE &&
           t->c->image->types[op->elem].kind != MIGRT_K_VOID &&
           t->c->image->types[op->elem].size == 1;
}

/* What the block is taken for has a number or a pointer there. Where an object
 * begins, something of characters may end, or all of it be looked at as such. */
static bool no_characters(const tracer *t, const migrt_iblock *block,
                          uint64_t offset)
{
    migrt_shape shape = migrt_block_shape(t->c, block);
    const migrt_itype *held = migrt_shape_leaf(t->c, &shape, offset);
    bool begins = shape.carving != NULL
                      ? migrt_carving_begins(shape.carving, offset)
                      : shape.plan != NULL && shape.plan->source_size > 0 &&
                            offset % shape.plan->source_size == 0;
    return held != NULL && held->size > 1 && !begins;
}

static void to_characters(tracer *t, const migrt_iblock *block,
                           uint64_t offset, const migrt_op *op)
{
    const migrt_plan *known = open_type(t->c->image, block->alloc)
                                  ? pointed_plan(t, block)
                                  : migrt_block_plan(t->c, block);
    if (!tells_characters(t, block, op))
        return;
    if (is_own(t, block) && no_characters(t, block, offset))
        belie(t, block, offset);
    if (migrt_carving_of(t->c, block) != NULL)
        claim(t, block, offset, NULL);
    else if (known != NULL && offset >= known->source_size &&
             (pointed_plan(t, block) != NULL || has_behind(t->c, block)))
        claim_first(t, block, offset, NULL);
}

static void visit(void *context, uint64_t value, const migrt_op *op)
{
    tracer *t = context;
    migrt_iblock block;
    uint64_t offset;
    if (t->c->error->set || !migrt_find_block(t->c->image, value, &block))
        return;
    t->blocks[block.segment][block.slot] |=
        tells(t->c, op) ? REACHED | MIGRT_REACHED_TYPED : REACHED;
    offset = value - block.address;
    if (offset < block.size && tells(t->c, op))
        typed_pointer(t, &block, offset, op);
    else if (offset < block.size)
        to_characters(t, &block, offset, op);
    push(t, &block);
}

/* What a block's own pointers claimed of it. */
static void settle_stale(tracer *t, const migrt_iblock *block)
{
    migrt_carving *carving = migrt_carving_of(t->c, block);
    if (carving == NULL || !carving->stale)
        return;
    carving->stale = false;
    settle(t->c, carving, block);
    reconsider(t, block);
    push(t, block);
}

/* Its size is no multiple of what it is: something follows. */
static void split(tracer *t, const migrt_iblock *block, migrt_shape *shape)
{
    if (shape->doubt == NULL || (!open_site(t->c, block->alloc) &&
                                 !has_behind(t->c, block)))
        return;
    claim_first(t, block, 0, migrt_block_plan(t->c, block));
    *shape = migrt_block_shape(t->c, block);
    t->blocks[block->segment][block->slot] |= SCANNED;
}

static void scan(tracer *t, const item *at)
{
    migrt_converter *c = t->c;
    const migrt_isegment *segment = &c->image->segments[at->segment];
    migrt_iblock block = {.segment = at->segment, .slot = at->slot};
    uint64_t offset = (uint64_t)at->slot * segment->slot_size;
    const unsigned char *raw = segment->raw + offset;
    unsigned char *copy = NULL;
    migrt_shape shape;
    migrt_image_slot(segment, at->slot, &block.alloc, &block.size);
    block.address = segment->address + offset;
    if (offset >= segment->raw_bytes)
        return; /* zeros */
    if (offset + block.size > segment->raw_bytes)
        raw = copy = migrt_block_bytes(c, &block, 0);
    if (raw == NULL)
        return;
    shape = migrt_block_shape(c, &block);
    split(t, &block, &shape);
    t->within = &block;
    c->origin.bytes = raw;
    c->origin.size = block.size;
    c->origin.address = block.address;
    migrt_shape_each_pointer(c, &shape, raw, visit, t);
    c->origin.bytes = NULL;
    t->within = NULL;
    settle_stale(t, &block);
    migrt_internal_free(copy);
}

static void visit_object(tracer *t, const migrt_plan *plan,
                         const migrt_iobject *object)
{
    t->c->origin.bytes = object->data;
    t->c->origin.size = object->size;
    t->c->origin.address = object->address;
    migrt_each_pointer(t->c, plan, object->data, 1, visit, t);
    t->c->origin.bytes = NULL;
}

static void scan_roots(tracer *t)
{
    migrt_converter *c = t->c;
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_OBJECTS); i++) {
        const migrt_iobject *object = &image->objects[i];
        const migrt_object *here = c->pointers->match->objects[i];
        const migrt_plan *plan;
        if (object->data == NULL || here == NULL || here->type == NULL)
            continue;
        plan = migrt_plan_of(c, object->type, here->type);
        if (plan != NULL && plan->source_size <= object->size)
            visit_object(t, plan, object);
    }
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_FRAMES); i++) {
        const migrt_iframe *frame = &image->frames[i];
        const migrt_ifunction *function = &image->functions[frame->function];
        const migrt_function *here =
            c->pointers->match->functions[frame->function];
        const migrt_plan *plan;
        if (function->record == MIGRT_NONE || here->record == NULL)
            continue;
        plan = migrt_plan_of(c, function->record, here->record);
        if (plan != NULL)
            migrt_each_pointer(c, plan, frame->data, 1, visit, t);
    }
}

static void forget(tracer *t)
{
    migrt_pointers *p = t->c->pointers;
    const migrt_image *image = t->c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_SEGMENTS); i++) {
        uint32_t slots = image->segments[i].slot_count;
        memset(t->blocks[i], 0, slots);
        if (p->placed[i].plan != NULL)
            memset(p->placed[i].plan, 0, slots * sizeof *p->placed[i].plan);
    }
    migrt_outside_forget(p);
    for (size_t i = 0; i < p->carvings_count; i++) {
        p->carvings[i]->claims_count = 0;
        p->carvings[i]->fixed = true;
        p->carvings[i]->changed = false;
        p->carvings[i]->belied = false;
    }
}

/* Lays out what this round claimed; true if the next may see it otherwise. */
static bool settle_all(tracer *t)
{
    migrt_pointers *p = t->c->pointers;
    bool changed = false;
    for (size_t i = 0; i < p->carvings_count; i++) {
        migrt_carving *carving = p->carvings[i];
        const migrt_isegment *segment =
            &t->c->image->segments[carving->segment];
        migrt_iblock block = {.segment = carving->segment,
                              .slot = carving->slot};
        if (migrt_carving_of(t->c, &block) != carving)
            continue; /* a selector has said since what the block is */
        migrt_image_slot(segment, carving->slot, &block.alloc, &block.size);
        block.address =
            segment->address + (uint64_t)carving->slot * segment->slot_size;
        settle(t->c, carving, &block);
        changed |= carving->changed;
    }
    return changed;
}

static bool round_of(tracer *t)
{
    decide_sites(t);
    scan_roots(t);
    while (!t->c->error->set) {
        if (t->count > 0) {
            item at = t->list[--t->count];
            scan(t, &at);
        } else if (t->plain.count > 0) {
            take_up(t, &t->plain);
        } else if (t->inner.count > 0) {
            take_up(t, &t->inner);
        } else {
            break;
        }
    }
    return settle_all(t);
}

/* Names a block whose layout is still another one in every round. */
static void undecidable(tracer *t)
{
    const migrt_pointers *p = t->c->pointers;
    const migrt_carving *carving = NULL;
    const migrt_ialloc *site;
    migrt_iblock block = {0};
    char text[200];
    for (size_t i = 0; i < p->carvings_count && carving == NULL; i++) {
        block.segment = p->carvings[i]->segment;
        block.slot = p->carvings[i]->slot;
        if (p->carvings[i]->changed &&
            migrt_carving_of(t->c, &block) == p->carvings[i])
            carving = p->carvings[i];
    }
    if (carving == NULL)
        return;
    migrt_image_slot(&t->c->image->segments[block.segment], block.slot,
                     &block.alloc, &block.size);
    site = &t->c->image->allocs[block.alloc];
    migrt_carving_describe(t->c, carving, text, sizeof text);
    migrt_fail(t->c->error,
               "block allocated in %s (%s:%lu): what its %llu bytes hold "
               "cannot be told from the pointers into it, each view of it "
               "leads to another: %s; give it its type with MIGRT_TYPED or "
               "migcc.toml",
               site->function, site->file, (unsigned long)site->line,
               (unsigned long long)block.size, text);
}

bool migrt_infer_types(migrt_converter *c, migrt_reached *reached)
{
    const migrt_image *image = c->image;
    uint32_t segments = migrt_image_count(image, MIGRT_S_SEGMENTS);
    unsigned rounds = 0;
    tracer t = {.c = c};
    reached->blocks = NULL;
    if (!any_open(c) && !migrt_any_outside())
        return true;
    t.blocks = migrt_image_array(segments, sizeof *t.blocks, c->error);
    for (uint32_t i = 0; i < segments && !c->error->set; i++)
        t.blocks[i] =
            migrt_image_array(image->segments[i].slot_count, 1, c->error);
    reached->blocks = t.blocks;
    while (!c->error->set && round_of(&t) && !c->error->set) {
        if (++rounds == ROUNDS)
            undecidable(&t);
        forget(&t);
    }
    migrt_internal_free(t.list);
    migrt_internal_free(t.plain.all);
    migrt_internal_free(t.inner.all);
    return !c->error->set;
}

void migrt_reached_free(migrt_reached *reached, const migrt_image *image)
{
    if (reached->blocks == NULL)
        return;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_SEGMENTS); i++)
        migrt_internal_free(reached->blocks[i]);
    migrt_internal_free(reached->blocks);
}
