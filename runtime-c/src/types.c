#include "types.h"

#include "heap.h"
#include "image.h"
#include "state.h"
#include "wire_order.h"

#include <string.h>

/* Bit number `bit` of an object, counted as docs/image-format.md says. */
static bool bit_at(const unsigned char *object, uint64_t bit)
{
    unsigned in_byte = (unsigned)(bit & 7);
    return (object[bit >> 3] >> (migrt_big_endian() ? 7 - in_byte : in_byte)) &
           1;
}

/* First of exactly `width` set bits in a row, the only ones set. */
static uint64_t find_run(const unsigned char *object, size_t size,
                         unsigned width)
{
    uint64_t bits = (uint64_t)size * 8, first = 0, end;
    while (first < bits && !bit_at(object, first))
        first++;
    end = first;
    while (end < bits && bit_at(object, end))
        end++;
    if (end - first != width)
        return MIGRT_NO_BITS;
    for (uint64_t bit = end; bit < bits; bit++)
        if (bit_at(object, bit))
            return MIGRT_NO_BITS;
    return first;
}

uint64_t migrt_probe_bits(const migrt_type *type, unsigned field)
{
    unsigned char *object;
    uint64_t first;
    if (type->set_bits == NULL || type->size == 0)
        return MIGRT_NO_BITS;
    object = migrt_internal_alloc(type->size);
    if (object == NULL)
        return MIGRT_NO_BITS;
    type->set_bits(object, field, ~0ull);
    first = find_run(object, type->size, type->fields[field].bit_width);
    migrt_internal_free(object);
    return first;
}

const migrt_selector *migrt_variants_of(const migrt_type *type)
{
    for (unsigned i = 0; i < type->selects_count; i++)
        if (type->selects[i].type == NULL && *type->selects[i].path == '\0')
            return &type->selects[i];
    return NULL;
}

const migrt_selector *migrt_tail_of(const migrt_type *type)
{
    for (unsigned i = 0; i < type->selects_count; i++)
        if (type->selects[i].type == NULL && *type->selects[i].path == '+')
            return &type->selects[i];
    return NULL;
}

static bool has(const migrt_type *type, char kind)
{
    for (unsigned i = 0; i < type->selects_count; i++)
        if (*type->selects[i].path == kind)
            return true;
    return false;
}

static const migrt_selector *at(const migrt_type *type, char kind,
                                size_t offset)
{
    for (unsigned i = 0; i < type->selects_count; i++)
        if (*type->selects[i].path == kind && type->selects[i].offset == offset)
            return &type->selects[i];
    return NULL;
}

bool migrt_has_pointees(const migrt_type *type)
{
    return has(type, '>');
}

const migrt_selector *migrt_pointee_of(const migrt_type *type, size_t offset)
{
    return at(type, '>', offset);
}

bool migrt_has_outside(const migrt_type *type)
{
    return has(type, '<');
}

const migrt_selector *migrt_outside_of(const migrt_type *type, size_t offset)
{
    return at(type, '<', offset);
}

/* The annotation that says the same in another unit, which may know more of its
 * types. */
static const migrt_selector *equal_selector(const migrt_type *type,
                                            const migrt_selector *select)
{
    for (unsigned i = 0; i < type->selects_count; i++)
        if (type->selects[i].type == NULL &&
            strcmp(type->selects[i].path, select->path) == 0)
            return &type->selects[i];
    return NULL;
}

const migrt_unit *migrt_unit_of_type(const migrt_type *type)
{
    uintptr_t at = (uintptr_t)type;
    for (migrt_unit *unit = migrt_here.units; unit != NULL; unit = unit->next)
        if (unit->types_count > 0 && at >= (uintptr_t)unit->types &&
            at < (uintptr_t)(unit->types + unit->types_count))
            return unit;
    return NULL;
}

static bool same_base(const migrt_type *a, const migrt_type *b)
{
    return a->kind == b->kind && a->size == b->size &&
           a->fields_count == b->fields_count && strcmp(a->name, b->name) == 0;
}

const migrt_type *migrt_case_type(const migrt_type *base,
                                  const migrt_selector *select, unsigned number)
{
    if (select->cases[number].type != NULL)
        return select->cases[number].type;
    for (migrt_unit *unit = migrt_here.units; unit != NULL; unit = unit->next)
        for (unsigned i = 0; i < unit->types_count; i++) {
            const migrt_type *type = &unit->types[i];
            const migrt_selector *other = equal_selector(type, select);
            if (other != NULL && same_base(type, base) &&
                number < other->cases_count &&
                other->cases[number].type != NULL &&
                strcmp(other->cases[number].member,
                       select->cases[number].member) == 0)
                return other->cases[number].type;
        }
    return NULL;
}
