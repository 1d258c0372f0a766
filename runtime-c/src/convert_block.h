/* convert_block.h: heap blocks: how many elements of which type, and a tail. */
#ifndef MIGRT_CONVERT_BLOCK_H
#define MIGRT_CONVERT_BLOCK_H

#include "convert.h"

typedef struct migrt_carving migrt_carving; /* pointers_carve.h */

/* The second object of a block that is two: what migrt_shape says of the first. */
typedef struct migrt_payload {
    const migrt_plan *plan; /* NULL: there is none */
    uint64_t count;
    const migrt_plan *tail;
    uint64_t tail_count, source_tail, target_tail;
    uint64_t source, target; /* where it begins in the block */
    uint64_t source_size, target_size;
} migrt_payload;

/* A block is `count` elements of a plan, then perhaps a tail: elements of a
 * flexible array, or bytes (`tail` NULL). */
typedef struct migrt_shape {
    const migrt_plan *plan; /* NULL: bytes only */
    uint64_t count;
    const migrt_plan *tail;
    uint64_t tail_count;               /* elements; bytes if `tail` is NULL */
    uint64_t source_tail, target_tail; /* where the tail begins */
    uint64_t source_size, target_size;
    uint64_t rest; /* bytes behind the last whole element of the tail of which
                      nothing speaks */
    const migrt_carving *carving; /* it is several objects: only its sizes
                                     count of the above */
    /* What another type lies behind all that (heap_compound.c). */
    migrt_payload payload;
    const char *doubt; /* why its bytes must be zero to be converted */
} migrt_shape;

/* The shape of a block of `size` bytes that holds `plan`'s type; `header` as
 * migrt_alloc.shape. plan NULL: bytes. */
migrt_shape migrt_shape_of(migrt_converter *c, const migrt_plan *plan,
                           uint64_t size, bool header);

/* The same where from byte `offset` of the block on there is `payload`'s type,
 * `header` as above; `here`: where that begins here. */
typedef struct migrt_second {
    const migrt_plan *plan;
    bool header;
    uint64_t offset, here;
} migrt_second;
migrt_shape migrt_shape_of_two(migrt_converter *c, const migrt_plan *plan,
                               uint64_t size, const migrt_second *second);

/* Of a whole block: what is behind its last whole element is not lost. */
void migrt_shape_keep_rest(migrt_shape *shape);

/* Of a whole block of whose type only pointers tell: where it may be an array as
 * well as one struct with more elements at its end it is doubted. Arrays in
 * which such a struct ends are rarely longer by chance than they say, unless
 * they say one, or hold pointers. */
void migrt_shape_guessed(const migrt_converter *c, migrt_shape *shape);

/* The payload as a shape of its own. */
migrt_shape migrt_shape_behind(const migrt_shape *shape);

/* The bytes of a block stay as they are, pointers apart. */
bool migrt_shape_in_place(const migrt_shape *shape);

/* All its bytes stay as they are: there are no pointers either. */
bool migrt_shape_same(const migrt_shape *shape);

/* Calls `visit` for every pointer in a block that is not null. */
void migrt_shape_each_pointer(migrt_converter *c, const migrt_shape *shape,
                              const unsigned char *source, migrt_visit *visit,
                              void *context);

/* Converts a whole block into zeroed memory of target_size bytes; `source` has
 * source_size readable bytes. */
void migrt_shape_convert(migrt_converter *c, const migrt_shape *shape,
                         const unsigned char *source, unsigned char *target);

/* The same where `target` already holds the source's bytes. */
void migrt_shape_patch(migrt_converter *c, const migrt_shape *shape,
                       const unsigned char *source, unsigned char *target);

/* Where offset `offset` of the block lies here. */
uint64_t migrt_shape_offset(const migrt_converter *c, const migrt_shape *shape,
                            uint64_t offset);

/* Where offset `offset` of a value of one type lies in a value of the other. */
/* No byte here corresponds. */
#define MIGRT_NO_OFFSET UINT64_MAX
uint64_t migrt_offset(const migrt_converter *c, uint32_t source,
                      const migrt_type *target, uint64_t offset);

/* The scalar type at an offset; NULL where there is none (padding, a union). */
const migrt_itype *migrt_shape_leaf(const migrt_converter *c,
                                    const migrt_shape *shape, uint64_t offset);
bool migrt_is_number(const migrt_itype *type);

#endif
