/* core.c: stands in for the core of the runtime (registration, polls, frames)
 * in tests of its lower parts: a capture is asked for by setting
 * core_capture_at, and the one frame record saved can be resumed. */
#include "core.h"

#include "../src/error.h"
#include "../src/frames.h"
#include "../src/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

migrt_state migrt_here;

volatile int migrt_pending;
int migrt_unwinding;
int migrt_hold;

const migrt_unit *core_unit;
int core_polls, core_capture_at;

static const migrt_function *saved_function;
static void *saved_record;

void migrt_register(migrt_unit *unit)
{
    core_unit = unit;
}

int migrt_poll(void)
{
    core_polls++;
    if (migrt_hold || core_polls != core_capture_at)
        return 0;
    migrt_unwinding = 1;
    return 1;
}

void *migrt_frame_save(const migrt_function *function, unsigned site)
{
    saved_function = function;
    saved_record = calloc(1, function->record->size);
    memcpy(saved_record, &site, sizeof site);
    return saved_record;
}

void *migrt_frame_load(const migrt_function *function)
{
    if (function != saved_function)
        abort();
    return saved_record;
}

void migrt_frame_done(void *record)
{
    free(record);
}

const migrt_function *core_saved(void)
{
    migrt_unwinding = 0;
    return saved_function;
}

bool migrt_frames_resuming(void)
{
    return false;
}

/* No frame is below the one that can be resumed. */
migrt_resume migrt_next(void)
{
    abort();
}

bool migrt_fail(migrt_error *error, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(error->text, sizeof error->text, format, list);
    va_end(list);
    error->set = true;
    return false;
}

void migrt_say(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
}
