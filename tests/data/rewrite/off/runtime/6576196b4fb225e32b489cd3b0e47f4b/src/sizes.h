/* sizes.h: numbers that are sizes of types, on a machine where those differ.
 *
 * Each unit registers where sizes go (migrt_sizes); what they are on the
 * sender is in the image. Both together say of every member and variable
 * whether it holds a size, and which. */
#ifndef MIGRT_SIZES_H
#define MIGRT_SIZES_H

#include "convert.h"
#include "image_read_match.h"

/* Puts the graphs of all units together. c->sizes stays NULL where all sizes
 * are the same on both sides. pre: the image is matched */
bool migrt_sizes_gather(migrt_converter *c, const migrt_match *match);
void migrt_sizes_free(migrt_converter *c);

/* The place, if what it holds may have to change; else NULL. */
const struct migrt_size_node *migrt_size_of_field(const migrt_converter *c,
                                                  const migrt_itype *type,
                                                  const char *field);
const struct migrt_size_node *migrt_size_of_object(const migrt_converter *c,
                                                   const migrt_iobject *object);

/* Runs a MIGRT_OP_SIZE. */
void migrt_convert_sizes(migrt_converter *c, const migrt_op *op,
                         const unsigned char *source, unsigned char *target,
                         uint64_t count);

#endif
