/* Objects that are known as their base: `struct object *` to what its `kind`
 * says. The selector is asked of a rehearsed copy of the base. */
#include "convert.h"

#include "heap.h"
#include "types.h"

#include <string.h>

enum { LEVELS = 8 }; /* a variant can be the base of others */

/* The sender puts the types of all cases into the image, under the names they
 * have here. */
static uint32_t type_named(const migrt_image *image, const migrt_type *type)
{
    const migrt_unit *unit = migrt_unit_of_type(type);
    uint32_t count = migrt_image_count(image, MIGRT_S_TYPES);
    for (uint32_t i = 0; unit != NULL && i < count; i++)
        if (image->types[i].kind == type->kind &&
            strcmp(image->types[i].name, type->name) == 0 &&
            strcmp(image->units[image->types[i].unit].name, unit->name) == 0)
            return i;
    return MIGRT_NONE;
}

static const migrt_plan *case_plan(migrt_converter *c, migrt_plan *base,
                                   const migrt_selector *select,
                                   unsigned number)
{
    const migrt_type *type = migrt_case_type(base->target, select, number);
    uint32_t source;
    if (base->variants == NULL)
        base->variants = migrt_internal_alloc(select->cases_count *
                                              sizeof *base->variants);
    if (base->variants == NULL || type == NULL)
        return NULL;
    if (base->variants[number] == NULL) {
        source = type_named(c->image, type);
        if (source != MIGRT_NONE)
            base->variants[number] = migrt_plan_of(c, source, type);
    }
    return base->variants[number];
}

const migrt_plan *migrt_variant(migrt_converter *c, const migrt_plan *base,
                                const unsigned char *source, uint64_t size)
{
    for (unsigned level = 0; level < LEVELS && base != NULL; level++) {
        const migrt_selector *select = migrt_variants_of(base->target);
        const migrt_plan *known = base;
        long long value = 0;
        int number;
        if (select == NULL)
            return base;
        if (size < base->source_size ||
            !migrt_rehearse(c, base, select, source, &value))
            return NULL;
        number = migrt_case_of(select, value);
        if (number < 0)
            return NULL;
        base = case_plan(c, (migrt_plan *)(uintptr_t)known, select,
                         (unsigned)number);
        if (base == known)
            return base;
    }
    return base;
}
