/* A work list of blocks, not recursion: a list of a million nodes is a chain of
 * a million pointers.
 *
 * A pointer of type T * gives the block it points to the type T, unless T is a
 * character type, void, a function or incomplete. Two pointers of different
 * types agree when one type is the first member of the other (an object seen
 * through its base); otherwise nobody can say which one is right, and the
 * block is refused with both names. */
#include "pointers_infer.h"

#include "heap.h"
#include "pointers_carve.h"
#include "state.h"
#include "types.h"

#include <string.h>

enum { REACHED = 1, SCANNED = 2, ROUNDS = 32 };

typedef struct item {
    uint32_t segment, slot;
} item;

typedef struct tracer {
    migrt_converter *c;
    unsigned char **blocks;
    item *list;
    size_t count, room;
    const migrt_iblock *within; /* whose pointers are followed; NULL: roots */
} tracer;

/* Its allocation does not say what all of it is. */
static bool is_open(const migrt_converter *c, uint32_t alloc)
{
    const migrt_ialloc *site = &c->image->allocs[alloc];
    const migrt_plan *plan = c->pointers->sites[alloc];
    return site->type == MIGRT_NONE || site->shape == MIGRT_A_HEADER ||
           site->shape == MIGRT_A_HINTED ||
           (plan != NULL && migrt_variants_of(plan->target) != NULL);
}

static bool any_open(const migrt_converter *c)
{
    const migrt_image *image = c->image;
    uint32_t alloc;
    uint64_t size;
    for (uint32_t s = 0; s < migrt_image_count(image, MIGRT_S_SEGMENTS); s++)
        for (uint32_t i = 0; i < image->segments[s].slot_count; i++)
            if (migrt_image_slot(&image->segments[s], i, &alloc, &size) &&
                is_open(c, alloc))
                return true;
    return false;
}

