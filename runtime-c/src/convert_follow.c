/* Selectors that look one pointer further: `self->block->check`.
 *
 * What the pointer leads to is rehearsed as the record itself is, from the
 * image's bytes: whether it has been converted already does not matter, nor
 * whether pointers have places here yet. A pointer that is null, dangling, or
 * leads to less than a whole object of its type tells nothing. */
#include "convert.h"

#include "heap.h"
#include "pointers.h"
#include "state.h"

#include <string.h>

static bool inside(uint64_t value, uint64_t size, uint64_t address,
                   uint64_t bytes)
{
    return value >= address && value - address <= bytes &&
           size <= bytes - (value - address);
}

static unsigned char *copy_of(migrt_converter *c, const unsigned char *bytes,
                              size_t size)
{
    unsigned char *copy = migrt_image_array(size, 1, c->error);
    if (copy != NULL)
        memcpy(copy, bytes, size);
    return copy;
}

static unsigned char *in_block(migrt_converter *c, uint64_t value, size_t size)
{
    migrt_iblock block;
    unsigned char *bytes;
    if (!migrt_find_block(c->image, value, &block) ||
        !inside(value, size, block.address, block.size))
        return NULL;
    bytes = migrt_block_bytes(c, &block, 0);
    if (bytes != NULL)
        memmove(bytes, bytes + (value - block.address), size);
    return bytes;
}

static unsigned char *in_object(migrt_converter *c, uint64_t value, size_t size)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_OBJECTS); i++) {
        const migrt_iobject *object = &image->objects[i];
        if (object->data != NULL &&
            inside(value, size, object->address, object->size))
            return copy_of(c, object->data + (value - object->address), size);
    }
    return NULL;
}

static unsigned char *in_frame(migrt_converter *c, uint64_t value, size_t size)
{
    const migrt_image *image = c->image;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_ALIASES); i++) {
        const migrt_ialias *alias = &image->aliases[i];
        const migrt_iframe *frame = &image->frames[alias->frame];
        uint64_t offset = alias->offset + (value - alias->address);
        if (inside(value, size, alias->address, alias->size) &&
            inside(offset, size, 0, frame->size))
            return copy_of(c, frame->data + offset, size);
    }
    return NULL;
}

static unsigned char *bytes_at(migrt_converter *c, uint64_t value, size_t size)
{
    unsigned char *bytes = in_block(c, value, size);
    if (bytes == NULL)
        bytes = in_object(c, value, size);
    return bytes != NULL ? bytes : in_frame(c, value, size);
}

static unsigned char *rehearsed(migrt_converter *c, const migrt_plan *plan,
                                const unsigned char *bytes, uint64_t address)
{
    migrt_rehearsed outside = c->rehearsed;
    bool faltered = c->faltered;
    migrt_plan rest = *plan;
    unsigned char *copy = migrt_image_array(plan->target_size, 1, c->error);
    if (copy == NULL)
        return NULL;
    rest.same = false;
    rest.count = migrt_without_selects(plan);
    memset(&c->rehearsed, 0, sizeof c->rehearsed);
    c->rehearsed.plan = plan;
    c->rehearsed.copy = copy;
    c->rehearsed.address = address;
    c->faltered = false;
    migrt_convert(c, &rest, bytes, copy, 1);
    if (c->faltered) {
        migrt_internal_free(copy);
        copy = NULL;
    }
    c->faltered = faltered;
    c->rehearsed = outside;
    return copy;
}

unsigned char *migrt_follow(migrt_converter *c, const migrt_op *op,
                            uint64_t value)
{
    const migrt_plan *plan;
    unsigned char *bytes, *copy;
    if (op->elem == MIGRT_NONE || op->target_elem == NULL)
        return NULL;
    plan = migrt_plan_of(c, op->elem, op->target_elem);
    if (plan == NULL || plan->source_size == 0 || plan->target_size == 0)
        return NULL;
    bytes = bytes_at(c, value, plan->source_size);
    if (bytes == NULL)
        return NULL;
    copy = rehearsed(c, plan, bytes, value);
    migrt_internal_free(bytes);
    return copy;
}
