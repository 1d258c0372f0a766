/* Pointers left behind by what was in a block's memory before, in an entry above
 * the top of a stack, say: nobody follows them any more. They must not decide what
 * the block holds, as pointers may where nothing else tells. Two kinds are known
 * for certain, by the program's text and the user's selectors.
 *
 * `malloc(sizeof(struct object) + n * sizeof(T))`, where the struct ends in an
 * array of structs T: n of them fill the block, and the program wrote so; and the
 * selector of its base says of this very object that it is one of those. What
 * points into it as another type has been left behind. Elements that are numbers
 * or unions say nothing: in such memory a program may build objects of its own.
 *
 * A pointer into characters, to a base or to one of its variants: where the
 * selector has no case for what is there, it is text and no object. */
#include "pointers_left.h"

#include "heap.h"
#include "pointers_carve.h"
#include "types.h"

bool migrt_is_header(const migrt_converter *c, const migrt_iblock *block)
{
    unsigned shape = c->image->allocs[block->alloc].shape;
    return shape == MIGRT_A_HEADER || shape == MIGRT_A_WHOLE;
}

static const migrt_itype *type_of(const migrt_converter *c,
                                  const migrt_plan *plan)
{
    return &c->image->types[plan->source];
}

/* The block is what its allocation says. */
static bool as_allocated(const migrt_converter *c, const migrt_iblock *block)
{
    const migrt_plan *plan = migrt_block_plan(c, block);
    const migrt_plan *site = c->pointers->sites[block->alloc];
    return plan != NULL && site != NULL && plan->target != NULL &&
           migrt_type_equal(type_of(c, plan), type_of(c, site));
}

/* The base that the block's type begins with; NULL: it has no selector. */
static const migrt_plan *base_of(migrt_converter *c, const migrt_plan *plan)
{
    const migrt_itype *type = type_of(c, plan);
    const migrt_plan *base;
    if (plan->target == NULL || type->kind != MIGRT_K_STRUCT || type->fields_count == 0 ||
        plan->target->fields_count == 0)
        return NULL;
    base = migrt_plan_of(c, type->fields[0].type, plan->target->fields[0].type);
    return base == NULL || migrt_variants_of(base->target) == NULL ? NULL
                                                                   : base;
}

/* The selector of its base says the same. */
static bool is_told(migrt_converter *c, const migrt_iblock *block)
{
    const migrt_plan *plan = migrt_block_plan(c, block), *told = NULL;
    const migrt_plan *base = base_of(c, plan);
    unsigned char *bytes =
        base == NULL ? NULL : migrt_block_bytes(c, block, 0);
    if (bytes != NULL)
        told = migrt_variant(c, base, bytes, block->size, 0);
    migrt_internal_free(bytes);
    return told != NULL && migrt_type_equal(type_of(c, told), type_of(c, plan));
}

/* Structs from the end of its header on, and nothing behind them. */
static bool is_filled(migrt_converter *c, const migrt_iblock *block,
                      const migrt_shape *shape)
{
    return shape->tail != NULL && shape->payload.plan == NULL &&
           type_of(c, shape->tail)->kind == MIGRT_K_STRUCT &&
           migrt_shape_used(shape) == block->size;
}

static bool fits(migrt_converter *c, const migrt_iblock *block,
                 const migrt_shape *shape, uint64_t offset,
                 const migrt_itype *pointed)
{
    const migrt_plan *plan = migrt_block_plan(c, block);
    if (offset >= shape->source_tail)
        return migrt_type_has(c->image, type_of(c, shape->tail),
                              offset - shape->source_tail, pointed);
    return migrt_type_has(c->image, type_of(c, plan), offset, pointed);
}

bool migrt_is_left_over(migrt_converter *c, const migrt_iblock *block,
                        uint64_t offset, const migrt_itype *pointed)
{
    migrt_shape shape;
    if (c->image->allocs[block->alloc].shape != MIGRT_A_WHOLE ||
        migrt_carving_of(c, block) != NULL || !as_allocated(c, block))
        return false;
    shape = migrt_block_shape(c, block);
    return is_filled(c, block, &shape) &&
           !fits(c, block, &shape, offset, pointed) && is_told(c, block);
}

bool migrt_left_over(migrt_converter *c, const migrt_iblock *block,
                     uint64_t value, const migrt_op *op)
{
    const migrt_itype *pointed;
    if (op->elem == MIGRT_NONE || op->noted)
        return false;
    pointed = &c->image->types[op->elem];
    return pointed->size > 1 && pointed->align > 0 &&
           value % pointed->align == 0 &&
           migrt_is_left_over(c, block, value - block->address, pointed);
}

bool migrt_is_no_object(migrt_converter *c, const migrt_iblock *block,
                        uint64_t offset, const migrt_op *op)
{
    const migrt_plan *plan = migrt_plan_of(c, op->elem, op->target_elem);
    const migrt_plan *base = NULL;
    const migrt_selector *select;
    unsigned char *bytes;
    long long value = 0;
    bool none = false;
    if (plan != NULL && plan->target != NULL)
        base = migrt_variants_of(plan->target) != NULL ? plan : base_of(c, plan);
    if (base == NULL || offset > block->size ||
        base->source_size > block->size - offset)
        return false;
    select = migrt_variants_of(base->target);
    bytes = migrt_block_bytes(c, block, 0);
    if (bytes != NULL && migrt_rehearse(c, base, select, bytes + offset, &value))
        none = migrt_case_of(select, value) < 0;
    migrt_internal_free(bytes);
    return none;
}
