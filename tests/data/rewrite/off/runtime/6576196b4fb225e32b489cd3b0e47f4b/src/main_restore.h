/* main_restore.h: the steps of a restore, in their order. */
#ifndef MIGRT_MAIN_RESTORE_H
#define MIGRT_MAIN_RESTORE_H

#include "convert.h"
#include "frames.h"
#include "pointers.h"
#include "pointers_infer.h"

typedef struct migrt_restore {
    migrt_image image;
    migrt_match match;
    migrt_converter converter;
    migrt_pointers pointers;
    migrt_reached reached;
    migrt_resumable *frames; /* outermost first */
    bool *mapped;            /* by segment: memory already holds its bytes */
    migrt_error error;
} migrt_restore;

/* Everything that can be refused; after it the program is ready to go on. */
bool migrt_restore_image(migrt_restore *r, const char *path);

/* ---- its parts -------------------------------------------------------------- */

/* argv and the environment of the image, in this process's memory. */
bool migrt_restore_process(migrt_restore *r);

/* Heap memory: places every block (contents follow). */
bool migrt_restore_place(migrt_restore *r);

/* Contents of globals, frame records and blocks. */
bool migrt_restore_objects(migrt_restore *r);
bool migrt_restore_frames(migrt_restore *r);
bool migrt_restore_blocks(migrt_restore *r);

/* Records for all frames, still empty. */
bool migrt_restore_records(migrt_restore *r);

#endif
