/* OBJECTS and CODES: everything with static storage, and functions by address.
 *
 * An object several units declare is one entry: its definition, or if no
 * transformed unit defines it (it lives in a library), the first declaration. */
#include "heap.h"
#include "image_write_tables.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const migrt_object *object;
    const char *address;
    uint32_t unit;
    unsigned order; /* of registration: makes images reproducible */
} entry;

static const char *address_of(const migrt_object *object)
{
    return object->get != NULL ? object->get() : object->address;
}

/* By address, definitions before declarations. */
static int compare(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    unsigned declared_x = x->object->flags & MIGRT_O_EXTERN;
    unsigned declared_y = y->object->flags & MIGRT_O_EXTERN;
    if (x->address != y->address)
        return (uintptr_t)x->address < (uintptr_t)y->address ? -1 : 1;
    if (declared_x != declared_y)
        return declared_x < declared_y ? -1 : 1;
    if (x->object->size != y->object->size)
        return x->object->size > y->object->size ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static bool has_value(const migrt_object *object)
{
    if (object->flags & MIGRT_O_SIZES)
        return true;
    return object->size > 0 && object->type != NULL &&
           (object->flags &
            (MIGRT_O_CONST | MIGRT_O_LITERAL | MIGRT_O_TRANSIENT)) == 0;
}

/* The text of a literal is for people only: a restore passes it over. */
static bool is_short_literal(const migrt_object *object)
{
    return (object->flags & MIGRT_O_LITERAL) != 0 && object->type != NULL &&
           object->size <= 256;
}

static void put_object(migrt_tables *tables, const entry *e)
{
    migrt_buffer *out = &tables->section[MIGRT_S_OBJECTS];
    const migrt_object *object = e->object;
    migrt_put64(out, (uintptr_t)e->address);
    migrt_put64(out, object->size);
    migrt_put64(out, has_value(object) || is_short_literal(object)
                         ? migrt_data_add(tables, e->address, object->size)
                         : MIGRT_NO_DATA);
    migrt_put32(out, migrt_string_id(tables, object->name));
    migrt_put32(out, e->unit);
    migrt_put32(out, object->type == NULL
                         ? 0
                         : migrt_type_id(tables, object->type) + 1);
    migrt_put32(out, object->flags);
    migrt_put32(out, migrt_string_id(tables, object->file));
    migrt_put32(out, object->line);
    tables->count[MIGRT_S_OBJECTS]++;
}

/* The declaration says nothing that an entry before it has not said. */
static bool repeats(const entry *e, const entry *kept)
{
    return kept != NULL && e->address == kept->address &&
           (e->object->flags & MIGRT_O_EXTERN) != 0;
}

static void put_codes(migrt_tables *tables, const migrt_unit_ids *ids)
{
    migrt_buffer *out = &tables->section[MIGRT_S_CODES];
    for (unsigned i = 0; i < ids->unit->codes_count; i++) {
        const migrt_code *code = &ids->unit->codes[i];
        migrt_put64(out, (uintptr_t)code->address);
        migrt_put32(out, migrt_string_id(tables, code->name));
        migrt_put32(out, ids->number);
        migrt_put32(out, code->flags);
        migrt_put32(out, 0);
        tables->count[MIGRT_S_CODES]++;
    }
}

static entry *all_objects(migrt_tables *tables, size_t *count)
{
    size_t n = 0;
    entry *all;
    for (unsigned i = 0; i < tables->units_count; i++)
        n += tables->units[i].unit->objects_count;
    all = migrt_internal_alloc((n + 1) * sizeof *all);
    if (all == NULL) {
        migrt_fail(tables->error, "no memory for the image's tables");
        return NULL;
    }
    *count = 0;
    for (unsigned i = 0; i < tables->units_count; i++)
        for (unsigned j = 0; j < tables->units[i].unit->objects_count; j++) {
            entry *e = &all[*count];
            e->object = &tables->units[i].unit->objects[j];
            e->address = address_of(e->object);
            e->unit = i;
            e->order = (unsigned)*count;
            if (e->address != NULL) /* a weak declaration may be absent */
                ++*count;
        }
    return all;
}

void migrt_tables_objects(migrt_tables *tables)
{
    const entry *kept = NULL;
    size_t count;
    entry *all = all_objects(tables, &count);
    if (all == NULL)
        return;
    qsort(all, count, sizeof *all, compare);
    for (size_t i = 0; i < count && !tables->error->set; i++)
        if (!repeats(&all[i], kept)) {
            put_object(tables, &all[i]);
            kept = &all[i];
        }
    migrt_internal_free(all);
    for (unsigned i = 0; i < tables->units_count; i++)
        put_codes(tables, &tables->units[i]);
}
