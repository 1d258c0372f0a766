/* image_read_match.h: which thing of the image is which thing of this program.
 * By name; what does not match is refused with its name. */
#ifndef MIGRT_IMAGE_READ_MATCH_H
#define MIGRT_IMAGE_READ_MATCH_H

#include "../include/migrt_abi.h"
#include "image_read.h"

typedef struct migrt_match {
    const migrt_unit **units;         /* by UNITS */
    const migrt_alloc **allocs;       /* by ALLOCS; NULL: no such site here */
    const migrt_object **objects;     /* by OBJECTS; NULL: not here */
    const migrt_code **codes;         /* by CODES; NULL: not here */
    const migrt_function **functions; /* by FUNCTIONS */
    unsigned *sites;                  /* by FRAMES: number of the site here */
} migrt_match;

bool migrt_match_all(migrt_match *match, const migrt_image *image,
                     migrt_error *error);

/* Address of an object of this program. */
char *migrt_object_address(const migrt_object *object);

#endif
