/* image_write.h: the state of the program into a file, all or nothing. */
#ifndef MIGRT_IMAGE_WRITE_H
#define MIGRT_IMAGE_WRITE_H

#include "error.h"

/* pre: all frames are saved. On failure an earlier image at `path` is as it
 * was. A device or pipe is written to directly. */
bool migrt_image_write(const char *path, migrt_error *error);

#endif
