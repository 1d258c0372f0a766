/* pointers_left.h: pointers left behind by what was in a block's memory before. */
#ifndef MIGRT_POINTERS_LEFT_H
#define MIGRT_POINTERS_LEFT_H

#include "pointers.h"

/* Its size was written `sizeof(type) + n`. */
bool migrt_is_header(const migrt_converter *c, const migrt_iblock *block);

/* The program says all there is in the block, a header and elements, and at
 * `offset` there is no `pointed`. */
bool migrt_is_left_over(migrt_converter *c, const migrt_iblock *block,
                        uint64_t offset, const migrt_itype *pointed);

/* The same of the pointer `value`, which is aligned as its type asks: others
 * have flags in them. */
bool migrt_left_over(migrt_converter *c, const migrt_iblock *block,
                     uint64_t value, const migrt_op *op);

/* It points to a base whose selector, asked of what is at `offset`, has no case:
 * by the user's word no such object is there. */
bool migrt_is_no_object(migrt_converter *c, const migrt_iblock *block,
                        uint64_t offset, const migrt_op *op);

#endif
