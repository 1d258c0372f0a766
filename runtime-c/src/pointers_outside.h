/* pointers_outside.h: pointers that lie outside of the object they belong to. */
#ifndef MIGRT_POINTERS_OUTSIDE_H
#define MIGRT_POINTERS_OUTSIDE_H

#include "pointers.h"

/* An address that means something with an index added, as the user says of one
 * or more members that hold it. */
typedef struct migrt_outside {
    uint64_t value; /* in the sender */
    uint64_t size;  /* of an element there */
    int64_t index;  /* in elements */
} migrt_outside;

/* A type of this program has such members. */
bool migrt_any_outside(void);

/* What the pointer `value` of `plan`'s record at `op` leads to: itself, or what
 * it means with its index added, which is kept for all its copies. */
uint64_t migrt_outside_seen(migrt_converter *c, const migrt_plan *plan,
                            const unsigned char *source, const migrt_op *op,
                            uint64_t value);

/* Translates a value that was seen as such. False: it was not, or what it means
 * exists no more. */
bool migrt_outside_pointer(migrt_converter *c, uint64_t value,
                           const migrt_op *op, uint64_t index, uintptr_t *out);

/* What was seen is forgotten. */
void migrt_outside_forget(migrt_pointers *pointers);

#endif
