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
#include "state.h"
#include "types.h"

#include <string.h>

enum { REACHED = 1, SCANNED = 2 };

typedef struct item {
    uint32_t segment, slot;
} item;

typedef struct tracer {
    migrt_converter *c;
    unsigned char **blocks;
    item *list;
    size_t count, room;
} tracer;

/* Larger than the type its first pointer had: an array of them, or one object
 * of a struct that begins with that type. */
static bool is_weak(const migrt_image *image, const migrt_ialloc *site,
                    uint64_t size)
{
    return site->shape == MIGRT_A_WEAK && site->type != MIGRT_NONE &&
           size > image->types[site->type].size;
}

/* Its own allocation does not say what it is. */
static bool open_site(const migrt_converter *c, uint32_t alloc)
{
    const migrt_plan *plan = c->pointers->sites[alloc];
    return c->image->allocs[alloc].type == MIGRT_NONE ||
           (plan != NULL && migrt_variants_of(plan->target) != NULL);
}

static bool any_untyped(const migrt_converter *c)
{
    const migrt_image *image = c->image;
    uint32_t alloc;
    uint64_t size;
    for (uint32_t s = 0; s < migrt_image_count(image, MIGRT_S_SEGMENTS); s++)
        for (uint32_t i = 0; i < image->segments[s].slot_count; i++)
            if (migrt_image_slot(&image->segments[s], i, &alloc, &size) &&
                (open_site(c, alloc) ||
                 is_weak(image, &image->allocs[alloc], size)))
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

/* The same type, perhaps described by two units. */
static bool equal(const migrt_itype *a, const migrt_itype *b)
{
    return a == b || (a->kind == b->kind && a->size == b->size &&
                      a->fields_count == b->fields_count &&
                      strcmp(a->name, b->name) == 0);
}

/* `inner` is `outer`, or its first member, or that one's first member, ... */
static bool begins_with(const migrt_image *image, const migrt_itype *outer,
                        const migrt_itype *inner)
{
    for (;;) {
        if (equal(outer, inner))
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

static void conflict(tracer *t, const migrt_iblock *block, const migrt_itype *a,
                     const migrt_itype *b)
{
    const migrt_ialloc *site = &t->c->image->allocs[block->alloc];
    migrt_fail(t->c->error,
               "the block allocated in %s, %s:%lu is pointed to as %s and as "
               "%s, and its allocation does not say what it is: give it its "
               "type with MIGRT_TYPED or migcc.toml",
               site->function, site->file, (unsigned long)site->line, a->name,
               b->name);
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

static uint32_t *plan_slot(migrt_converter *c, const migrt_iblock *block)
{
    uint32_t **plans = &c->pointers->placed[block->segment].plan;
    uint32_t slots = c->image->segments[block->segment].slot_count;
    if (*plans == NULL)
        *plans = migrt_image_array(slots, sizeof **plans, c->error);
    return *plans == NULL ? NULL : &(*plans)[block->slot];
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

static void give_type(tracer *t, const migrt_iblock *block, const migrt_op *op,
                      bool begin)
{
    migrt_converter *c = t->c;
    const migrt_image *image = c->image;
    uint32_t **plans = &c->pointers->placed[block->segment].plan;
    const migrt_plan *plan = migrt_plan_of(c, op->elem, op->target_elem);
    const migrt_itype *type = &image->types[op->elem], *old;
    uint32_t known = image->allocs[block->alloc].type;
    if (plan == NULL || plan_slot(c, block) == NULL)
        return;
    if (((*plans)[block->slot] & MIGRT_ONE_OBJECT) != 0 ||
        (begin && migrt_variants_of(plan->target) != NULL &&
         decide(t, block, plan)))
        return;
    if ((*plans)[block->slot] != 0 || known != MIGRT_NONE) {
        old = &image->types[(*plans)[block->slot] != 0
                                ? c->plans[(*plans)[block->slot] - 1]->source
                                : known];
        if (begins_with(image, old, type) ||
            (known != MIGRT_NONE && !begins_with(image, type, old)))
            return;
        if (!begins_with(image, type, old)) {
            if (!c->same_bytes)
                conflict(t, block, old, type);
            return;
        }
    }
    (*plans)[block->slot] = plan->id + 1;
    /* its pointers have not been followed as this type yet */
    t->blocks[block->segment][block->slot] &= (unsigned char)~SCANNED;
}

/* Does a pointer at this offset say what the block is? */
static bool may_tell(const tracer *t, const migrt_iblock *block,
                     uint64_t offset, const migrt_op *op)
{
    const migrt_image *image = t->c->image;
    const migrt_ialloc *site = &image->allocs[block->alloc];
    uint64_t size = image->types[op->elem].size;
    if (site->type == MIGRT_NONE)
        return offset % size == 0 && offset < block->size;
    return offset == 0 && is_weak(image, site, block->size) &&
           size <= block->size;
}

static void visit(void *context, uint64_t value, const migrt_op *op)
{
    tracer *t = context;
    migrt_iblock block;
    if (t->c->error->set || !migrt_find_block(t->c->image, value, &block))
        return;
    t->blocks[block.segment][block.slot] |= REACHED;
    if (tells(t->c, op) && may_tell(t, &block, value - block.address, op))
        give_type(t, &block, op, value == block.address);
    push(t, &block);
}

static void scan(tracer *t, const item *at)
{
    const migrt_image *image = t->c->image;
    const migrt_isegment *segment = &image->segments[at->segment];
    migrt_iblock block = {.segment = at->segment, .slot = at->slot};
    uint64_t offset = (uint64_t)at->slot * segment->slot_size;
    migrt_shape shape;
    migrt_image_slot(segment, at->slot, &block.alloc, &block.size);
    block.address = segment->address + offset;
    if (offset + block.size > segment->raw_bytes ||
        migrt_block_plan(t->c, &block) == NULL)
        return;
    shape = migrt_block_shape(t->c, &block);
    if (shape.plan != NULL && block.size >= shape.plan->source_size)
        migrt_each_pointer(t->c, shape.plan, segment->raw + offset, shape.count,
                           visit, t);
    if (shape.tail != NULL)
        migrt_each_pointer(t->c, shape.tail,
                           segment->raw + offset + shape.source_tail,
                           shape.tail_count, visit, t);
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

bool migrt_infer_types(migrt_converter *c, migrt_reached *reached)
{
    const migrt_image *image = c->image;
    uint32_t segments = migrt_image_count(image, MIGRT_S_SEGMENTS);
    tracer t = {.c = c};
    reached->blocks = NULL;
    if (!any_untyped(c))
        return true;
    t.blocks = migrt_image_array(segments, sizeof *t.blocks, c->error);
    for (uint32_t i = 0; i < segments && !c->error->set; i++)
        t.blocks[i] =
            migrt_image_array(image->segments[i].slot_count, 1, c->error);
    reached->blocks = t.blocks;
    if (!c->error->set)
        decide_sites(&t);
    if (!c->error->set)
        scan_roots(&t);
    while (t.count > 0 && !c->error->set) {
        item at = t.list[--t.count];
        scan(&t, &at);
    }
    migrt_internal_free(t.list);
    return !c->error->set;
}

/* `outer` is no `inner` but its first member, or that one's first member, is. */
static bool extends(const migrt_type *outer, const migrt_itype *inner)
{
    while (outer->kind == MIGRT_K_STRUCT && outer->fields_count > 0) {
        outer = outer->fields[0].type;
        if (outer->kind == inner->kind && strcmp(outer->name, inner->name) == 0)
            return true;
    }
    return false;
}

/* A struct of this program that begins with `type`. The image describes only
 * types that something in it is known to have. */
static const char *larger(const migrt_itype *type)
{
    for (const migrt_unit *unit = migrt_here.units; unit != NULL;
         unit = unit->next)
        for (unsigned i = 0; i < unit->types_count; i++)
            if (extends(&unit->types[i], type))
                return unit->types[i].name;
    return NULL;
}

const char *migrt_could_be(const migrt_converter *c, const migrt_iblock *block)
{
    const migrt_image *image = c->image;
    const migrt_ialloc *site = &image->allocs[block->alloc];
    const uint32_t *inferred = c->pointers->placed[block->segment].plan;
    bool guessed = inferred != NULL && inferred[block->slot] != 0;
    const migrt_plan *plan = migrt_block_plan(c, block);
    const migrt_itype *type;
    if (plan == NULL || (!guessed && !is_weak(image, site, block->size)) ||
        (guessed && (inferred[block->slot] & MIGRT_ONE_OBJECT) != 0))
        return NULL;
    type = &image->types[plan->source];
    return type->kind == MIGRT_K_STRUCT && block->size > type->size
               ? larger(type)
               : NULL;
}

void migrt_reached_free(migrt_reached *reached, const migrt_image *image)
{
    if (reached->blocks == NULL)
        return;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_SEGMENTS); i++)
        migrt_internal_free(reached->blocks[i]);
    migrt_internal_free(reached->blocks);
}
