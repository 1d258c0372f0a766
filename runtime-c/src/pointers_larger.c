/* Blocks that may hold a larger struct than their pointers say. */
#include "pointers_infer.h"

#include "state.h"
#include "types.h"

#include <string.h>

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
const char *migrt_larger_type(const migrt_itype *type)
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
    if (plan == NULL ||
        (!guessed && !migrt_site_is_weak(image, site, block->size)) ||
        (guessed && (inferred[block->slot] & MIGRT_ONE_OBJECT) != 0))
        return NULL;
    type = &image->types[plan->source];
    return type->kind == MIGRT_K_STRUCT && block->size > type->size
               ? migrt_larger_type(type)
               : NULL;
}
