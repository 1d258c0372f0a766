#include "image_write_tables.h"

#include "heap.h"
#include "state.h"

#include <string.h>

void *migrt_grow(void *p, size_t *room, size_t count, size_t item,
                 migrt_error *error)
{
    size_t wanted = *room * 2 + 64;
    void *grown;
    if (count < *room)
        return p;
    grown = migrt_internal_realloc(p, wanted * item);
    if (grown == NULL) {
        migrt_fail(error, "no memory for the image's tables");
        return NULL;
    }
    memset((char *)grown + *room * item, 0, (wanted - *room) * item);
    *room = wanted;
    return grown;
}

/* ---- strings ---------------------------------------------------------------- */

static size_t string_slot(const migrt_tables *tables, const char *text)
{
    const char *all = (const char *)tables->section[MIGRT_S_STRINGS].bytes;
    size_t mask = tables->string_room - 1;
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    size_t slot;
    for (const char *at = text; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    slot = (size_t)(hash ^ hash >> 32) & mask;
    while (tables->string_slots[slot] != 0 &&
           strcmp(all + tables->string_slots[slot] - 1, text) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

static bool rehash_strings(migrt_tables *tables)
{
    uint32_t *old = tables->string_slots;
    size_t old_room = tables->string_room;
    const char *all = (const char *)tables->section[MIGRT_S_STRINGS].bytes;
    tables->string_room = old_room == 0 ? 1024 : old_room * 2;
    tables->string_slots =
        migrt_internal_alloc(tables->string_room * sizeof(uint32_t));
    if (tables->string_slots == NULL) {
        tables->string_slots = old;
        tables->string_room = old_room;
        return migrt_fail(tables->error, "no memory for the image's strings");
    }
    for (size_t i = 0; i < old_room; i++)
        if (old[i] != 0)
            tables->string_slots[string_slot(tables, all + old[i] - 1)] =
                old[i];
    migrt_internal_free(old);
    return true;
}

uint32_t migrt_string_id(migrt_tables *tables, const char *text)
{
    migrt_buffer *all = &tables->section[MIGRT_S_STRINGS];
    size_t slot;
    if (text == NULL || *text == '\0')
        return 0;
    if (tables->string_count * 2 >= tables->string_room &&
        !rehash_strings(tables))
        return 0;
    slot = string_slot(tables, text);
    if (tables->string_slots[slot] == 0) {
        uint32_t at = (uint32_t)all->size;
        if (all->size > UINT32_MAX - strlen(text) - 2) {
            migrt_fail(tables->error, "more than 4 GiB of names");
            return 0;
        }
        migrt_put_bytes(all, text, strlen(text) + 1);
        if (all->failed)
            return 0;
        tables->string_slots[slot] = at + 1;
        tables->string_count++;
    }
    return tables->string_slots[slot] - 1;
}

/* ---- DATA ------------------------------------------------------------------- */

uint64_t migrt_data_add(migrt_tables *tables, const void *bytes, size_t size)
{
    uint64_t at = tables->data_size;
    migrt_piece *pieces =
        migrt_grow(tables->pieces, &tables->pieces_room, tables->pieces_count,
                   sizeof *pieces, tables->error);
    if (pieces == NULL)
        return 0;
    tables->pieces = pieces;
    pieces[tables->pieces_count].bytes = bytes;
    pieces[tables->pieces_count++].size = size;
    tables->data_size += (size + MIGRT_DATA_ALIGN - 1) / MIGRT_DATA_ALIGN *
                         (uint64_t)MIGRT_DATA_ALIGN;
    return at;
}

/* ---- units, functions, allocation sites ------------------------------------- */

migrt_unit_ids *migrt_unit_ids_of(migrt_tables *tables, const migrt_unit *unit)
{
    static migrt_unit_ids *last;
    if (last != NULL && last->unit == unit && last >= tables->units &&
        last < tables->units + tables->units_count)
        return last;
    for (unsigned i = 0; i < tables->units_count; i++)
        if (tables->units[i].unit == unit)
            return last = &tables->units[i];
    migrt_fail(tables->error, "a descriptor names a unit that never "
                              "registered: rebuild the program");
    return NULL;
}

void migrt_tables_units(migrt_tables *tables)
{
    migrt_buffer *out = &tables->section[MIGRT_S_UNITS];
    unsigned i = migrt_here.units_count;
    tables->units = migrt_internal_alloc((i + 1) * sizeof *tables->units);
    if (tables->units == NULL) {
        migrt_fail(tables->error, "no memory for the image's tables");
        return;
    }
    tables->units_count = i;
    for (migrt_unit *unit = migrt_here.units; unit != NULL; unit = unit->next)
        tables->units[--i].unit = unit;
    for (i = 0; i < tables->units_count; i++) {
        migrt_unit_ids *ids = &tables->units[i];
        ids->number = i;
        ids->types = migrt_internal_alloc((ids->unit->types_count + 1u) *
                                          sizeof(uint32_t));
        ids->allocs = migrt_internal_alloc((ids->unit->allocs_count + 1u) *
                                           sizeof(uint32_t));
        if (ids->types == NULL || ids->allocs == NULL) {
            migrt_fail(tables->error, "no memory for the image's tables");
            return;
        }
        migrt_put32(out, migrt_string_id(tables, ids->unit->name));
        migrt_put32(out, migrt_string_id(tables, ids->unit->fingerprint));
        migrt_put32(out, migrt_string_id(tables, ids->unit->version));
        migrt_put32(out, 0);
        tables->count[MIGRT_S_UNITS]++;
    }
}

uint32_t migrt_function_id(migrt_tables *tables, const migrt_function *function)
{
    migrt_buffer *out = &tables->section[MIGRT_S_FUNCTIONS];
    uint64_t *count = &tables->count[MIGRT_S_FUNCTIONS];
    const migrt_function **all;
    migrt_unit_ids *ids;
    /* Recursion repeats the last functions: look from the end. */
    for (uint64_t i = *count; i > 0; i--)
        if (tables->functions[i - 1] == function)
            return (uint32_t)(i - 1);
    all = migrt_grow(tables->functions, &tables->functions_room, (size_t)*count,
                     sizeof *all, tables->error);
    ids = migrt_unit_ids_of(tables, function->unit);
    if (all == NULL || ids == NULL)
        return 0;
    tables->functions = all;
    all[*count] = function;
    migrt_put32(out, ids->number);
    migrt_put32(out, migrt_string_id(tables, function->name));
    migrt_put32(out, function->record == NULL
                         ? 0
                         : migrt_type_id(tables, function->record) + 1);
    migrt_put32(out, function->flags & MIGRT_O_STATIC);
    return (uint32_t)(*count)++;
}

static void put_alloc(migrt_tables *tables, const migrt_unit_ids *ids,
                      const migrt_alloc *site)
{
    migrt_buffer *out = &tables->section[MIGRT_S_ALLOCS];
    migrt_put32(out, ids->number);
    migrt_put32(out, (uint32_t)(site - ids->unit->allocs));
    migrt_put32(out,
                site->type == NULL ? 0 : migrt_type_id(tables, site->type) + 1);
    migrt_put32(out, migrt_string_id(tables, site->file));
    migrt_put32(out, site->line);
    migrt_put32(out, migrt_string_id(tables, site->function));
    migrt_put32(out, site->shape);
    migrt_put32(out, 0);
}

/* A block of two types: a record that names two others; one that contradicts
 * itself names record 0 as the second. */
static uint32_t compound_id(migrt_tables *tables,
                            const migrt_compound *compound)
{
    migrt_buffer *out = &tables->section[MIGRT_S_ALLOCS];
    uint32_t base = migrt_alloc_id(tables, compound->base);
    uint32_t tail = migrt_alloc_id(tables, compound->tail);
    unsigned known = compound->number;
    if (compound->tail == NULL && compound->site.type == NULL)
        return base;
    if (tables->compounds == NULL)
        tables->compounds =
            migrt_internal_alloc(MIGRT_MOST_COMPOUNDS * sizeof(uint32_t));
    if (tables->compounds == NULL) {
        migrt_fail(tables->error, "no memory for the image's tables");
        return 0;
    }
    if (tables->compounds[known] == 0) {
        migrt_put32(out, MIGRT_NO_UNIT);
        migrt_put32(out, base);
        migrt_put32(out, 0);
        migrt_put32(out, 0);
        migrt_put32(out, tail);
        migrt_put32(out, 0);
        migrt_put32(out, MIGRT_A_COMPOUND);
        migrt_put32(out, (uint32_t)compound->offset);
        tables->compounds[known] = (uint32_t)++tables->count[MIGRT_S_ALLOCS];
    }
    return tables->compounds[known] - 1;
}

uint32_t migrt_alloc_id(migrt_tables *tables, const migrt_alloc *site)
{
    migrt_unit_ids *ids;
    size_t number;
    if (migrt_compound_of(site) != NULL)
        return compound_id(tables, migrt_compound_of(site));
    if (site == NULL || site->unit == NULL)
        return 0;
    ids = migrt_unit_ids_of(tables, site->unit);
    if (ids == NULL)
        return 0;
    number = (size_t)(site - ids->unit->allocs);
    if (ids->allocs[number] == 0) {
        put_alloc(tables, ids, site);
        ids->allocs[number] = (uint32_t)++tables->count[MIGRT_S_ALLOCS];
    }
    return ids->allocs[number] - 1;
}

/* ---- all of it -------------------------------------------------------------- */

/* Record 0 of ALLOCS: the unknown site; the strings begin with an empty one. */
static void begin(migrt_tables *tables)
{
    migrt_buffer *out = &tables->section[MIGRT_S_ALLOCS];
    migrt_put8(&tables->section[MIGRT_S_STRINGS], 0);
    migrt_put32(out, MIGRT_NO_UNIT);
    for (int i = 1; i < 8; i++)
        migrt_put32(out, 0);
    tables->count[MIGRT_S_ALLOCS] = 1;
}

bool migrt_tables_fill(migrt_tables *tables, migrt_error *error)
{
    static void (*const parts[])(migrt_tables *) = {
        begin,
        migrt_tables_units,
        migrt_tables_libc, /* first: it flushes, and may refuse */
        migrt_tables_frames,
        migrt_tables_objects,
        migrt_tables_process,
        migrt_tables_heap,
        migrt_tables_types,
    };
    tables->error = error;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !error->set; i++)
        parts[i](tables);
    tables->count[MIGRT_S_STRINGS] = tables->section[MIGRT_S_STRINGS].size;
    tables->count[MIGRT_S_LIBC] = tables->section[MIGRT_S_LIBC].size;
    for (int i = 1; i <= MIGRT_S_COUNT; i++)
        if (tables->section[i].failed)
            migrt_fail(error, "no memory for the image's tables");
    return !error->set;
}

void migrt_tables_free(migrt_tables *tables)
{
    for (int i = 1; i <= MIGRT_S_COUNT; i++)
        migrt_buffer_free(&tables->section[i]);
    for (unsigned i = 0; i < tables->units_count; i++) {
        migrt_internal_free(tables->units[i].types);
        migrt_internal_free(tables->units[i].allocs);
    }
    migrt_internal_free(tables->units);
    migrt_internal_free(tables->compounds);
    migrt_internal_free(tables->string_slots);
    migrt_internal_free((void *)tables->queue);
    migrt_internal_free((void *)tables->functions);
    migrt_internal_free(tables->pieces);
}
