/* generations.h: older images beside the newest one (MIGRT_KEEP).
 *
 *     F        the newest image
 *     F.next   a newer one, complete, whose capture was killed before it became F
 *     F.1      the one before F, F.2 the one before that, ...
 *
 * At every moment one of F and F.next is the newest image there is, or, for a
 * first capture, none is there. */
#ifndef MIGRT_GENERATIONS_H
#define MIGRT_GENERATIONS_H

#include "error.h"
#include "image_read.h"

enum { MIGRT_GENERATIONS = 100 };

/* Puts the complete file `temporary` in the place of `path`, which becomes an
 * older generation if `keep` is more than 1. False: `path` is as it was, or
 * lies where a restore finds it, and `temporary` is gone. */
bool migrt_generations_push(const char *temporary, const char *path,
                            unsigned keep, migrt_error *error);

/* Opens `path` or, where that is missing or damaged, the newest generation that
 * is neither, and says so. An image that is whole but cannot be used here (of
 * another version, unreadable for this user, not signed with `key`, which may be
 * NULL) is refused: it is no accident, and an older one would hide it. So is a
 * stream: it has no generations. */
bool migrt_image_open_newest(migrt_image *image, const char *path,
                             const char *key, migrt_error *error);

#endif
