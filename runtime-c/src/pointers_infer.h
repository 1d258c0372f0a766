/* pointers_infer.h: types of heap blocks whose allocation does not tell. */
#ifndef MIGRT_POINTERS_INFER_H
#define MIGRT_POINTERS_INFER_H

#include "pointers.h"

/* A typed pointer leads to the block. */
#define MIGRT_REACHED_TYPED 4

typedef struct migrt_reached {
    unsigned char **blocks; /* by segment: a byte per slot, not 0 if reachable */
} migrt_reached;

/* If the image has blocks of unknown type, or the program pointers that lie
 * outside of their objects, follows all typed pointers from
 * globals and frames and gives such blocks the type of what points to them.
 * `reached` tells which blocks a pointer leads to; its blocks are NULL when
 * there was nothing to infer. */
bool migrt_infer_types(migrt_converter *c, migrt_reached *reached);

/* A struct type that begins with the type the block has been given for want of
 * a better one, where the block is larger than that: it may be one of those.
 * NULL: there is none, or the type is certain. */
const char *migrt_could_be(const migrt_converter *c, const migrt_iblock *block);

/* A struct of this program that begins with `type`; NULL: there is none. */
const char *migrt_larger_type(const migrt_itype *type);

void migrt_reached_free(migrt_reached *reached, const migrt_image *image);

/* Larger than the type its first pointer had: an array of them, or one object
 * of a struct that begins with that type. */
bool migrt_site_is_weak(const migrt_image *image, const migrt_ialloc *site,
                        uint64_t size);

#endif
