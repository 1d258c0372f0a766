/* TYPES and FIELDS: every type something in the image refers to. A work list
 * instead of recursion: types refer to each other in cycles. */
#include "heap.h"
#include "image_write_tables.h"
#include "types.h"

#include <string.h>

/* The unit whose table of types holds `type`. */
static migrt_unit_ids *unit_of(migrt_tables *tables, const migrt_type *type)
{
    static migrt_unit_ids *last;
    unsigned n = tables->units_count;
    migrt_unit_ids *ids = last;
    if (ids < tables->units || ids >= tables->units + n)
        ids = tables->units;
    for (unsigned tried = 0; tried < n; tried++) {
        uintptr_t first = (uintptr_t)ids->unit->types;
        if ((uintptr_t)type >= first &&
            (uintptr_t)type <
                first + ids->unit->types_count * sizeof(migrt_type))
            return last = ids;
        if (++ids == tables->units + n)
            ids = tables->units;
    }
    return NULL;
}

uint32_t migrt_type_id(migrt_tables *tables, const migrt_type *type)
{
    migrt_unit_ids *ids = unit_of(tables, type);
    const migrt_type **queue;
    size_t number;
    if (ids == NULL) {
        migrt_fail(tables->error,
                   "type %s is in no unit's table: rebuild the program",
                   type->name);
        return 0;
    }
    number = (size_t)(type - ids->unit->types);
    if (ids->types[number] == 0) {
        queue = migrt_grow(tables->queue, &tables->queue_room,
                           tables->queue_size, sizeof *queue, tables->error);
        if (queue == NULL)
            return 0;
        tables->queue = queue;
        queue[tables->queue_size++] = type;
        ids->types[number] = (uint32_t)tables->queue_size;
    }
    return ids->types[number] - 1;
}

static void put_fields(migrt_tables *tables, const migrt_type *type)
{
    migrt_buffer *out = &tables->section[MIGRT_S_FIELDS];
    for (unsigned i = 0; i < type->fields_count; i++) {
        const migrt_field *field = &type->fields[i];
        migrt_put32(out, migrt_string_id(tables, field->name));
        migrt_put32(out, migrt_type_id(tables, field->type));
        migrt_put64(out, field->bit_width != 0 ? 0 : field->offset);
        migrt_put64(out, field->bit_width != 0 ? migrt_probe_bits(type, i) : 0);
        migrt_put32(out, field->bit_width);
        migrt_put32(out, field->flags);
        tables->count[MIGRT_S_FIELDS]++;
    }
}

/* The receiver finds out which of them an object is, so all must be there. */
static void put_variants(migrt_tables *tables, const migrt_type *type)
{
    for (unsigned i = 0; i < type->selects_count; i++) {
        const migrt_selector *select = &type->selects[i];
        for (unsigned j = 0; select->type == NULL && j < select->cases_count;
             j++) {
            const migrt_type *of = migrt_case_type(type, select, j);
            if (of != NULL)
                migrt_type_id(tables, of);
        }
    }
}

static void put_type(migrt_tables *tables, const migrt_type *type)
{
    migrt_buffer *out = &tables->section[MIGRT_S_TYPES];
    const migrt_unit_ids *ids = unit_of(tables, type);
    migrt_put8(out, type->kind);
    migrt_put8(out, type->flags);
    migrt_put16(out, type->fields_count);
    migrt_put32(out, type->align);
    migrt_put64(out, type->size);
    migrt_put64(out, type->count);
    migrt_put32(out, migrt_string_id(tables, type->name));
    migrt_put32(out,
                type->elem == NULL ? 0 : migrt_type_id(tables, type->elem) + 1);
    migrt_put32(out, (uint32_t)tables->count[MIGRT_S_FIELDS]);
    migrt_put32(out, ids == NULL ? 0 : ids->number);
    tables->count[MIGRT_S_TYPES]++;
    put_fields(tables, type);
    put_variants(tables, type);
}

void migrt_tables_types(migrt_tables *tables)
{
    for (size_t i = 0; i < tables->queue_size && !tables->error->set; i++)
        put_type(tables, tables->queue[i]);
}
