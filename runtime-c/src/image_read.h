/* image_read.h: an image, decoded and bounded.
 *
 * After migrt_image_open every index and offset in these tables is good: no
 * later stage checks them again. What the bytes *mean* is another matter. */
#ifndef MIGRT_IMAGE_READ_H
#define MIGRT_IMAGE_READ_H

#include "error.h"
#include "image.h"
#include "wire_abi.h"

#include <stddef.h>
#include <stdint.h>

#define MIGRT_NONE UINT32_MAX /* an optional index that is not there */

typedef struct migrt_iunit {
    const char *name, *fingerprint, *version;
} migrt_iunit;

typedef struct migrt_ifield {
    const char *name;
    uint32_t type;
    uint32_t bit_width, flags;
    uint64_t offset;
    uint64_t bit_offset;
} migrt_ifield;

typedef struct migrt_itype {
    uint8_t kind, flags;
    uint16_t fields_count;
    uint32_t align;
    uint64_t size, count;
    const char *name;
    uint32_t elem; /* MIGRT_NONE: none */
    const migrt_ifield *fields;
    uint32_t unit;
} migrt_itype;

typedef struct migrt_ialloc {
    uint32_t unit, index;
    uint32_t type; /* MIGRT_NONE: unknown */
    const char *file, *function;
    uint32_t line, shape;
    uint32_t base, tail, offset; /* two types: what says which one (and this
                                    record is a copy of `base`); `tail`
                                    MIGRT_NONE: one */
    bool parts; /* `type` is how it begins; pointers tell what follows where */
} migrt_ialloc;

typedef struct migrt_ifunction {
    uint32_t unit, record, flags;
    const char *name;
} migrt_ifunction;

typedef struct migrt_icode {
    uint64_t address;
    const char *name;
    uint32_t unit, flags;
} migrt_icode;

typedef struct migrt_iobject {
    uint64_t address, size;
    const unsigned char *data; /* NULL: no value saved */
    const char *name, *file;
    uint32_t unit, type, flags, line;
} migrt_iobject;

typedef struct migrt_iframe {
    uint32_t function, site, line;
    const char *site_name, *file, *live;
    const unsigned char *data;
    uint64_t size;
    uint32_t first_alias, alias_count;
} migrt_iframe;

typedef struct migrt_ialias {
    uint64_t address, size;
    uint32_t frame, offset; /* frame is MIGRT_NONE: in the heap, at `block` */
    uint64_t block;
} migrt_ialias;

typedef struct migrt_isegment {
    uint64_t address, bytes, slot_size;
    uint64_t large_size; /* 0 unless it is one large block */
    uint32_t slot_count;
    bool large;
    const unsigned char *slots;
    const unsigned char *raw; /* NULL: all zero */
    uint64_t raw_bytes, raw_offset;
} migrt_isegment;

typedef struct migrt_iprocess {
    uint32_t kind, index;
    uint64_t address, size;
    const char *text;
} migrt_iprocess;

typedef struct migrt_ifile {
    uint64_t address;
    uint32_t id;
} migrt_ifile;

typedef struct migrt_isection {
    const unsigned char *at;
    uint64_t size, count;
} migrt_isection;

typedef struct migrt_image {
    const char *path;
    const char *key; /* of the signature it must have; NULL: any image */
    int fd;
    bool mapped;  /* from a regular file: segments can be mapped again */
    bool unfit;   /* another image of this program would be no better */
    bool damaged; /* not opened: the file is gone or not what was written */
    unsigned char *bytes;
    uint64_t size;
    migrt_abi abi;
    char machine[24];
    uint64_t arena, polls, fingerprint, serial;
    const unsigned char *toc;
    uint32_t toc_count;
    migrt_isection section[MIGRT_S_COUNT + 1];
    migrt_iunit *units;
    migrt_ifield *fields;
    migrt_itype *types;
    migrt_ialloc *allocs;
    migrt_ifunction *functions;
    migrt_icode *codes;
    migrt_iobject *objects;
    migrt_iframe *frames;
    migrt_ialias *aliases;
    migrt_isegment *segments;
    migrt_iprocess *process;
    migrt_ifile *files;
} migrt_image;

/* Number of records of a kind. */
static inline uint32_t migrt_image_count(const migrt_image *image,
                                         enum migrt_section kind)
{
    return (uint32_t)image->section[kind].count;
}

/* Reads and checks everything, checksums included; with `key`, the signature
 * too, before anything is made of what the header does not need. */
bool migrt_image_open(migrt_image *image, const char *path, const char *key,
                      migrt_error *error);
void migrt_image_close(migrt_image *image);

/* Value of an INFO key; NULL: not there. */
const char *migrt_image_info(const migrt_image *image, const char *key);

/* A live slot's allocation site (index into allocs) and size; false: free. */
bool migrt_image_slot(const migrt_isegment *segment, uint32_t slot,
                      uint32_t *alloc, uint64_t *size);

/* ---- parts ------------------------------------------------------------------ */

bool migrt_image_load(migrt_image *image, migrt_error *error);
bool migrt_image_header(migrt_image *image, migrt_error *error);
bool migrt_image_tables(migrt_image *image, migrt_error *error);
bool migrt_image_types(migrt_image *image, migrt_error *error);
bool migrt_image_state(migrt_image *image, migrt_error *error);

/* Zeroed array; at least one item, so that NULL means "no memory". */
void *migrt_image_array(uint64_t count, size_t item, migrt_error *error);

/* String at an offset; fails when it is outside. */
const char *migrt_image_string(const migrt_image *image, uint32_t offset,
                               migrt_error *error);

#endif
