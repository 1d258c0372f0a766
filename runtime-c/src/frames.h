/* frames.h: frame records, saved innermost first and resumed outermost first.
 *
 * Saving: while migrt_unwinding is set, emitted code calls migrt_frame_save and
 * migrt_frame_take for each frame it leaves. Resuming: the reader of an image
 * hands over converted records with migrt_frames_resume; resume clones fetch
 * them with migrt_frame_load and migrt_next. */
#ifndef MIGRT_FRAMES_H
#define MIGRT_FRAMES_H

#include "../include/migrt_abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address-taken variable and the field of a record that holds its value. */
typedef struct migrt_alias {
    struct migrt_alias *next;
    const void *variable;
    size_t size;
    size_t offset; /* of the field in the record */
    const void *block; /* not in the record: in this block of the heap */
} migrt_alias;

typedef struct migrt_frame {
    struct migrt_frame *outer;
    const migrt_function *function;
    unsigned site;
    size_t size; /* of the record */
    void *record;
    migrt_alias *aliases; /* in no particular order */
} migrt_frame;

/* Pointers into [variable, variable + size) mean the block of the heap at
 * `block`. For the frame that is being saved. */
void migrt_frame_moved(const void *variable, size_t size, const void *block);

/* Innermost frame of the capture under way. */
const migrt_frame *migrt_frames_innermost(void);

/* Outermost frame so far: the one being saved. */
const migrt_frame *migrt_frames_outermost(void);

/* The site's descriptor; NULL if the function has no such site. Site numbers
 * begin at 1. */
const migrt_site *migrt_frame_site(const migrt_function *function,
                                   unsigned site);

/* Size of the function's records: at least one unsigned. */
size_t migrt_record_size(const migrt_function *function);

/* One frame to resume; `record` is converted and stays valid until done. */
typedef struct migrt_resumable {
    const migrt_function *function;
    void *record;
} migrt_resumable;

/* Takes `frames`, outermost first, to be loaded in that order. */
void migrt_frames_resume(migrt_resumable *frames, size_t count);

/* Frames of a restore that have not been loaded yet. */
bool migrt_frames_resuming(void);

#endif
