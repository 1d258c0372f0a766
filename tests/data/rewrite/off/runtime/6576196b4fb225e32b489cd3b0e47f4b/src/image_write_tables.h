/* image_write_tables.h: the sender's metadata sections, gathered in memory.
 *
 * Types, allocation sites, functions and strings enter the image when something
 * refers to them, and are numbered in that order. */
#ifndef MIGRT_IMAGE_WRITE_TABLES_H
#define MIGRT_IMAGE_WRITE_TABLES_H

#include "../include/migrt_abi.h"
#include "error.h"
#include "image.h"
#include "wire.h"

/* Bytes of the DATA section, where they lie in memory. */
typedef struct migrt_piece {
    const void *bytes;
    size_t size;
} migrt_piece;

/* What of a unit is in the image, by number in the unit; the values are
 * numbers in the image plus one. */
typedef struct migrt_unit_ids {
    const migrt_unit *unit;
    uint32_t number;
    uint32_t *types;
    uint32_t *allocs;
} migrt_unit_ids;

typedef struct migrt_tables {
    migrt_buffer section[MIGRT_S_COUNT + 1]; /* DATA and RAW stay empty */
    uint64_t count[MIGRT_S_COUNT + 1];
    uint32_t *string_slots; /* hash table of offsets plus one */
    size_t string_room, string_count;
    migrt_unit_ids *units; /* in registration order of the program */
    unsigned units_count;
    const migrt_type **queue; /* types whose records are still to be written */
    size_t queue_size, queue_room;
    const migrt_function **functions;
    size_t functions_room;
    migrt_piece *pieces;
    size_t pieces_count, pieces_room;
    uint64_t data_size;
    uint64_t raw_bytes;
    migrt_error *error;
} migrt_tables;

/* Fills every section but RAW. pre: all frames saved, `*tables` zeroed. */
bool migrt_tables_fill(migrt_tables *tables, migrt_error *error);

/* Gives back what the tables own. */
void migrt_tables_free(migrt_tables *tables);

/* ---- used by the parts ------------------------------------------------------ */

uint32_t migrt_string_id(migrt_tables *tables, const char *text);
uint32_t migrt_type_id(migrt_tables *tables, const migrt_type *type);
uint32_t migrt_alloc_id(migrt_tables *tables, const migrt_alloc *site);
uint32_t migrt_function_id(migrt_tables *tables,
                           const migrt_function *function);
migrt_unit_ids *migrt_unit_ids_of(migrt_tables *tables, const migrt_unit *unit);

/* Appends to DATA; returns the offset there. */
uint64_t migrt_data_add(migrt_tables *tables, const void *bytes, size_t size);

/* `p` grown to hold `count` + 1 items; NULL and an error when memory ends. */
void *migrt_grow(void *p, size_t *room, size_t count, size_t item,
                 migrt_error *error);

void migrt_tables_units(migrt_tables *tables);
void migrt_tables_types(migrt_tables *tables); /* the queue: after all others */
void migrt_tables_objects(migrt_tables *tables);
void migrt_tables_frames(migrt_tables *tables);
void migrt_tables_heap(migrt_tables *tables);
void migrt_tables_process(migrt_tables *tables);
void migrt_tables_libc(migrt_tables *tables);

#endif