static void push(tracer *t, const migrt_iblock *block)
{
    unsigned char *state = &t->blocks[block->segment][block->slot];
    if (*state & SCANNED)
        return;
    *state |= REACHED | SCANNED;
    if (t->count == t->room) {
        size_t room = t->room * 2 + 1024;
        item *list = migrt_internal_realloc(t->list, room * sizeof *list);
        if (list == NULL) {
            migrt_fail(t->c->error, "no memory to follow the program's "
                                    "pointers");
            return;
        }
        t->list = list;
        t->room = room;
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

/* A copy of its bytes, with the zeros the image leaves out. */
static unsigned char *bytes_of(migrt_converter *c, const migrt_iblock *block)
{
    const migrt_isegment *segment = &c->image->segments[block->segment];
    uint64_t offset = block->address - segment->address;
    unsigned char *copy = migrt_image_array(block->size, 1, c->error);
    if (copy != NULL && offset < segment->raw_bytes) {
        uint64_t there = segment->raw_bytes - offset;
        memcpy(copy, segment->raw + offset,
               (size_t)(there < block->size ? there : block->size));
    }
    return copy;
}

static void settle(migrt_converter *c, migrt_carving *carving,
                   const migrt_iblock *block)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    unsigned char *bytes = bytes_of(c, block);
    if (bytes != NULL && migrt_carving_settle(c, carving, block, bytes,
                                              c->pointers->sites[block->alloc],
                                              site->shape == MIGRT_A_HEADER))
        carving->changed = true;
    migrt_internal_free(bytes);
}

/* The block holds several objects: `plan` (NULL: characters) at `offset`. In
 * the round in which that is found out the layout follows each claim. */
static void claim(tracer *t, const migrt_iblock *block, uint64_t offset,
                  const migrt_plan *plan)
{
    migrt_carving *carving = migrt_carve(t->c, block);
    if (carving == NULL ||
        !migrt_carving_claim(t->c, carving, offset, plan) || carving->fixed)
        return;
    carving->stale = true;
    if (t->within != NULL && t->within->address == block->address)
        return; /* its pieces are being walked over */
    carving->stale = false;
    settle(t->c, carving, block);
    reconsider(t, block);
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

/* `plan`'s type at `offset` is part of an array of `known`'s. Behind the first
 * element that is believed only where the block is whole elements: otherwise
 * something else follows, and the place may fit by chance. */
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
static bool decide(tracer *t, const migrt_iblock *block, const migrt_plan *base)
{
    migrt_converter *c = t->c;
    uint32_t *slot = plan_slot(c, block);
    const migrt_plan *plan = NULL;
    unsigned char *bytes = slot == NULL ? NULL : bytes_of(c, block);
    if (bytes != NULL)
        plan = migrt_variant(c, base, bytes, block->size);
    migrt_internal_free(bytes);
    if (plan == NULL)
        return false;
    *slot = (plan->id + 1) | MIGRT_ONE_OBJECT;
    t->blocks[block->segment][block->slot] &= (unsigned char)~SCANNED;
    return true;
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
            if (migrt_image_slot(segment, i, &block.alloc, &block.size) &&
                migrt_block_undecided(c, &block))
                decide(t, &block, migrt_block_plan(c, &block));
        }
}

/* A selector has said what it is, whatever else points to it. */
static bool decided(const tracer *t, const migrt_iblock *block)
{
    const uint32_t *plans = t->c->pointers->placed[block->segment].plan;
    return plans != NULL && (plans[block->slot] & MIGRT_ONE_OBJECT) != 0;
}

/* A pointer into a block of which no allocation says what it is. */
static void into_untyped(tracer *t, const migrt_iblock *block, uint64_t offset,
                         const migrt_plan *plan)
{
    const migrt_plan *known = migrt_block_plan(t->c, block);
    const migrt_image *image = t->c->image;
    if (decided(t, block) && offset < known->source_size)
        return;
    if (offset == 0 && migrt_variants_of(plan->target) != NULL &&
        decide(t, block, plan))
        return;
    if (known == NULL && offset % plan->source_size == 0)
        give_type(t, block, plan);
    else if (known != NULL && is_part(t, block, known, offset, plan))
        return;
    else if (known != NULL && offset == 0 &&
             migrt_type_has(image, type_of(t, plan), 0, type_of(t, known)))
        give_type(t, block, plan);
    else
        claim_first(t, block, offset, plan);
}

/* A pointer into a block whose beginning is known. */
static void into_typed(tracer *t, const migrt_iblock *block, uint64_t offset,
                       const migrt_plan *plan)
{
    const migrt_ialloc *site = &t->c->image->allocs[block->alloc];
    const migrt_plan *known = migrt_block_plan(t->c, block);
    bool behind;
    if (known == NULL || known->source_size == 0 ||
        (decided(t, block) && offset < known->source_size))
        return;
    behind = offset >= known->source_size && site->shape == MIGRT_A_HEADER;
    if (offset == 0 ||
        (!behind && is_part(t, block, known, offset, plan)))
        return;
    claim(t, block, offset, plan);
}

static void typed_pointer(tracer *t, const migrt_iblock *block,
                          uint64_t offset, const migrt_op *op)
{
    const migrt_plan *plan = migrt_plan_of(t->c, op->elem, op->target_elem);
    if (plan == NULL || plan->source_size == 0 ||
        (t->c->image->allocs[block->alloc].type == MIGRT_NONE &&
         offset + plan->source_size > block->size))
        return; /* too large for the block: a pointer left over from another */
    if (migrt_carving_of(t->c, block) != NULL)
        claim(t, block, offset, plan);
    else if (t->c->image->allocs[block->alloc].type == MIGRT_NONE)
        into_untyped(t, block, offset, plan);
    else
        into_typed(t, block, offset, plan);
}

/* An object that points behind itself in its own block, as characters. */
static void own_characters(tracer *t, const migrt_iblock *block,
                           uint64_t offset, const migrt_op *op)
{
    const migrt_plan *known = migrt_block_plan(t->c, block);
    if (t->within == NULL || t->within->address != block->address ||
        op->elem == MIGRT_NONE ||
        t->c->image->types[op->elem].kind == MIGRT_K_VOID ||
        t->c->image->types[op->elem].size != 1)
        return;
    if (migrt_carving_of(t->c, block) != NULL)
        claim(t, block, offset, NULL);
    else if (known != NULL && offset >= known->source_size)
        claim_first(t, block, offset, NULL);
}

static void visit(void *context, uint64_t value, const migrt_op *op)
{
    tracer *t = context;
    migrt_iblock block;
    if (t->c->error->set || !migrt_find_block(t->c->image, value, &block))
        return;
    t->blocks[block.segment][block.slot] |= REACHED;
    if (is_open(t->c, block.alloc) && value - block.address < block.size) {
        if (tells(t->c, op))
            typed_pointer(t, &block, value - block.address, op);
        else
            own_characters(t, &block, value - block.address, op);
    }
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

static void scan(tracer *t, const item *at)
{
    const migrt_image *image = t->c->image;
    const migrt_isegment *segment = &image->segments[at->segment];
    migrt_iblock block = {.segment = at->segment, .slot = at->slot};
    uint64_t offset = (uint64_t)at->slot * segment->slot_size;
    const unsigned char *raw = segment->raw + offset;
    unsigned char *copy = NULL;
    migrt_shape shape;
    migrt_image_slot(segment, at->slot, &block.alloc, &block.size);
    block.address = segment->address + offset;
    if (offset >= segment->raw_bytes)
        return;
    if (offset + block.size > segment->raw_bytes)
        raw = copy = bytes_of(t->c, &block);
    if (raw == NULL)
        return;
    shape = migrt_block_shape(t->c, &block);
    if (shape.doubt != NULL && is_open(t->c, block.alloc)) {
        claim_first(t, &block, 0, migrt_block_plan(t->c, &block));
        shape = migrt_block_shape(t->c, &block);
        t->blocks[at->segment][at->slot] |= SCANNED;
    }
    t->within = &block;
    if (shape.carving != NULL)
        migrt_carving_visit(t->c, shape.carving, raw, visit,
                            t);
    if (shape.plan != NULL && block.size >= shape.plan->source_size)
        migrt_each_pointer(t->c, shape.plan, raw, shape.count,
                           visit, t);
    if (shape.tail != NULL)
        migrt_each_pointer(t->c, shape.tail,
                           raw + shape.source_tail,
                           shape.tail_count, visit, t);
    t->within = NULL;
    settle_stale(t, &block);
    migrt_internal_free(copy);
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
            migrt_each_pointer(c, plan, object->data, 1, visit, t);
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
    for (size_t i = 0; i < p->carvings_count; i++) {
        p->carvings[i]->claims_count = 0;
        p->carvings[i]->fixed = true;
        p->carvings[i]->changed = false;
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
        migrt_image_slot(segment, carving->slot, &block.alloc, &block.size);
        settle(t->c, carving, &block);
        changed |= carving->changed;
    }
    return changed;
}

static bool round_of(tracer *t)
{
    decide_sites(t);
    scan_roots(t);
    while (t->count > 0 && !t->c->error->set) {
        item at = t->list[--t->count];
        scan(t, &at);
    }
    return settle_all(t);
}

bool migrt_infer_types(migrt_converter *c, migrt_reached *reached)
{
    const migrt_image *image = c->image;
    uint32_t segments = migrt_image_count(image, MIGRT_S_SEGMENTS);
    unsigned rounds = 0;
    tracer t = {.c = c};
    reached->blocks = NULL;
    if (!any_open(c))
        return true;
    t.blocks = migrt_image_array(segments, sizeof *t.blocks, c->error);
    for (uint32_t i = 0; i < segments && !c->error->set; i++)
        t.blocks[i] =
            migrt_image_array(image->segments[i].slot_count, 1, c->error);
    reached->blocks = t.blocks;
    while (!c->error->set && round_of(&t) && !c->error->set) {
        if (++rounds == ROUNDS)
            migrt_fail(c->error, "what the program's memory blocks hold cannot "
                                 "be told from the pointers into them: give "
                                 "them types with MIGRT_TYPED or migcc.toml");
        forget(&t);
    }
    migrt_internal_free(t.list);
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
