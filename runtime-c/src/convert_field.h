/* convert_field.h: which member here is a member there. */
#ifndef MIGRT_CONVERT_FIELD_H
#define MIGRT_CONVERT_FIELD_H

#include "../include/migrt_abi.h"
#include "image_read.h"

/* Member `index` of `there` in `here`; NULL: it has none that is it for certain.
 * Names alone do not do: a frame record has several variables of one name, from
 * blocks that exclude each other, and a struct several anonymous members. */
const migrt_field *migrt_field_here(const migrt_itype *there, unsigned index,
                                    const migrt_type *here);

/* As many members of that name are on both sides. */
bool migrt_field_certain(const migrt_itype *there, const migrt_type *here,
                         const char *name);

#endif
