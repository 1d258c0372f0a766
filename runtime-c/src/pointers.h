/* pointers.h: what an address of the sender means here. */
#ifndef MIGRT_POINTERS_H
#define MIGRT_POINTERS_H

#include "convert.h"
#include "convert_block.h"
#include "image_read_match.h"

/* What a dangling pointer becomes: the word 0xDEADF00D as often as it fits. */
#define MIGRT_INVALID ((uintptr_t)UINT64_C(0xDEADF00DDEADF00D))

/* Heap segment of the image. */
typedef struct migrt_placed {
    uintptr_t *target; /* of each slot; NULL: the blocks keep their address */
    uint32_t *plan;    /* of each slot: plan id + 1, with MIGRT_ONE_OBJECT if
                          its selector told; 0: as its site says; NULL: all as
                          their sites say */
    uint32_t *carving; /* of each slot: number of its layout + 1; 0, NULL: it
                          is one object or array */
} migrt_placed;

/* The block is one object, perhaps with a tail, not an array. */
#define MIGRT_ONE_OBJECT (UINT32_C(1) << 31)

/* Statically allocated, argv, frames, ...: everything but the heap. */
typedef struct migrt_region {
    uint64_t address, size;
    enum {
        MIGRT_R_OBJECT,
        MIGRT_R_ALIAS,
        MIGRT_R_BLOCK, /* memory of a frame that went into the heap */
        MIGRT_R_CODE,
        MIGRT_R_PROCESS,
        MIGRT_R_FILE
    } kind;
    uint32_t index;
    uintptr_t target; /* 0: does not exist here */
} migrt_region;

typedef struct migrt_pointers {
    const migrt_match *match;
    migrt_placed *placed;     /* by segment */
    const migrt_plan **sites; /* plan of each allocation site; NULL: bytes */
    migrt_region *regions;    /* by address */
    size_t regions_count;
    unsigned char **records; /* converted record of each frame */
    migrt_carving **carvings;
    size_t carvings_count, carvings_room;
    struct migrt_outside *outsides; /* seen among the program's pointers */
    size_t outsides_count, outsides_room;
    bool lenient; /* unknown pointers are the C library's: leave them */
} migrt_pointers;

/* A heap block of the image. */
typedef struct migrt_iblock {
    uint32_t segment, slot, alloc;
    uint64_t address, size;
} migrt_iblock;

/* The live block `value` points into or one past. */
bool migrt_find_block(const migrt_image *image, uint64_t value,
                      migrt_iblock *out);

/* Plan and shape of a block: as inferred, else as its site says. */
const migrt_plan *migrt_block_plan(const migrt_converter *c,
                                   const migrt_iblock *block);
migrt_shape migrt_block_shape(migrt_converter *c, const migrt_iblock *block);

/* Its type is not known: neither its site nor a pointer tells. */
bool migrt_block_untyped(const migrt_converter *c, const migrt_iblock *block);

/* It is known only as the base of its variants. */
bool migrt_block_undecided(const migrt_converter *c, const migrt_iblock *block);

/* A copy of its bytes, with the zeros the image leaves out, and more of them
 * up to `least` bytes. To be freed. NULL: no memory. */
unsigned char *migrt_block_bytes(migrt_converter *c, const migrt_iblock *block,
                                 uint64_t least);

/* Address of the block here. */
uintptr_t migrt_block_target(const migrt_converter *c,
                             const migrt_iblock *block);

/* Builds the regions; argv and files must be in place. Without the records of
 * frames, variables in those are nowhere. */
bool migrt_pointers_regions(migrt_converter *c);

/* The region `value` lies in, or one past; NULL: none. */
const migrt_region *migrt_find_region(const migrt_converter *c, uint64_t value,
                                      const migrt_op *op);

/* Translates the non-null `value`. False: leave the target as it is. */
bool migrt_pointer(migrt_converter *c, uint64_t value, const migrt_op *op,
                   uint64_t index, uintptr_t *out);

/* The same for one that is an address of an object; false: of none. */
bool migrt_pointer_resolve(migrt_converter *c, uint64_t value,
                           const migrt_op *op, uint64_t index, uintptr_t *out);

/* What a selector sees of a pointer before anything is in its place: that of a
 * variable or function of the program is its address here (`self->methods ==
 * &file_methods`); any other is not null, equals those it equalled at the
 * sender, and is no address of an object here. */
uintptr_t migrt_pointer_seen(const migrt_converter *c, uint64_t value,
                             const migrt_op *op);

/* Values that are no addresses: small numbers, (void *)-1 and its neighbours, the
 * invalid pattern. `out`: what they are here. */
bool migrt_pointer_constant(const migrt_converter *c, uint64_t value,
                            uintptr_t *out);

/* True if `value`, should it be a pointer, is the same pointer here. */
bool migrt_pointer_stays(migrt_converter *c, uint64_t value);

#endif
